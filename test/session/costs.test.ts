import {
  createClientele,
  crmEntities,
  defineModel,
  sequentialIdentifiers,
  testClock,
  type ActorProvider,
  type Store,
  type StoreAdapter,
} from 'clientele'
import { memoryAdapter } from 'clientele/memory'
import { expect, test } from 'vitest'

/** The same store, every question and every write of which is told. */
function told(store: Store, tell: (call: string) => void): Store {
  const about =
    <A extends readonly [string, ...unknown[]], R>(name: string, call: (...inputs: A) => R) =>
    (...inputs: A): R => {
      tell(`${name} ${inputs[0]}`)
      return call(...inputs)
    }
  return {
    ...store,
    find: about('find', store.find),
    count: about('count', store.count),
    aggregate: about('aggregate', store.aggregate),
    insert: about('insert', store.insert),
    update: about('update', store.update),
    updateEach: about('updateEach', store.updateEach),
    remove: about('remove', store.remove),
    claim: about('claim', store.claim),
    transaction: (work, options) => store.transaction((inner) => work(told(inner, tell)), options),
    forTenant: (tenant) => told(store.forTenant(tenant), tell),
    within: (connection) => told(store.within(connection), tell),
  }
}

async function scene(actors?: ActorProvider) {
  const clock = testClock('2026-03-16T08:00:00Z')
  const memory = memoryAdapter({ clock })
  const calls: string[] = []
  const adapter: StoreAdapter = {
    ...memory,
    open: async (model) => told(await memory.open(model), (call) => calls.push(call)),
  }
  const crm = await createClientele({
    model: defineModel(crmEntities),
    store: adapter,
    timeZone: 'Europe/Paris',
    clock,
    identifiers: sequentialIdentifiers('id'),
    ...(actors === undefined ? {} : { actors }),
  })
  const system = crm.system('scene')
  await system.create('group', { id: 'lille', name: 'Lille' })
  await system.create('user', { id: 'ana', name: 'Ana' })
  await system.create('contact', { id: 'zoe', name: 'Zoë', groupId: 'lille' })
  const ana = await crm.as('ana')
  const action = { do: 'task', to: [{ who: 'user', user: 'ana' }], title: { fr: 'Appeler' } } as const
  await ana.automations.create({
    name: 'Date',
    trigger: { on: 'event.start' },
    timing: { when: 'before', days: 7 },
    action,
  })
  await ana.automations.create({ name: 'Créé', trigger: { on: 'event.created' }, action })
  /** How many questions and writes some work takes. */
  const cost = async (work: () => Promise<unknown>) => {
    calls.length = 0
    await work()
    return calls.length
  }
  return { crm, ana, system, clock, cost, calls }
}

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

test('a batch and all that reacts to it cost a few statements, however many records', async () => {
  const { ana, system, crm, clock, cost } = await scene()
  const batch = (prefix: string, count: number) => ({
    events: () =>
      ana.createMany(
        'event',
        many(count, (index) => ({
          id: `${prefix}${index}`,
          name: 'Gala',
          groupId: 'lille',
          startsAt: new Date('2026-06-01T08:00:00Z'),
        })),
      ),
    conversations: () =>
      ana.createMany(
        'conversation',
        many(count, (index) => ({ id: `${prefix}${index}`, contactId: 'zoe', assigneeId: 'ana', groupId: 'lille' })),
      ),
    users: () =>
      system.createMany(
        'user',
        many(count, (index) => ({ id: `${prefix}${index}`, name: 'Utilisateur' })),
      ),
    groups: () =>
      system.createMany(
        'group',
        many(count, (index) => ({ id: `${prefix}${index}`, name: 'Groupe' })),
      ),
    region: () => ana.regions.create({ name: prefix, groups: many(count, (index) => `${prefix}${index}`) }),
    list: () => ana.communication.createList({ name: prefix, members: many(count, (index) => `${prefix}${index}`) }),
    tick: async () => {
      clock.advance({ hours: 1 })
      expect(await crm.tick()).toMatchObject({ done: count, failed: 0 })
    },
  })
  // The first assignment of a contact is found by another way than those that follow.
  await batch('first', 1).conversations()
  /** What work costs where the rights of who acts are known. */
  const own = async (work: () => Promise<unknown>) => {
    await ana.count('account')
    return cost(work)
  }
  const costs: Readonly<Record<string, number>>[] = []
  for (const work of [batch('few', 5), batch('more', 400)])
    costs.push({
      events: await own(work.events),
      tick: await own(work.tick),
      conversations: await own(work.conversations),
      users: await own(work.users),
      groups: await own(work.groups),
      region: await own(work.region),
      list: await own(work.list),
    })
  expect(costs[1]).toEqual(costs[0])
  expect(Math.max(...Object.values(costs[0] ?? {}))).toBeLessThan(16)
})

test('ten thousand records are created in one call', async () => {
  const { ana } = await scene()
  const made = await ana.createMany(
    'account',
    many(10_000, (index) => ({ id: `a${index}`, name: `Compte ${index}`, groupId: 'lille', ownerId: 'ana' })),
  )
  expect(made.map(({ id }) => id)).toEqual(many(10_000, (index) => `a${index}`))
  expect(await ana.count('journalEntry')).toBeGreaterThan(10_000)
})

test('R2.15 a call of somebody known asks two questions beside its own, at once: the epoch and their record', async () => {
  const { crm, ana, system, cost, calls } = await scene()
  await system.create('user', { id: 'bob', name: 'Bob' })
  const bob = await crm.as('bob')
  await bob.count('account')
  expect(await cost(() => bob.count('account'))).toBe(3)
  expect([...calls].sort()).toEqual(['count account', 'find rightsEpoch', 'find user'])
  expect(await cost(() => bob.find('account', { orderBy: ['name'] }))).toBe(3)
  // Another session of the same user knows it, too.
  expect(await cost(() => crm.as('bob'))).toBe(2)
  // A change of rights is read once, then known again.
  await ana.rights.assign({ user: 'bob', reach: 'own' })
  expect(await cost(() => bob.count('account'))).toBeGreaterThan(5)
  expect(await cost(() => bob.count('account'))).toBe(3)
})

/** Makes each question wait until nothing goes on any more, so that those which wait together are asked at once. */
function rounds() {
  const waiting: (() => void)[] = []
  let count = 0
  return {
    /** A question's turn. */
    turn: () =>
      new Promise<void>((resolve) => {
        if (waiting.push(resolve) > 1) return
        setImmediate(() => {
          count += 1
          for (const go of waiting.splice(0)) go()
        })
      }),
    async of(work: () => Promise<unknown>): Promise<number> {
      count = 0
      await work()
      return count
    },
  }
}

test('R1.4 R2.15 the rights of somebody met for the first time take three rounds of questions, and a fourth where an organisation bounds them', async () => {
  const memory = memoryAdapter({ clock: testClock('2026-03-16T08:00:00Z') })
  const { turn, of } = rounds()
  const held = (store: Store): Store => ({
    ...store,
    find: async (entity, request) => {
      await turn()
      return store.find(entity, request)
    },
    forTenant: (tenant) => held(store.forTenant(tenant)),
  })
  const crm = await createClientele({
    model: defineModel(crmEntities),
    store: { ...memory, open: async (model) => held(await memory.open(model)) },
    timeZone: 'Europe/Paris',
  })
  const system = crm.system('scene')
  await system.createMany('group', [
    { id: 'lille', name: 'Lille' },
    { id: 'arras', name: 'Arras' },
  ])
  for (const id of ['ana', 'bob', 'eve']) await system.create('user', { id, name: id })
  const ana = await crm.as('ana')
  await system.create('account', { id: 'port', name: 'Port', groupId: 'lille', ownerId: 'ana' })
  const nord = await ana.regions.create({
    name: 'Nord',
    groups: ['lille'],
    regions: [{ name: 'Artois', groups: ['arras'] }],
  })
  const { id: organisation } = await ana.organisations.create({ name: 'Franchise', groups: ['lille', 'arras'] })
  const label = { fr: 'Lecteur', en: 'Reader' }
  await ana.rights.define({ code: 'reader', label, modules: { accounts: 'read' }, rights: [] })
  await ana.rights.assign({ user: 'bob', profile: 'reader', regions: [nord.id], organisation })
  await ana.shares.give({ entity: 'account', id: 'port', users: ['bob'], use: 'read' })
  // The epoch and the record; what is kept under their name; the profile, the organisation, the groups of the regions; its groups.
  expect(await of(() => crm.as('bob'))).toBe(4)
  await ana.rights.assign({ user: 'bob', organisation: null })
  expect(await of(() => crm.as('bob'))).toBe(3)
  expect(await of(() => crm.as('bob'))).toBe(1)
})

test('R6.3 R2.15 where the host says who acts, a call asks one question beside its own, and follows what it says', async () => {
  let groups = ['lille']
  const { crm, ana, system, cost } = await scene({
    actorOf: (id) =>
      Promise.resolve(
        id === 'ana'
          ? { profile: 'administrator', reach: 'all' }
          : { profile: 'manager', reach: 'structure', groups: [...groups], fields: { since: new Date(0) } },
      ),
  })
  await system.create('group', { id: 'brest', name: 'Brest' })
  await system.create('account', { id: 'port', name: 'Port', groupId: 'brest' })
  const bob = await crm.as('bob')
  expect(await bob.count('account')).toBe(0)
  expect(await cost(() => bob.count('account'))).toBe(2)
  groups = ['lille', 'brest']
  expect(await bob.count('account')).toBe(1)
  expect(await cost(() => bob.count('account'))).toBe(2)
  await ana.rights.switchModule('accounts', { off: true })
  await expect(bob.count('account')).rejects.toMatchObject({ code: 'session.module_unknown' })
})
