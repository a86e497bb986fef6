import type BetterSqlite from 'better-sqlite3'
import { createPool as createMysqlPool } from 'mysql2'
import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect } from 'kysely'
import pg from 'pg'
import { testClock } from 'clientele/kernel'
import type { ConformanceHarness, OpenedStore } from 'clientele/conformance'
import { kyselyAdapter } from 'clientele/kysely'
import type { HostConnection } from 'clientele/storage'
import type { MysqlDatabase, PostgresDatabase } from '../servers'
import { mysqlHost, postgresHost, sqliteHost } from './host-connections'

const START = '2026-03-29T10:00:00.000Z'

/** The kit over one SQLite database. */
export function sqliteHarness(database: BetterSqlite.Database): ConformanceHarness {
  const clock = testClock(START)
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database }) })
  return {
    clock,
    async open(model) {
      const adapter = kyselyAdapter({ db, dialect: 'sqlite', clock })
      await adapter.migrate(model)
      return {
        store: await adapter.open(model),
        close: () => adapter.close(),
        hostTransaction: (work) => sqliteTransaction(database, work),
      }
    },
  }
}

async function sqliteTransaction(
  database: BetterSqlite.Database,
  work: (connection: HostConnection) => Promise<void>,
): Promise<void> {
  database.exec('BEGIN')
  try {
    await work(sqliteHost(database))
    database.exec('COMMIT')
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}

/** The kit over a schema of PostgreSQL. */
export function postgresHarness(database: PostgresDatabase): ConformanceHarness & { destroy(): Promise<void> } {
  const clock = testClock(START)
  const pool = new pg.Pool(database.config)
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const hostTransaction: NonNullable<OpenedStore['hostTransaction']> = async (work) => {
    const client = await pool.connect()
    try {
      await client.query('BEGIN')
      await work(postgresHost(client))
      await client.query('COMMIT')
    } catch (error) {
      await client.query('ROLLBACK')
      throw error
    } finally {
      client.release()
    }
  }
  return {
    clock,
    async open(model) {
      const adapter = kyselyAdapter({ db, dialect: 'postgres', schema: database.name, clock })
      await adapter.migrate(model)
      return { store: await adapter.open(model), close: () => adapter.close(), hostTransaction }
    },
    destroy: () => db.destroy(),
  }
}

/** The kit over a database of MariaDB or MySQL. */
export function mysqlHarness(database: MysqlDatabase): ConformanceHarness & { destroy(): Promise<void> } {
  const clock = testClock(START)
  const pool = createMysqlPool(database.url)
  const db = new Kysely<unknown>({ dialect: new MysqlDialect({ pool }) })
  const hostTransaction: NonNullable<OpenedStore['hostTransaction']> = async (work) => {
    const connection = await pool.promise().getConnection()
    try {
      await connection.query('START TRANSACTION')
      await work(mysqlHost(connection))
      await connection.query('COMMIT')
    } catch (error) {
      await connection.query('ROLLBACK')
      throw error
    } finally {
      connection.release()
    }
  }
  return {
    clock,
    async open(model) {
      const adapter = kyselyAdapter({ db, dialect: 'mysql', clock })
      await adapter.migrate(model)
      return { store: await adapter.open(model), close: () => adapter.close(), hostTransaction }
    },
    destroy: () => db.destroy(),
  }
}
