import {
  createClientele,
  crmEntities,
  defineModel,
  sequentialIdentifiers,
  testClock,
  type Clock,
  type MailMessage,
  type StoreAdapter,
} from 'clientele'
import { memoryAdapter } from 'clientele/memory'

export const GROUPS = ['rennes', 'brest', 'nantes', 'paris', 'siege'] as const

/**
 * A network of franchises: `west` (Nantes) with `brittany` below it (Rennes, Brest), `east` (Paris); the seat belongs to none. Ana
 * administers the whole, Wes the west, Bri Brittany and Eve the east; Bob works in Brest without being given an organisation.
 */
export async function network(
  adapter: (clock: Clock) => StoreAdapter = (clock) => memoryAdapter({ clock }),
  tenant = 'main',
) {
  const clock = testClock('2026-03-16T08:00:00Z')
  const mails: MailMessage[] = []
  const crm = await createClientele({
    model: defineModel(crmEntities),
    store: adapter(clock),
    migrate: true,
    tenant,
    timeZone: 'Europe/Paris',
    locale: 'fr',
    clock,
    identifiers: sequentialIdentifiers(`${tenant}-`),
    mailer: { send: (message) => Promise.resolve(void mails.push(message)) },
  })
  const system = crm.system('test')
  await system.createMany(
    'group',
    GROUPS.map((id) => ({ id, name: id })),
  )
  await system.createMany('user', [
    { id: 'ana', name: 'Ana' },
    { id: 'wes', name: 'Wes' },
    { id: 'bri', name: 'Bri', groupId: 'rennes' },
    { id: 'eve', name: 'Eve', groupId: 'paris' },
    { id: 'bob', name: 'Bob', groupId: 'brest' },
  ])
  await system.createMany(
    'account',
    GROUPS.map((groupId) => ({ id: `a-${groupId}`, name: `Client ${groupId}`, groupId })),
  )
  const ana = await crm.as('ana')
  await ana.organisations.create({ id: 'west', name: 'Ouest', groups: ['nantes'] })
  await ana.organisations.create({ id: 'brittany', name: 'Bretagne', parentId: 'west', groups: ['rennes', 'brest'] })
  await ana.organisations.create({ id: 'east', name: 'Est', groups: ['paris'] })
  for (const [user, organisation] of [
    ['wes', 'west'],
    ['bri', 'brittany'],
    ['eve', 'east'],
  ] as const)
    await ana.rights.assign({ user, profile: 'administrator', reach: 'all', organisation })
  return { crm, system, clock, mails, ana }
}

export type Network = Awaited<ReturnType<typeof network>>
