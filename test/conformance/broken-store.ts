import type { BoundCriteria } from '../../src/query'
import type { Store } from '../../src/storage'
import type { ConformanceLevel } from '../../adapters/conformance'

/** What a broken store does otherwise. `self` is the broken store itself. */
export type Breakage = (store: Store, self: () => Store) => Partial<Store>

/** The level that must notice, what the store does, and how. */
export type BrokenStore = readonly [level: ConformanceLevel, what: string, how: Breakage]

/** A store that is right but for one thing, in transactions and for other tenants alike. */
export function broken(store: Store, how: Breakage): Store {
  const whole: Store = {
    ...store,
    forTenant: (tenant) => broken(store.forTenant(tenant), how),
    transaction: (work, options) => store.transaction((inner) => work(broken(inner, how)), options),
  }
  const self: Store = { ...whole, ...how(store, () => self) }
  return self
}

/** Rewrites criteria from the leaves up, in every operation that takes some. */
export function rewriting(change: (criteria: BoundCriteria) => BoundCriteria): Breakage {
  const rewritten = (criteria: BoundCriteria): BoundCriteria => {
    switch (criteria.type) {
      case 'and':
      case 'or':
        return change({ ...criteria, criteria: criteria.criteria.map(rewritten) })
      case 'related':
      case 'measure':
        return change({ ...criteria, criteria: rewritten(criteria.criteria) })
      case 'test':
        return change(criteria)
      default:
        return criteria satisfies never
    }
  }
  return (store) => ({
    find: (entity, request) => store.find(entity, { ...request, where: rewritten(request.where) }),
    count: (entity, where) => store.count(entity, rewritten(where)),
    aggregate: (entity, request) => store.aggregate(entity, { ...request, where: rewritten(request.where) }),
    update: (entity, where, values) => store.update(entity, rewritten(where), values),
    remove: (entity, where) => store.remove(entity, rewritten(where)),
    claim: (entity, request, lease) => store.claim(entity, { ...request, where: rewritten(request.where) }, lease),
  })
}
