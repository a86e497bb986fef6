import {
  createClientele,
  crmEntities,
  defineModel,
  entity,
  id,
  sequentialIdentifiers,
  testClock,
  text,
  type Clock,
  type RegionReferences,
  type StoreAdapter,
} from 'clientele'
import { memoryAdapter } from 'clientele/memory'
import { z } from 'zod'

/** The usual entities, and one whose records belong to no group. */
const season = entity({ module: 'events', fields: z.object({ id: id(), name: text() }) })
const model = defineModel({ ...crmEntities, season })

const towns = ['amiens', 'arras', 'brest', 'calais', 'lille', 'nantes', 'rennes'] as const

export interface FranceOptions {
  readonly adapter?: (clock: Clock) => StoreAdapter
  readonly tenant?: string
  readonly exclusiveRegions?: boolean
  readonly regionReferences?: readonly RegionReferences[]
  /** Identifiers begin with it: of each process its own. */
  readonly process?: string
  readonly clock?: ReturnType<typeof testClock>
}

/** What the host of these tests does to many. */
const opened = (options: FranceOptions) => {
  const clock = options.clock ?? testClock('2026-03-02T08:00:00Z')
  return {
    clock,
    crm: createClientele({
      model,
      store: (options.adapter ?? ((at) => memoryAdapter({ clock: at })))(clock),
      migrate: true,
      tenant: options.tenant ?? 'main',
      timeZone: 'Europe/Paris',
      clock,
      identifiers: sequentialIdentifiers(options.process ?? 'id-'),
      exclusiveRegions: options.exclusiveRegions ?? true,
      regionReferences: options.regionReferences ?? [],
      bulkActions: {
        welcome: {
          label: { fr: 'Accueillir', en: 'Welcome' },
          input: z.object({ note: z.string().min(1), failing: z.array(z.string()).default([]) }),
          async run(group, { note, failing }, session) {
            if (failing.includes(group)) throw new TypeError(`${group} has no telephone`)
            const { id } = await session.create('contact', { name: `${note} ${group}`, groupId: group })
            return { contact: id }
          },
        },
        close: {
          label: { fr: 'Fermer', en: 'Close' },
          entity: 'account',
          input: z.object({}).optional(),
          run: (id, _, session) => session.update('account', id, { city: 'closed' }),
        },
      },
    }),
  }
}

/** A kernel as another process opens it over the same data. */
export async function process(options: FranceOptions) {
  const { clock, crm } = opened(options)
  return { clock, crm: await crm }
}

/**
 * Seven towns of two accounts each; the North (Lille, Arras, and the Somme inside it with Amiens), the West (Brest). Ana administers, Bob
 * manages what stands in the North, Cy reads all of it.
 */
export async function france(options: FranceOptions = {}) {
  const { clock, crm } = await process(options)
  const system = crm.system('test')
  await system.createMany(
    'group',
    towns.map((id) => ({ id, name: `${id[0]?.toUpperCase()}${id.slice(1)}` })),
  )
  for (const id of ['ana', 'bob', 'cy']) await system.create('user', { id, name: id })
  await system.createMany(
    'account',
    towns.flatMap((town) =>
      ['hotel', 'port'].map((kind) => ({
        id: `${kind}-${town}`,
        name: kind,
        city: town,
        groupId: town,
        ownerId: 'cy',
      })),
    ),
  )
  const ana = await crm.as('ana')
  await ana.regions.create({
    id: 'north',
    name: 'Nord',
    groups: ['lille', 'arras'],
    regions: [{ id: 'somme', name: 'Somme', groups: ['amiens'] }],
  })
  await ana.regions.create({ id: 'west', name: 'Ouest', groups: ['brest'] })
  await ana.rights.assign({ user: 'bob', profile: 'manager', reach: 'structure', regions: ['north'] })
  await ana.rights.define({
    code: 'reader',
    label: { fr: 'Lecteur', en: 'Reader' },
    modules: { accounts: 'read', groups: 'read', regions: 'read' },
    rights: [],
  })
  await ana.rights.assign({ user: 'cy', profile: 'reader', reach: 'structure', regions: ['north'] })
  return { crm, clock, system, ana, bob: await crm.as('bob'), cy: await crm.as('cy') }
}

export type France = Awaited<ReturnType<typeof france>>
