import Database from 'better-sqlite3'
import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect, sql } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import { afterAll, test } from 'vitest'
import { kyselyAdapter, type DialectName } from '../../adapters/kysely'
import { cases, patience } from '../query/arbitrary'
import { onMysql, onPostgres } from '../servers'
import { agreesWithPredicate } from './differential'
import { legacyModel, legacyTables } from './legacy-model'

const QUESTIONS = cases(1_000)
const timeout = patience(QUESTIONS)

async function askLegacy(db: Kysely<unknown>, dialect: DialectName, schema: string): Promise<void> {
  for (const statement of legacyTables[dialect]) await sql.raw(statement).execute(db)
  const model = legacyModel(dialect)
  const adapter = kyselyAdapter({ db, dialect, schema })
  await adapter.migrate(model)
  await agreesWithPredicate(await adapter.open(model), QUESTIONS)
}

test('R6.2 mapped tables on SQLite answer random criteria as the predicate does', { timeout }, async () => {
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: new Database(':memory:') }) })
  await askLegacy(db, 'sqlite', '')
  await db.destroy()
})

onPostgres(import.meta.url, (database) => {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: new pg.Pool(database.config) }) })
  afterAll(() => db.destroy())
  test('R6.2 mapped tables on PostgreSQL answer random criteria as the predicate does', { timeout }, () =>
    askLegacy(db, 'postgres', database.name),
  )
})

onMysql(import.meta.url, (database) => {
  const db = new Kysely<unknown>({ dialect: new MysqlDialect({ pool: createPool(database.url) }) })
  afterAll(() => db.destroy())
  test('R6.2 mapped tables on MariaDB answer random criteria as the predicate does', { timeout }, () =>
    askLegacy(db, 'mysql', ''),
  )
})
