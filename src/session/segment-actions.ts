import { z } from 'zod'
import { isRefusal, refuse, type Row } from '../kernel'
import {
  acknowledgeEvents,
  createSegment,
  editSegment,
  eventsLock,
  listProblem,
  readEvents,
  removeSegment,
  seenSegment,
  seenSegments,
  segmentNow,
  segmentShown,
  standingIn,
  type Followed,
  type NewSegment,
  type Segment,
  type SegmentEvent,
  type SegmentEvents,
  type SegmentPatch,
  type SegmentReading,
  type SegmentReceipt,
  type SegmentUses,
} from '../lists'
import { entityOf, parseInput } from '../model'
import { allOf, isEqual, isEverything, prepareQuery, usedFields } from '../query'
import { decide } from '../storage'
import type { SessionCore } from './core'
import { givenFunction } from './given-function'
import { kernelActions } from './kernel-model'
import { recordId } from './record-id'
import { findPage, streamRecords } from './record-reads'
import { queryToRun, type CountedPage, type ResultOptions, type ResultStreamOptions } from './saved-query-actions'
import { buildSegment, currentSegment, reconcileSegment, type BuildOptions, type SegmentUpkeep } from './segment-upkeep'

const KEPT: ReadonlySet<string> = new Set(kernelActions.keys())

/** The rest is read with the page. */
const resultOptions = z.looseObject({ total: z.boolean().optional() })

/** The rest is read where it is made. */
const newSegment = z.looseObject({ query: z.string() })

const buildOptions = z.strictObject({ onBatch: givenFunction().optional() })

/** A segment as the actor may look into it. */
interface Seen {
  readonly followed: Followed
  readonly sort: Awaited<ReturnType<typeof queryToRun>>['sort']
}

/** The segment of a query that the actor sees. Refused with `lists.segment_unknown`. */
async function segmentSeen(core: SessionCore, upkeep: SegmentUpkeep, id: string) {
  core.demandLevel('lists', 'read')
  const { segment } = await decide(upkeep.store, seenSegment(recordId(id), upkeep.context()))
  try {
    const { sort } = await queryToRun(core, segment.queryId)
    return { segment, sort }
  } catch (error) {
    if (!isRefusal(error, 'lists.query_unknown')) throw error
    return refuse(listProblem('lists.segment_unknown', { data: { segment: id } }))
  }
}

/** Related records count whoever looks: who does not see them all would learn of them by who is a member. */
function demandWhole(core: SessionCore, { entity, usage }: Pick<Followed, 'entity' | 'usage'>, name: string): void {
  core.demandLevel(entity.module, 'read')
  if (usage.relations.some(({ target }) => !isEverything(core.scope(target, 'read'))))
    refuse(listProblem('lists.segment_beyond_rights', { data: { name } }))
}

/**
 * A segment that the actor may look into, as it stands. Refused with `lists.segment_unknown`, `lists.segment_beyond_rights`,
 * `session.hidden_field`.
 */
export async function segmentOpen(core: SessionCore, upkeep: SegmentUpkeep, id: string): Promise<Seen> {
  const { segment, sort } = await segmentSeen(core, upkeep, id)
  const followed = await decide(upkeep.store, segmentNow(segment.id, upkeep.context()))
  if (followed === null) return refuse(listProblem('lists.segment_unknown', { data: { segment: id } }))
  demandWhole(core, followed, segment.name)
  return { followed, sort }
}

/** The same with the members of this moment. */
async function segmentToRead(core: SessionCore, upkeep: SegmentUpkeep, id: string): Promise<Seen> {
  const seen = await segmentOpen(core, upkeep, id)
  await currentSegment(upkeep, seen.followed.segment.id)
  return seen
}

export function segmentActions(core: SessionCore, upkeep: SegmentUpkeep, uses: readonly SegmentUses[]) {
  const membersOf = ({ followed }: Seen) => standingIn(core.fields.whole, followed.segment.id, 'members')

  /** Building goes over all records: how many there are is told to whom all of them may be told. */
  const progressFor = (entity: string, { onBatch }: BuildOptions): BuildOptions =>
    onBatch !== undefined && isEverything(core.scope(entity, 'read')) ? { onBatch } : {}

  async function countOf(seen: Seen): Promise<number> {
    const { entity, segment } = seen.followed
    const scope = core.scope(entity.name, 'read')
    if (!isEverything(scope)) return upkeep.store.count(entity.name, allOf(scope, membersOf(seen)))
    const member = entityOf(core.fields.whole, 'segmentMember')
    const inside = allOf(isEqual(member, 'segmentId', segment.id), isEqual(member, 'inside', true))
    return upkeep.store.count(member.name, inside)
  }

  async function eventsFor(id: string, reading: SegmentReading, move: boolean): Promise<SegmentEvents> {
    const { followed } = await segmentToRead(core, upkeep, id)
    const { segment, entity } = followed
    const about = { entity: entity.name, scope: core.scope(entity.name, 'read'), move }
    const seen: SegmentEvent[] = []
    for (;;) {
      const read = await upkeep.perform((context) => readEvents(segment, reading, about, context), {
        locks: [eventsLock(segment.id)],
      })
      seen.push(...read.events)
      // A page of which nothing may be told is no end: what follows it may be.
      if (!move || seen.length > 0 || !read.more) return { ...read, events: seen }
    }
  }

  return {
    /**
     * Makes a saved query follow its members: who they are is known at any time, and who enters and who leaves is told, as records change
     * (also those that the query asks about through relations), as time passes, and as regions that it names change. A query has one
     * segment. Its first members are found by this call, in batches; with `announce` they enter as well, otherwise only who comes later.
     * Cut short, the segment is there and whoever next asks for its members finishes it. `onBatch` is told how far it has come where the
     * actor may read all records of the entity: it goes over all of them.
     *
     * @throws refusals `session.missing_level`, `input.invalid`, `lists.query_unknown`, `lists.segment_there`, `lists.segment_beyond_rights`,
     * `lists.segment_reference` where the query depends on who asks, `lists.segment_untraceable` where it asks about records that the
     * kernel keeps for itself.
     * @example
     * ```ts
     * const overdue = await session.lists.save({ name: 'Clients en retard', entity: 'account', criteria: withThreeOverdueInvoices })
     * const segment = await session.lists.segments.create({ query: overdue.id })
     * ```
     */
    async create(input: NewSegment, options: BuildOptions = {}): Promise<Segment> {
      core.demandLevel('lists', 'manage')
      parseInput(buildOptions, options)
      const { query, name } = await queryToRun(core, parseInput(newSegment, input).query)
      const prepared = prepareQuery(core.model, query.entity, query)
      demandWhole(core, { entity: prepared.entity, usage: usedFields(prepared) }, name)
      const created = await upkeep.perform((context) => createSegment(input, KEPT, context))
      await buildSegment(upkeep, created.id, { ...progressFor(prepared.entity.name, options), isFirst: true })
      return { ...created, building: false }
    },

    /**
     * Renames a segment. Who made it may, and who owns its query.
     *
     * @throws refusals `session.missing_level`, `input.invalid`, `lists.segment_unknown`, `lists.segment_not_owner`, `session.stale`.
     */
    async edit(id: string, patch: SegmentPatch): Promise<Segment> {
      core.demandLevel('lists', 'manage')
      await segmentSeen(core, upkeep, id)
      return upkeep.perform((context) => editSegment(recordId(id), patch, context))
    },

    /**
     * Ends a segment that nothing uses: its members and its events go with it, its query stays. Who made it may, and who owns its query.
     *
     * @throws refusals `session.missing_level`, `lists.segment_unknown`, `lists.segment_not_owner`, `lists.segment_in_use` with the
     * automations that the actor may see and whether there are others.
     */
    async remove(id: string): Promise<void> {
      core.demandLevel('lists', 'manage')
      await segmentSeen(core, upkeep, id)
      const users = { registry: uses, visible: (entity: string) => core.scope(entity, 'read') }
      await upkeep.perform((context) => removeSegment(recordId(id), users, context), {
        verify: async (store, { value }) => {
          for (const name of ['segmentMember', 'segmentEvent', 'segmentReader'])
            await store.remove(name, isEqual(entityOf(core.fields.whole, name), 'segmentId', value))
        },
      })
    },

    /** The segments of one's own queries and of those that are shared, by name. */
    async list(): Promise<readonly Segment[]> {
      core.demandLevel('lists', 'read')
      return decide(core.store, seenSegments(upkeep.context()))
    },

    /** Refused with `lists.segment_unknown`. */
    async get(id: string): Promise<Segment> {
      return segmentShown((await segmentSeen(core, upkeep, id)).segment)
    },

    /**
     * A page of the members of this moment, of those that the actor may read, sorted as the display of the query unless said; with
     * `total`, how many there are.
     *
     * @throws refusals `session.missing_level`, `lists.segment_unknown`, `session.bad_limit`, `session.two_cursors`, and
     * `lists.segment_beyond_rights` where the query asks about related records of which the actor does not see all.
     * @example
     * ```ts
     * const page = await session.lists.segments.members(segment.id, { limit: 20, total: true })
     * ```
     */
    async members(id: string, options: ResultOptions = {}): Promise<CountedPage> {
      const { total = false, ...page } = parseInput(resultOptions, options)
      const seen = await segmentToRead(core, upkeep, id)
      const { name } = seen.followed.entity
      const found = await findPage(core, name, { ...sorted(seen), ...page }, membersOf(seen))
      return { ...found, total: total ? await countOf(seen) : null }
    },

    /** Every member of this moment, page after page (`limit` at a time): each once, as of its page. Refused as `members`. */
    async stream(id: string, options: ResultStreamOptions = {}): Promise<AsyncIterable<Row>> {
      const seen = await segmentToRead(core, upkeep, id)
      return streamRecords(core, seen.followed.entity.name, { ...sorted(seen), ...options }, membersOf(seen))
    },

    /** How many members there are at this moment, of those that the actor may read. Refused as `members`. */
    async count(id: string): Promise<number> {
      return countOf(await segmentToRead(core, upkeep, id))
    },

    /**
     * Hands the next entries and exits to a reader, each once: however many take at the same time under one name, no event is handed to
     * two of them. They count as taken when the transaction of this call is kept: within `session.transaction`, an effect in the database
     * and the event that caused it are kept together or not at all. Each user's readers are their own; a new one begins with the first
     * event. Events about records that the actor may not read are passed over.
     *
     * @throws refusals as `members`, `input.invalid`.
     * @example
     * ```ts
     * await session.transaction(async (inner) => {
     *   const { events } = await inner.lists.segments.take(segment.id, { reader: 'welcome' })
     *   for (const { type, recordId } of events)
     *     if (type === 'entered') await inner.create('task', { title: 'Appeler', accountId: recordId })
     * })
     * ```
     */
    take: (id: string, reading: SegmentReading): Promise<SegmentEvents> => eventsFor(id, reading, true),

    /**
     * The next entries and exits for a reader, which stay next until `acknowledge`: for effects outside the database, which carry the id
     * of the event so that what is done again is known. Refused as `take`.
     *
     * @example
     * ```ts
     * const { events, through } = await session.lists.segments.changes(segment.id, { reader: 'newsletter' })
     * await newsletter.apply(events)
     * await session.lists.segments.acknowledge(segment.id, { reader: 'newsletter', through })
     * ```
     */
    changes: (id: string, reading: SegmentReading): Promise<SegmentEvents> => eventsFor(id, reading, false),

    /**
     * Counts what was read as taken, up to a place that `changes` told. Refused as `take`, and with `lists.segment_place` where no event
     * has that place yet.
     */
    async acknowledge(id: string, receipt: SegmentReceipt): Promise<void> {
      const { segment } = await segmentSeen(core, upkeep, id)
      await upkeep.perform((context) => acknowledgeEvents(segment, receipt, context), {
        locks: [eventsLock(segment.id)],
      })
    },

    /**
     * Compares the members with the records and mends what differs, telling who entered and who left by that: for what was written behind
     * the kernel's back and never told by `changed`. It reads all of the records that the query may concern. Whoever makes segments may.
     *
     * @throws refusals as `members`.
     */
    async reconcile(id: string, options: BuildOptions = {}): Promise<void> {
      core.demandLevel('lists', 'manage')
      parseInput(buildOptions, options)
      const { followed } = await segmentToRead(core, upkeep, id)
      await reconcileSegment(upkeep, followed.segment.id, progressFor(followed.entity.name, options))
    },
  }
}

const sorted = ({ sort }: Seen): { readonly orderBy?: NonNullable<Seen['sort']> } =>
  sort === undefined ? {} : { orderBy: sort }
