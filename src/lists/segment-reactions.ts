import { sameValue, type Change, type Row, type Write } from '../kernel'
import { entityOf } from '../model'
import { EVERYTHING, isAmong } from '../query'
import type { DecisionContext, Reaction } from '../storage'
import { demandFollowable, groupsNamed } from './followed-query'
import { asItsOwner } from './owner-reference'
import { readableQuery, readSavedQuery } from './read-saved-query'
import { newEdition, segmentCatalogue } from './segment-catalogue'
import { departed, nearIn, settled, type Question } from './segment-standing'
import { segmentOf, type SegmentRecord } from './segment'
import { touchedRecords, type TouchedRecords } from './touched-records'

function questionsOf({ own, related }: TouchedRecords, gone: ReadonlySet<string>, at: Date): readonly Question[] {
  const questions: Question[] = []
  for (const [recordId, segments] of own) for (const followed of segments) questions.push({ recordId, followed, at })
  for (const [recordId, segments] of related)
    for (const followed of segments)
      // What is kept about a record that is gone goes as a whole.
      if (!gone.has(recordId) && own.get(recordId)?.has(followed) !== true)
        questions.push({ recordId, followed, at, isTraced: true })
  return questions
}

/** The records of an entity that are gone and did not come back. */
function goneIn(changes: readonly Change[], entity: string): ReadonlySet<string> {
  const gone = new Set<string>()
  const there = new Set<string>()
  for (const change of changes) if (change.entity === entity) (change.after === null ? gone : there).add(change.id)
  for (const id of there) gone.delete(id)
  return gone
}

/** Records enter and leave segments in the transaction that changed them, or those that they are related to. */
const followRecords = (kept: ReadonlySet<string>): Reaction => ({
  name: 'lists.segments',
  entities: (model) => [...model.entities.keys()].filter((name) => !kept.has(name)),
  *react({ changes }, context) {
    if (changes.length === 0) return []
    const catalogue = yield* segmentCatalogue(context)
    if (catalogue.byId.size === 0) return []
    const touched = yield* touchedRecords(changes, catalogue)
    const writes: Write[] = []
    for (const name of catalogue.entities.keys()) {
      const entity = entityOf(context.model, name)
      const gone = goneIn(changes, name)
      if (gone.size > 0) for (const write of yield* departed(catalogue, entity, [...gone], context)) writes.push(write)
      const records = touched.get(name)
      const questions = records === undefined ? [] : questionsOf(records, gone, context.now)
      if (questions.length === 0) continue
      const among = nearIn(catalogue, entity)
      const near = (row: Row) => (records?.related.has(String(row['id'])) === true ? among(row) : null)
      for (const write of yield* settled(entity, questions, context, { near })) writes.push(write)
    }
    return writes
  },
})

/** Has its members made to fit again: by the next call that asks for them, or the next round of the scheduler. */
function rebuilt({ id, version, buildSince }: SegmentRecord, groups: Row, context: DecisionContext): Write {
  const set = { groups, asks: context.identifiers.next(), buildSince: context.now, version: version + 1 }
  // Who is found by a build that was not over, and of which nobody was to be told, is still not to be told.
  return { type: 'update', entity: 'segment', id, set: buildSince === null ? { ...set, silent: false } : set }
}

/** Segments follow their queries: what a query asks now is followed from now on, and its members are made to fit. */
const followQueries = (kept: ReadonlySet<string>): Reaction => ({
  name: 'lists.segment_queries',
  entities: () => ['savedQuery'],
  *react({ changes }, context) {
    const changed = new Map(
      changes
        .filter(({ before, after }) => before !== null && after !== null)
        .filter(({ before, after }) => !sameValue(before?.['criteria'], after?.['criteria']))
        .map((change) => [change.id, change.after]),
    )
    if (changed.size === 0) return []
    const { model } = context
    const rows = yield { entity: 'segment', where: isAmong(entityOf(model, 'segment'), 'queryId', changed.keys()) }
    const writes: Write[] = []
    for (const segment of rows.map(segmentOf)) {
      const row = changed.get(segment.queryId)
      if (row === undefined || row === null) continue
      const { criteria, ownerId } = readSavedQuery(model, row)
      const query = asItsOwner(model, criteria, ownerId)
      demandFollowable(model, query, kept)
      writes.push(rebuilt(segment, yield* groupsNamed(query, context), context))
    }
    return writes.length === 0 ? [] : [...writes, newEdition(context)]
  },
})

/** Segments whose query names regions follow their composition. */
const followRegions: Reaction = {
  name: 'lists.segment_regions',
  entities: () => ['regionMembership', 'regionAncestor'],
  *react(_, context) {
    const { model } = context
    const rows = yield { entity: 'segment', where: EVERYTHING }
    const named = rows.map(segmentOf).filter(({ groups }) => Object.keys(groups).length > 0)
    if (named.length === 0) return []
    const writes: Write[] = []
    const ids = named.map(({ queryId }) => queryId)
    const read = yield { entity: 'savedQuery', where: isAmong(entityOf(model, 'savedQuery'), 'id', ids) }
    const queries = new Map(read.map((row) => [row['id'], row]))
    for (const segment of named) {
      const row = queries.get(segment.queryId)
      if (row === undefined) continue
      const query = readableQuery(model, row)?.criteria
      if (query === undefined) continue
      const groups = yield* groupsNamed(query, context)
      if (!sameValue(groups, segment.groups)) writes.push(rebuilt(segment, groups, context))
    }
    return writes.length === 0 ? [] : [...writes, newEdition(context)]
  },
}

/** What segments do by themselves when records change; `kept` are the entities that the kernel writes for itself. */
export const segmentReactions = (kept: ReadonlySet<string>): readonly Reaction[] => [
  followQueries(kept),
  followRegions,
  followRecords(kept),
]
