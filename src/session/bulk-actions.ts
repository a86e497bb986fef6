import { z } from 'zod'
import { refuse, type Row, type Write } from '../kernel'
import { entityOf, parseInput, parseRecord } from '../model'
import { allOf, isAmong, isEqual, isMissing } from '../query'
import { bulkProblem } from '../regions'
import { readAll } from '../storage'
import {
  bulkFrom,
  itemsOf,
  runBulk,
  starterOf,
  type BulkRunning,
  type BulkTransaction,
  type OnProgress,
} from './bulk-run'
import type { BulkStarter } from './bulk-registry'
import {
  outcomeOf,
  outcomePage,
  ownActions,
  ownBulk,
  type BulkItemsAsked,
  type BulkOutcome,
  type BulkOutcomePage,
} from './bulk-outcome'
import { subjectsOf, type BulkRequest, type Subjects } from './bulk-subjects'
import { itemWork, type BulkPlace } from './bulk-work'
import type { SessionCore } from './core'
import type { Engine } from './engine'
import { givenFunction } from './given-function'
import type { KernelActions } from './record-actions'
import { underPathLater } from './under-path'

export interface BulkOptions {
  /** Told at the start and after each item. What it throws stops the run there; `resume` goes on. */
  readonly onProgress?: OnProgress
}

export interface BulkResumption extends BulkOptions {
  /** Does these once more, besides those that are still pending. */
  readonly again?: readonly ('refused' | 'failed')[]
}

export interface BulkActionOptions {
  readonly registered: Engine['bulkActions']
  readonly kernel: KernelActions
  readonly exclusiveRegions: boolean
  readonly inTransaction: BulkTransaction
  readonly who: BulkStarter
}

const onProgress = givenFunction().optional()
const requestSchema = z.strictObject({
  selection: z.unknown().optional(),
  records: z.strictObject({ entity: z.string(), where: z.unknown().optional() }).optional(),
  query: z.string().min(1).max(191).optional(),
  action: z.unknown(),
})
const optionsSchema = z.strictObject({ onProgress })
const resumptionSchema = z.strictObject({ onProgress, again: z.array(z.enum(['refused', 'failed'])).optional() })
/** What is done is kept as JSON, so that it is the same when it is gone on with. */
function jsonOrder(action: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(action ?? null))
  } catch {
    return refuse(bulkProblem('bulk.not_json', { path: '/action' }))
  }
}

/** Bulk actions: `session.bulk`. What is done runs with the rights of the one who started it, as they are at each item. */
export function bulkActions(core: SessionCore, options: BulkActionOptions) {
  const { registered, kernel, inTransaction, who } = options
  const running: BulkRunning = {
    get model() {
      return core.fields.whole
    },
    store: core.unconfined,
    inTransaction,
    placeOf: (entity): BulkPlace => ({ entity, kernel, registered, regions: { exclusive: options.exclusiveRegions } }),
    now: () => core.context().now,
  }

  /** Keeps an action and its items in one transaction: what it is about is fixed from here on. */
  async function keep(request: BulkRequest, order: unknown, { entity, ids, others }: Subjects): Promise<string> {
    return core.perform(function* (context) {
      yield* []
      const { identifiers, now } = context
      const id = identifiers.next()
      const action = parseRecord(entityOf(core.fields.whole, 'bulkAction'), {
        id,
        kind: kindOf(order),
        entity,
        input: order,
        selection: jsonOrder(request.selection ?? request.records ?? request.query),
        total: ids.length,
        others,
        startedBy: core.actor?.id ?? null,
        reason: 'reason' in who ? who.reason : null,
        startedAt: now,
      })
      const rows = ids.map((subject, position): Row => ({
        id: identifiers.next(),
        actionId: id,
        position,
        recordId: subject,
        state: 'pending',
        problems: null,
        result: null,
        settledAt: null,
      }))
      const writes: Write[] = [
        { type: 'insert', entity: 'bulkAction', rows: [action] },
        { type: 'insert', entity: 'bulkItem', rows },
      ]
      return { writes, value: id }
    })
  }

  return {
    /**
     * Does something to every group of a selection, to every record that meets criteria, or to the result of a saved query. What it is
     * about is settled at the start: the items are those there are now. Each is done, and settled, in a transaction of its own and with the
     * rights the actor has at that moment; one that is refused says why and the others go on. Answers when all of them are settled;
     * what a crash interrupts goes on with `resume`, and nothing is done twice.
     *
     * `update` changes fields of records (of every record of the group, as far as the actor may manage them: its result tells how many were
     * `changed`, `unchanged` and `beyond`); `assign` puts each group into a region; others are those of `createClientele({ bulkActions })`.
     *
     * @throws refusals `bulk.over_what`, `bulk.kind_unknown`, `bulk.misfit`, `bulk.no_group`, `bulk.nothing`, `bulk.not_json`,
     * `region.unknown`, `region.group_unknown`, `region.named_twice`, `region.group_twice`, `region.selection_empty`,
     * `region.selection_unknown`, `lists.query_unknown`, `record.invalid`, `input.invalid`, the missing level or right, those of `prepareQuery`.
     * @example
     * ```ts
     * const outcome = await session.bulk.start(
     *   {
     *     selection: { regions: [north.id], groups: ['brest'] },
     *     action: { do: 'update', entity: 'account', where: dormantAccounts, set: { status: 'prospect' } },
     *   },
     *   { onProgress: ({ total, pending }) => bar.update(1 - pending / total) },
     * )
     * const { items } = await session.bulk.outcome(outcome.id, { state: 'refused' })
     * items.rows.map(({ id, problems }) => `${id}: ${problems[0].message.fr}`)
     * ```
     */
    async start(request: BulkRequest, given: BulkOptions = {}): Promise<BulkOutcome> {
      parseInput(requestSchema, request)
      parseInput(optionsSchema, given)
      const { onProgress: tell = () => undefined } = given
      const order = jsonOrder(request.action)
      const subjects = await subjectsOf(core, request)
      await underPathLater('/action', () => itemWork(core, order, running.placeOf(subjects.entity)))
      if (subjects.ids.length === 0) refuse(bulkProblem('bulk.nothing'))
      const id = await keep(request, order, subjects)
      await runBulk(running, await ownBulk(core, id), tell)
      return outcomeOf(core, await ownBulk(core, id), registered)
    },

    /**
     * Goes on with a bulk action that was interrupted; with `again`, tries what was refused or failed once more. Two at once share the
     * work, each item being done once. The system may resume anybody's: it is done with the rights of the one who started it, as they are
     * at each item: what they may not do any more is refused item by item, with why.
     *
     * @throws refusals `bulk.unknown`, `bulk.kind_unknown` where the action is not registered any more, `session.no_actor` where the one who
     * started it has no right at all any more.
     */
    async resume(id: string, given: BulkResumption = {}): Promise<BulkOutcome> {
      const { again = [] } = parseInput(resumptionSchema, given)
      const action = await ownBulk(core, id)
      if (again.length > 0)
        await inTransaction(starterOf(action), async ({ engine, core: acting }) => {
          const item = entityOf(engine.model, 'bulkItem')
          const where = allOf(itemsOf(engine.model, action.id), isAmong(item, 'state', again))
          const set = { state: 'pending', problems: null, settledAt: null }
          if ((await engine.store.update(item.name, where, { set })) > 0)
            await mark(acting, action.id, { finishedAt: null })
        })
      await runBulk(running, action, given.onProgress ?? (() => undefined))
      return outcomeOf(core, await ownBulk(core, id), registered)
    },

    /**
     * Cancels what is still pending; what is done stays done. A run that is under way stops at the next item.
     *
     * @throws refusals `bulk.unknown`.
     */
    async cancel(id: string): Promise<BulkOutcome> {
      const action = await ownBulk(core, id)
      await inTransaction(starterOf(action), async ({ engine, core: acting }) => {
        const item = entityOf(engine.model, 'bulkItem')
        const at = running.now()
        const where = allOf(itemsOf(engine.model, action.id), isEqual(item, 'state', 'pending'))
        const cancelled = await engine.store.update(item.name, where, { set: { state: 'cancelled', settledAt: at } })
        if (cancelled > 0) await mark(acting, action.id, { cancelledAt: at, finishedAt: at })
      })
      return outcomeOf(core, await ownBulk(core, id), registered)
    },

    /**
     * What a bulk action came to, and its items page by page: of each, why it was refused or what came of it.
     *
     * @throws refusals `bulk.unknown`, `input.invalid`, `storage.bad_cursor`.
     */
    async outcome(id: string, asked: BulkItemsAsked = {}): Promise<BulkOutcomePage> {
      return outcomePage(core, id, asked, registered)
    },

    /** The bulk actions of one's own of which something is still to be done, the oldest first: what to resume after a crash. */
    async unfinished(): Promise<readonly BulkOutcome[]> {
      const rows = await readAll(core.unconfined, {
        entity: 'bulkAction',
        where: allOf(isMissing(entityOf(core.fields.whole, 'bulkAction'), 'finishedAt'), ownActions(core)),
        orderBy: [{ field: 'startedAt', direction: 'asc' }],
      })
      return Promise.all(rows.map((row) => outcomeOf(core, bulkFrom(row), registered)))
    },
  }
}

const kindOf = (order: unknown): string => z.object({ do: z.string() }).parse(order).do

/** Changes the row of an action, journalled. */
async function mark(acting: SessionCore, id: string, set: Row): Promise<void> {
  await acting.perform(function* () {
    yield* []
    return { writes: [{ type: 'update', entity: 'bulkAction', id, set }], value: undefined }
  })
}
