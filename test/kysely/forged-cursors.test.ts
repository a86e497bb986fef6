import Database from 'better-sqlite3'
import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { conformanceModel } from '../../adapters/conformance/model'
import { kyselyAdapter, type DialectName } from '../../adapters/kysely'
import { orderSignature } from '../../adapters/kysely/cursor'
import { hashOf } from '../../adapters/kysely/naming'
import { isRefusal } from '../../src/kernel'
import { EVERYTHING } from '../../src/query'
import { onMysql, onPostgres } from '../servers'

/** A cursor as somebody makes one up who has read how they are written. */
function forged(field: string, json: string): string {
  const check = hashOf(`${orderSignature('item', [{ field, direction: 'asc' }])}\n${json}`).toString(36)
  return btoa(`${check} ${json}`).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

const PLACES = [
  'no JSON',
  '{}',
  '["a"]',
  '[true,false]',
  '["x","a"]',
  '[{"a":1},[1]]',
  '["a\\u0000","a"]',
  '[1e308,1]',
  '[1.5,"a"]',
  '["9223372036854775808","a"]',
]

async function endsInRefusals(db: Kysely<unknown>, dialect: DialectName, schema: string): Promise<void> {
  const adapter = kyselyAdapter({ db, dialect, schema })
  await adapter.migrate(conformanceModel)
  const store = (await adapter.open(conformanceModel)).forTenant('forged')
  const ends: string[] = []
  for (const field of ['name', 'rank', 'size', 'active', 'listedOn', 'createdAt'])
    for (const place of PLACES) {
      const request = { where: EVERYTHING, orderBy: [{ field, direction: 'asc' }], limit: 1 } as const
      const end = await store.find('item', { ...request, after: forged(field, place) }).catch((error: unknown) => error)
      const isGood = end instanceof Error ? isRefusal(end, 'storage.bad_cursor') : true
      if (!isGood) ends.push(`${field} ${place}: ${String(end)}`)
    }
  expect(ends).toEqual([])
}

test('R2.6 a made-up cursor is refused or a place on SQLite', async () => {
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: new Database(':memory:') }) })
  await endsInRefusals(db, 'sqlite', '')
  await db.destroy()
})

onPostgres(import.meta.url, (database) => {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: new pg.Pool(database.config) }) })
  afterAll(() => db.destroy())
  test('R2.6 a made-up cursor is refused or a place on PostgreSQL', () => endsInRefusals(db, 'postgres', database.name))
})

onMysql(import.meta.url, (database) => {
  const db = new Kysely<unknown>({ dialect: new MysqlDialect({ pool: createPool(database.url) }) })
  afterAll(() => db.destroy())
  test('R2.6 a made-up cursor is refused or a place on MariaDB', () => endsInRefusals(db, 'mysql', ''))
})
