/** Models that chance made, each in tables of its own on every store, asked as the predicate is. */
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect, sql } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import { afterAll, test } from 'vitest'
import { kyselyAdapter, type DialectName } from '../../adapters/kysely'
import { memoryAdapter } from '../../adapters/memory'
import { testClock } from '../../src/kernel'
import type { Model } from '../../src/model'
import type { Store } from '../../src/storage'
import { cases, models, patience, runsOf, SEED, worldsOf } from '../query/arbitrary'
import { onMysql, onPostgres } from '../servers'
import { answersWorld } from './differential'

const EACH = 50
const QUESTIONS = cases(1_000)
const timeout = patience(4 * QUESTIONS)
const clock = testClock('2026-03-29T10:00:00.000Z')
const scenes = models.chain((model) => fc.record({ model: fc.constant(model), world: worldsOf(model, EACH) }))

/** `opened` gives a store that has nothing in it. */
const agrees = (opened: (model: Model) => Promise<Store>): Promise<void> =>
  fc.assert(
    fc.asyncProperty(scenes, async ({ model, world }) => answersWorld(await opened(model), model, world)),
    { seed: SEED, numRuns: runsOf(QUESTIONS, EACH) },
  )

async function migrated(db: Kysely<unknown>, dialect: DialectName, model: Model, schema?: string): Promise<Store> {
  const adapter = kyselyAdapter({ db, dialect, clock, ...(schema === undefined ? {} : { schema }) })
  await adapter.migrate(model)
  return adapter.open(model)
}

test('R2.1 memory answers over random models as the predicate does', { timeout }, () =>
  agrees((model) => memoryAdapter({ clock }).open(model)),
)

test('R2.1 SQLite answers over random models as the predicate does', { timeout }, () =>
  agrees((model) =>
    migrated(new Kysely({ dialect: new SqliteDialect({ database: new Database(':memory:') }) }), 'sqlite', model),
  ),
)

onPostgres(import.meta.url, ({ config, name }) => {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: new pg.Pool(config) }) })
  afterAll(() => db.destroy())
  test('R2.1 PostgreSQL answers over random models as the predicate does', { timeout }, () =>
    agrees(async (model) => {
      await sql.raw(`DROP SCHEMA IF EXISTS ${name} CASCADE; CREATE SCHEMA ${name}`).execute(db)
      return migrated(db, 'postgres', model, name)
    }),
  )
})

onMysql(import.meta.url, ({ url }) => {
  const db = new Kysely<unknown>({ dialect: new MysqlDialect({ pool: createPool(url) }) })
  afterAll(() => db.destroy())
  test('R2.1 MariaDB answers over random models as the predicate does', { timeout }, () =>
    agrees(async (model) => {
      const { rows } = await sql<{ readonly name: string }>`
        SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()`.execute(db)
      for (const { name } of rows) await sql.raw(`DROP TABLE \`${name}\``).execute(db)
      return migrated(db, 'mysql', model)
    }),
  )
})
