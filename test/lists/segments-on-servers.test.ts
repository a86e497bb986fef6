import fc from 'fast-check'
import { Kysely, MysqlDialect, PostgresDialect, type Dialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import { query, today, type Clock } from 'clientele'
import { kyselyAdapter, type DialectName } from 'clientele/kysely'
import { afterAll, expect, test } from 'vitest'
import { kernel } from '../session/kernel'
import { onMysql, onPostgres } from '../servers'
import { stories, told } from './segment-story'

const seed = Number(process.env['CLIENTELE_SEED'] ?? 20_260_322)
const runs = Number(process.env['CLIENTELE_STORIES'] ?? 5)

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

/** The laws of segments on a server, and what several do at once. */
function followsOn(name: DialectName, open: () => Dialect, schema?: string) {
  const databases: Kysely<unknown>[] = []
  afterAll(async () => {
    for (const db of databases) await db.destroy()
  })
  const adapterOver = (db: Kysely<unknown>) => (clock: Clock) =>
    kyselyAdapter({ db, dialect: name, clock, ...(schema === undefined ? {} : { schema }) })
  const database = (): Kysely<unknown> => {
    const db = new Kysely<unknown>({ dialect: open() })
    databases.push(db)
    return db
  }

  test('R2.6 the members are what the query selects, and the events lead to them, whatever happens', async () => {
    const adapter = adapterOver(database())
    let tenant = 0
    await fc.assert(
      fc.asyncProperty(stories, (story) => {
        tenant += 1
        return told(story, adapter, `story-${tenant}`)
      }),
      { seed, numRuns: runs },
    )
  }, 600_000)

  async function crowd(tenant: string) {
    const all = await kernel({}, { adapter: adapterOver(database()), tenant })
    const { crm, system, model } = all
    await system.createMany(
      'account',
      many(12, (n) => ({ id: `a${n}`, name: `A ${n}`, status: 'prospect', groupId: 'lille' })),
    )
    const boss = await crm.as('boss')
    const save = async (criteria: ReturnType<typeof owing>) =>
      (await boss.lists.save({ name: 'Suivis', entity: 'account', criteria })).id
    const owing = () => query(model, 'account', (a) => a.invoices.count((i) => i.status.eq('overdue')).gte(2))
    const ids = async (page: Promise<{ readonly rows: readonly object[] }>) =>
      (await page).rows.map((row) => ('id' in row ? row.id : null))
    /** The members are those of the query, and who came and went adds up to them. */
    const agrees = async (segment: string, criteria: ReturnType<typeof owing>) => {
      const expected = await ids(system.find('account', { where: criteria, orderBy: ['id'] }))
      expect(await ids(boss.lists.segments.members(segment, { orderBy: ['id'] }))).toEqual(expected)
      const inside = new Set<string>()
      for (let more = true; more;) {
        const read = await boss.lists.segments.take(segment, { reader: 'crowd', limit: 50 })
        for (const { type, recordId } of read.events) {
          expect(inside.has(recordId)).toBe(type === 'left')
          if (type === 'entered') inside.add(recordId)
          else inside.delete(recordId)
        }
        more = read.more
      }
      expect([...inside].sort()).toEqual(expected)
    }
    return { ...all, boss, save, owing, agrees }
  }

  test('R2.6 records related to the same one that change at once are all counted', async () => {
    const { system, boss, save, owing, agrees } = await crowd('related')
    const segment = await boss.lists.segments.create({ query: await save(owing()), announce: true })
    await Promise.all(
      many(24, (n) =>
        system.create('invoice', {
          id: `i${n}`,
          number: `F${n}`,
          status: 'overdue',
          accountId: `a${n % 12}`,
          groupId: 'lille',
        }),
      ),
    )
    expect(await boss.lists.segments.count(segment.id)).toBe(12)
    await Promise.all(
      many(24, (n) =>
        n % 3 === 0
          ? system.update('invoice', `i${n}`, { accountId: `a${(n + 5) % 12}` })
          : system.update('invoice', `i${n}`, { status: n % 3 === 1 ? 'paid' : 'overdue' }),
      ),
    )
    await agrees(segment.id, owing())
  })

  test('R2.6 a segment made while records change misses none of them', async () => {
    const { crm, system, boss, model, save, agrees } = await crowd('meanwhile')
    const criteria = query(model, 'account', (a) => a.status.eq('client'))
    const id = await save(criteria)
    const change = async (n: number) =>
      system.transaction(async (inner) => {
        await inner.update('account', `a${n % 12}`, { status: n % 2 === 0 ? 'client' : 'prospect', name: `B ${n}` })
        await inner.create('account', { id: `b${n}`, name: `B ${n}`, status: 'client', groupId: 'lille' })
      })
    const [segment] = await Promise.all([
      boss.lists.segments.create({ query: id, announce: true }),
      ...many(24, change),
    ])
    await agrees(segment.id, criteria)
    const other = query(model, 'account', (a) => a.status.eq('prospect'))
    await Promise.all([boss.lists.edit(id, { criteria: other }), ...many(12, (n) => change(n + 24)), crm.tick()])
    expect((await boss.lists.segments.members(segment.id, { orderBy: ['id'] })).rows.map((row) => row['id'])).toEqual(
      (await system.find('account', { where: other, orderBy: ['id'] })).rows.map((row) => row.id),
    )
  })

  test('R2.6 a segment that the scheduler finishes while it is being made is made once', async () => {
    const { crm, system, boss, model, save } = await crowd('both')
    await system.createMany(
      'account',
      many(3_000, (n) => ({ id: `c${n}`, name: `C ${n}`, status: 'client', groupId: 'lille' })),
    )
    const id = await save(query(model, 'account', (a) => a.status.eq('client')))
    const state = { isMade: false }
    const creating = boss.lists.segments.create({ query: id }).finally(() => (state.isMade = true))
    const scheduler = async () => {
      while (!state.isMade) await crm.tick()
    }
    const [segment] = await Promise.all([creating, scheduler(), scheduler()])
    expect(await boss.lists.segments.count(segment.id)).toBe(3_000)
    const { events } = await boss.lists.segments.take(segment.id, { reader: 'both' })
    expect(events).toEqual([])
  }, 120_000)

  test('R2.6 two workers tell one passage of time once, and takers of one name share its events', async () => {
    const { crm, system, boss, clock, model, save } = await crowd('time')
    const criteria = query(model, 'account', (a) => a.invoices.some((i) => i.dueOn.lt(today())))
    const segment = await boss.lists.segments.create({ query: await save(criteria) })
    await system.createMany(
      'invoice',
      many(12, (n) => ({ id: `i${n}`, number: `F${n}`, dueOn: '2026-03-18', accountId: `a${n}`, groupId: 'lille' })),
    )
    clock.advance({ days: 5 })
    await Promise.all([crm.tick(), crm.tick(), crm.tick()])
    const pages = await Promise.all(many(6, () => boss.lists.segments.take(segment.id, { reader: 'one', limit: 3 })))
    const taken = pages.flatMap(({ events }) => events.map(({ recordId }) => recordId))
    expect([taken.length, new Set(taken).size]).toEqual([12, 12])
  })
}

onPostgres(import.meta.url, ({ config, name }) => {
  followsOn('postgres', () => new PostgresDialect({ pool: new pg.Pool(config) }), name)
})

onMysql(import.meta.url, ({ url }) => {
  followsOn('mysql', () => new MysqlDialect({ pool: createPool(url) }))
})
