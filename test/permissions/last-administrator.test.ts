import fc from 'fast-check'
import { Kysely, MysqlDialect, PostgresDialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import { createClientele, crmEntities, defineModel, testClock, type Clock, type StoreAdapter } from 'clientele'
import { kyselyAdapter } from 'clientele/kysely'
import { memoryAdapter } from 'clientele/memory'
import { entityOf } from 'clientele/model'
import { isEqual } from 'clientele/query'
import { afterAll, describe, expect, test } from 'vitest'
import { boss, kernel } from '../session/kernel'
import { refusal } from '../session/refusal'
import { onMysql, onPostgres } from '../servers'
import { office } from './office'

type Office = Awaited<ReturnType<typeof office>>
type AtOnce = readonly [title: string, calls: (at: Office) => readonly (() => Promise<unknown>)[], expected: string]

const PEOPLE = ['ana', 'bob', 'eve'] as const

/** Who may still do everything: they are there, active, and have the right. */
async function administrators({ system }: Office): Promise<readonly string[]> {
  const rights = await Promise.all(PEOPLE.map((user) => system.rights.effective(user)))
  return PEOPLE.filter((_, index) => rights[index]?.rights.includes('administrator'))
}

const owner = (administers: boolean) => ({
  code: 'owner',
  label: { fr: 'Patron', en: 'Owner' },
  modules: { '*': 'manage' as const },
  rights: administers ? (['administrator'] as const).slice() : [],
})

/** Ana administers by the built-in profile, Bob by one that was defined. */
async function two(adapter?: (clock: Clock) => StoreAdapter): Promise<Office> {
  const at = await office(adapter)
  await at.ana.rights.define(owner(true))
  await at.ana.rights.assign({ user: 'bob', profile: 'owner', reach: 'all' })
  await at.ana.rights.assign({ user: 'eve', profile: 'manager', reach: 'all' })
  return at
}

/** Each would lock everybody out if both went through. */
const PAIRS: readonly AtOnce[] = [
  [
    'demote each other',
    ({ ana, bob }) => [
      () => ana.rights.assign({ user: 'bob', profile: 'manager' }),
      () => bob.rights.assign({ user: 'ana', profile: 'manager' }),
    ],
    'session.missing_right',
  ],
  [
    'make each other inactive',
    ({ ana, bob }) => [
      () => ana.rights.assign({ user: 'bob', active: false }),
      () => bob.rights.assign({ user: 'ana', active: false }),
    ],
    'session.no_actor',
  ],
  [
    'are removed',
    ({ system }) => [() => system.remove('user', 'ana'), () => system.remove('user', 'bob')],
    'rights.last_administrator',
  ],
  [
    'leave by a demotion and by a profile defined anew',
    ({ system }) => [
      () => system.rights.define(owner(false)),
      () => system.rights.assign({ user: 'ana', profile: 'manager' }),
    ],
    'rights.last_administrator',
  ],
]

function atOnce(name: string, adapter?: (clock: Clock) => StoreAdapter): void {
  test.each(PAIRS)(`R2.15 of two administrators who %s at once, one stays: on ${name}`, async (_, calls, expected) => {
    for (let turn = 0; turn < 2; turn += 1) {
      const at = await two(adapter)
      const outcomes = await Promise.all(calls(at).map(refusal))
      expect(outcomes.filter((outcome) => outcome === 'no refusal')).toHaveLength(1)
      const refused = outcomes.find((outcome) => outcome !== 'no refusal') ?? ''
      expect([expected, 'rights.last_administrator', 'rights.last_administrator_profile']).toContain(
        refused.split(' ')[0],
      )
      expect(await administrators(at)).toHaveLength(1)
    }
  })

  test(`R2.11 of two who become each other’s manager at once, one does: on ${name}`, async () => {
    const { ana, system } = await office(adapter)
    const outcomes = await Promise.all([
      refusal(() => ana.rights.assign({ user: 'bob', manager: 'eve' })),
      refusal(() => system.rights.assign({ user: 'eve', manager: 'bob' })),
    ])
    expect(outcomes.sort()).toEqual(['no refusal', 'rights.manager_cycle /manager'])
  })

  test(`R2.12 a record shared with one user from two places at once is shared once: on ${name}`, async () => {
    const { ana, bob, system } = await office(adapter)
    await system.create('account', { id: 'garage', name: 'Garage', groupId: 'lille' })
    const gift = { entity: 'account', id: 'garage', users: ['eve', 'max'] } as const
    await Promise.all([ana.shares.give({ ...gift, use: 'read' }), bob.shares.give({ ...gift, use: 'work' })])
    const shares = await ana.shares.of('account', 'garage')
    expect(shares.map(({ user }) => user)).toEqual(['eve', 'max'])
    expect(new Set(shares.map(({ use }) => use)).size).toBe(1)
  })
}

describe('the last administrator', () => {
  atOnce('memory')

  onPostgres(import.meta.url, (database) => {
    const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: new pg.Pool(database.config) }) })
    afterAll(() => db.destroy())
    atOnce('PostgreSQL', (clock) => kyselyAdapter({ db, dialect: 'postgres', schema: database.name, clock }))
  })

  onMysql(import.meta.url, (database) => {
    const db = new Kysely<unknown>({ dialect: new MysqlDialect({ pool: createPool(database.url) }) })
    afterAll(() => db.destroy())
    atOnce('MariaDB', (clock) => kyselyAdapter({ db, dialect: 'mysql', clock }))
  })

  const user = fc.constantFrom(...PEOPLE)
  const step = fc.oneof(
    fc.record({
      do: fc.constant('assign' as const),
      user,
      profile: fc.constantFrom('administrator', 'manager', 'owner'),
    }),
    fc.record({ do: fc.constant('activate' as const), user, active: fc.boolean() }),
    fc.record({ do: fc.constant('manager' as const), user, manager: fc.option(user) }),
    fc.record({ do: fc.constant('define' as const), administers: fc.boolean() }),
    fc.record({ do: fc.constant('remove' as const), user }),
    fc.record({
      do: fc.constant('switch' as const),
      module: fc.constantFrom('users', 'rights', 'regions', 'journal', 'groups'),
      off: fc.boolean(),
    }),
  )
  type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

  const perform = (session: Office['ana'], given: Step): Promise<unknown> => {
    switch (given.do) {
      case 'assign':
        return session.rights.assign({ user: given.user, profile: given.profile })
      case 'activate':
        return session.rights.assign({ user: given.user, active: given.active })
      case 'manager':
        return session.rights.assign({ user: given.user, manager: given.manager })
      case 'define':
        return session.rights.define(owner(given.administers))
      case 'remove':
        return session.remove('user', given.user)
      case 'switch':
        return session.rights.switchModule(given.module, { off: given.off })
    }
  }

  test('R2.15 no sequence of calls, by whomever, leaves nobody who may undo it', async () => {
    const seat = fc.constantFrom('system', 'ana', 'bob', 'eve')
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ seat, step }), { minLength: 1, maxLength: 25 }), async (steps) => {
        const at = await two()
        const seats = { system: at.system, ana: at.ana, bob: at.bob, eve: at.eve } as const
        for (const { seat: who, step: given } of steps) await refusal(() => perform(seats[who as 'ana'], given))
        const [left] = await administrators(at)
        expect(left).toBeDefined()
        const session = await at.crm.as(left ?? '')
        for (const { module, off } of await session.rights.modules())
          if (off) await session.rights.switchModule(module, { off: false })
        expect(await session.rights.profiles()).not.toEqual([])
        await session.rights.define({ ...owner(true), code: 'rescue' })
      }),
      { seed: 20_260_317, numRuns: 30 },
    )
  })

  test('R2.15 a profile that nobody active has may lose the right, and so may one besides which others have it', async () => {
    const { ana, bob, system } = await two()
    await ana.rights.assign({ user: 'bob', active: false })
    expect(await refusal(() => ana.rights.define(owner(false)))).toBe('no refusal')
    await ana.rights.define(owner(true))
    await ana.rights.assign({ user: 'bob', active: true })
    await bob.rights.assign({ user: 'ana', profile: 'manager' })
    expect(await refusal(() => bob.rights.define(owner(false)))).toBe('rights.last_administrator_profile /rights')
    expect(await refusal(() => system.rights.define(owner(false)))).toBe('rights.last_administrator_profile /rights')
    expect((await bob.rights.me())?.rights).toEqual(['administrator'])
  })

  test('R2.15 R6.3 where the host says who administers, a profile is defined anew whatever it loses', async () => {
    const { crm } = await kernel({ ana: { profile: 'owner', reach: 'all' } })
    const session = await crm.as('boss')
    await session.rights.define(owner(true))
    expect(await refusal(() => session.rights.define(owner(false)))).toBe('no refusal')
    expect((await (await crm.as('ana')).rights.me())?.rights).toEqual([])
    expect((await session.rights.me())?.profile.code).toBe(boss.code)
  })

  test('R2.15 R6.3 what the kernel kept before the host took over holds nothing up', async () => {
    const clock = testClock('2026-03-16T08:00:00Z')
    const adapter = memoryAdapter({ clock })
    const options = { model: defineModel(crmEntities), store: adapter, timeZone: 'Europe/Paris', clock }
    const before = (await createClientele(options)).system('start')
    await before.rights.define(owner(true))
    await before.create('user', { id: 'ana', name: 'Ana' })
    await before.rights.assign({ user: 'ana', profile: 'owner' })
    const crm = await createClientele({
      ...options,
      actors: { actorOf: async () => ({ profile: boss, reach: 'all' }) },
    })
    const session = await crm.as('boss')
    expect(await refusal(() => session.rights.define(owner(false)))).toBe('no refusal')
  })

  test('R2.15 an administrator whose record was removed behind the kernel’s back does not count', async () => {
    const adapters: StoreAdapter[] = []
    const { crm, system } = await two((clock) => {
      const adapter = memoryAdapter({ clock })
      adapters.push(adapter)
      return adapter
    })
    const store = await adapters[0]?.open(crm.model)
    await store?.forTenant(crm.tenant).remove('user', isEqual(entityOf(crm.model, 'user'), 'id', 'bob'))
    expect(await system.count('userAccess')).toBe(5)
    expect(await refusal(() => system.remove('user', 'ana'))).toBe('rights.last_administrator')
    expect(await refusal(() => system.rights.assign({ user: 'ana', profile: 'manager' }))).toBe(
      'rights.last_administrator /user',
    )
  })
})
