import { Kysely, MysqlDialect, PostgresDialect, type Dialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import {
  createClientele,
  crmEntities,
  defineModel,
  timeOrderedIdentifiers,
  type Clock,
  type StoreAdapter,
} from 'clientele'
import { kyselyAdapter, type DialectName } from 'clientele/kysely'
import { afterAll, expect, test } from 'vitest'
import { onMysql, onPostgres } from '../servers'
import { refusal } from '../session/refusal'
import { network, type Network } from './organisation-scene'

/** What several do at once on a server, each call in a transaction of its own. */
function atOnce(name: DialectName, open: () => Dialect, schema?: string): void {
  const databases: Kysely<unknown>[] = []
  let tenants = 0
  afterAll(async () => {
    for (const db of databases) await db.destroy()
  })
  const adapter = (clock: Clock): StoreAdapter => {
    const db = new Kysely<unknown>({ dialect: open() })
    databases.push(db)
    return kyselyAdapter({ db, dialect: name, clock, ...(schema === undefined ? {} : { schema }) })
  }
  const tenant = () => `organisations${(tenants += 1)}`

  /** Two processes on the same data. */
  async function two(): Promise<readonly [Network['ana'], Network['ana'], Network]> {
    const at = await network(adapter, tenant())
    const other = await createClientele({
      model: defineModel(crmEntities),
      store: adapter(at.clock),
      timeZone: 'Europe/Paris',
      clock: at.clock,
      identifiers: timeOrderedIdentifiers(at.clock),
      tenant: at.crm.tenant,
    })
    return [at.ana, await other.as('ana'), at]
  }

  test(`R2.13 two moves that together would make a cycle: one is refused, on ${name}`, async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      const [here, there, { ana }] = await two()
      const outcomes = await Promise.all([
        refusal(() => here.organisations.move({ organisation: 'west', parentId: 'east' })),
        refusal(() => there.organisations.move({ organisation: 'east', parentId: 'brittany' })),
      ])
      expect(outcomes.sort()).toEqual(['no refusal', 'organisation.cycle /parentId'])
      const figures = await ana.organisations.overview()
      expect(figures.map(({ organisations }) => organisations).sort()).toEqual([0, 1, 2])
    }
  })

  test(`R2.13 a group that two take at once is in one, a name that two give is one’s, on ${name}`, async () => {
    const [here, there, at] = await two()
    const taken = await Promise.all([
      refusal(() => here.organisations.assign({ organisation: 'east', groups: ['siege', 'brest'] })),
      refusal(() => there.organisations.assign({ organisation: 'west', groups: ['brest', 'siege'] })),
    ])
    expect(taken).toEqual(['no refusal', 'no refusal'])
    const members = (await at.system.find('organisationGroup')).rows.filter(({ groupId }) => groupId === 'siege')
    expect(members).toHaveLength(1)
    const named = await Promise.all([
      refusal(() => here.organisations.create({ name: 'Sud' })),
      refusal(() => there.organisations.rename({ organisation: 'east', name: 'SUD' })),
    ])
    expect(named.sort()).toEqual(['no refusal', 'organisation.name_taken /name'])
    const gone = await Promise.all([
      refusal(() => here.organisations.remove({ organisation: 'brittany', replacement: 'west' })),
      refusal(() => there.rights.assign({ user: 'eve', organisation: 'brittany' })),
    ])
    expect(gone[0]).toBe('no refusal')
    expect(['no refusal', 'organisation.unknown /organisation']).toContain(gone[1])
    const kept = (await at.ana.rights.effective('eve'))?.organisation?.id
    expect(kept).toBe(gone[1] === 'no refusal' ? 'west' : 'east')
  })

  test(`R2.13 R2.15 two administrators who bound each other at once: one stays unbounded, on ${name}`, async () => {
    const [here, , at] = await two()
    await here.rights.assign({ user: 'wes', organisation: null })
    const wes = await at.crm.as('wes')
    const outcomes = await Promise.all([
      refusal(() => here.rights.assign({ user: 'wes', organisation: 'west' })),
      refusal(() => wes.rights.assign({ user: 'ana', organisation: 'west' })),
    ])
    expect(outcomes.filter((outcome) => outcome === 'no refusal')).toHaveLength(1)
    const bounds = await at.system.find('userAccess', { orderBy: ['id'] })
    const free = bounds.rows.filter(({ id, organisationId }) => ['ana', 'wes'].includes(id) && organisationId === null)
    expect(free).toHaveLength(1)
  })

  test(`R2.13 each sees its own and what is below on ${name}`, async () => {
    const { crm } = await network(adapter, tenant())
    const seen = async (user: string) => {
      const session = await crm.as(user)
      const places = await session.regions.search({ limit: 50 })
      return [
        (await session.find('account', { orderBy: ['name'] })).rows.map(({ groupId }) => groupId),
        (await session.find('user', { orderBy: ['name'] })).rows.map(({ id }) => id),
        places.rows.map(({ id }) => id),
        (await session.find('journalEntry', { limit: 1_000 })).rows.filter(({ entity }) => entity === 'account').length,
      ]
    }
    await (await crm.as('ana')).regions.create({ id: 'all', name: 'Tout', groups: ['brest', 'paris', 'siege'] })
    expect(await seen('wes')).toEqual([
      ['brest', 'nantes', 'rennes'],
      ['bob', 'bri', 'wes'],
      ['brest', 'nantes', 'rennes', 'all'],
      3,
    ])
    expect(await seen('eve')).toEqual([['paris'], ['eve'], ['paris', 'all'], 1])
  })
}

onPostgres(import.meta.url, (database) => {
  atOnce('postgres', () => new PostgresDialect({ pool: new pg.Pool(database.config) }), database.name)
})

onMysql(import.meta.url, (database) => {
  atOnce('mysql', () => new MysqlDialect({ pool: createPool({ uri: database.url }) }))
})
