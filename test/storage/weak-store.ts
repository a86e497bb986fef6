import type { BoundCriteria } from '../../src/query'
import { splitCriteria, type PartialStore, type Store } from '../../src/storage'

export interface WeakStore extends PartialStore {
  /** How many rows it has handed over. */
  readonly handed: () => number
}

const decides = (leaf: BoundCriteria): boolean => leaf.type === 'test' && leaf.operator === 'eq' && !leaf.negated

/** A store that decides nothing but equality, over one that decides everything. */
export function weakStore(store: Store, tally = { rows: 0 }): WeakStore {
  const decided = (where: BoundCriteria): BoundCriteria => {
    const { pushed, residual } = splitCriteria(where, decides)
    if (residual !== null) throw new Error('Asked for what it cannot decide')
    return pushed
  }
  return {
    ...store,
    handed: () => tally.rows,
    features: { ...store.features, exactReads: false },
    residualOf: (_, where) => splitCriteria(where, decides).residual,
    async find(entity, request) {
      const { pushed, residual } = splitCriteria(request.where, decides)
      const page = await store.find(entity, { ...request, where: pushed })
      tally.rows += page.rows.length
      return residual === null ? page : { ...page, residual }
    },
    count: async (entity, where) => store.count(entity, decided(where)),
    aggregate: async (entity, request) => store.aggregate(entity, { ...request, where: decided(request.where) }),
    update: async (entity, where, change) => store.update(entity, decided(where), change),
    remove: async (entity, where) => store.remove(entity, decided(where)),
    claim: async (entity, request, lease) => store.claim(entity, { ...request, where: decided(request.where) }, lease),
    transaction: (work, options) => store.transaction((inner) => work(weakStore(inner, tally)), options),
    forTenant: (tenant) => weakStore(store.forTenant(tenant), tally),
    within: (connection) => weakStore(store.within(connection), tally),
  }
}
