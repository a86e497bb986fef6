import { Kysely, MysqlDialect, PostgresDialect, type Dialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import { kyselyAdapter, type DialectName } from 'clientele/kysely'
import { afterAll, expect, test } from 'vitest'
import { onMysql, onPostgres } from '../servers'
import { refusal } from '../session/refusal'
import { seller, told, world } from './field-rules-scene'

/** What a store has a part in: which columns are read, the words of a broken key, the rules kept in a column. */
function holdsOn(name: DialectName, open: () => Dialect, schema?: string) {
  const databases: Kysely<unknown>[] = []
  afterAll(async () => {
    for (const db of databases) await db.destroy()
  })

  test('R2.14 a hidden field is in no row, no order and no refusal, and a read-only one stays', async () => {
    const { ana, system } = await world({
      rules: { account: { revenue: 'hidden', city: 'readOnly' }, deal: { floor: 'hidden', serial: 'hidden' } },
      adapter: (clock) => {
        const db = new Kysely<unknown>({ dialect: open() })
        databases.push(db)
        return kyselyAdapter({ db, dialect: name, clock, ...(schema === undefined ? {} : { schema }) })
      },
    })
    const { rows, end } = await ana.find('account', { orderBy: ['name'], limit: 2 })
    expect(rows.map(({ id }) => id)).toEqual(['a1', 'a2'])
    expect(rows[0]).not.toHaveProperty('revenue')
    expect(Buffer.from(end ?? '', 'base64url').toString()).not.toContain('500000')
    expect(await refusal(() => ana.find('account', { orderBy: ['revenue'] }))).toBe('session.bad_order /orderBy/0')
    expect(await refusal(() => ana.update('account', 'a1', { city: 'Lens' }))).toBe('session.read_only_field /city')
    expect(await ana.update('account', 'a1', { name: 'Garage du Nord' })).not.toHaveProperty('revenue')
    expect(await system.get('account', 'a1')).toMatchObject({ revenue: 500_000, city: 'Lille' })

    await system.create('deal', { id: 'd3', title: 'Tour', floor: 20, accountId: 'a1', groupId: 'lille' })
    // Another of this title and this floor is there.
    const taken = await told(() => ana.update('deal', 'd2', { title: 'Tour' }))
    expect(taken).toContain('storage.conflict')
    expect(taken).not.toMatch(/floor|serial/)

    await system.rights.define(seller({ account: { revenue: 'hidden' } }))
    const stored = (await system.rights.profiles()).find(({ code }) => code === 'seller')
    expect(stored?.fields).toEqual({ account: { revenue: 'hidden' } })
  })
}

onPostgres(import.meta.url, (database) => {
  holdsOn('postgres', () => new PostgresDialect({ pool: new pg.Pool({ ...database.config, max: 4 }) }), database.name)
})

onMysql(import.meta.url, (database) => {
  holdsOn('mysql', () => new MysqlDialect({ pool: createPool({ uri: database.url, connectionLimit: 4 }) }))
})
