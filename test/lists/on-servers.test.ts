import { Kysely, MysqlDialect, PostgresDialect, type Dialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import { isRefusal, me, query } from 'clientele'
import { kyselyAdapter, type DialectName } from 'clientele/kysely'
import { afterAll, expect, test } from 'vitest'
import { kernel } from '../session/kernel'
import { onMysql, onPostgres } from '../servers'

/** The same day of work on a server, and what several do at once. */
function worksOn(name: DialectName, open: () => Dialect, schema?: string) {
  const databases: Kysely<unknown>[] = []
  afterAll(async () => {
    for (const db of databases) await db.destroy()
  })

  test('R2.3 R2.4 R2.6 statuses move, tags merge and results are paged both ways', async () => {
    const { crm, system, model } = await kernel(
      {},
      {
        adapter: (clock) => {
          const db = new Kysely<unknown>({ dialect: open() })
          databases.push(db)
          return kyselyAdapter({ db, dialect: name, clock, ...(schema === undefined ? {} : { schema }) })
        },
      },
    )
    const boss = await crm.as('boss')
    const accounts = Array.from({ length: 620 }, (_, n) => ({
      id: `a${1_000 + n}`,
      name: `Compte ${n % 7}`,
      status: n < 610 ? 'suspect' : 'client',
      tags: n % 2 === 0 ? ['gold', 'north'] : [],
      ownerId: n < 3 ? 'boss' : 'ana',
      groupId: 'lille',
    }))
    await system.createMany('account', accounts)

    expect(await boss.lists.removeStatus('suspect', { moveTo: 'client' })).toEqual({ moved: 610 })
    await boss.lists.addTag({ code: 'vip', label: { fr: 'VIP', en: 'VIP' } })
    expect(await boss.lists.mergeTags({ from: 'gold', into: 'vip' })).toEqual({ changed: 310 })
    const where = query(model, 'account', (a) => a.tags.hasNone(['vip']))
    const tagging = { entity: 'account', where, add: ['vip'], remove: ['north'] }
    expect(await boss.lists.tagRecords(tagging)).toEqual({ changed: 310, unchanged: 0, refused: [] })
    expect(await boss.lists.countList({ status: 'client', tags: { all: ['vip'], none: ['north'] } })).toBe(310)
    expect((await boss.lists.tags()).map(({ code }) => code)).toEqual(['north', 'vip'])

    const criteria = query(model, 'account', (a) => a.ownerId.ne(me()))
    const others = await boss.lists.save({ name: 'Les autres', entity: 'account', criteria, shared: true })
    await boss.lists.edit(others.id, { display: { sort: [{ field: 'name', direction: 'desc' }] } })
    const first = await boss.lists.run(others.id, { limit: 200, total: true })
    const second = await boss.lists.run(others.id, { limit: 200, after: first.end })
    const back = await boss.lists.run(others.id, { limit: 200, before: second.start })
    expect(first.total).toBe(617)
    expect(back.rows).toEqual(first.rows)
    const streamed: unknown[] = []
    for await (const row of await boss.lists.stream(others.id)) streamed.push(row['id'])
    expect([streamed.length, new Set(streamed).size]).toEqual([617, 617])
    expect(streamed.slice(0, 400)).toEqual([...first.rows, ...second.rows].map((row) => row['id']))
  })

  test('R2.4 a tag that two put on at once for the first time is one tag', async () => {
    const db = new Kysely<unknown>({ dialect: open() })
    databases.push(db)
    const { crm, system } = await kernel(
      {},
      {
        tenant: 'race',
        adapter: (clock) => kyselyAdapter({ db, dialect: name, clock, ...(schema === undefined ? {} : { schema }) }),
      },
    )
    const create = async (n: number) => system.create('account', { name: `n${n}`, tags: ['fresh'], groupId: 'lille' })
    await Promise.all([1, 2, 3, 4].map(create))
    const boss = await crm.as('boss')
    expect((await boss.lists.tags()).map(({ code }) => code)).toEqual(['fresh'])
    expect(await boss.lists.countList({ tags: { any: ['fresh'] } })).toBe(4)
  })

  test('R2.3 R2.4 a status and a tag that somebody takes while they are removed stay', async () => {
    const db = new Kysely<unknown>({ dialect: open() })
    databases.push(db)
    const { crm, system } = await kernel(
      {},
      {
        tenant: 'taken',
        adapter: (clock) => kyselyAdapter({ db, dialect: name, clock, ...(schema === undefined ? {} : { schema }) }),
      },
    )
    const boss = await crm.as('boss')
    const label = { fr: 'Neuf', en: 'New' }
    await boss.lists.addStatus({ code: 'new', label })
    await boss.lists.addTag({ code: 'new', label })
    await system.create('account', { id: 'a', name: 'a', groupId: 'lille' })
    let isTaken = (): void => undefined
    let keep = (): void => undefined
    const taken = new Promise<void>((resolve) => (isTaken = resolve))
    const meanwhile = new Promise<void>((resolve) => (keep = resolve))
    const taking = system.transaction(async (inside) => {
      await inside.update('account', 'a', { status: 'new', tags: ['new'] })
      isTaken()
      await meanwhile
    })
    await taken
    const removals = Promise.all([boss.lists.removeStatus('new'), boss.lists.removeTag('new')].map(refusalOf))
    // Time enough for a removal that does not wait to be done.
    for (let n = 0; n < 100; n += 1) await boss.count('account')
    keep()
    await taking
    expect(await removals).toEqual(['lists.status_in_use', 'lists.tag_in_use'])
    expect(await system.get('account', 'a')).toMatchObject({ status: 'new', tags: ['new'] })
  })
}

/** The code of a refusal; null where nothing was refused. */
const refusalOf = (work: Promise<unknown>): Promise<string | null> =>
  work.then(
    () => null,
    (error: unknown) => {
      if (isRefusal(error)) return error.code
      throw error
    },
  )

onPostgres(import.meta.url, ({ config, name }) => {
  worksOn('postgres', () => new PostgresDialect({ pool: new pg.Pool(config) }), name)
})

onMysql(import.meta.url, ({ url }) => {
  worksOn('mysql', () => new MysqlDialect({ pool: createPool(url) }))
})
