import { z } from 'zod'
import { refuse, type Localized, type Problem, type Row, type Write } from '../kernel'
import { entityOf, parseInput, parseRecord } from '../model'
import { allOf, isAmong, isEqual, isMissing, type BoundCriteria } from '../query'
import { bulkProblem, demandChoice, demandGroups, groupEntity, parseSelection, type BulkState } from '../regions'
import { decide, readAll, streamPages } from '../storage'
import {
  bulkFrom,
  itemsOf,
  progressOf,
  runBulk,
  starterOf,
  type BulkProgress,
  type BulkRunning,
  type BulkTransaction,
  type KeptBulk,
  type OnProgress,
} from './bulk-run'
import type { BulkStarter } from './bulk-registry'
import { itemWork, labelOfKind, type BulkOrder, type BulkPlace } from './bulk-work'
import type { SessionCore } from './core'
import type { Engine } from './engine'
import type { KernelActions } from './record-actions'
import { recordId } from './record-id'
import { queryToRun } from './saved-query-actions'
import { chosenGroups, type AskedSelection } from './selection-actions'
import { underPath, underPathLater } from './under-path'

/** Over what to do something, and what. Name one of `selection`, `records` and `query`. */
export interface BulkRequest {
  /** The groups of regions, and single groups: as they are now, each an item. */
  readonly selection?: AskedSelection
  /** The records of an entity that meet criteria now, each an item. */
  readonly records?: { readonly entity: string; readonly where?: object }
  /** The result of a saved query now, each record an item. */
  readonly query?: string
  readonly action: BulkOrder
}

export interface BulkOptions {
  /** Told at the start and after each item. What it throws stops the run there; `resume` goes on. */
  readonly onProgress?: OnProgress
}

export interface BulkResumption extends BulkOptions {
  /** Does these once more, besides those that are still pending. */
  readonly again?: readonly ('refused' | 'failed')[]
}

/** One item and what became of it. */
export interface BulkItemOutcome {
  /** From 0, in the order of the run. */
  readonly position: number
  /** The group, or the record. */
  readonly id: string
  readonly state: BulkState
  /** Why it was refused or failed, each with code, path and a message in French and English; empty otherwise. */
  readonly problems: readonly Problem[]
  /** What the action answered, as JSON; null unless it was done. */
  readonly result: unknown
  readonly settledAt: Date | null
}

/** What a bulk action came to. */
export interface BulkOutcome extends BulkProgress {
  readonly kind: string
  readonly label: Localized
  /** Of which entity the items are. */
  readonly entity: string
  /** Groups of the selection that the one who started it may not see: nothing was done to them. */
  readonly others: number
  readonly startedBy: string | null
  readonly startedAt: Date
  /** Null while something is still to be done. */
  readonly finishedAt: Date | null
  readonly cancelledAt: Date | null
}

/** A page of items beside the counts; `end` leads to the next. */
export interface BulkOutcomePage extends BulkOutcome {
  readonly items: { readonly rows: readonly BulkItemOutcome[]; readonly end: string | null; readonly more: boolean }
}

export interface BulkItemsAsked {
  readonly state?: BulkState
  /** 1 to 1,000; 50 unless said. */
  readonly limit?: number
  readonly after?: string | null
}

export interface BulkActionOptions {
  readonly registered: Engine['bulkActions']
  readonly kernel: KernelActions
  readonly exclusiveRegions: boolean
  readonly inTransaction: BulkTransaction
  readonly who: BulkStarter
}

const STATES = [
  'pending',
  'done',
  'refused',
  'failed',
  'cancelled',
] as const satisfies readonly BulkState[]

const onProgress = z.custom((value) => typeof value === 'function').optional()
const requestSchema = z.strictObject({
  selection: z.unknown().optional(),
  records: z.strictObject({ entity: z.string(), where: z.unknown().optional() }).optional(),
  query: z.string().min(1).max(191).optional(),
  action: z.unknown(),
})
const optionsSchema = z.strictObject({ onProgress })
const resumptionSchema = z.strictObject({ onProgress, again: z.array(z.enum(['refused', 'failed'])).optional() })
const askedSchema = z.strictObject({
  state: z.enum(STATES).optional(),
  limit: z.number().int().min(1).max(1_000).default(50),
  after: z.string().max(100_000).nullish(),
})
const itemSchema = z.object({
  position: z.number(),
  recordId: z.string(),
  state: z.enum(STATES),
  problems: z.array(z.custom<Problem>((value) => typeof value === 'object' && value !== null)).nullable(),
  result: z.unknown(),
  settledAt: z.date().nullable(),
})

/** What a request comes to now: of which entity, which records, and how many are out of sight. */
interface Subjects {
  readonly entity: string
  readonly ids: readonly string[]
  readonly others: number
}

/** The groups of a selection that the actor may read, by name. A single group that they may not is refused like one that is not there. */
async function groupsChosen(core: SessionCore, selection: AskedSelection): Promise<Subjects> {
  core.demandLevel('regions', 'read')
  const entity = groupEntity(core.fields.whole)
  const readable = core.scope(entity.name, 'read')
  if (typeof selection !== 'object' || selection === null || !('saved' in selection)) {
    const choice = underPath('/selection', () => parseSelection(selection))
    demandChoice(choice, '/selection')
    const named = choice.groups.map((group, index) => ({ group, path: `/selection/groups/${index}` }))
    await decide(core.store, demandGroups(named, core.context(), readable))
  }
  const { origins } = await chosenGroups(core, selection, null, '/selection')
  const rows = await readAll(core.store, {
    entity: entity.name,
    where: allOf(isAmong(entity, 'id', origins.keys()), readable),
    orderBy: [{ field: core.fields.whole.roles.group?.fields.name ?? 'name', direction: 'asc' }],
    fields: [],
  })
  return { entity: entity.name, ids: rows.map((row) => String(row['id'])), others: origins.size - rows.length }
}

async function recordsMeant(core: SessionCore, entity: string, where: unknown, path: string): Promise<Subjects> {
  core.demandLevel(underPath('/records/entity', () => entityOf(core.model, entity)).module, 'read')
  const meant = await underPathLater(path, () => core.compile(entity, where))
  const ids: string[] = []
  for await (const { rows } of streamPages(core.store, entity, { where: meant, fields: ['id'] }))
    for (const row of rows) ids.push(String(row['id']))
  return { entity, ids, others: 0 }
}

async function subjectsOf(core: SessionCore, request: BulkRequest): Promise<Subjects> {
  const { selection, records, query } = request
  if ([selection, records, query].filter((one) => one !== undefined).length !== 1) refuse(bulkProblem('bulk.over_what'))
  if (selection !== undefined) return groupsChosen(core, selection)
  if (records !== undefined) return recordsMeant(core, records.entity, records.where, '/records/where')
  const { query: found } = await queryToRun(core, recordId(query, '/query'))
  return recordsMeant(core, found.entity, found, '/query')
}

/** What is done is kept as JSON, so that it is the same when it is gone on with. */
function jsonOrder(action: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(action ?? null))
  } catch {
    return refuse(bulkProblem('bulk.not_json', { path: '/action' }))
  }
}

const isOwn = (core: SessionCore, id: string): BoundCriteria => {
  const entity = entityOf(core.fields.whole, 'bulkAction')
  const { actor } = core
  return allOf(isEqual(entity, 'id', id), ...(actor === null ? [] : [isEqual(entity, 'startedBy', actor.id)]))
}

/** A bulk action that the actor started. Refused with `bulk.unknown`. */
async function owned(core: SessionCore, given: string): Promise<KeptBulk> {
  const id = recordId(given)
  const [row] = await readAll(core.unconfined, { entity: 'bulkAction', where: isOwn(core, id) })
  return row === undefined ? refuse(bulkProblem('bulk.unknown', { path: '/id', data: { action: id } })) : bulkFrom(row)
}

/** Bulk actions: `session.bulk`. What is done runs with the rights of the one who started it, as they are at each item. */
export function bulkActions(core: SessionCore, options: BulkActionOptions) {
  const { registered, kernel, inTransaction, who } = options
  const running: BulkRunning = {
    store: core.unconfined,
    inTransaction,
    placeOf: (entity): BulkPlace => ({ entity, kernel, registered, regions: { exclusive: options.exclusiveRegions } }),
    now: () => core.context().now,
  }

  async function outcomeOf(id: string): Promise<BulkOutcome> {
    const kept = await owned(core, id)
    const { kind, entity, others, startedBy, startedAt, finishedAt, cancelledAt } = kept
    const progress = await progressOf(core.unconfined, core.fields.whole, kept)
    const label = labelOfKind(kind, registered)
    return { ...progress, kind, label, entity, others, startedBy, startedAt, finishedAt, cancelledAt }
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
      const { onProgress: tell = () => undefined } = parseInput(optionsSchema, given) && given
      const order = jsonOrder(request.action)
      const subjects = await subjectsOf(core, request)
      await underPathLater('/action', () => itemWork(core, order, running.placeOf(subjects.entity)))
      if (subjects.ids.length === 0) refuse(bulkProblem('bulk.nothing'))
      const id = await keep(request, order, subjects)
      await runBulk(running, await owned(core, id), tell)
      return outcomeOf(id)
    },

    /**
     * Goes on with a bulk action that was interrupted; with `again`, tries what was refused or failed once more. Two at once share the
     * work, each item being done once. The system may resume anybody's: it is done with the rights of the one who started it.
     *
     * @throws refusals `bulk.unknown`, `bulk.kind_unknown` where the action is not registered any more, `session.no_actor` where the one who
     * started it has no right any more.
     */
    async resume(id: string, given: BulkResumption = {}): Promise<BulkOutcome> {
      const { again = [] } = parseInput(resumptionSchema, given)
      const action = await owned(core, id)
      if (again.length > 0)
        await inTransaction(starterOf(action), async ({ engine, core: acting }) => {
          const item = entityOf(engine.model, 'bulkItem')
          const where = allOf(itemsOf(engine.model, action.id), isAmong(item, 'state', again))
          const set = { state: 'pending', problems: null, settledAt: null }
          if ((await engine.store.update(item.name, where, { set })) > 0)
            await mark(acting, action.id, { finishedAt: null })
        })
      await runBulk(running, action, given.onProgress ?? (() => undefined))
      return outcomeOf(id)
    },

    /**
     * Cancels what is still pending; what is done stays done. A run that is under way stops at the next item.
     *
     * @throws refusals `bulk.unknown`.
     */
    async cancel(id: string): Promise<BulkOutcome> {
      const action = await owned(core, id)
      await inTransaction(starterOf(action), async ({ engine, core: acting }) => {
        const item = entityOf(engine.model, 'bulkItem')
        const at = running.now()
        const where = allOf(itemsOf(engine.model, action.id), isEqual(item, 'state', 'pending'))
        const cancelled = await engine.store.update(item.name, where, { set: { state: 'cancelled', settledAt: at } })
        if (cancelled > 0) await mark(acting, action.id, { cancelledAt: at, finishedAt: at })
      })
      return outcomeOf(id)
    },

    /**
     * What a bulk action came to, and its items page by page: of each, why it was refused or what came of it.
     *
     * @throws refusals `bulk.unknown`, `input.invalid`, `storage.bad_cursor`.
     */
    async outcome(id: string, asked: BulkItemsAsked = {}): Promise<BulkOutcomePage> {
      const { state, limit, after } = parseInput(askedSchema, asked)
      const outcome = await outcomeOf(id)
      const item = entityOf(core.fields.whole, 'bulkItem')
      const page = await core.unconfined.find(item.name, {
        where: allOf(
          itemsOf(core.fields.whole, outcome.id),
          ...(state === undefined ? [] : [isEqual(item, 'state', state)]),
        ),
        orderBy: [{ field: 'position', direction: 'asc' }],
        limit,
        ...(after === null || after === undefined ? {} : { after }),
      })
      const rows = page.rows.map((row): BulkItemOutcome => {
        const { recordId: subject, problems, ...rest } = itemSchema.parse(row)
        return { ...rest, id: subject, problems: problems ?? [] }
      })
      return { ...outcome, items: { rows, end: page.end, more: page.more } }
    },

    /** The bulk actions of one's own of which something is still to be done, the oldest first: what to resume after a crash. */
    async unfinished(): Promise<readonly BulkOutcome[]> {
      const entity = entityOf(core.fields.whole, 'bulkAction')
      const { actor } = core
      const rows = await readAll(core.unconfined, {
        entity: entity.name,
        where: allOf(
          isMissing(entity, 'finishedAt'),
          ...(actor === null ? [] : [isEqual(entity, 'startedBy', actor.id)]),
        ),
        orderBy: [{ field: 'startedAt', direction: 'asc' }],
      })
      return Promise.all(rows.map((row) => outcomeOf(String(row['id']))))
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
