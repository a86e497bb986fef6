import { isRefusal, refuse, type Refusal, type Row } from '../kernel'
import { asItsOwner, readSavedQuery } from '../lists'
import { entityOf, type Model } from '../model'
import { isAmong, type PreparedQuery, type Query } from '../query'
import type { Decision, DecisionContext } from '../storage'
import { partsOf, userEntity, type CompositionPart, type PlacedPart } from './composition'
import { readList, type DistributionList } from './distribution-list'
import { preparedOnce } from './prepared-once'
import { problem } from './problem'

/** A part whose criteria were read and checked. */
export type KnownPart = Omit<PlacedPart, 'part'> & {
  readonly means:
    | Exclude<CompositionPart, { readonly criteria: unknown } | { readonly query: string }>
    | { readonly asks: PreparedQuery }
}

/** A list with what its composition says; the parts of one that is not dynamic are none. */
export interface KnownList extends DistributionList {
  readonly organisationId: string | null
  readonly parts: readonly KnownPart[]
  /** Why nobody can say who is on it: the model, or a query, no longer knows what it asks. */
  readonly broken: Refusal | null
}

/** Lists by their ids, with all those that they name, however deep. */
export type KnownLists = ReadonlyMap<string, KnownList>

/** A list as it was read, once, with whose it is. */
interface ReadList {
  readonly list: DistributionList
  readonly organisationId: string | null
}

const listOf = (row: Row): ReadList => ({
  list: readList(row),
  organisationId: typeof row['organisationId'] === 'string' ? row['organisationId'] : null,
})

/** What compositions name, of one kind. */
function named(lists: Iterable<ReadList>, kind: 'list' | 'query'): ReadonlySet<string> {
  const ids = new Set<string>()
  for (const { list } of lists)
    for (const { part } of list.composition === null ? [] : partsOf(list.composition)) {
      if (kind === 'list' && 'list' in part) ids.add(part.list)
      if (kind === 'query' && 'query' in part) ids.add(part.query)
    }
  return ids
}

/** A saved query as a list asks it. Refused with `communication.query_not_users`. */
export function audienceQuery(model: Model, row: Row): Query {
  const { criteria, ownerId, name } = readSavedQuery(model, row)
  if (criteria.entity !== userEntity(model).name)
    refuse(
      problem('communication.query_not_users', {
        data: { name, entity: entityOf(model, criteria.entity).label },
      }),
    )
  return asItsOwner(model, criteria, ownerId)
}

function partKnown(model: Model, placed: PlacedPart, queries: ReadonlyMap<string, Row>): KnownPart {
  const { part, side, path } = placed
  const asks = (query: Query): KnownPart => ({
    side,
    path,
    means: { asks: preparedOnce(model, query) },
  })
  if ('criteria' in part) return asks(part.criteria)
  if (!('query' in part)) return { side, path, means: part }
  const row = queries.get(part.query)
  if (row === undefined) return refuse(problem('communication.query_gone', { path, data: { query: part.query } }))
  return asks(audienceQuery(model, row))
}

function listKnown(model: Model, { list, organisationId }: ReadList, queries: ReadonlyMap<string, Row>): KnownList {
  const base = { ...list, organisationId, broken: null, parts: [] }
  if (list.composition === null) return base
  try {
    return { ...base, parts: partsOf(list.composition).map((placed) => partKnown(model, placed, queries)) }
  } catch (error) {
    if (!isRefusal(error)) throw error
    return { ...base, broken: error }
  }
}

/** These lists and all that they name: one question for each level of lists in lists, and one for their queries. */
export function* knownLists(rows: readonly Row[], { model }: DecisionContext): Decision<KnownLists> {
  const entity = entityOf(model, 'distributionList')
  const query = entityOf(model, 'savedQuery')
  const found = new Map<string, ReadList>()
  for (let level = rows.map(listOf); level.length > 0;) {
    for (const one of level) found.set(one.list.id, one)
    const next = [...named(level, 'list')].filter((id) => !found.has(id))
    level = next.length === 0 ? [] : (yield { entity: entity.name, where: isAmong(entity, 'id', next) }).map(listOf)
  }
  const asked = named(found.values(), 'query')
  const saved = asked.size === 0 ? [] : yield { entity: query.name, where: isAmong(query, 'id', asked) }
  const queries = new Map(saved.map((row) => [String(row['id']), row]))
  return new Map([...found].map(([id, one]) => [id, listKnown(model, one, queries)]))
}
