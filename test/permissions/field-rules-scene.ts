import {
  createClientele,
  crmEntities,
  defineModel,
  entity,
  id,
  integer,
  isRefusal,
  many,
  one,
  reference,
  sequentialIdentifiers,
  testClock,
  text,
  code,
  type Clock,
  type FieldRules,
  type Profile,
  type ProfileDefinition,
  type Reach,
  type StoreAdapter,
  type SuppliedActor,
} from 'clientele'
import { memoryAdapter } from 'clientele/memory'
import { z } from 'zod'

/** A sale, with what an ordinary CRM record has not: keys of its own, a rule over two fields, a field that must be given. */
const deal = entity({
  module: 'deals',
  label: { fr: 'Affaire', en: 'Deal' },
  fields: z
    .object({
      id: id(),
      title: text({ label: { fr: 'Titre', en: 'Title' } }).min(1),
      serial: code({ label: { fr: 'Série', en: 'Serial' } })
        .nullable()
        .default(null),
      price: integer({ label: { fr: 'Prix', en: 'Price' } }).default(100),
      floor: integer({ label: { fr: 'Plancher', en: 'Floor' } })
        .nullable()
        .default(null),
      accountId: reference('account', { label: { fr: 'Compte', en: 'Account' } }),
      groupId: reference('group', { label: { fr: 'Groupe', en: 'Group' } }),
    })
    .refine((one) => one.floor === null || one.price >= one.floor, { path: ['price'], error: 'Below the floor.' }),
  relations: { account: one('account', 'accountId'), group: one('group', 'groupId') },
  group: 'groupId',
  unique: [['serial'], ['title', 'floor']],
})

const { account } = crmEntities

export const dealModel = defineModel({
  ...crmEntities,
  account: { ...account, relations: { ...account.relations, deals: many('deal', 'accountId') } },
  deal,
})

export const seller = (fields: FieldRules, more: Partial<ProfileDefinition> = {}): ProfileDefinition => ({
  code: 'seller',
  label: { fr: 'Vendeur', en: 'Seller' },
  modules: { '*': 'manage' },
  rights: ['activityFeed', 'export'],
  fields,
  ...more,
})

/** What may differ between two worlds without whom it is hidden from knowing. */
export interface Hidden {
  readonly revenue?: number | null
  readonly origin?: string | null
  readonly city?: string | null
  readonly status?: string
  readonly tags?: readonly string[]
  readonly ownerId?: string | null
  readonly email?: string | null
  readonly contactName?: string
  readonly accountId?: string | null
  readonly startsAt?: Date
  readonly eventStatus?: string
  readonly floor?: number | null
  readonly serial?: string | null
  readonly assigneeId?: string | null
  readonly userName?: string
  readonly userGroup?: string | null
}

export interface WorldOptions {
  readonly rules?: FieldRules
  readonly reach?: Reach
  readonly hidden?: Hidden
  readonly rights?: Profile['rights']
  readonly adapter?: (clock: Clock) => StoreAdapter
}

const or = <T>(given: T | undefined, otherwise: T): T => (given === undefined ? otherwise : given)

/**
 * Two groups, three users, some records of each kind. Ana is under the rules, Chloé under none. `hidden` are the values that
 * the first record of each kind has.
 */
export async function world({ rules = {}, reach = 'all', hidden = {}, rights, adapter }: WorldOptions = {}) {
  const clock = testClock('2026-03-16T08:00:00Z')
  const profile = seller(rules, rights === undefined ? {} : { rights: [...rights] })
  const actors: Readonly<Record<string, SuppliedActor>> = {
    ana: {
      profile: { ...profile, reach: {}, fields: rules },
      reach,
      groups: ['lille'],
      fields: { id: 'ana', name: or(hidden.userName, 'Anaïs') },
    },
    chloe: { profile: 'administrator', reach: 'all' },
  }
  const crm = await createClientele({
    model: dealModel,
    store: adapter === undefined ? memoryAdapter({ clock }) : adapter(clock),
    migrate: true,
    timeZone: 'Europe/Paris',
    clock,
    identifiers: sequentialIdentifiers('id'),
    actors: { actorOf: (user) => Promise.resolve(actors[user] ?? null) },
  })
  const system = crm.system('scene')
  await system.createMany('group', [
    { id: 'lille', name: 'Lille' },
    { id: 'brest', name: 'Brest' },
  ])
  await system.createMany('user', [
    { id: 'ana', name: or(hidden.userName, 'Anaïs'), groupId: 'lille' },
    { id: 'bob', name: 'Bob', groupId: or(hidden.userGroup, 'brest') },
    { id: 'chloe', name: 'Chloé' },
  ])
  await system.regions.create({ id: 'nord', name: 'Nord', groups: ['lille'] })
  for (const word of ['vip', 'cold']) await system.lists.addTag({ code: word, label: { fr: word, en: word } })
  await system.createMany('account', [
    {
      id: 'a1',
      name: 'Garage',
      groupId: 'lille',
      revenue: or(hidden.revenue, 5_000_00),
      origin: or(hidden.origin, 'fair'),
      city: or(hidden.city, 'Lille'),
      status: or(hidden.status, 'client'),
      tags: [...or(hidden.tags, ['vip'])],
      ownerId: or(hidden.ownerId, 'bob'),
    },
    { id: 'a2', name: 'Hôtel', groupId: 'lille', revenue: 100, origin: 'web', city: 'Arras', tags: ['cold'] },
    { id: 'a3', name: 'Port', groupId: 'brest', ownerId: 'ana' },
  ])
  await system.createMany('contact', [
    {
      id: 'c1',
      name: or(hidden.contactName, 'Zoë'),
      email: or(hidden.email, 'zoe@exemple.fr'),
      accountId: or(hidden.accountId, 'a1'),
      groupId: 'lille',
    },
    { id: 'c2', name: 'Léo', email: null, accountId: 'a2', groupId: 'lille' },
  ])
  await system.createMany('deal', [
    {
      id: 'd1',
      title: 'Tour',
      serial: or(hidden.serial, 'S-1'),
      price: 500,
      floor: or(hidden.floor, 50),
      accountId: 'a1',
      groupId: 'lille',
    },
    { id: 'd2', title: 'Quai', serial: 'S-2', price: 300, floor: 20, accountId: 'a2', groupId: 'lille' },
  ])
  await system.createMany('event', [
    {
      id: 'e1',
      name: 'Gala',
      startsAt: or(hidden.startsAt, new Date('2026-05-01T18:00:00Z')),
      status: or(hidden.eventStatus, 'planned'),
      accountId: 'a1',
      contactId: 'c1',
      groupId: 'lille',
    },
  ])
  await system.automations.create({
    name: 'Rappel',
    trigger: { on: 'event.start' },
    timing: { when: 'before', days: 7 },
    action: { do: 'email', to: [{ who: 'mainContact' }], subject: { fr: 'Bientôt' }, text: { fr: 'À bientôt' } },
  })
  await system.create('conversation', {
    id: 't1',
    contactId: 'c1',
    groupId: 'lille',
    assigneeId: or(hidden.assigneeId, 'bob'),
  })
  return { crm, clock, system, ana: await crm.as('ana'), chloe: await crm.as('chloe') }
}

export type World = Awaited<ReturnType<typeof world>>

/** What a call answers, or refuses, to the letter. What is no refusal is thrown on. */
export async function told(work: () => unknown): Promise<string> {
  try {
    return JSON.stringify(await work()) ?? 'nothing'
  } catch (error) {
    if (!isRefusal(error)) throw error
    return `refused ${JSON.stringify(error.problems)}`
  }
}
