import { refuse } from '../kernel'
import type { Model } from '../model'
import type { BoundCriteria } from '../query'
import { aggregation } from './aggregation'
import { finishedPage } from './finished-page'
import { checkFind, storedEntity } from './page-request'
import type { PartialStore } from './partial-store'
import { problem } from './problem'
import { rowBudget } from './row-budget'
import type { Store } from './store'
import { supersetReader } from './superset'

export interface FinishingOptions {
  /** How many rows one call may read of what the database could not decide, related records included; 10,000 unless said. */
  readonly rowBudget?: number
}

/**
 * A whole store over one that cannot decide all criteria: reads, counts and aggregates test the rest on the rows, reading related
 * records in batches, and are refused with `storage.row_budget` where that takes too many of them. A write or a claim must be exact:
 * with criteria that the database cannot decide alone it is refused with `storage.not_pushed`.
 *
 * @example
 * ```ts
 * const store = finishing(model, await openPartialStore(model), { rowBudget: 50_000 })
 * ```
 */
export function finishing(model: Model, store: PartialStore, options: FinishingOptions = {}): Store {
  const { rowBudget: rows = 10_000 } = options
  const leaves = (entity: string, where: BoundCriteria): boolean => store.residualOf(entity, where) !== null
  const reader = () => supersetReader(store, rowBudget(rows))
  const exactly = (entity: string, where: BoundCriteria): void => {
    if (leaves(entity, where)) refuse(problem('storage.not_pushed'))
  }
  const finished = (partial: PartialStore): Store => finishing(model, partial, options)

  return {
    features: { ...store.features, exactReads: true },
    tenant: store.tenant,
    async find(entity, request) {
      if (!leaves(entity, request.where)) return store.find(entity, request)
      checkFind(storedEntity(model, entity), request)
      return finishedPage(reader(), entity, request)
    },
    async count(entity, where) {
      if (!leaves(entity, where)) return store.count(entity, where)
      let count = 0
      for await (const _ of reader().rows(entity, where)) count++
      return count
    },
    async aggregate(entity, request) {
      if (!leaves(entity, request.where)) return store.aggregate(entity, request)
      const result = aggregation(storedEntity(model, entity), request)
      for await (const row of reader().rows(entity, request.where)) result.add(row)
      return result.result()
    },
    insert: (entity, given, how) => store.insert(entity, given, how),
    async update(entity, where, change) {
      exactly(entity, where)
      return store.update(entity, where, change)
    },
    updateEach: (entity, updates) => store.updateEach(entity, updates),
    async remove(entity, where) {
      exactly(entity, where)
      return store.remove(entity, where)
    },
    async claim(entity, request, lease) {
      exactly(entity, request.where)
      return store.claim(entity, request, lease)
    },
    transaction: (work, how) => store.transaction((inner) => work(finished(inner)), how),
    forTenant: (tenant) => finished(store.forTenant(tenant)),
    tenantsDue: (entity, at, limit) => store.tenantsDue(entity, at, limit),
    within: (connection) => finished(store.within(connection)),
  }
}
