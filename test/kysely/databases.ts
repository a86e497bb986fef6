import Database from 'better-sqlite3'
import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect, sql } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import { afterAll, describe } from 'vitest'
import type { DialectName } from '../../adapters/kysely'
import { onMysql, onPostgres } from '../servers'

/** A database of one test file, to be used through a host's own Kysely. */
export interface TestDatabase {
  readonly dialect: DialectName
  readonly db: Kysely<unknown>
  /** The schema on PostgreSQL that unqualified names stand in; elsewhere empty. */
  readonly schema: string
  /** Another Kysely on the same database, as another process has; on SQLite, whose database lives in memory, the same. */
  another(): Kysely<unknown>
  run(statement: string): Promise<readonly Readonly<Record<string, unknown>>[]>
}

const runner = (db: Kysely<unknown>) => async (statement: string) =>
  (await sql.raw<Readonly<Record<string, unknown>>>(statement).execute(db)).rows

/** Declares the same tests on SQLite, PostgreSQL and MariaDB. `file` is the caller's `import.meta.url`. */
export function onEachDatabase(file: string, declare: (database: TestDatabase) => void): void {
  describe('SQLite', () => {
    const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: new Database(':memory:') }) })
    afterAll(() => db.destroy())
    declare({ dialect: 'sqlite', db, schema: '', another: () => db, run: runner(db) })
  })
  onPostgres(file, ({ config, name }) => {
    const opened: Kysely<unknown>[] = []
    const another = (): Kysely<unknown> => {
      const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: new pg.Pool(config) }) })
      opened.push(db)
      return db
    }
    const db = another()
    afterAll(async () => void (await Promise.all(opened.map((one) => one.destroy()))))
    declare({ dialect: 'postgres', db, schema: name, another, run: runner(db) })
  })
  onMysql(file, ({ url }) => {
    const opened: Kysely<unknown>[] = []
    const another = (): Kysely<unknown> => {
      const db = new Kysely<unknown>({ dialect: new MysqlDialect({ pool: createPool(url) }) })
      opened.push(db)
      return db
    }
    const db = another()
    afterAll(async () => void (await Promise.all(opened.map((one) => one.destroy()))))
    declare({ dialect: 'mysql', db, schema: '', another, run: runner(db) })
  })
}
