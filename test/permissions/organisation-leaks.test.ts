import { query } from 'clientele'
import { describe, expect, test } from 'vitest'
import { network, type Network } from './organisation-scene'

type AnySession = Network['ana']

const ENTITIES = [
  'account',
  'announcement',
  'automation',
  'automationRun',
  'distributionList',
  'distributionListMember',
  'event',
  'group',
  'journalEntry',
  'organisation',
  'organisationAncestor',
  'organisationGroup',
  'region',
  'regionAncestor',
  'regionMembership',
  'savedQuery',
  'segment',
  'share',
  'task',
  'user',
  'userAccess',
  'userGrant',
] as const

/** What a call answers, or how it is refused, word for word. */
async function told(work: () => Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await work())
  } catch (error) {
    return String(error)
  }
}

/** Everything that a session can be asked without changing anything, about what is there, what is out of sight and what is not there. */
async function everythingTold(session: AnySession, model: Network['crm']['model']): Promise<readonly string[]> {
  const named = ['a-brest', 'a-paris', 'nothing']
  const calls: (() => Promise<unknown>)[] = [
    ...ENTITIES.flatMap((entity) => [
      () => session.find(entity, { limit: 1_000 }),
      () => session.count(entity),
      () => session.reports.report({ entity, measures: [{ as: 'n', measure: 'count' }] }),
    ]),
    ...named.flatMap((id) => [
      () => session.get('account', id),
      () => session.rights.can('manage', 'account', id),
      () => session.update('account', id, { name: '' }),
      () => session.shares.of('account', id),
    ]),
    ...['wes', 'eve', 'ana', 'zed'].map((user) => () => session.rights.effective(user)),
    ...['west', 'east', 'north', 'none'].flatMap((organisation) => [
      () => session.organisations.brandOf({ organisation }),
      () => session.organisations.move({ organisation, parentId: organisation }),
      () => session.organisations.rename({ organisation, name: '' }),
    ]),
    ...['brest', 'paris', 'nowhere'].map((group) => () => session.organisations.brandOf({ group })),
    ...['both', 'far', 'none'].flatMap((region) => [
      () => session.regions.resolve({ regions: [region] }),
      () => session.regions.overview({ regions: [region] }),
      () => session.regions.rename({ region, name: '' }),
      () =>
        session.find('account', {
          where: query(model, 'account', (a) => a.groupId.in({ ref: 'groups', selection: { regions: [region] } })),
        }),
    ]),
    () => session.regions.overview(),
    () => session.regions.search({ limit: 100 }),
    () => session.organisations.list(),
    () => session.organisations.overview(),
    () => session.organisations.brandOf(),
    () => session.lists.queries(),
    () => session.lists.segments.list(),
    () => session.regions.selections(),
    () => session.regions.uses('both'),
    () => session.regions.uses('far'),
    () => session.regions.contents({ regions: ['both'], groups: ['paris', 'brest'] }),
    () => session.bulk.unfinished(),
    () => session.lists.run('theirs'),
    () => session.automations.list(),
    () => session.automations.runs(),
    () => session.automations.statistics(),
    () => session.communication.lists(),
    () => session.communication.announcements(),
    () => session.communication.announcements({ user: 'eve' }),
    () => session.rights.me(),
    () => session.shares.mine(),
    () => session.find('account', { where: query(model, 'account', (a) => a.owner.is((u) => u.name.isNotEmpty())) }),
    () =>
      session.count(
        'group',
        query(model, 'group', (g) => g.name.startsWith('p')),
      ),
  ]
  const answers: string[] = []
  for (const call of calls) answers.push(await told(call))
  const everyone = (await session.communication.lists()).find(({ name }) => name === 'Tout le monde')
  answers.push(await told(() => session.communication.members(everyone?.id ?? '')))
  return answers
}

/** What happens in other organisations and at the seat. */
const ELSEWHERE: readonly (readonly [string, (at: Network, eve: AnySession) => Promise<unknown>])[] = [
  [
    'records come, change and go',
    async ({ ana, system }) => {
      await ana.create('account', { id: 'a-new', name: 'Neuf', groupId: 'paris', ownerId: 'eve' })
      await ana.update('account', 'a-paris', { name: 'Autre', revenue: 12 })
      await system.remove('account', 'a-siege')
      await system.create('task', { title: 'Appeler', assigneeId: 'eve' })
    },
  ],
  [
    'users come, get rights and go',
    async ({ ana, system }, eve) => {
      await eve.create('user', { id: 'zed', name: 'Zed', groupId: 'paris' })
      await eve.rights.assign({ user: 'zed', profile: 'manager', reach: 'structure', groups: ['paris'] })
      await ana.rights.assign({ user: 'eve', groups: ['paris', 'siege'] })
      await system.create('user', { id: 'hq', name: 'Siège', groupId: 'siege' })
      await system.remove('user', 'hq')
    },
  ],
  [
    'groups and regions change',
    async ({ ana }) => {
      await ana.create('group', { id: 'lyon', name: 'Lyon' })
      await ana.regions.create({ id: 'far', name: 'Île-de-France', groups: ['lyon'] })
      await ana.rights.assign({ user: 'eve', regions: ['far'] })
    },
  ],
  [
    'organisations change',
    async ({ ana }) => {
      await ana.organisations.create({ id: 'north', name: 'Nord', groups: ['siege'] })
      await ana.organisations.move({ organisation: 'east', parentId: 'north' })
      await ana.organisations.brand({ organisation: 'east', name: 'Levant', colours: { primary: '#123456' } })
    },
  ],
  [
    'queries, lists and announcements are made',
    async ({ ana, crm }, eve) => {
      const criteria = query(crm.model, 'account', (a) => a.groupId.eq('paris'))
      const paris = await eve.lists.save({ name: 'Paris', entity: 'account', criteria, shared: true })
      await eve.lists.segments.create({ query: paris.id })
      await ana.lists.save({ name: 'Siège', entity: 'account', criteria, shared: true })
      const list = await eve.communication.createList({ name: 'Est', members: ['eve'] })
      await ana.communication.createList({ name: 'Tous', members: ['ana', 'wes', 'bri', 'eve'] })
      await eve.communication.publish({ kind: 'deal', title: { fr: 'Est' }, listId: list.id })
      await eve.communication.publish({
        kind: 'deal',
        title: { fr: 'Est' },
        listId: (await ana.communication.lists()).find(({ name }) => name === 'Tout le monde')?.id ?? '',
      })
    },
  ],
  [
    'automations run',
    async ({ ana, system, crm, clock }) => {
      await ana.automations.create({
        name: 'Bienvenue',
        trigger: { on: 'event.created' },
        action: { do: 'email', to: [{ who: 'address', address: 'x@y.fr' }], subject: { fr: 'x' }, text: { fr: 'x' } },
      })
      await system.create('event', { name: 'Salon', groupId: 'paris' })
      clock.advance({ hours: 1 })
      await crm.tick()
    },
  ],
  [
    'records are shared',
    async ({ ana }) => {
      await ana.shares.give({ entity: 'account', id: 'a-paris', users: ['eve'], use: 'work' })
      await ana.shares.give({ entity: 'account', id: 'a-siege', users: ['eve'], use: 'read' }).catch(() => undefined)
    },
  ],
]

describe('whom an organisation bounds', () => {
  test.each(ELSEWHERE)('R2.13 is told nothing of it when elsewhere %s', async (_, change) => {
    const at = await network()
    await at.ana.regions.create({ id: 'both', name: 'Grand Ouest', groups: ['nantes', 'paris'] })
    const [wes, eve] = [await at.crm.as('wes'), await at.crm.as('eve')]
    const before = await everythingTold(wes, at.crm.model)
    await change(at, eve)
    expect(await everythingTold(wes, at.crm.model)).toEqual(before)
  })
})
