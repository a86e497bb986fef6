import { isRefusal, refuse, type Refusal, type Row } from '../kernel'
import { asItsOwner, readSavedQuery } from '../lists'
import { entityOf, type Model } from '../model'
import { isAmong, prepareQuery, type PreparedQuery, type Query } from '../query'
import type { Decision, DecisionContext } from '../storage'
import { partsOf, userEntity, type CompositionPart, type PlacedPart } from './composition'
import { readList, type DistributionList } from './distribution-list'
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

const named = <K extends 'list' | 'query'>(lists: Iterable<DistributionList>, kind: K): ReadonlySet<string> => {
  const ids = new Set<string>()
  for (const { composition } of lists)
    if (composition !== null)
      for (const { part } of partsOf(composition)) {
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
    means: { asks: prepareQuery(model, userEntity(model).name, query) },
  })
  if ('criteria' in part) return asks(part.criteria)
  if (!('query' in part)) return { side, path, means: part }
  const row = queries.get(part.query)
  if (row === undefined) return refuse(problem('communication.query_gone', { path, data: { query: part.query } }))
  return asks(audienceQuery(model, row))
}

function listKnown(model: Model, row: Row, queries: ReadonlyMap<string, Row>): KnownList {
  const list = readList(row)
  const organisationId = typeof row['organisationId'] === 'string' ? row['organisationId'] : null
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
  const list = entityOf(model, 'distributionList')
  const query = entityOf(model, 'savedQuery')
  const found = new Map<string, Row>()
  for (let level = rows; level.length > 0;) {
    for (const row of level) found.set(String(row['id']), row)
    const next = [...named(level.map(readList), 'list')].filter((id) => !found.has(id))
    level = next.length === 0 ? [] : yield { entity: list.name, where: isAmong(list, 'id', next) }
  }
  const asked = named([...found.values()].map(readList), 'query')
  const saved = asked.size === 0 ? [] : yield { entity: query.name, where: isAmong(query, 'id', asked) }
  const queries = new Map(saved.map((row) => [String(row['id']), row]))
  return new Map([...found].map(([id, row]) => [id, listKnown(model, row, queries)]))
}
