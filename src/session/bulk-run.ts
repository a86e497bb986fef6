import { z } from 'zod'
import { isRefusal, refuse, type Problem, type Row } from '../kernel'
import { entityOf } from '../model'
import { allOf, isEqual, type BoundCriteria } from '../query'
import { bulkProblem, type BulkState } from '../regions'
import { readAll, type Store } from '../storage'
import type { BulkStarter } from './bulk-registry'
import { isInSight, itemWork, type BulkPlace, type ItemWork } from './bulk-work'
import type { Engine } from './engine'
import { problem } from './problem'
import type { LiveCore } from './session-core'

/** How far a bulk action has come: of `total` items, how many are where. */
export interface BulkProgress extends Readonly<Record<BulkState, number>> {
  readonly id: string
  readonly total: number
}

/** A bulk action as it is kept. */
export interface KeptBulk {
  readonly id: string
  readonly kind: string
  readonly entity: string
  readonly input: unknown
  readonly selection: unknown
  readonly total: number
  readonly others: boolean
  readonly startedBy: string | null
  readonly reason: string | null
  readonly startedAt: Date
  readonly finishedAt: Date | null
  readonly cancelledAt: Date | null
}

const stored = z.object({
  id: z.string(),
  kind: z.string(),
  entity: z.string(),
  input: z.unknown(),
  selection: z.unknown(),
  total: z.number(),
  others: z.boolean(),
  startedBy: z.string().nullable(),
  reason: z.string().nullable(),
  startedAt: z.date(),
  finishedAt: z.date().nullable(),
  cancelledAt: z.date().nullable(),
})

export const bulkFrom = (row: Row): KeptBulk => stored.parse(row)

/** One transaction of the one who started an action, whoever asks for it. */
export interface BulkInside {
  readonly engine: Engine
  readonly core: LiveCore
  readonly who: BulkStarter
}

export type BulkTransaction = <T>(who: BulkStarter, work: (inside: BulkInside) => Promise<T>) => Promise<T>

/** What a run stands on. */
export interface BulkRunning {
  readonly model: Engine['model']
  readonly store: Store
  readonly inTransaction: BulkTransaction
  readonly placeOf: (entity: string) => BulkPlace
  readonly now: () => Date
}

export const itemsOf = (model: BulkInside['engine']['model'], action: string): BoundCriteria =>
  isEqual(entityOf(model, 'bulkItem'), 'actionId', action)

/** How many items stand where. */
export async function progressOf(store: Store, model: Engine['model'], { id, total }: KeptBulk): Promise<BulkProgress> {
  const rows = await store.aggregate('bulkItem', {
    where: itemsOf(model, id),
    groupBy: [{ as: 'state', field: 'state' }],
    measures: [{ as: 'items', measure: 'count' }],
  })
  const counts = new Map(rows.map((row) => [row['state'], Number(row['items'])]))
  const of = (state: BulkState): number => counts.get(state) ?? 0
  return {
    id,
    total,
    pending: of('pending'),
    done: of('done'),
    refused: of('refused'),
    failed: of('failed'),
    cancelled: of('cancelled'),
  }
}

/** What became of an item, with why or with what came of it. */
interface Settlement {
  readonly state: 'done' | 'refused' | 'failed'
  readonly problems: readonly Problem[] | null
  readonly result: unknown
}

/** As it is kept, and read again. */
const asJson = (value: unknown): unknown => (value === undefined ? null : JSON.parse(JSON.stringify(value)))

/** An item that is still to be done, held until the transaction ends; false where somebody else has done it. */
async function hold({ store, model }: Engine, item: string): Promise<boolean> {
  const entity = entityOf(model, 'bulkItem')
  const where = allOf(isEqual(entity, 'id', item), isEqual(entity, 'state', 'pending'))
  return (await readAll(store, { entity: entity.name, where, lock: 'update' })).length > 0
}

async function settle(
  { store }: Engine,
  item: string,
  { state, problems, result }: Settlement,
  at: Date,
): Promise<void> {
  const set = { state, problems: asJson(problems), result: asJson(result), settledAt: at }
  await store.updateEach('bulkItem', [{ id: item, set }])
}

function settlementOf(error: unknown): Settlement {
  if (isRefusal(error)) return { state: 'refused', problems: error.problems, result: null }
  const reason = error instanceof Error ? error.message : String(error)
  return { state: 'failed', problems: [bulkProblem('bulk.failed', { data: { reason } })], result: null }
}

/** An item as it is taken in hand. */
interface TakenItem {
  readonly id: string
  readonly recordId: string
}

/**
 * Does one item and settles it in the same transaction, so that it is done once. What is refused leaves nothing but why, written by a
 * transaction of its own. Null where somebody else has settled it.
 */
async function doItem(
  running: BulkRunning,
  who: BulkStarter,
  entity: string,
  work: ItemWork,
  item: TakenItem,
): Promise<Settlement['state'] | null> {
  try {
    return await running.inTransaction(who, async (inside) => {
      const { engine, core } = inside
      if (!(await hold(engine, item.id))) return null
      // Rights are those of now, not those of when it was started.
      await core.refresh()
      if (!(await isInSight(core, entity, item.recordId)))
        refuse(problem('session.gone', { data: { entity: entityOf(engine.model, entity).label, id: item.recordId } }))
      const result = await work(item.recordId, inside)
      await settle(engine, item.id, { state: 'done', problems: null, result }, running.now())
      return 'done'
    })
  } catch (error) {
    const settlement = settlementOf(error)
    return running.inTransaction(who, async ({ engine }) => {
      if (!(await hold(engine, item.id))) return null
      await settle(engine, item.id, settlement, running.now())
      return settlement.state
    })
  }
}

/** Says that nothing is left to do, if nothing is. */
async function finish(running: BulkRunning, who: BulkStarter, action: string): Promise<void> {
  await running.inTransaction(who, async ({ engine: { store, model }, core }) => {
    const entity = entityOf(model, 'bulkAction')
    const where = allOf(isEqual(entity, 'id', action))
    const [row] = await readAll(store, { entity: entity.name, where, lock: 'update' })
    const pending = allOf(itemsOf(model, action), isEqual(entityOf(model, 'bulkItem'), 'state', 'pending'))
    if (row === undefined || row['finishedAt'] !== null || (await store.count('bulkItem', pending)) > 0) return
    await core.perform(function* () {
      yield* []
      const set = { finishedAt: running.now() }
      return { writes: [{ type: 'update', entity: entity.name, id: action, set }], value: undefined }
    })
  })
}

/** Items are read so many at a time. */
const PAGE = 100

export type OnProgress = (progress: BulkProgress) => void | Promise<void>

export const starterOf = ({ startedBy, reason }: KeptBulk): BulkStarter =>
  startedBy === null ? { reason: reason ?? 'bulk' } : { user: startedBy }

/** What is done to each item. What the one who started it may not do any more, or what is not there any more, each item is refused by. */
async function workOf(running: BulkRunning, action: KeptBulk): Promise<ItemWork> {
  return running.inTransaction(starterOf(action), async ({ core }) => {
    await core.refresh()
    try {
      return await itemWork(core, action.input, running.placeOf(action.entity))
    } catch (error) {
      if (isRefusal(error) && error.code !== 'bulk.kind_unknown') return () => refuse(error.problems)
      throw error
    }
  })
}

/** Does what is still to be done of a bulk action, item after item. */
export async function runBulk(running: BulkRunning, action: KeptBulk, onProgress: OnProgress): Promise<void> {
  const who = starterOf(action)
  const { model } = running
  const entity = entityOf(model, 'bulkItem')
  const pending = allOf(itemsOf(model, action.id), isEqual(entity, 'state', 'pending'))
  let progress = await progressOf(running.store, model, action)
  await onProgress(progress)
  if (progress.pending > 0) {
    const work = await workOf(running, action)
    for (;;) {
      const { rows } = await running.store.find(entity.name, {
        where: pending,
        orderBy: [{ field: 'position', direction: 'asc' }],
        limit: PAGE,
        fields: ['recordId'],
      })
      if (rows.length === 0) break
      let elsewhere = false
      for (const row of rows) {
        const item = { id: String(row['id']), recordId: String(row['recordId']) }
        const state = await doItem(running, who, action.entity, work, item)
        elsewhere ||= state === null
        if (state === null) continue
        progress = { ...progress, pending: progress.pending - 1, [state]: progress[state] + 1 }
        await onProgress(progress)
      }
      // Others were at it too: what they did counts.
      if (elsewhere) progress = await progressOf(running.store, model, action)
    }
  }
  await finish(running, who, action.id)
}
