import type { QueryExecutorProvider } from 'kysely'
import type { Clock } from '../../src/kernel'
import { DEFAULT_TENANT, type StoreAdapter } from '../../src/storage'
import type { DialectName, SqlDialect } from './dialect'
import { mysqlDialect } from './dialect-mysql'
import { textOf } from './driver-value'
import { readHostColumns } from './host-columns'
import { checkState, dialectNamed, runMigrations } from './migrations'
import { LOCK_TABLE, ownNames, ownTableName, tableSql, type NameOptions } from './naming'
import { kyselyConnection, type Connection } from './runner'
import { readState } from './schema-state'
import { raw } from './sql'
import { sqlStore } from './store'
import { tableLayouts } from './table-layout'
import { poolScope, scopeContext } from './transaction'

export interface KyselyAdapterOptions extends NameOptions {
  /** The host's own `Kysely`, whatever its tables and plugins. It stays the host's: the adapter never destroys it. */
  readonly db: QueryExecutorProvider
  /** `mysql` is MariaDB from 10.6 and MySQL from 8.0.17. */
  readonly dialect: DialectName
  /** Where claims take the time from; the database's clock unless said, which all processes share. */
  readonly clock?: Clock
}

/**
 * Keeps records in a database through the host's own Kysely: the kernel's entities in tables of their own, mapped ones in the
 * host's, which are never altered.
 *
 * @example
 * ```ts
 * const adapter = kyselyAdapter({ db, dialect: 'postgres' })
 * await adapter.migrate(model)
 * const store = await adapter.open(model)
 * ```
 */
export function kyselyAdapter({ db, dialect: name, clock, ...options }: KyselyAdapterOptions): StoreAdapter {
  const executor = db.getExecutor().withoutPlugins()
  const names = ownNames(name, options)
  let known: Promise<SqlDialect> | null = null
  const dialectOf = (): Promise<SqlDialect> =>
    (known ??=
      name === 'mysql' ? mysqlOf(kyselyConnection(executor, dialectNamed(name))) : Promise.resolve(dialectNamed(name)))

  return {
    async open(model) {
      const dialect = await dialectOf()
      const host = await executor.provideConnection(async (provided) => {
        const connection = kyselyConnection(provided, dialect)
        checkState(dialect, names, model, await readState(connection, dialect, names))
        return readHostColumns(connection, dialect, model)
      })
      const scopes = scopeContext(dialect, tableSql(dialect, names.schema, ownTableName(names, LOCK_TABLE)))
      const context = {
        dialect,
        model,
        layouts: tableLayouts(dialect, names, model, host),
        scopes,
        clock: clock ?? null,
      }
      return sqlStore(context, poolScope(scopes, executor), DEFAULT_TENANT)
    },
    async migrate(model) {
      const dialect = await dialectOf()
      await executor.provideConnection((provided) =>
        runMigrations(kyselyConnection(provided, dialect), dialect, names, model),
      )
    },
    close: async () => undefined,
  }
}

/** MariaDB answers what an INSERT wrote, MySQL does not; only the server says which it is. */
async function mysqlOf(connection: Connection): Promise<SqlDialect> {
  const { rows } = await connection.execute(raw('SELECT VERSION() AS v'))
  return mysqlDialect({ returning: (textOf(rows[0]?.['v']) ?? '').includes('MariaDB') })
}
