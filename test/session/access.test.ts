import {
  createClientele,
  crmEntities,
  defineModel,
  query,
  sequentialIdentifiers,
  testClock,
  type ActorProvider,
  type SuppliedActor,
} from 'clientele'
import { memoryAdapter } from 'clientele/memory'
import { describe, expect, test } from 'vitest'
import { boss, clerk, kernel } from './kernel'
import { refusal } from './refusal'

/** A kernel that keeps the rights itself: Ana administers, Bob and Eve have all access. */
async function keeping() {
  const clock = testClock('2026-03-16T08:00:00Z')
  const crm = await createClientele({
    model: defineModel(crmEntities),
    store: memoryAdapter({ clock }),
    timeZone: 'Europe/Paris',
    clock,
    identifiers: sequentialIdentifiers('id'),
  })
  const system = crm.system('scene')
  await system.createMany(
    'group',
    ['lille', 'amiens'].map((id) => ({ id, name: id })),
  )
  for (const id of ['ana', 'bob', 'eve']) await system.create('user', { id, name: id })
  await system.createMany('account', [
    { id: 'a1', name: 'Garage', groupId: 'lille', ownerId: 'eve' },
    { id: 'a2', name: 'Hôtel', groupId: 'amiens', ownerId: 'eve' },
  ])
  return { crm, clock, system, ana: await crm.as('ana'), bob: await crm.as('bob') }
}

/** A kernel whose host answers this of everybody. */
async function answering(actorOf: ActorProvider['actorOf']) {
  const crm = await createClientele({
    model: defineModel(crmEntities),
    store: memoryAdapter(),
    timeZone: 'Europe/Paris',
    actors: { actorOf },
  })
  return crm
}

describe('rights while they change', () => {
  test('R2.11 what a session may see follows its rights from one call to the next, and so does a transaction', async () => {
    const { ana, bob } = await keeping()
    expect(await bob.count('account')).toBe(2)
    await ana.rights.assign({ user: 'bob', profile: 'manager', reach: 'structure', groups: ['lille'] })
    expect(await bob.count('account')).toBe(1)
    await bob.transaction(async (inside) => {
      expect(await inside.count('account')).toBe(1)
      expect(await inside.get('account', 'a2')).toBeNull()
    })
    await ana.rights.assign({ user: 'bob', active: false })
    expect(await refusal(() => bob.count('account'))).toBe('session.no_actor')
    expect(await refusal(() => bob.transaction((inside) => inside.count('account')))).toBe('session.no_actor')
  })

  test('a user who is removed has no session left', async () => {
    const { ana, bob, system } = await keeping()
    await ana.remove('user', 'bob')
    expect(await refusal(() => bob.find('account'))).toBe('session.no_actor')
    expect(await refusal(() => bob.create('account', { name: 'x', groupId: 'lille' }))).toBe('session.no_actor')
    expect(await refusal(() => bob.rights.me())).toBe('session.no_actor')
    expect(await refusal(() => bob.stream('account')[Symbol.asyncIterator]().next())).toBe('session.no_actor')
    expect(await system.count('account')).toBe(2)
  })

  test('of two calls at once, the older reading of the rights does not undo the newer one', async () => {
    const answers: ((actor: SuppliedActor) => void)[] = []
    let waits = false
    const crm = await answering(() =>
      waits ? new Promise((resolve) => answers.push(resolve)) : Promise.resolve({ profile: boss, reach: 'all' }),
    )
    await crm.system('scene').create('group', { id: 'lille', name: 'Lille' })
    const session = await crm.as('somebody')
    waits = true
    const older = session.count('group')
    const newer = session.count('group')
    await expect.poll(() => answers.length).toBe(2)
    // The newer reading answers first: no group any more.
    answers[1]?.({ profile: boss, reach: 'own' })
    expect(await newer).toBe(0)
    answers[0]?.({ profile: boss, reach: 'all' })
    expect(await older).toBe(0)
  })
})

describe('users made and removed by those who hold less', () => {
  test('R2.15 nobody gives by a new user what they do not hold', async () => {
    const { ana, bob, crm } = await keeping()
    await ana.rights.assign({ user: 'bob', profile: 'manager', reach: 'structure', groups: ['lille'] })
    await bob.create('user', { id: 'mallory', name: 'Mallory', groupId: 'lille' })
    expect(await refusal(() => crm.as('mallory'))).toBe('session.no_actor')
    await ana.rights.assign({ user: 'mallory', profile: 'manager', reach: 'own' })
    expect((await (await crm.as('mallory')).rights.me())?.reach).toBe('own')
    // Who holds all access gives it, and so does the system.
    await (await crm.as('eve')).create('user', { id: 'lea', name: 'Léa' })
    expect((await (await crm.as('lea')).rights.me())?.profile.code).toBe('allAccess')
  })

  test('R2.15 nobody takes by removing a user what they do not hold', async () => {
    const { ana, bob, crm, system } = await keeping()
    await ana.rights.assign({ user: 'eve', profile: 'administrator' })
    expect(await refusal(() => bob.remove('user', 'ana'))).toBe('rights.not_held')
    expect(await system.count('user')).toBe(3)
    await bob.remove('user', 'bob')
    await ana.remove('user', 'eve')
    expect(await refusal(() => ana.remove('user', 'ana'))).toBe('rights.last_administrator')
    expect((await (await crm.as('ana')).rights.me())?.profile.code).toBe('administrator')
  })
})

describe('R6.3 actors of the host', () => {
  test.each([
    ['undefined', undefined, 'session.no_actor'],
    ['null', null, 'session.no_actor'],
    ['nothing at all', {}, 'session.bad_actor /profile'],
    [
      'a level that does not exist',
      { profile: { ...clerk, modules: { accounts: 'admin' } } },
      'session.bad_actor /profile',
    ],
    ['a reach that does not exist', { profile: clerk, reach: 'everything' }, 'session.bad_actor /reach'],
    ['a group in place of groups', { profile: clerk, groups: 'lille' }, 'session.bad_actor /groups'],
    ['a profile nobody defined', { profile: 'owner' }, 'rights.profile_unknown /profile'],
    ['a region that is not there', { profile: clerk, regions: ['nord'] }, 'region.unknown /regions/0'],
    ['a right that does not exist', { profile: { ...clerk, rights: ['root'] } }, 'session.bad_actor /profile'],
  ])('who is said to be %s may do nothing', async (_, answer, expected) => {
    const crm = await answering(() => Promise.resolve(answer as never))
    expect(await refusal(() => crm.as('somebody'))).toBe(expected)
  })

  test('the same id may be somebody else for another tenant', async () => {
    const crm = await answering((user, tenant) =>
      Promise.resolve(user === 'ana' && tenant === 'main' ? { profile: boss, reach: 'all' } : null),
    )
    expect((await (await crm.as('ana')).rights.me())?.profile.code).toBe('boss')
    const other = await crm.forTenant('other')
    expect(await refusal(() => other.as('ana'))).toBe('session.no_actor')
  })

  test('what the host says is what is answered, and nothing is assigned beside it', async () => {
    const { crm, system } = await kernel()
    const session = await crm.as('boss')
    expect(await session.rights.effective('ana')).toMatchObject({ profile: { code: 'clerk' }, groups: ['lille'] })
    expect(await session.rights.effective('mallory')).toBeNull()
    expect(await refusal(() => session.rights.assign({ user: 'ana', profile: 'administrator' }))).toBe(
      'session.rights_supplied',
    )
    // Nobody is the last administrator here: the host keeps them.
    await system.remove('user', 'boss')
    expect(await system.count('userAccess')).toBe(0)
  })
})

describe('what others may not see', () => {
  test('the journal is scoped like what it is about', async () => {
    const { ana, bob, crm } = await keeping()
    await ana.rights.assign({ user: 'bob', profile: 'manager', reach: 'structure', groups: ['lille'] })
    await ana.update('account', 'a2', { city: 'Amiens' })
    await ana.lists.save({ name: 'À moi', entity: 'account', criteria: { type: 'and', criteria: [] } })
    await ana.remove('account', 'a1')
    const about = async (session: typeof bob) =>
      new Set(
        (await session.find('journalEntry', { limit: 1_000 })).rows.map(
          ({ entity, recordId }) => `${entity} ${recordId}`,
        ),
      )
    const seen = await about(bob)
    expect(seen).toContain('group lille')
    expect(seen).toContain('user bob')
    for (const hidden of ['group amiens', 'user eve', 'account a2', 'account a1', 'userAccess ana'])
      expect(seen).not.toContain(hidden)
    expect([...seen].some((entry) => entry.startsWith('savedQuery'))).toBe(false)
    // The same holds of counts, reports and criteria.
    const aboutHotel = query(crm.model, 'journalEntry', (entry) => entry.recordId.eq('a2'))
    expect([await bob.count('journalEntry', aboutHotel), await ana.count('journalEntry', aboutHotel)]).toEqual([0, 2])
    const { rows } = await bob.reports.report({ entity: 'journalEntry', dimensions: ['recordId'] })
    expect(rows.map(({ dimensions }) => dimensions['recordId'])).not.toContain('a2')
    expect(await about(ana)).toContain('account a1')
  })

  test('the rights of others are for those who manage them', async () => {
    const { ana, bob } = await keeping()
    expect((await bob.find('userAccess')).rows.map(({ id }) => id)).toEqual(['bob'])
    expect(await ana.count('userAccess')).toBe(3)
  })

  test('R2.15 can(…) says of a private query what the list shows', async () => {
    const { ana, bob } = await keeping()
    const { id } = await bob.lists.save({ name: 'Secret', entity: 'account', criteria: { type: 'and', criteria: [] } })
    expect(await ana.get('savedQuery', id)).toBeNull()
    expect((await ana.rights.can('read', 'savedQuery', id)).allowed).toBe(false)
    expect((await bob.rights.can('read', 'savedQuery', id)).allowed).toBe(true)
  })

  test('a conversation is opened only for groups that one manages', async () => {
    const { ana, bob, system } = await keeping()
    await system.create('contact', { id: 'zoe', name: 'Zoë', groupId: 'lille' })
    await ana.rights.assign({ user: 'bob', profile: 'manager', reach: 'structure', groups: ['lille'] })
    const open = (groupId: string) => bob.reports.openConversation({ contactId: 'zoe', groupId })
    expect(await refusal(() => open('amiens'))).toBe('session.outside_scope')
    expect(await system.count('conversation')).toBe(0)
    await open('lille')
    expect(await system.count('conversation')).toBe(1)
  })

  test('a refusal says the same of what is hidden and of what is not there', async () => {
    const { ana, bob } = await keeping()
    await ana.rights.assign({ user: 'bob', profile: 'manager', reach: 'structure', groups: ['lille'] })
    const both = async (call: (id: string) => Promise<unknown>) =>
      expect(await refusal(() => call('a2'))).toBe(await refusal(() => call('nowhere')))
    await both((id) => bob.update('account', id, { city: 'x' }))
    await both((id) => bob.remove('account', id))
    await both((id) => bob.create('contact', { name: 'x', groupId: 'lille', accountId: id }))
    await both((id) => bob.create('account', { id: `${id}-copy`, name: 'x', groupId: 'lille', ownerId: id }))
  })
})
