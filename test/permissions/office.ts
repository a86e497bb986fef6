import {
  createClientele,
  crmEntities,
  defineModel,
  sequentialIdentifiers,
  testClock,
  type Clock,
  type StoreAdapter,
} from 'clientele'
import { memoryAdapter } from 'clientele/memory'

let offices = 0

/** A tenant whose rights the kernel keeps: Ana administers, Bob, Eve, Max and Zoe have all access; the groups Lille and Brest. */
export async function office(adapter: (clock: Clock) => StoreAdapter = (clock) => memoryAdapter({ clock })) {
  const tenant = `office${(offices += 1)}`
  const clock = testClock('2026-03-16T08:00:00Z')
  const crm = await createClientele({
    model: defineModel(crmEntities),
    store: adapter(clock),
    migrate: true,
    tenant,
    timeZone: 'Europe/Paris',
    clock,
    identifiers: sequentialIdentifiers(`${tenant}-`),
  })
  const system = crm.system('scene')
  await system.createMany(
    'group',
    ['lille', 'brest'].map((id) => ({ id, name: id })),
  )
  for (const id of ['ana', 'bob', 'eve', 'max', 'zoe']) await system.create('user', { id, name: id })
  const [ana, bob, eve] = [await crm.as('ana'), await crm.as('bob'), await crm.as('eve')]
  return { crm, clock, system, ana, bob, eve }
}
