import BetterSqlite from 'better-sqlite3'
import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect, type Dialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import type { Clock, StoreAdapter } from 'clientele'
import { kyselyAdapter, type DialectName } from 'clientele/kysely'
import { memoryAdapter } from 'clientele/memory'
import { afterAll, expect, test } from 'vitest'
import { kernel } from '../session/kernel'
import { onMysql, onPostgres } from '../servers'

/** Texts that a database, a spreadsheet or a file could take for something else. */
const NAMES = ['=1+1', 'l\'été; "x"', 'ligne\r\nligne', '😀 שלום', 'Ŝ\t', '%_\\', 'é'.repeat(40_000)]

async function files(adapter: (clock: Clock) => StoreAdapter): Promise<readonly Buffer[]> {
  const { crm, system } = await kernel({}, { adapter, tenant: 'export' })
  await system.createMany(
    'account',
    Array.from({ length: 1_100 }, (_, n) => ({
      id: `a${10_000 + n}`,
      name: NAMES[n] ?? `Compte ${(n * 7919) % 1_100}`,
      status: n % 3 === 0 ? 'client' : 'prospect',
      tags: n % 2 === 0 ? ['north', 'gold'] : [],
      revenue: n % 5 === 0 ? null : n * 101 - 5_000,
      ownerId: n % 4 === 0 ? null : 'ana',
      groupId: n % 2 === 0 ? 'lille' : 'amiens',
      createdAt: n % 6 === 0 ? null : new Date(Date.UTC(2026, 2, 28) + n * 1_234_567),
    })),
  )
  const boss = await crm.as('boss')
  const written: Buffer[] = []
  for (const [format, locale] of [
    ['csv', 'fr'],
    ['csv', 'en'],
    ['xlsx', 'fr'],
  ] as const) {
    const orderBy = [{ field: 'revenue', direction: 'desc' }, 'name'] as const
    const chunks: Uint8Array[] = []
    for await (const chunk of (await boss.export('account', { format, locale, orderBy })).content) chunks.push(chunk)
    written.push(Buffer.concat(chunks))
  }
  return written
}

const databases: Kysely<unknown>[] = []
afterAll(async () => {
  for (const db of databases) await db.destroy()
})

const on = (name: DialectName, dialect: Dialect, schema?: string) => (clock: Clock) => {
  const db = new Kysely<unknown>({ dialect })
  databases.push(db)
  return kyselyAdapter({ db, dialect: name, clock, ...(schema === undefined ? {} : { schema }) })
}

/** The same data is the same file, whatever keeps it. */
function writesTheSame(adapter: () => (clock: Clock) => StoreAdapter) {
  test('R2.6 the same records make the same file, byte for byte, as in memory', async () => {
    const expected = await files((clock) => memoryAdapter({ clock }))
    const written = await files(adapter())
    expect(written.map((file, index) => file.equals(expected[index] ?? Buffer.of()))).toEqual([true, true, true])
    expect(written[0]?.toString().split('\r\n')).toHaveLength(1_103)
  })
}

writesTheSame(() => on('sqlite', new SqliteDialect({ database: new BetterSqlite(':memory:') })))

onPostgres(import.meta.url, ({ config, name }) => {
  writesTheSame(() => on('postgres', new PostgresDialect({ pool: new pg.Pool(config) }), name))
})

onMysql(import.meta.url, ({ url }) => {
  writesTheSame(() => on('mysql', new MysqlDialect({ pool: createPool(url) })))
})
