import { sameValue, type Row, type Write } from '../kernel'
import { entityOf, type EntityDefinition } from '../model'
import {
  allOf,
  bindQuery,
  EVERYTHING,
  isAmong,
  nextChange,
  predicate,
  type Binding,
  type RecordLookup,
  type RowTest,
} from '../query'
import type { Decision, DecisionContext } from '../storage'
import { bindingAt, type Followed, type Step } from './followed-query'
import type { Catalogue } from './segment-catalogue'
import { relatedRecords } from './related-records'
import { toldMoves, toldOfTime, type SegmentMove } from './segment-moves'

/** A question to ask again: is this record in this segment, at this moment. */
export interface Question {
  readonly recordId: string
  readonly followed: Followed
  readonly at: Date
  /** The record itself has not changed, only one that it is related to. */
  readonly isTraced?: boolean
}

/** The answer about one record: whether it is inside, and when time alone may change that. */
interface Standing {
  readonly inside: boolean
  readonly changesAt: Date | null
}

const OUTSIDE: Standing = { inside: false, changesAt: null }

/** Records asked about together, and how many related ones are read for them at most before the store is asked instead. */
const TOGETHER = 500
const MOST_RELATED = 20_000

/** The answers of segments that time changes, bound once for each moment. */
function timedAnswers(context: DecisionContext) {
  const bound = new Map<string, { readonly holds: RowTest; readonly binding: Binding }>()
  return ({ followed, at }: Question, row: Row, lookup: RecordLookup): Standing => {
    const key = `${followed.segment.id} ${at.getTime()}`
    let known = bound.get(key)
    if (known === undefined) {
      const binding = bindingAt(context, followed.segment.groups, at)
      known = { binding, holds: predicate(bindQuery(followed.prepared, binding)) }
      bound.set(key, known)
    }
    return {
      inside: known.holds(row, lookup),
      changesAt: nextChange(followed.prepared, row, lookup, known.binding),
    }
  }
}

/** Each way once, for however many segments. */
function waysTogether(segments: Iterable<Followed>): readonly (readonly Step[])[] {
  const ways = new Map<string, readonly Step[]>()
  for (const { ways: own } of segments) for (const way of own) ways.set(way.map(({ name }) => name).join('.'), way)
  return [...ways.values()].sort((a, b) => a.length - b.length)
}

/** Of segments that time does not change, the records that are inside, as the store has it: where reading them all would be too much. */
function* insideByStore(
  entity: EntityDefinition,
  questions: readonly Question[],
): Decision<ReadonlyMap<Followed, ReadonlySet<string>>> {
  const asked = new Map<Followed, string[]>()
  for (const { followed, recordId } of questions) {
    if (followed.isTimed) continue
    const ids = asked.get(followed)
    if (ids === undefined) asked.set(followed, [recordId])
    else ids.push(recordId)
  }
  const inside = new Map<Followed, ReadonlySet<string>>()
  for (const [followed, ids] of asked) {
    const where = allOf(isAmong(entity, 'id', ids), followed.held)
    const rows = yield { entity: entity.name, where, fields: ['id'] }
    inside.set(followed, new Set(rows.map((row) => String(row['id']))))
  }
  return inside
}

/**
 * The answers to some questions about records of one entity, in their order. The records are locked: see `originsOf`. Null where there is
 * nothing to ask: a record that was outside by what it says of itself, and still says it, stays there whatever its related records say.
 */
function* answersTo(
  entity: EntityDefinition,
  questions: readonly Question[],
  near: (row: Row) => ReadonlySet<Followed> | null,
  context: DecisionContext,
): Decision<readonly (Standing | null)[]> {
  const ids = new Set(questions.map(({ recordId }) => recordId))
  const read = yield { entity: entity.name, where: isAmong(entity, 'id', ids), lock: 'update' }
  const rows = new Map(read.map((row) => [String(row['id']), row]))
  const lookup = relatedRecords()
  const possible = new Map<string, ReadonlySet<Followed> | null>()
  for (const [id, row] of rows) possible.set(id, near(row))
  const open = questions.filter(({ recordId, followed }) => {
    const row = rows.get(recordId)
    const among = possible.get(recordId)
    if (row === undefined || among === undefined) return false
    return among === null ? followed.isNear(row, lookup) : among.has(followed)
  })
  const [timed, untimed] = [open.filter((one) => one.followed.isTimed), open.filter((one) => !one.followed.isTimed)]
  const rowsFor = (asked: readonly Question[]) =>
    [...new Set(asked.map(({ recordId }) => recordId))].flatMap((id): Row[] => {
      const row = rows.get(id)
      return row === undefined ? [] : [row]
    })
  const follow = (asked: readonly Question[], most: number) =>
    lookup.follow(waysTogether(new Set(asked.map(({ followed }) => followed))), rowsFor(asked), most)
  yield* follow(timed, Number.POSITIVE_INFINITY)
  const isWhole = yield* follow(untimed, MOST_RELATED)
  const stored = isWhole ? null : yield* insideByStore(entity, untimed)
  const answer = timedAnswers(context)
  const isOpen = new Set(open)
  return questions.map((question) => {
    const { recordId, followed } = question
    const row = rows.get(recordId)
    if (row === undefined) return OUTSIDE
    if (!isOpen.has(question)) return question.isTraced === true ? null : OUTSIDE
    if (followed.isTimed) return answer(question, row, lookup)
    const inside = stored === null ? followed.holds(row, lookup) : stored.get(followed)?.has(recordId) === true
    return { inside, changesAt: null }
  })
}

/** What to write where a record stood otherwise. */
function* difference(
  { recordId, followed }: Question,
  before: Row | undefined,
  after: Standing,
  context: DecisionContext,
): Generator<Write> {
  const isKept = after.inside || after.changesAt !== null
  if (before === undefined) {
    const row = { id: context.identifiers.next(), recordId, segmentId: followed.segment.id, ...after }
    if (isKept) yield { type: 'insert', entity: 'segmentMember', rows: [row] }
  } else if (!isKept) yield { type: 'remove', entity: 'segmentMember', id: String(before['id']) }
  else if (before['inside'] !== after.inside || !sameValue(before['changesAt'] ?? null, after.changesAt))
    yield { type: 'update', entity: 'segmentMember', id: String(before['id']), set: { ...after } }
}

/** Writes of one kind stand together, so that they go to the store together. */
const gathered = (writes: readonly Write[]): readonly Write[] => {
  const keyOf = (write: Write): string => `${write.entity} ${write.type}`
  const groups = new Map<string, Write[]>()
  for (const write of writes) {
    const group = groups.get(keyOf(write))
    if (group === undefined) groups.set(keyOf(write), [write])
    else group.push(write)
  }
  return [...groups.values()].flat()
}

/** What is kept about records that are gone goes with them. */
export function* departed(
  catalogue: Catalogue,
  entity: EntityDefinition,
  ids: readonly string[],
  context: DecisionContext,
): Decision<readonly Write[]> {
  const member = entityOf(context.model, 'segmentMember')
  const kept = yield { entity: member.name, where: isAmong(member, 'recordId', ids) }
  const writes: Write[] = []
  const moves: SegmentMove[] = []
  for (const row of kept) {
    const followed = catalogue.byId.get(String(row['segmentId']))
    if (followed?.entity !== entity) continue
    const question = { recordId: String(row['recordId']), followed, at: context.now }
    writes.push(...difference(question, row, OUTSIDE, context))
    if (row['inside'] === true) moves.push(moveOf(question, false))
  }
  const told = yield* toldMoves(moves, context)
  return gathered([...writes, ...told])
}

export interface Settling {
  /** Which segments a record can be in at all, by what it says alone, where many are asked about; null: each is asked by itself. */
  readonly near?: (row: Row) => ReadonlySet<Followed> | null
  /** Who is found inside was there all along. */
  readonly silent?: boolean
  /** What changed the answers; a transaction takes back what it told before of a record that is back where it was. */
  readonly by?: 'change' | 'time'
}

const moveOf = ({ recordId, followed, at }: Question, entered: boolean): SegmentMove => ({
  recordId,
  segmentId: followed.segment.id,
  type: entered ? 'entered' : 'left',
  at,
})

/**
 * Asks the questions about records of one entity, and answers what to write where the answer is another than the one that is kept: one
 * and the same way for what a change touched, what time brought and what a build finds.
 */
export function* settled(
  entity: EntityDefinition,
  questions: readonly Question[],
  context: DecisionContext,
  { near = () => null, silent = false, by = 'change' }: Settling = {},
): Decision<readonly Write[]> {
  const writes: Write[] = []
  const moves: SegmentMove[] = []
  const member = entityOf(context.model, 'segmentMember')
  const byRecord = new Map<string, Question[]>()
  for (const question of questions) {
    const alike = byRecord.get(question.recordId)
    if (alike === undefined) byRecord.set(question.recordId, [question])
    else alike.push(question)
  }
  const records = [...byRecord.keys()].sort()
  for (let start = 0; start < records.length; start += TOGETHER) {
    const ids = records.slice(start, start + TOGETHER)
    const asked = ids.flatMap((id) => byRecord.get(id) ?? [])
    const answers = yield* answersTo(entity, asked, near, context)
    const answered = asked.flatMap((question, index) => {
      const after = answers[index] ?? null
      return after === null ? [] : [{ question, after }]
    })
    if (answered.length === 0) continue
    const segments = new Set(answered.map(({ question }) => question.followed.segment.id))
    const kept = yield {
      entity: member.name,
      where: allOf(
        isAmong(member, 'recordId', ids),
        segments.size > TOGETHER ? EVERYTHING : isAmong(member, 'segmentId', segments),
      ),
    }
    const keyOf = (recordId: unknown, segmentId: unknown): string => `${String(recordId)} ${String(segmentId)}`
    const before = new Map(kept.map((row) => [keyOf(row['recordId'], row['segmentId']), row]))
    for (const { question, after } of answered) {
      const known = before.get(keyOf(question.recordId, question.followed.segment.id))
      for (const write of difference(question, known, after, context)) writes.push(write)
      if ((known?.['inside'] === true) !== after.inside) moves.push(moveOf(question, after.inside))
    }
  }
  if (silent) return gathered(writes)
  if (by === 'time') return gathered([...writes, ...toldOfTime(moves, context)])
  const told = yield* toldMoves(moves, context)
  return gathered([...writes, ...told])
}

/** What a segment must say of the record alone, asked of all segments about an entity at once. */
export function nearIn(catalogue: Catalogue, entity: EntityDefinition): (row: Row) => ReadonlySet<Followed> {
  const none: RecordLookup = { one: () => undefined, many: () => [] }
  const near = catalogue.entities.get(entity.name)?.near
  return (row) => new Set(near?.matches(row, none))
}
