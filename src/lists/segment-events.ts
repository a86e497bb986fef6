import { z } from 'zod'
import { refuse, type Row, type Write } from '../kernel'
import { entityOf, parseInput } from '../model'
import { allOf, compares, isAmong, isEqual, isEverything, isMissing, isPresent, type BoundCriteria } from '../query'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { problem } from './problem'
import type { SegmentRecord } from './segment'

/** A record that entered a segment or left it. */
export interface SegmentEvent {
  /** Stable: what an effect outside the database carries, so that it is had once. */
  readonly id: string
  readonly segmentId: string
  readonly recordId: string
  readonly type: 'entered' | 'left'
  /** When it happened: where time alone moved the record, the moment that time had come. */
  readonly at: Date
}

/** Events as they were read. */
export interface SegmentEvents {
  readonly events: readonly SegmentEvent[]
  /** The place after the last of them: what {@link acknowledgeEvents} takes. */
  readonly through: number
  /** Whether others follow. */
  readonly more: boolean
}

const readingSchema = z.strictObject({
  reader: z.string().trim().min(1).max(100),
  limit: z.number().int().min(1).max(1_000).default(100),
})

const acknowledgingSchema = z.strictObject({
  reader: z.string().trim().min(1).max(100),
  through: z.number().int().min(0),
})

/** Who reads, by a name of one's own, and at most how many events at once (100 unless said, 1,000 at most). */
export type SegmentReading = z.input<typeof readingSchema>

/** Who has read, and up to where. */
export type SegmentReceipt = z.input<typeof acknowledgingSchema>

/** Under which lock the events of a segment are put in order and readers move on. */
export const eventsLock = (segmentId: string): string => `segment-events:${segmentId}`

const rowSchema = z.object({
  id: z.string(),
  segmentId: z.string(),
  recordId: z.string(),
  type: z.enum(['entered', 'left']),
  at: z.date(),
  position: z.number().nullable(),
})

type EventRow = z.output<typeof rowSchema>

const whoseOf = ({ actor }: DecisionContext): string => (actor === null ? 'system' : `user ${actor}`)

interface Reader {
  readonly id: string | null
  readonly position: number
}

function* readerOf(segmentId: string, name: string, context: DecisionContext): Decision<Reader> {
  const entity = entityOf(context.model, 'segmentReader')
  const where = allOf(
    isEqual(entity, 'segmentId', segmentId),
    isEqual(entity, 'whose', whoseOf(context)),
    isEqual(entity, 'name', name),
  )
  const [row] = yield { entity: entity.name, where, lock: 'update' }
  return row === undefined ? { id: null, position: 0 } : { id: String(row['id']), position: Number(row['position']) }
}

function moved(reader: Reader, to: number, segmentId: string, name: string, context: DecisionContext): Write[] {
  if (to === reader.position) return []
  if (reader.id !== null) return [{ type: 'update', entity: 'segmentReader', id: reader.id, set: { position: to } }]
  const row = { id: context.identifiers.next(), segmentId, whose: whoseOf(context), name, position: to }
  return [{ type: 'insert', entity: 'segmentReader', rows: [row] }]
}

function* lastPosition(segmentId: string, context: DecisionContext): Decision<number> {
  const entity = entityOf(context.model, 'segmentEvent')
  const [last] = yield {
    entity: entity.name,
    where: allOf(isEqual(entity, 'segmentId', segmentId), isPresent(entity, 'position')),
    orderBy: [{ field: 'position', direction: 'desc' }],
    limit: 1,
  }
  return last === undefined ? 0 : Number(last['position'])
}

interface Placed {
  readonly event: EventRow
  readonly position: number
}

/**
 * The next events after a place, at most so many. Those that no reader has met yet take their positions now: a transaction that was
 * open while others were read puts its events after them, whatever their dates, and no reader misses one.
 */
function* nextEvents(
  segmentId: string,
  after: number,
  limit: number,
  context: DecisionContext,
): Decision<{ readonly placed: readonly Placed[]; readonly writes: readonly Write[] }> {
  const entity = entityOf(context.model, 'segmentEvent')
  const ofSegment = isEqual(entity, 'segmentId', segmentId)
  const known = (yield {
    entity: entity.name,
    where: allOf(ofSegment, compares(entity, 'position', 'gt', after)),
    orderBy: [{ field: 'position', direction: 'asc' }],
    limit,
  }).map((row) => rowSchema.parse(row))
  const placed = known.flatMap((event) => (event.position === null ? [] : [{ event, position: event.position }]))
  if (placed.length >= limit) return { placed, writes: [] }
  const fresh = (yield {
    entity: entity.name,
    where: allOf(ofSegment, isMissing(entity, 'position')),
    orderBy: [{ field: 'at', direction: 'asc' }],
    limit: limit - placed.length,
  }).map((row) => rowSchema.parse(row))
  if (fresh.length === 0) return { placed, writes: [] }
  const last = yield* lastPosition(segmentId, context)
  const added = fresh.map((event, index) => ({ event, position: last + index + 1 }))
  const writes = added.map(({ event, position }): Write => ({
    type: 'update',
    entity: entity.name,
    id: event.id,
    set: { position },
  }))
  return { placed: [...placed, ...added], writes }
}

/** Those about records that the one who reads may see. A record that is gone is seen by who sees all of its kind. */
function* visible(
  placed: readonly Placed[],
  about: { readonly entity: string; readonly scope: BoundCriteria },
  context: DecisionContext,
): Decision<readonly SegmentEvent[]> {
  const entity = entityOf(context.model, about.entity)
  const shown = ({ event: { id, segmentId, recordId, type, at } }: Placed): SegmentEvent => ({
    id,
    segmentId,
    recordId,
    type,
    at,
  })
  if (isEverything(about.scope)) return placed.map(shown)
  const ids = new Set(placed.map(({ event }) => event.recordId))
  const rows: readonly Row[] = yield {
    entity: entity.name,
    where: allOf(isAmong(entity, 'id', ids), about.scope),
    fields: ['id'],
  }
  const seen = new Set(rows.map((row) => row['id']))
  return placed.filter(({ event }) => seen.has(event.recordId)).map(shown)
}

/**
 * The next events of a segment for a reader. With `move`, they count as read when this transaction is kept: each is then handed to
 * that reader once. To be run under {@link eventsLock}.
 *
 * @throws refusal `input.invalid`.
 */
export function* readEvents(
  { id }: SegmentRecord,
  input: unknown,
  about: { readonly entity: string; readonly scope: BoundCriteria; readonly move: boolean },
  context: DecisionContext,
): Decision<Outcome<SegmentEvents>> {
  const { reader: name, limit } = parseInput(readingSchema, input)
  const reader = yield* readerOf(id, name, context)
  const { placed, writes } = yield* nextEvents(id, reader.position, limit, context)
  const through = placed.at(-1)?.position ?? reader.position
  const events = yield* visible(placed, about, context)
  const steps = about.move ? moved(reader, through, id, name, context) : []
  return { writes: [...writes, ...steps], value: { events, through, more: placed.length === limit } }
}

/**
 * Counts events as read, up to a place that was told with them. What was read already stays so.
 *
 * @throws refusals `input.invalid`, `lists.segment_place`.
 */
export function* acknowledgeEvents(
  { id, name: segment }: SegmentRecord,
  input: unknown,
  context: DecisionContext,
): Decision<Outcome<void>> {
  const { reader: name, through } = parseInput(acknowledgingSchema, input)
  const last = yield* lastPosition(id, context)
  if (through > last) refuse(problem('lists.segment_place', { path: '/through', data: { through, name: segment } }))
  const reader = yield* readerOf(id, name, context)
  return { writes: moved(reader, Math.max(reader.position, through), id, name, context), value: undefined }
}
