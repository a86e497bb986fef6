import fc from 'fast-check'
import { Kysely, MysqlDialect, PostgresDialect, type Dialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import { query, type Clock } from 'clientele'
import { kyselyAdapter, type DialectName } from 'clientele/kysely'
import { afterAll, expect, test } from 'vitest'
import { onMysql, onPostgres } from '../servers'
import { kernel } from '../session/kernel'
import { audiencesAgree, worlds } from './audience-law'

const seed = Number(process.env['CLIENTELE_SEED'] ?? 20_260_322)
const runs = Number(process.env['CLIENTELE_WORLDS'] ?? 4)

/** The law of lists on a server, and what several compose and remove at once. */
function agreesOn(name: DialectName, open: () => Dialect, schema?: string) {
  const db = new Kysely<unknown>({ dialect: open() })
  afterAll(() => db.destroy())
  const adapter = (clock: Clock) =>
    kyselyAdapter({ db, dialect: name, clock, ...(schema === undefined ? {} : { schema }) })

  test('R3.2 R3.3 who is on a list, whose list it is and who sees what is said to it are one and the same', async () => {
    let tenant = 0
    await fc.assert(
      fc.asyncProperty(worlds, (world) => {
        tenant += 1
        return audiencesAgree(world, adapter, `world-${tenant}`)
      }),
      { seed, numRuns: runs },
    )
  }, 600_000)

  test('R3.2 lists that would close a circle together: one of those who compose at once is refused', async () => {
    const { crm } = await kernel({}, { adapter, tenant: 'circle' })
    const boss = await crm.as('boss')
    const lists = await Promise.all(
      ['A', 'B', 'C'].map((title) =>
        boss.communication.createList({ name: title, composition: { include: [{ users: ['bob'] }] } }),
      ),
    )
    const composed = await Promise.allSettled(
      lists.map(async ({ id }, index) => {
        const session = await crm.as('boss')
        const next = lists[(index + 1) % lists.length]
        const composition = { include: [{ users: ['ana'] }, { list: next?.id ?? '' }] }
        return session.communication.recomposeList(id, { composition })
      }),
    )
    const refused = composed.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
    expect(refused).toHaveLength(1)
    expect(refused[0]).toMatchObject({ code: 'communication.list_circle' })
    for (const { id } of lists) expect(await boss.communication.countMembers(id)).toBeGreaterThan(0)
  })

  test('R3.2 R2.7 what is removed while it is named is either kept or not named', async () => {
    const { crm, model } = await kernel({}, { adapter, tenant: 'removal' })
    const boss = await crm.as('boss')
    for (let round = 0; round < 5; round += 1) {
      const inner = await boss.communication.createList({ name: 'Dedans', members: ['bob'] })
      const criteria = query(model, 'user', (u) => u.name.startsWith('b'))
      const saved = await boss.lists.save({ name: `En b ${round}`, entity: 'user', criteria })
      await Promise.allSettled([
        crm.as('boss').then((one) => one.communication.removeList(inner.id)),
        crm.as('boss').then((one) => one.lists.remove(saved.id)),
        crm.as('boss').then((one) =>
          one.communication.createList({
            name: `Dehors ${round}`,
            composition: { include: [{ list: inner.id }, { query: saved.id }] },
          }),
        ),
        crm
          .as('boss')
          .then((one) => one.communication.publish({ kind: 'deal', title: { fr: 'Ciné' }, listId: inner.id })),
      ])
      const all = await boss.communication.lists()
      const there = new Set(all.map(({ id }) => id))
      for (const { id, name: title } of all)
        if (title === `Dehors ${round}`) expect(await boss.communication.members(id)).toEqual(['bob'])
      const said = await boss.communication.announcements({ user: 'bob' })
      for (const { listId } of said) expect(there.has(listId)).toBe(true)
    }
  })
}

onPostgres(import.meta.url, ({ config, name }) => {
  agreesOn('postgres', () => new PostgresDialect({ pool: new pg.Pool(config) }), name)
})

onMysql(import.meta.url, ({ url }) => {
  agreesOn('mysql', () => new MysqlDialect({ pool: createPool(url) }))
})
