import {
  buildBatch,
  buryBatch,
  dueRows,
  finishBuild,
  isPlainBuild,
  memberRow,
  newMembers,
  orphans,
  passTime,
  segmentCatalogue,
  segmentNow,
  suspects,
  type Followed,
} from '../lists'
import { entityOf } from '../model'
import { allOf, isAmong, isPresent } from '../query'
import { decide, streamPages, type Decision, type DecisionContext, type Outcome, type Store } from '../storage'
import { contextOf, perform, type Engine } from './engine'
import type { PerformOptions } from './core'
import type { Who } from './session-core'

/**
 * What keeps segments as they should be: members are the kernel's own knowledge, over all records and the whole model, whoever asks.
 * What of it is shown is for the actions of a session to say.
 */
export interface SegmentUpkeep {
  readonly store: Store
  context(): DecisionContext
  perform<T>(decision: (context: DecisionContext) => Decision<Outcome<T>>, options?: PerformOptions<T>): Promise<T>
}

export function segmentUpkeep(engine: Engine, who: Who = { reason: 'segments' }): SegmentUpkeep {
  const acting = 'user' in who ? { actor: who.user, reason: null } : { actor: null, reason: who.reason }
  return {
    store: engine.store,
    context: () => contextOf(engine, acting.actor),
    perform: (decision, options) => perform(engine, acting, decision, options),
  }
}

/** How far a build has come. */
export interface BuildProgress {
  /** Records looked at. */
  readonly done: number
}

export interface BuildOptions {
  /** Told after each transaction. What it throws ends the work there; the next call goes on. */
  readonly onBatch?: (progress: BuildProgress) => void | Promise<void>
}

/** How many records one transaction of a build looks at; and where the store itself writes what it finds. */
const BATCH = 5_000
const SPAN = 100_000

async function sweep(upkeep: SegmentUpkeep, followed: Followed, isFirst: boolean, onBatch: BuildOptions['onBatch']) {
  const { id } = followed.segment
  let done = 0
  const told = async (count: number): Promise<void> => {
    done += count
    await onBatch?.({ done })
  }
  const where = suspects({ followed, isFirst }, upkeep.context())
  const pages = streamPages(upkeep.store, followed.entity.name, { where, fields: ['id'], pageSize: BATCH })
  for await (const { rows } of pages) {
    const ids = rows.map((row) => String(row['id']))
    if (!(await upkeep.perform((context) => buildBatch(id, ids, context)))) return
    await told(rows.length)
  }
  if (isFirst) return
  const gone = { where: orphans(followed, upkeep.context()), fields: ['recordId'], pageSize: BATCH }
  for await (const { rows } of streamPages(upkeep.store, 'segmentMember', gone)) {
    const ids = rows.map((row) => String(row['recordId']))
    await upkeep.perform((context) => buryBatch(id, ids, context))
    await told(rows.length)
  }
}

/**
 * The first members, straight from the store into it: nothing reacts to them. Each page is read and its records are locked in one
 * question; where related records are asked about, they are asked about again under those locks, for they were seen as they were before.
 */
async function fillPage(
  upkeep: SegmentUpkeep,
  id: string,
  after: string | undefined,
): Promise<{ readonly end: string | undefined; readonly count: number }> {
  return upkeep.store.transaction(async (store) => {
    const context = upkeep.context()
    const followed = (await decide(store, segmentCatalogue(context))).byId.get(id)
    if (followed === undefined || !isPlainBuild(followed)) return { end: undefined, count: 0 }
    const { entity, ways } = followed
    if (store.insertFrom !== undefined && entity.table === null) {
      const { id: key, recordId: _, ...set } = memberRow('', followed, context)
      const from = { entity: entity.name, where: followed.held, span: SPAN, field: 'recordId', id: String(key), set }
      const { written, end } = await store.insertFrom('segmentMember', after === undefined ? from : { ...from, after })
      return { end: end ?? undefined, count: end === null ? written : SPAN }
    }
    const where = newMembers(followed, context)
    const request = { orderBy: [], limit: BATCH, fields: ['id'] }
    const page = await store.find(entity.name, {
      ...request,
      ...(after === undefined ? {} : { after }),
      where,
      lock: 'update',
    })
    const ids = page.rows.map((row) => String(row['id']))
    const still =
      ways.length === 0
        ? ids
        : (await store.find(entity.name, { ...request, where: allOf(isAmong(entity, 'id', ids), where) })).rows.map(
            (row) => String(row['id']),
          )
    // Whoever asks for its members meanwhile, or the scheduler, finishes it as well: what they found is there already.
    await store.insert(
      'segmentMember',
      still.map((record) => memberRow(record, followed, context)),
      { onConflict: 'skip', key: ['recordId', 'segmentId'] },
    )
    return { end: page.more ? (page.end ?? undefined) : undefined, count: ids.length }
  })
}

async function fill(upkeep: SegmentUpkeep, id: string, onBatch: BuildOptions['onBatch']): Promise<void> {
  let after: string | undefined
  for (let done = 0; ;) {
    const { end, count } = await fillPage(upkeep, id, after)
    done += count
    if (count > 0) await onBatch?.({ done })
    if (end === undefined) return
    after = end
  }
}

const now = (upkeep: SegmentUpkeep, id: string): Promise<Followed | null> =>
  decide(upkeep.store, segmentNow(id, upkeep.context()))

/** Makes the members of a segment fit, if they are to be; in batches, each kept by itself. Cut short, the next call goes on. */
export async function buildSegment(
  upkeep: SegmentUpkeep,
  id: string,
  { onBatch, isFirst = false }: BuildOptions & { readonly isFirst?: boolean } = {},
): Promise<void> {
  for (let turn = 0; ; turn += 1) {
    const followed = await now(upkeep, id)
    if (followed === null || followed.segment.buildSince === null) return
    const isFresh = isFirst && turn === 0
    if (isFresh && isPlainBuild(followed)) await fill(upkeep, id, onBatch)
    else await sweep(upkeep, followed, isFresh, onBatch)
    if (await upkeep.perform((context) => finishBuild(id, followed.segment.version, context))) return
  }
}

/** Compares the members of a segment with its records and mends what differs: for what was written behind the kernel's back. */
export async function reconcileSegment(upkeep: SegmentUpkeep, id: string, options: BuildOptions = {}): Promise<void> {
  const followed = await now(upkeep, id)
  if (followed !== null) await sweep(upkeep, followed, false, options.onBatch)
}

/** How many rows whose time has come are looked at in one transaction. */
const TOGETHER = 500

/** Lets segments, or one of them, know how late it is. */
export async function passSegmentTime(upkeep: SegmentUpkeep, segmentId: string | null): Promise<void> {
  for (;;) {
    const { rows } = await upkeep.store.find('segmentMember', {
      where: dueRows(upkeep.context(), segmentId),
      orderBy: [{ field: 'changesAt', direction: 'asc' }],
      limit: TOGETHER,
      fields: ['id'],
    })
    if (rows.length === 0) return
    await upkeep.perform((context) =>
      passTime(
        rows.map((row) => String(row['id'])),
        context,
      ),
    )
  }
}

/** A segment whose members are those of this moment: built, and told how late it is. */
export async function currentSegment(upkeep: SegmentUpkeep, id: string): Promise<void> {
  await buildSegment(upkeep, id)
  await passSegmentTime(upkeep, id)
}

const MOST_TENANTS = 10_000

/** Brings the segments of every tenant up to this moment. An error in one does not keep the others waiting; it is thrown at the end. */
export async function keepSegments(engine: Engine): Promise<void> {
  const errors: unknown[] = []
  const each = async (entity: string, field: string, work: (upkeep: SegmentUpkeep) => Promise<void>): Promise<void> => {
    for (const tenant of await engine.store.tenantsDue(entity, field, MOST_TENANTS))
      try {
        await work(segmentUpkeep({ ...engine, store: engine.store.forTenant(tenant) }))
      } catch (error) {
        errors.push(error)
      }
  }
  await each('segment', 'buildSince', async (upkeep) => {
    const where = isPresent(entityOf(engine.model, 'segment'), 'buildSince')
    const { rows } = await upkeep.store.find('segment', { where, orderBy: [], limit: 1_000, fields: ['id'] })
    for (const row of rows) await buildSegment(upkeep, String(row['id']))
  })
  await each('segmentMember', 'changesAt', (upkeep) => passSegmentTime(upkeep, null))
  if (errors.length === 1) throw errors[0]
  if (errors.length > 1) throw new AggregateError(errors, 'The segments of several tenants could not be kept')
}
