import BetterSqlite from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import type { Clock, StoreAdapter } from 'clientele'
import { kyselyAdapter } from 'clientele/kysely'
import { memoryAdapter } from 'clientele/memory'

/** The stores that need no server, each empty. */
export const stores: readonly { readonly store: string; readonly adapter: (clock: Clock) => StoreAdapter }[] = [
  { store: 'memory', adapter: (clock) => memoryAdapter({ clock }) },
  {
    store: 'SQLite',
    adapter: (clock) => {
      const dialect = new SqliteDialect({ database: new BetterSqlite(':memory:') })
      return kyselyAdapter({ db: new Kysely<unknown>({ dialect }), dialect: 'sqlite', clock })
    },
  },
]
