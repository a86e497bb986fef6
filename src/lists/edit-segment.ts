import { z } from 'zod'
import { refuse, type Row, type Write } from '../kernel'
import { entityOf, parseInput, parseRecord } from '../model'
import { allOf, EVERYTHING, isAmong, isEqual } from '../query'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { demandFollowable, groupsNamed } from './followed-query'
import { asItsOwner } from './owner-reference'
import { problem } from './problem'
import type { QueryUses } from './query-use'
import { readSavedQuery } from './read-saved-query'
import { visibleQueries } from './saved-query'
import { holdEdition, newEdition } from './segment-catalogue'
import { segmentOf, segmentShown, segmentsOf, type Segment, type SegmentRecord } from './segment'
import { demandSegmentUnused, type SegmentUsers } from './segment-use'
import { wordSchema } from './term'

const name = z.string().trim().min(1).max(200)

const newSchema = z.strictObject({
  query: wordSchema,
  name: name.optional(),
  announce: z.boolean().default(false),
})

const editSchema = z.strictObject({ name: name.optional(), version: z.number().int().optional() })

/**
 * Which saved query to follow, under which name (the query's own unless said). With `announce` those who are members from the start
 * enter too; otherwise only who comes later.
 */
export type NewSegment = z.input<typeof newSchema>

/** A new name. With `version`, only while nobody else has changed it since. */
export type SegmentPatch = z.input<typeof editSchema>

/** The query, if the actor sees it. Refused with `lists.query_unknown`. */
function* seenQuery(id: string, context: DecisionContext): Decision<Row> {
  const entity = entityOf(context.model, 'savedQuery')
  const where = allOf(isEqual(entity, 'id', id), visibleQueries(context.model, context.actor))
  const [row] = yield { entity: 'savedQuery', where, lock: 'update' }
  return row ?? refuse(problem('lists.query_unknown', { path: '/query', data: { query: id } }))
}

/** A segment whose query the actor sees, with the row of that query. Refused with `lists.segment_unknown`. */
export function* seenSegment(
  id: string,
  context: DecisionContext,
): Decision<{ readonly segment: SegmentRecord; readonly query: Row }> {
  const { model, actor } = context
  const entity = entityOf(model, 'segment')
  const where = allOf(isEqual(entity, 'id', id), segmentsOf(model, visibleQueries(model, actor)))
  const [row] = yield { entity: 'segment', where }
  if (row === undefined) return refuse(problem('lists.segment_unknown', { data: { segment: id } }))
  const segment = segmentOf(row)
  const [query] = yield { entity: 'savedQuery', where: isEqual(entityOf(model, 'savedQuery'), 'id', segment.queryId) }
  return query === undefined ? refuse(problem('lists.segment_unknown', { data: { segment: id } })) : { segment, query }
}

/** The segments of the queries that the actor sees. */
export function* seenSegments({ model, actor }: DecisionContext): Decision<readonly Segment[]> {
  const rows = yield {
    entity: 'segment',
    where: segmentsOf(model, visibleQueries(model, actor)),
    orderBy: [{ field: 'name', direction: 'asc' }],
  }
  return rows.map((row) => segmentShown(segmentOf(row)))
}

/**
 * Makes a saved query follow its members. From the end of this transaction on every change is followed; who is a member already is found
 * by the build that comes after it.
 *
 * @throws refusals `input.invalid`, `lists.query_unknown`, `lists.segment_there`, `lists.segment_reference`, `lists.segment_untraceable`.
 */
export function* createSegment(
  input: unknown,
  kept: ReadonlySet<string>,
  context: DecisionContext,
): Decision<Outcome<Segment>> {
  const { model } = context
  const given = parseInput(newSchema, input)
  const saved = readSavedQuery(model, yield* seenQuery(given.query, context))
  const [there] = yield { entity: 'segment', where: isEqual(entityOf(model, 'segment'), 'queryId', saved.id) }
  if (there !== undefined) refuse(problem('lists.segment_there', { path: '/query', data: { name: saved.name } }))
  const query = asItsOwner(model, saved.criteria, saved.ownerId)
  demandFollowable(model, query, kept)
  const row = parseRecord(entityOf(model, 'segment'), {
    id: context.identifiers.next(),
    name: given.name ?? saved.name,
    queryId: saved.id,
    ownerId: context.actor,
    createdAt: context.now,
    groups: yield* groupsNamed(query, context),
    asks: context.identifiers.next(),
    buildSince: context.now,
    silent: !given.announce,
  })
  return {
    writes: [{ type: 'insert', entity: 'segment', rows: [row] }, newEdition(context)],
    value: segmentShown(segmentOf(row)),
  }
}

/** The segment, if it or its query is theirs. Refused with `lists.segment_unknown`, `lists.segment_not_owner`. */
function* ownSegment(id: string, context: DecisionContext): Decision<SegmentRecord> {
  const { segment, query } = yield* seenSegment(id, context)
  const { actor } = context
  if (actor !== null && segment.ownerId !== actor && query['ownerId'] !== actor)
    refuse(problem('lists.segment_not_owner', { data: { name: segment.name } }))
  return segment
}

/**
 * Renames a segment. Who made it may, and who owns its query.
 *
 * @throws refusals `input.invalid`, `lists.segment_unknown`, `lists.segment_not_owner`, `session.stale`.
 */
export function* editSegment(id: string, input: unknown, context: DecisionContext): Decision<Outcome<Segment>> {
  const { version, name } = parseInput(editSchema, input)
  const segment = yield* ownSegment(id, context)
  const set = { name: name ?? segment.name, version: segment.version + 1 }
  const expect = version === undefined ? {} : { expect: { version } }
  const write: Write = { type: 'update', entity: 'segment', id: segment.id, set, ...expect }
  return { writes: [write], value: segmentShown({ ...segment, ...set }) }
}

/**
 * Ends a segment that nothing uses: from the end of this transaction on nothing is followed for it. Who made it may, and who owns its
 * query.
 *
 * @throws refusals `lists.segment_unknown`, `lists.segment_not_owner`, `lists.segment_in_use`.
 */
export function* removeSegment(id: string, users: SegmentUsers, context: DecisionContext): Decision<Outcome<string>> {
  const segment = yield* ownSegment(id, context)
  yield* holdEdition(context)
  // Whoever is about to use it holds it meanwhile, and is then among its uses.
  yield { entity: 'segment', where: isEqual(entityOf(context.model, 'segment'), 'id', segment.id), lock: 'update' }
  yield* demandSegmentUnused(segment, users, context)
  const others = yield { entity: 'segment', where: EVERYTHING, limit: 2 }
  return {
    writes: [{ type: 'remove', entity: 'segment', id: segment.id }, newEdition(context, others.length < 2)],
    value: segment.id,
  }
}

/** A segment is a use of its query. */
export const segmentUses: QueryUses = function* (queries, { model }) {
  const rows = yield { entity: 'segment', where: isAmong(entityOf(model, 'segment'), 'queryId', queries) }
  return rows.map((row) => {
    const { id, name } = segmentOf(row)
    return { entity: 'segment', id, label: { fr: name, en: name } }
  })
}
