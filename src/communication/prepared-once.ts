import type { Model } from '../model'
import { prepareQuery, type PreparedQuery, type Query } from '../query'
import { userEntity } from './composition'

/** The criteria of so many parts stay read. */
const MOST_KEPT = 1_000

const kept = new WeakMap<Model, Map<string, PreparedQuery>>()

/**
 * Criteria over users, read and checked once for as long as they say the same: whoever is shown announcements is asked about by the same
 * lists again and again. Refused as `prepareQuery` refuses.
 */
export function preparedOnce(model: Model, query: Query): PreparedQuery {
  const known = kept.get(model) ?? new Map<string, PreparedQuery>()
  kept.set(model, known)
  const key = JSON.stringify(query)
  const there = known.get(key)
  if (there !== undefined) return there
  const prepared = prepareQuery(model, userEntity(model).name, query)
  const [oldest] = known.keys()
  if (known.size >= MOST_KEPT && oldest !== undefined) known.delete(oldest)
  known.set(key, prepared)
  return prepared
}
