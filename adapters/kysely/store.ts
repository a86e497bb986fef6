import type { Clock } from '../../src/kernel'
import type { Model } from '../../src/model'
import { storedEntity, type InsertFrom, type Store, type StoreFeatures } from '../../src/storage'
import { aggregateRows } from './aggregate'
import { claimRows, tenantsDue } from './claim'
import { readingOfAll } from './around'
import { asked, whereOf } from './compile-criteria'
import type { SqlDialect } from './dialect'
import { refusingFaults, type Effect } from './driver-error'
import { numberOf } from './driver-value'
import { findPage } from './find'
import { insertAll } from './insert'
import { insertFrom } from './insert-from'
import { hostConnection, type Runner } from './runner'
import { aliasAt, named, type Reading } from './scope'
import { sql } from './sql'
import type { TableLayout } from './table-layout'
import { hostScope, type Scope, type ScopeContext } from './transaction'
import { removeAll, updateAll } from './update'
import { updateEachRow } from './update-each'

const FEATURES: StoreFeatures = { exactReads: true, transactions: true, hostTransactions: true, shared: true }

/** What all stores of one adapter share. */
export interface StoreContext {
  readonly dialect: SqlDialect
  readonly model: Model
  readonly layouts: ReadonlyMap<string, TableLayout>
  readonly scopes: ScopeContext
  /** Null: the database's own clock. */
  readonly clock: Clock | null
}

/** A store of one tenant whose operations take effect in a scope. */
export function sqlStore(context: StoreContext, scope: Scope, tenant: string): Store {
  const { dialect, clock } = context
  const layoutNamed = (name: string): TableLayout => {
    const layout = context.layouts.get(storedEntity(context.model, name).name)
    if (layout === undefined) throw new Error(`The store keeps no entity ${name}`)
    return layout
  }
  const hasHostTables = [...context.layouts.values()].some(({ mapping }) => mapping !== null)
  const reading: Reading = {
    dialect,
    tenant,
    hasHostTables,
    layoutOf: ({ name }) => layoutNamed(name),
    around: 'each',
  }
  const on = <T>(entity: string, work: (runner: Runner, layout: TableLayout) => Promise<T>): Promise<T> =>
    scope.enter((runner) => work(runner, layoutNamed(entity)))
  const writing = <T>(
    effect: Effect,
    entity: string,
    work: (runner: Runner, layout: TableLayout) => Promise<T>,
  ): Promise<T> => on(entity, (runner, layout) => refusingFaults(dialect, layout, effect, () => work(runner, layout)))

  return {
    features: FEATURES,
    tenant,
    find: (entity, request) => on(entity, (runner, layout) => findPage(runner, reading, layout, request)),
    count: (entity, where) =>
      on(entity, async (runner, layout) => {
        const whole = await readingOfAll(runner, reading, layout, where)
        const statement = sql`SELECT COUNT(*) AS n FROM ${named(layout, aliasAt(0))} WHERE ${whereOf(whole, where, layout)}`
        const { rows } = await runner.run(asked(reading, where, statement))
        return numberOf(rows[0]?.['n']) ?? 0
      }),
    aggregate: (entity, request) => on(entity, (runner, layout) => aggregateRows(runner, reading, layout, request)),
    insert: (entity, rows, options = { onConflict: 'fail' }) =>
      writing('written', entity, (runner, layout) => insertAll(runner, reading, layout, rows, options)),
    update: (entity, where, change) =>
      writing('written', entity, (runner, layout) => updateAll(runner, reading, layout, where, change)),
    updateEach: (entity, updates) =>
      writing('written', entity, (runner, layout) => updateEachRow(runner, reading, layout, updates)),
    remove: (entity, where) =>
      writing('removed', entity, (runner, layout) => removeAll(runner, reading, layout, where)),
    claim: (entity, request, lease) =>
      writing('written', entity, (runner, layout) => claimRows(runner, reading, layout, request, lease, clock)),
    transaction: (work, { locks = [], endsAtFailure = false } = {}) =>
      scope.transaction((inner) => work(sqlStore(context, inner, tenant)), {
        locks: locks.map((name) => `${tenant} ${name}`),
        endsAtFailure,
      }),
    // Elsewhere others write meanwhile, and what was found may not be so any more.
    ...(dialect.name === 'sqlite'
      ? {
          insertFrom: (entity: string, from: InsertFrom) =>
            writing('written', entity, (runner, layout) =>
              insertFrom(runner, reading, layout, layoutNamed(from.entity), from),
            ),
        }
      : {}),
    forTenant: (other) => sqlStore(context, scope, other),
    tenantsDue: (entity, at, limit) =>
      on(entity, (runner, layout) => tenantsDue(runner, reading, layout, at, limit, clock)),
    within: (connection) => sqlStore(context, hostScope(context.scopes, hostConnection(connection, dialect)), tenant),
  }
}
