import type { CriteriaNode } from '../query'
import type { SessionCore } from './core'
import { groupSelections } from './group-selections'

/** Queries that somebody else shares: who runs them need not know the regions that they name. */
const lent = new WeakSet<object>()

export function lend<Q extends object>(query: Q): Q {
  lent.add(query)
  return query
}

/**
 * Who names a region in criteria must have the regions to read: which groups stand in it would be told by what is found. What somebody
 * else shares is run as it is. Refused as `core.demandLevel`.
 */
export function demandRegionsNamed(core: Pick<SessionCore, 'demandLevel'>, given: unknown, where: CriteriaNode): void {
  if (typeof given === 'object' && given !== null && lent.has(given)) return
  const isNamed = groupSelections(where).some(({ regions = [] }) => regions.length > 0)
  if (isNamed) core.demandLevel('regions', 'read')
}
