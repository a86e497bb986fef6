import { refuse, type Clock } from '../../src/kernel'
import type { Model } from '../../src/model'
import { storageProblem, storedEntity, type Store, type StoreFeatures } from '../../src/storage'
import { claimRows, tenantsDue } from './claiming'
import type { Database } from './database'
import { aggregateRows, countRows, readPage, type TableOf } from './reading'
import type { Scope } from './scope'
import { insertRows, removeRows, updateEachRow, updateRows } from './writing'

const FEATURES: StoreFeatures = { exactReads: true, transactions: true, hostTransactions: false, shared: false }

export interface StoreContext {
  readonly database: Database
  readonly model: Model
  readonly clock: Clock
}

/** A store of one tenant whose operations take effect in a scope. */
export function memoryStore(context: StoreContext, scope: Scope, tenant: string): Store {
  const { database, model, clock } = context
  const tableOf: TableOf = (entity) => database.table(storedEntity(model, entity), tenant)
  return {
    features: FEATURES,
    tenant,
    find: (entity, request) => scope.run(() => readPage(tableOf, entity, request)),
    count: (entity, where) => scope.run(() => countRows(tableOf, entity, where)),
    aggregate: (entity, request) => scope.run(() => aggregateRows(tableOf, entity, request)),
    insert: (entity, rows, options = { onConflict: 'fail' }) =>
      scope.run(() => insertRows(tableOf(entity), rows, options)),
    update: (entity, where, change) => scope.run(() => updateRows(tableOf, entity, where, change)),
    updateEach: (entity, updates) => scope.run(() => updateEachRow(tableOf(entity), updates)),
    remove: (entity, where) => scope.run(() => removeRows(tableOf, entity, where)),
    claim: (entity, request, lease) => scope.run(() => claimRows(tableOf, entity, request, lease, clock.now())),
    // One transaction runs at a time, which holds every named lock.
    transaction: (work) => scope.open((inner) => work(memoryStore(context, inner, tenant))),
    forTenant: (other) => memoryStore(context, scope, other),
    tenantsDue: (entity, at, limit) => scope.run(() => tenantsDue(database, tableOf(entity), at, limit, clock.now())),
    within: () => refuse(storageProblem('storage.no_host_transactions', { data: { adapter: 'memory' } })),
  }
}
