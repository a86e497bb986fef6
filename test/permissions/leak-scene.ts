import fc from 'fast-check'
import {
  createClientele,
  crmEntities,
  defineModel,
  isRefusal,
  query,
  testClock,
  type ProfileDefinition,
} from 'clientele'
import { memoryAdapter } from 'clientele/memory'

export const leakModel = defineModel(crmEntities)

/** Identifiers of two streams: what happens out of sight draws from its own, so that it moves none of the others. */
function identifiers() {
  let drawn = 0
  let stream = 's'
  return {
    next: () => `${stream}${String((drawn += 1)).padStart(6, '0')}`,
    begin(name: string) {
      stream = name
      drawn = 0
    },
  }
}

const LABEL = { fr: 'Essai', en: 'Trial' }

const wide: ProfileDefinition = {
  code: 'viewer',
  label: LABEL,
  modules: {
    accounts: 'manage',
    contacts: 'manage',
    events: 'manage',
    quotes: 'manage',
    invoices: 'read',
    conversations: 'manage',
    tasks: 'manage',
    groups: 'read',
    users: 'read',
    lists: 'manage',
    reports: 'read',
    regions: 'read',
    automations: 'read',
    communication: 'read',
    journal: 'read',
  },
  rights: ['activityFeed', 'export'],
}

/** The kinds of users that something is out of sight of. */
export const VIEWERS = {
  /** Sees a structure, in most modules. */
  structure: { profile: wide, reach: 'structure' },
  /** Sees what is theirs, and what is shared with them. */
  own: {
    profile: { ...wide, modules: { ...wide.modules, users: 'access', groups: 'access', regions: 'access' } },
    reach: 'own',
  },
  /** Has few modules at all. */
  few: {
    profile: {
      ...wide,
      modules: { accounts: 'manage', contacts: 'read', events: 'access', lists: 'manage', reports: 'read' },
      rights: [],
    },
    reach: 'structure',
  },
  /** Manages the rights of others, over records of a structure. */
  rights: {
    profile: { ...wide, modules: { ...wide.modules, rights: 'read' }, rights: ['advancedAdministration'] },
    reach: 'structure',
  },
  /** Administers an organisation among others. */
  bounded: { profile: null, reach: 'all' },
} as const

export type Viewer = keyof typeof VIEWERS

export const RECORDS = {
  account: ['a1', 'a2', 's1', 'x1', 'nothing'],
  contact: ['c1', 'c2', 'x-c', 'nothing'],
  event: ['e1', 'x-e', 'nothing'],
  invoice: ['i1', 'x-i', 'nothing'],
  conversation: ['t1', 'x-t', 'nothing'],
  task: ['k1', 'x-k', 'nothing'],
  user: ['una', 'cal', 'hid', 'nobody'],
  group: ['lille', 'brest', 'nowhere'],
} as const

/**
 * Una looks; Cal is in Lille like her. Hid, Brest and what stands there are out of her sight. Some of it is about what she sees: contacts,
 * invoices and events of her accounts, conversations with her contacts.
 */
export async function leakScene(viewer: Viewer) {
  const clock = testClock('2026-03-16T08:00:00Z')
  const ids = identifiers()
  const crm = await createClientele({
    model: leakModel,
    store: memoryAdapter({ clock }),
    timeZone: 'Europe/Paris',
    clock,
    identifiers: ids,
    mailer: { send: () => Promise.resolve() },
  })
  const system = crm.system('scene')
  await system.createMany(
    'group',
    ['lille', 'arras', 'brest'].map((id) => ({ id, name: id })),
  )
  for (const [id, groupId] of [
    ['ana', null],
    ['una', 'lille'],
    ['cal', 'lille'],
    ['hid', 'brest'],
  ] as const)
    await system.create('user', { id, name: id, groupId })
  for (const code of ['vip', 'cold']) await system.lists.addTag({ code, label: { fr: code, en: code } })
  const ana = await crm.as('ana')
  const { profile, reach } = VIEWERS[viewer]
  if (profile === null) {
    await ana.organisations.create({ id: 'west', name: 'Ouest', groups: ['lille', 'arras'] })
    await ana.organisations.create({ id: 'east', name: 'Est', groups: ['brest'] })
    await ana.rights.assign({ user: 'una', profile: 'administrator', reach: 'all', organisation: 'west' })
    await ana.rights.assign({ user: 'cal', organisation: 'west' })
    await ana.rights.assign({ user: 'hid', organisation: 'east' })
  } else {
    await ana.rights.define({ ...profile, modules: { ...profile.modules }, rights: [...profile.rights] })
    await ana.rights.assign({ user: 'una', profile: 'viewer', reach, groups: ['lille'] })
  }
  await ana.regions.create({ id: 'nord', name: 'Nord', groups: ['lille', 'arras'] })
  const mine = { groupId: 'lille', ownerId: 'una' }
  const hers = { groupId: 'brest', ownerId: 'hid' }
  await system.createMany('account', [
    { id: 'a1', name: 'Garage', tags: ['vip'], revenue: 500, city: 'Lille', ...mine },
    { id: 'a2', name: 'Hôtel', status: 'client', revenue: 100, ...mine },
    { id: 's1', name: 'Port', ...hers, ...(profile === null ? { groupId: 'arras' } : {}) },
    { id: 'x1', name: 'Musée', tags: ['cold'], status: 'client', ...hers },
  ])
  await ana.shares.give({ entity: 'account', id: 's1', users: ['una'], use: 'work' })
  await system.createMany('contact', [
    { id: 'c1', name: 'Zoë', accountId: 'a1', ...mine },
    { id: 'c2', name: 'Léo', accountId: 'a2', ...mine },
    { id: 'x-c', name: 'Max', accountId: 'x1', ...hers },
  ])
  const startsAt = new Date('2026-03-20T08:00:00Z')
  await system.automations.create({
    name: 'Rappel',
    trigger: { on: 'event.start' },
    timing: { when: 'before', days: 2 },
    action: { do: 'email', to: [{ who: 'address', address: 'a@b.fr' }], subject: { fr: 'x' }, text: { fr: 'x' } },
  })
  await system.createMany('event', [
    { id: 'e1', name: 'Gala', startsAt, accountId: 'a1', ...mine },
    { id: 'x-e', name: 'Salon', startsAt, accountId: 'x1', ...hers },
  ])
  await system.createMany('invoice', [
    { id: 'i1', number: 'F1', total: 300, dueOn: '2026-03-01', accountId: 'a1', ...mine },
    { id: 'x-i', number: 'F2', total: 900, dueOn: '2026-03-01', accountId: 'x1', ...hers },
  ])
  await system.createMany('conversation', [
    { id: 't1', contactId: 'c1', groupId: 'lille', assigneeId: 'una' },
    { id: 'x-t', contactId: 'x-c', groupId: 'brest', assigneeId: 'hid' },
  ])
  await system.createMany('task', [
    { id: 'k1', title: 'Appeler', assigneeId: 'una' },
    { id: 'x-k', title: 'Écrire', assigneeId: 'hid' },
  ])
  const [una, cal, hid] = [await crm.as('una'), await crm.as('cal'), await crm.as('hid')]
  const where = (entity: 'account') => query(leakModel, entity, (a) => a.status.eq('client'))
  const shared = await cal.lists.save({ name: 'Clients', entity: 'account', criteria: where('account'), shared: true })
  const segment = await cal.lists.segments.create({ query: shared.id })
  const everyone = (await system.find('distributionList')).rows[0]?.id ?? ''
  await system.communication.publish({ kind: 'deal', title: { fr: 'Cinéma' }, listId: everyone })
  return { crm, clock, ids, system, ana, una, cal, hid, viewer, known: { query: shared.id, segment: segment.id } }
}

export type Scene = Awaited<ReturnType<typeof leakScene>>

/** Something that happens out of sight; refused, it did not happen. */
export interface Hidden {
  readonly says: string
  readonly run: (at: Scene) => Promise<unknown>
}

const sight = {
  /** Regions are there for all who have the module. */
  regions: (viewer: Viewer) => viewer !== 'structure' && viewer !== 'rights',
  /** Whoever manages rights is told of everybody's. */
  rights: (viewer: Viewer) => viewer !== 'rights',
  /** Automations and profiles are common to all who have the module; the runs of events that one sees are seen. */
  automations: (viewer: Viewer) => viewer === 'few',
  profiles: (viewer: Viewer) => viewer !== 'bounded' && viewer !== 'rights',
  everywhere: () => true,
} satisfies Record<string, (viewer: Viewer) => boolean>

const number = fc.integer({ min: 0, max: 3 })
const name = fc.constantFrom('Garage', 'Hôtel', 'Aaa', 'Zzz', 'Zoë', 'una')
const day = fc.constantFrom('2026-03-01', '2026-03-17', '2026-04-04')

const change = fc.record({
  name,
  tags: fc.subarray(['vip', 'cold']),
  status: fc.constantFrom('client', 'prospect', 'suspect'),
  revenue: fc.constantFrom(null, 1, 500, 100_000),
  ownerId: fc.constantFrom(null, 'hid', 'cal'),
})

type Making = readonly [says: string, out: (viewer: Viewer) => boolean, run: fc.Arbitrary<Hidden['run']>]

const everywhere = sight.everywhere

const MAKINGS: readonly Making[] = [
  [
    'account',
    everywhere,
    fc.tuple(number, change).map(
      ([n, made]) =>
        ({ system }) =>
          system.create('account', { id: `h-a${n}`, groupId: 'brest', ...made }),
    ),
  ],
  [
    'account changes',
    everywhere,
    change.map(
      (made) =>
        ({ system }) =>
          system.update('account', 'x1', made),
    ),
  ],
  [
    'account goes',
    everywhere,
    number.map(
      (n) =>
        ({ system }) =>
          system.remove('account', `h-a${n}`),
    ),
  ],
  [
    'contact',
    everywhere,
    fc.tuple(number, name, fc.constantFrom('a1', 'a2', 'x1', null)).map(
      ([n, called, accountId]) =>
        ({ system }) =>
          system.create('contact', {
            id: `h-c${n}`,
            name: called,
            accountId,
            groupId: 'brest',
            ownerId: 'hid',
            tags: ['cold'],
          }),
    ),
  ],
  [
    'invoice',
    everywhere,
    fc.tuple(number, fc.constantFrom(1, 300, 90_000), day, fc.constantFrom('a1', 'a2', 'x1')).map(
      ([n, total, dueOn, accountId]) =>
        ({ system }) =>
          system.create('invoice', {
            id: `h-i${n}`,
            number: `F${n}`,
            total,
            dueOn,
            accountId,
            groupId: 'brest',
            ownerId: 'hid',
          }),
    ),
  ],
  [
    'event',
    everywhere,
    fc.tuple(number, name, day, fc.constantFrom('a1', 'x1')).map(
      ([n, called, from, accountId]) =>
        ({ system }) =>
          system.create('event', {
            id: `h-e${n}`,
            name: called,
            startsAt: new Date(from),
            accountId,
            contactId: 'c1',
            groupId: 'brest',
            ownerId: 'hid',
          }),
    ),
  ],
  [
    'event moves',
    everywhere,
    day.map(
      (on) =>
        ({ system }) =>
          system.update('event', 'x-e', { startsAt: new Date(on) }),
    ),
  ],
  [
    'conversation',
    everywhere,
    fc.tuple(number, fc.constantFrom('c1', 'x-c')).map(([n, contactId]) => async ({ system, clock }) => {
      const id = `h-t${n}`
      // Who has a contact in hand gets their next conversation as well, and that is seen.
      await system.create('conversation', {
        id,
        contactId,
        groupId: 'brest',
        assigneeId: contactId === 'c1' ? null : 'hid',
      })
      await system.create('message', { id: `h-m${n}`, conversationId: id, direction: 'in', sentAt: clock.now() })
    }),
  ],
  [
    'assignment',
    everywhere,
    fc.constantFrom('hid', null).map(
      (assigneeId) =>
        ({ system }) =>
          system.reports.assign({ conversationId: 'x-t', assigneeId }),
    ),
  ],
  [
    'task',
    everywhere,
    number.map(
      (n) =>
        ({ system }) =>
          system.create('task', { id: `h-k${n}`, title: 'x', assigneeId: 'hid' }),
    ),
  ],
  [
    'user',
    sight.rights,
    fc.tuple(number, name).map(
      ([n, called]) =>
        ({ hid }) =>
          hid.create('user', { id: `h-u${n}`, name: called, groupId: 'brest' }),
    ),
  ],
  [
    'user is renamed',
    everywhere,
    name.map(
      (called) =>
        ({ system }) =>
          system.update('user', 'hid', { name: called }),
    ),
  ],
  [
    'user goes',
    sight.rights,
    number.map(
      (n) =>
        ({ system }) =>
          system.remove('user', `h-u${n}`),
    ),
  ],
  [
    'group',
    everywhere,
    fc.tuple(number, name).map(
      ([n, called]) =>
        ({ system }) =>
          system.create('group', { id: `h-g${n}`, name: called }),
    ),
  ],
  [
    'group is renamed',
    everywhere,
    name.map(
      (called) =>
        ({ system }) =>
          system.update('group', 'brest', { name: called }),
    ),
  ],
  [
    'share',
    sight.everywhere,
    fc.constantFrom('hid', 'ana').map(
      (user) =>
        ({ system }) =>
          system.shares.give({ entity: 'account', id: 'x1', users: [user], use: 'work' }),
    ),
  ],
  [
    'rights',
    sight.rights,
    fc.tuple(fc.constantFrom('own' as const, 'structure' as const), fc.boolean(), fc.subarray(['brest', 'lille'])).map(
      ([reach, active, groups]) =>
        ({ system }) =>
          system.rights.assign({ user: 'hid', reach, active, groups }),
    ),
  ],
  [
    'profile',
    sight.profiles,
    fc.constantFrom('read' as const, 'manage' as const).map(
      (level) =>
        ({ ana }) =>
          ana.rights.define({ code: 'other', label: LABEL, modules: { accounts: level }, rights: [] }),
    ),
  ],
  [
    'module goes',
    (viewer) => viewer === 'few',
    fc.boolean().map(
      (off) =>
        ({ ana }) =>
          ana.rights.switchModule('quotes', { off }),
    ),
  ],
  [
    'query',
    everywhere,
    name.map((called) => async ({ hid }) => {
      const criteria = query(leakModel, 'account', (a) => a.name.eq(called))
      const { id } = await hid.lists.save({ name: called, entity: 'account', criteria })
      await hid.lists.segments.create({ query: id })
    }),
  ],
  [
    'selection',
    everywhere,
    name.map(
      (called) =>
        ({ hid }) =>
          hid.regions.saveSelection({ name: called, groups: ['brest'] }),
    ),
  ],
  [
    'bulk',
    everywhere,
    name.map(
      (called) =>
        ({ hid }) =>
          hid.bulk.start({
            records: { entity: 'account', where: query(leakModel, 'account', (a) => a.id.eq('x1')) },
            action: { do: 'update', entity: 'account', set: { city: called } },
          }),
    ),
  ],
  [
    'announcement',
    everywhere,
    name.map((called) => async ({ system }) => {
      const { id } = await system.communication.createList({ name: called, members: ['hid'] })
      await system.communication.publish({ kind: 'deal', title: { fr: called }, listId: id })
    }),
  ],
  [
    'organisation',
    (viewer) => viewer === 'few' || viewer === 'bounded',
    fc.tuple(number, name).map(
      ([n, called]) =>
        ({ ana }) =>
          ana.organisations.create({ id: `h-o${n}`, name: called, groups: ['brest'] }),
    ),
  ],
  [
    'region',
    sight.regions,
    fc.tuple(number, name, fc.constantFrom('brest', 'lille')).map(([n, called, group]) => ({ ana, viewer }) => {
      // Of the groups of an organisation all regions are its own to see.
      const groups = viewer === 'bounded' ? ['brest'] : [group]
      return ana.regions.create({ id: `h-r${n}`, name: called, groups })
    }),
  ],
  [
    'automation',
    sight.automations,
    name.map(
      (called) =>
        ({ ana }) =>
          ana.automations.create({
            name: called,
            trigger: { on: 'event.start' },
            timing: { when: 'before', days: 1 },
            action: {
              do: 'email',
              to: [{ who: 'address', address: 'a@b.fr' }],
              subject: { fr: called },
              text: { fr: 'x' },
            },
          }),
    ),
  ],
]

/** What may happen out of the sight of one kind of user. */
export const hiddenFrom = (viewer: Viewer): fc.Arbitrary<Hidden> =>
  fc.oneof(
    ...MAKINGS.flatMap(([says, isOut, runs]) => (isOut(viewer) ? [runs.map((run): Hidden => ({ says, run }))] : [])),
  )

/** Does it, drawing none of the identifiers that the user is given. */
export async function happens(at: Scene, hidden: readonly Hidden[], step: number): Promise<void> {
  at.ids.begin(`hidden${step}-`)
  for (const one of hidden)
    try {
      await one.run(at)
    } catch (error) {
      if (!isRefusal(error)) throw error
    }
}
