import {
  createClientele,
  crmEntities,
  defineModel,
  sequentialIdentifiers,
  testClock,
  type Clock,
  type Profile,
  type QueryUses,
  type StoreAdapter,
  type SuppliedActor,
} from 'clientele'
import { memoryAdapter } from 'clientele/memory'

export const clerk: Profile = {
  code: 'clerk',
  label: { fr: 'Employé', en: 'Clerk' },
  modules: {
    accounts: 'manage',
    contacts: 'manage',
    events: 'manage',
    invoices: 'read',
    groups: 'read',
    users: 'access',
  },
  rights: [],
}

export const boss: Profile = {
  code: 'boss',
  label: { fr: 'Direction', en: 'Boss' },
  modules: { '*': 'manage' },
  rights: ['administrator', 'advancedAdministration', 'export', 'activityFeed'],
}

export interface KernelOptions {
  /** In memory unless said. */
  readonly adapter?: (clock: Clock) => StoreAdapter
  readonly queryUses?: readonly QueryUses[]
  readonly tenant?: string
}

/** A kernel whose host supplies the actors; two groups, Lille and Amiens, and three users. */
export async function kernel(
  actors: Readonly<Record<string, SuppliedActor>> = {},
  { adapter = (clock) => memoryAdapter({ clock }), queryUses = [], tenant = 'main' }: KernelOptions = {},
) {
  const clock = testClock('2026-03-16T08:00:00Z')
  const model = defineModel(crmEntities)
  const known: Readonly<Record<string, SuppliedActor>> = {
    boss: { profile: boss, reach: 'all' },
    ana: { profile: clerk, reach: 'structure', groups: ['lille'] },
    bob: { profile: clerk, reach: 'own', groups: ['lille'] },
    ...actors,
  }
  const crm = await createClientele({
    model,
    store: adapter(clock),
    migrate: true,
    queryUses,
    tenant,
    timeZone: 'Europe/Paris',
    clock,
    identifiers: sequentialIdentifiers('id'),
    actors: { actorOf: (id) => Promise.resolve(known[id] ?? null) },
  })
  const system = crm.system('test')
  await system.createMany('group', [
    { id: 'lille', name: 'Lille' },
    { id: 'amiens', name: 'Amiens' },
  ])
  await system.createMany('user', [
    { id: 'boss', name: 'Chloé' },
    { id: 'ana', name: 'Anaïs', groupId: 'lille' },
    { id: 'bob', name: 'Bob', groupId: 'lille' },
  ])
  return { crm, clock, model, system }
}
