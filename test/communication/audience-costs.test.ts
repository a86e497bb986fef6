import {
  createClientele,
  crmEntities,
  defineModel,
  many,
  query,
  sequentialIdentifiers,
  testClock,
  type Store,
} from 'clientele'
import { memoryAdapter } from 'clientele/memory'
import { expect, test } from 'vitest'

/** The same store, the questions of which are told by the entity that they are about. */
function told(store: Store, tell: (entity: string) => void): Store {
  return {
    ...store,
    find: (entity, request) => {
      tell(entity)
      return store.find(entity, request)
    },
    count: (entity, where) => {
      tell(entity)
      return store.count(entity, where)
    },
    transaction: (work, options) => store.transaction((inner) => work(told(inner, tell)), options),
    forTenant: (tenant) => told(store.forTenant(tenant), tell),
  }
}

async function scene() {
  const clock = testClock('2026-03-16T08:00:00Z')
  const memory = memoryAdapter({ clock })
  const asked: string[] = []
  const { user } = crmEntities
  const model = defineModel({
    ...crmEntities,
    user: { ...user, relations: { ...user.relations, accounts: many('account', 'ownerId') } },
  })
  const crm = await createClientele({
    model,
    store: { ...memory, open: async (whole) => told(await memory.open(whole), (entity) => asked.push(entity)) },
    timeZone: 'Europe/Paris',
    clock,
    identifiers: sequentialIdentifiers('id'),
  })
  const system = crm.system('costs')
  await system.create('group', { id: 'lille', name: 'Lille' })
  await system.createMany(
    'user',
    Array.from({ length: 200 }, (_, n) => ({ id: `u${n}`, name: `User ${n}`, groupId: 'lille' })),
  )
  await system.regions.create({ id: 'nord', name: 'Nord', groups: ['lille'] })
  /** What some work asks, each question by its entity. */
  const questions = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
    asked.length = 0
    await work()
    return [...asked]
  }
  return { crm, model, system, questions }
}

test('R3.3 what somebody sees costs questions by what lists ask, and not by lists or users', async () => {
  const { crm, model, system, questions } = await scene()
  const ana = await crm.as('u1')
  const without = await questions(() => ana.communication.announcements())
  const add = async (include: object) => {
    const { id } = await system.communication.createList({ name: 'x', composition: { include: [include] } } as never)
    await system.communication.publish({ kind: 'deal', title: { fr: 'x' }, listId: id })
  }
  await system.communication.createList({ name: 'Sans annonce', composition: { include: [{ regions: ['nord'] }] } })
  expect(await questions(() => ana.communication.announcements())).toEqual(without)

  await add({ criteria: query(model, 'user', (u) => u.name.startsWith('user 1')) })
  await add({ regions: ['nord'] })
  const two = await questions(() => ana.communication.announcements())
  for (let n = 0; n < 20; n += 1) {
    await add({ criteria: query(model, 'user', (u) => u.name.endsWith(String(n))) })
    await add({ regions: ['nord'] })
  }
  expect(await questions(() => ana.communication.announcements())).toEqual(two)
  expect(two.length - without.length).toBe(6)

  // What asks about related records is asked of the store, unless the user's own record settles it.
  await add({ criteria: query(model, 'user', (u) => u.accounts.count().gte(2)) })
  const settled = query(model, 'user', (u) => u.accounts.count().gte(2))
  await add({ criteria: { type: 'and', criteria: [query(model, 'user', (u) => u.name.eq('x')).where, settled.where] } })
  expect((await questions(() => ana.communication.announcements())).length - two.length).toBe(1)
})

test('R3.2 a page of members is one question, however many parts', async () => {
  const { crm, model, system, questions } = await scene()
  const boss = await crm.as('u0')
  const office = await system.communication.createList({ name: 'Bureau', members: ['u3'] })
  const parts = Array.from({ length: 30 }, (_, n) => ({
    criteria: query(model, 'user', (u) => u.name.endsWith(String(n))),
  }))
  const make = (include: readonly object[]) =>
    system.communication.createList({ name: 'x', composition: { include } } as never)
  const few = await make([{ list: office.id }, ...parts.slice(0, 1)])
  const all = await make([{ list: office.id }, ...parts])
  const page = (id: string) => questions(() => boss.communication.findMembers(id, { limit: 10 }))
  expect(await page(all.id)).toEqual(await page(few.id))
})
