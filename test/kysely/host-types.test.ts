import Database from 'better-sqlite3'
import { type Generated, Kysely, SqliteDialect } from 'kysely'
import { expect, test } from 'vitest'
import { conformanceModel } from '../../adapters/conformance'
import { kyselyAdapter } from '../../adapters/kysely'
import { EVERYTHING } from '../../src/query'

interface HostTables {
  readonly person: { readonly id: Generated<number>; readonly name: string }
}

test('R6.1 a host hands over its own Kysely as it is typed, and keeps it', async () => {
  const db = new Kysely<HostTables>({ dialect: new SqliteDialect({ database: new Database(':memory:') }) })
  const adapter = kyselyAdapter({ db, dialect: 'sqlite' })
  await adapter.migrate(conformanceModel)
  const store = await adapter.open(conformanceModel)
  await store.insert('label', [{ id: 'l', name: 'Une' }])
  await db.schema
    .createTable('person')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('name', 'text')
    .execute()
  await adapter.close()
  await db.insertInto('person').values({ name: 'Zoé' }).execute()
  expect(await db.selectFrom('person').select('name').execute()).toEqual([{ name: 'Zoé' }])
  expect(await store.count('label', EVERYTHING)).toBe(1)
  await db.destroy()
})
