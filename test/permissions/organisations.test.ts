import { query, type Session } from 'clientele'
import { beforeEach, describe, expect, test } from 'vitest'
import { boss, kernel } from '../session/kernel'
import { refusal } from '../session/refusal'
import { network, type Network } from './organisation-scene'

let at: Network
let wes: Awaited<ReturnType<Network['crm']['as']>>
let bri: typeof wes
let eve: typeof wes

beforeEach(async () => {
  at = await network()
  wes = await at.crm.as('wes')
  bri = await at.crm.as('bri')
  eve = await at.crm.as('eve')
})

type Entities = typeof wes extends Session<infer E> ? E : never

async function ids(session: typeof wes, entity: keyof Entities & string): Promise<readonly string[]> {
  const { rows } = await session.find(entity, { orderBy: [], limit: 500 })
  return rows.map((row) => ('id' in row ? row.id : '')).sort()
}

describe('each sees its own and what is below', () => {
  test('R2.13 records of the groups of the organisation and of those below it, whatever the reach', async () => {
    expect(await ids(at.ana, 'account')).toHaveLength(5)
    expect(await ids(wes, 'account')).toEqual(['a-brest', 'a-nantes', 'a-rennes'])
    expect(await ids(bri, 'account')).toEqual(['a-brest', 'a-rennes'])
    expect(await ids(eve, 'account')).toEqual(['a-paris'])
    expect([await wes.count('account'), (await wes.get('account', 'a-paris'))?.id]).toEqual([3, undefined])
    const streamed: string[] = []
    for await (const { id } of wes.stream('account')) streamed.push(id)
    expect(streamed.sort()).toEqual(['a-brest', 'a-nantes', 'a-rennes'])
  })

  test('R2.13 a group that moves, or an organisation that does, is seen from its new place on the very next call', async () => {
    await at.ana.organisations.assign({ organisation: 'east', groups: ['brest', 'siege'] })
    expect(await ids(wes, 'account')).toEqual(['a-nantes', 'a-rennes'])
    expect(await ids(eve, 'account')).toEqual(['a-brest', 'a-paris', 'a-siege'])
    await at.ana.organisations.move({ organisation: 'brittany', parentId: 'east' })
    expect(await ids(wes, 'account')).toEqual(['a-nantes'])
    expect(await ids(eve, 'account')).toEqual(['a-brest', 'a-paris', 'a-rennes', 'a-siege'])
    await at.ana.organisations.unassign({ organisation: 'east', groups: ['paris'] })
    expect(await ids(eve, 'account')).toEqual(['a-brest', 'a-rennes', 'a-siege'])
  })

  test('R2.13 an organisation without groups sees nothing', async () => {
    const { id } = await at.ana.organisations.create({ name: 'Vide' })
    await at.ana.rights.assign({ user: 'eve', organisation: id })
    expect(await ids(eve, 'account')).toEqual([])
    expect(await ids(eve, 'group')).toEqual([])
    expect(await ids(eve, 'user')).toEqual(['eve'])
    expect((await eve.regions.search()).rows).toEqual([])
  })

  test('R2.13 a record without a group is where its owner is', async () => {
    await at.system.createMany('task', [
      { id: 't-bri', title: 'Appeler', assigneeId: 'bri' },
      { id: 't-bob', title: 'Relancer', assigneeId: 'bob' },
      { id: 't-eve', title: 'Visiter', assigneeId: 'eve' },
      { id: 't-ana', title: 'Décider', assigneeId: 'ana' },
      { id: 't-paris', title: 'Ranger', assigneeId: 'bri', groupId: 'paris' },
    ])
    expect(await ids(wes, 'task')).toEqual(['t-bob', 't-bri'])
    expect(await ids(eve, 'task')).toEqual(['t-eve', 't-paris'])
    await at.ana.rights.assign({ user: 'bri', reach: 'own' })
    expect(await ids(bri, 'task')).toEqual(['t-bri'])
  })

  test('R2.13 what is related counts only as far as one sees it', async () => {
    await at.system.createMany('event', [
      { id: 'e1', name: 'Salon', accountId: 'a-nantes', groupId: 'nantes' },
      { id: 'e2', name: 'Salon', accountId: 'a-nantes', groupId: 'paris' },
    ])
    const withTwo = query(at.crm.model, 'account', (a) => a.events.count().gte(2))
    expect([await at.ana.count('account', withTwo), await wes.count('account', withTwo)]).toEqual([1, 0])
  })

  test('R2.13 a group given beyond the organisation gives nothing', async () => {
    await at.ana.rights.assign({ user: 'eve', profile: 'manager', reach: 'structure', groups: ['brest', 'paris'] })
    expect(await ids(eve, 'account')).toEqual(['a-paris'])
    expect((await eve.rights.me())?.groups).toEqual(['paris'])
    expect(await ids(eve, 'group')).toEqual(['paris'])
  })

  test('R2.13 R2.12 a share never leads out of it', async () => {
    await at.ana.shares.give({ entity: 'account', id: 'a-brest', users: ['eve', 'wes'], use: 'work' })
    expect(await ids(eve, 'account')).toEqual(['a-paris'])
    expect(
      await refusal(() => bri.shares.give({ entity: 'account', id: 'a-rennes', users: ['eve'], use: 'read' })),
    ).toBe(await refusal(() => bri.shares.give({ entity: 'account', id: 'a-rennes', users: ['nobody'], use: 'read' })))
  })

  test('R2.13 R2.15 a record of another organisation and one that is not there get the same answer', async () => {
    const there = await wes.rights.can('read', 'account', 'a-paris')
    expect(there).toEqual(await wes.rights.can('read', 'account', 'nothing'))
    expect(there.because.map(({ code }) => code)).toEqual(['reach', 'organisation', 'out_of_reach'])
    const own = await wes.rights.can('manage', 'account', 'a-brest')
    expect([own.allowed, own.because.map(({ code }) => code)]).toEqual([
      true,
      ['profile_level', 'reach', 'organisation', 'ground_all'],
    ])
    const answers = await Promise.all(
      ['a-paris', 'nothing'].flatMap((id) => [
        refusal(() => wes.update('account', id, { name: 'x' })),
        refusal(() => wes.remove('account', id)),
      ]),
    )
    expect(answers).toEqual(Array.from({ length: 4 }, () => 'session.gone'))
  })
})

describe('what a user writes stays within it', () => {
  test('R2.13 groups and users of others cannot be named', async () => {
    const named = (groupId: string, ownerId: string | null = null) =>
      refusal(() => wes.create('account', { name: 'Neuf', groupId, ownerId }))
    expect(await named('rennes', 'bri')).toBe('no refusal')
    expect([await named('paris'), await named('nowhere')]).toEqual([
      'session.unknown_reference /groupId',
      'session.unknown_reference /groupId',
    ])
    expect([await named('rennes', 'eve'), await named('rennes', 'nobody')]).toEqual([
      'session.unknown_reference /ownerId',
      'session.unknown_reference /ownerId',
    ])
    expect(await refusal(() => wes.update('account', 'a-brest', { groupId: 'paris' }))).toBe(
      'session.unknown_reference /groupId',
    )
  })

  test('R2.13 a user whom a bounded administrator makes is bounded, too', async () => {
    await wes.create('user', { id: 'new', name: 'Nouveau' })
    expect(await wes.rights.effective('new')).toMatchObject({ organisation: { id: 'west', name: 'Ouest' } })
    expect(await ids(await at.crm.as('new'), 'account')).toEqual(['a-brest', 'a-nantes', 'a-rennes'])
    expect(await ids(eve, 'user')).not.toContain('new')
    await wes.remove('user', 'new')
    expect(await ids(at.ana, 'user')).not.toContain('new')
  })

  test('R2.13 a group is in the organisation that bounds who creates it, and leaves it when it is removed', async () => {
    await bri.create('group', { id: 'vannes', name: 'Vannes' })
    await bri.create('account', { name: 'Port', groupId: 'vannes' })
    await at.ana.create('group', { id: 'caen', name: 'Caen' })
    expect(await ids(wes, 'group')).toEqual(['brest', 'nantes', 'rennes', 'vannes'])
    expect(await at.ana.organisations.assign({ organisation: 'west', groups: ['caen', 'brest'] })).toEqual([
      { group: 'caen', from: null },
      { group: 'brest', from: 'brittany' },
    ])
    expect(await ids(at.system, 'organisationGroup')).toHaveLength(6)
    await wes.remove('group', 'caen')
    expect(await ids(at.system, 'organisationGroup')).toHaveLength(5)
  })
})

describe('a bounded administrator', () => {
  test('R2.13 gives rights within the organisation only, and cannot lift what bounds them', async () => {
    const assign = (assignment: Parameters<typeof wes.rights.assign>[0]) => refusal(() => wes.rights.assign(assignment))
    expect(await assign({ user: 'bri', profile: 'manager', groups: ['brest'], organisation: 'brittany' })).toBe(
      'no refusal',
    )
    expect(await assign({ user: 'wes', organisation: null })).toBe('rights.not_held')
    expect(await assign({ user: 'bri', organisation: null })).toBe('rights.not_held')
    expect([
      await assign({ user: 'bri', organisation: 'east' }),
      await assign({ user: 'bri', organisation: 'x' }),
    ]).toEqual(['organisation.unknown /organisation', 'organisation.unknown /organisation'])
    expect([await assign({ user: 'eve', reach: 'own' }), await assign({ user: 'nobody', reach: 'own' })]).toEqual([
      'rights.user_unknown /user',
      'rights.user_unknown /user',
    ])
    expect([await assign({ user: 'bri', groups: ['paris'] }), await assign({ user: 'bri', groups: ['x'] })]).toEqual([
      'region.group_unknown /groups/0',
      'region.group_unknown /groups/0',
    ])
    // Bob works here, and nothing bounds him: he has more than Wes.
    expect(await assign({ user: 'bob', organisation: 'brittany' })).toBe('rights.not_held')
    expect(await refusal(() => wes.remove('user', 'bob'))).toBe('rights.not_held')
  })

  test('R2.13 R2.15 the last administrator whom nothing bounds stays one', async () => {
    expect(await refusal(() => at.ana.rights.assign({ user: 'ana', organisation: 'west' }))).toBe(
      'rights.last_administrator /user',
    )
    expect(await refusal(() => at.ana.rights.assign({ user: 'ana', profile: 'allAccess' }))).toBe(
      'rights.last_administrator /user',
    )
    expect(await refusal(() => at.system.remove('user', 'ana'))).toBe('rights.last_administrator')
    await at.ana.rights.assign({ user: 'wes', organisation: null })
    expect(await refusal(() => at.ana.rights.assign({ user: 'ana', organisation: 'west' }))).toBe('no refusal')
    expect(await refusal(() => wes.rights.assign({ user: 'wes', active: false }))).toBe(
      'rights.last_administrator /user',
    )
    // Who administers an organisation only may go.
    await wes.rights.assign({ user: 'eve', active: false })
  })

  test('R2.13 changes organisations below theirs, sets their own brand, and knows of no others', async () => {
    const { organisations } = wes
    expect((await organisations.list()).map(({ id }) => id)).toEqual(['brittany', 'west'])
    expect((await eve.organisations.list()).map(({ id }) => id)).toEqual(['east'])
    const below = await organisations.create({ id: 'nantes', name: 'Nantes', groups: ['nantes'] })
    expect(below.parentId).toBe('west')
    await organisations.move({ organisation: 'brittany', parentId: 'nantes' })
    await organisations.rename({ organisation: 'brittany', name: 'Breizh' })
    await organisations.brand({ organisation: 'west', name: 'Ouest SA' })
    const refused = [
      () => organisations.create({ name: 'Haut', parentId: null }),
      () => organisations.create({ name: 'Haut', parentId: 'east' }),
      () => organisations.create({ name: 'Pris', groups: ['paris'] }),
      () => organisations.move({ organisation: 'brittany', parentId: null }),
      () => organisations.move({ organisation: 'brittany', parentId: 'east' }),
      () => organisations.move({ organisation: 'west', parentId: 'brittany' }),
      () => organisations.rename({ organisation: 'west', name: 'Nord' }),
      () => organisations.rename({ organisation: 'east', name: 'Nord' }),
      () => organisations.brand({ organisation: 'east', name: 'Nord' }),
      () => organisations.assign({ organisation: 'west', groups: ['paris'] }),
      () => organisations.assign({ organisation: 'west', groups: ['siege'] }),
      () => organisations.assign({ organisation: 'east', groups: ['nantes'] }),
      () => organisations.unassign({ organisation: 'nantes', groups: ['nantes'] }),
      () => organisations.remove({ organisation: 'west', replacement: 'brittany' }),
      () => organisations.remove({ organisation: 'east' }),
    ]
    const codes: string[] = []
    for (const call of refused) codes.push(await refusal(call))
    expect(codes).toEqual([
      'organisation.beyond /parentId',
      'organisation.unknown /parentId',
      'region.group_unknown /groups/0',
      'organisation.beyond /parentId',
      'organisation.unknown /parentId',
      'organisation.beyond /organisation',
      'organisation.beyond /organisation',
      'organisation.unknown /organisation',
      'organisation.unknown /organisation',
      'region.group_unknown /groups/0',
      'region.group_unknown /groups/0',
      'organisation.unknown /organisation',
      'organisation.beyond /groups',
      'organisation.beyond /organisation',
      'organisation.unknown /organisation',
    ])
    expect((await organisations.overview()).map(({ id, groups, users }) => [id, groups, users])).toEqual([
      ['brittany', 2, 1],
      ['nantes', 3, 1],
      ['west', 3, 2],
    ])
  })

  test('R2.13 changes nothing that serves all organisations', async () => {
    const beyond = [
      () => wes.rights.define({ code: 'x', label: { fr: 'x', en: 'x' }, modules: {}, rights: [] }),
      () => wes.rights.switchModule('quotes', { off: true }),
      () => wes.automations.pause(),
      () => wes.lists.removeStatus('suspect', { moveTo: 'client' }),
      () =>
        wes.automations.create({
          name: 'À tous',
          trigger: { on: 'event.created' },
          action: { do: 'email', to: [{ who: 'address', address: 'x@y.fr' }], subject: { fr: 'x' }, text: { fr: 'x' } },
        }),
    ]
    for (const call of beyond) expect(await refusal(call)).toMatch(/^organisation\.beyond/)
    expect(await ids(at.ana, 'automation')).toEqual([])
    await at.ana.rights.switchModule('quotes', { off: false })
  })

  test('R2.13 regions: those that hold a group of one’s own show, with what is one’s own; only whole ones are changed', async () => {
    const { ana } = at
    await ana.regions.create({ id: 'both', name: 'Grand Ouest', groups: ['nantes', 'siege'] })
    await ana.regions.create({ id: 'far', name: 'Île-de-France', groups: ['paris'] })
    expect((await wes.regions.overview()).map(({ id, groups }) => [id, groups])).toEqual([['both', 1]])
    expect((await eve.regions.overview()).map(({ id, groups }) => [id, groups])).toEqual([['far', 1]])
    expect((await wes.regions.search()).rows.map(({ id }) => id)).toEqual(['brest', 'both', 'nantes', 'rennes'])
    expect(await wes.regions.resolve({ regions: ['both'] })).toEqual(['nantes'])
    const answers: string[] = []
    for (const call of [
      () => wes.regions.overview({ regions: ['far'] }),
      () => wes.regions.overview({ regions: ['none'] }),
      () => wes.regions.resolve({ regions: ['far'] }),
      () => wes.regions.rename({ region: 'far', name: 'x' }),
      () => wes.regions.rename({ region: 'none', name: 'x' }),
      () => wes.regions.create({ name: 'x', groups: ['paris'] }),
      () => wes.regions.rename({ region: 'both', name: 'x' }),
      () => wes.regions.unassign({ region: 'both', groups: ['nantes'] }),
      () => wes.regions.assign({ region: 'both', groups: ['brest'] }),
      () => wes.regions.create({ name: 'x', groups: ['nantes'] }),
      () => wes.regions.remove({ region: 'both' }),
      () => wes.rights.assign({ user: 'bri', regions: ['far'] }),
    ])
      answers.push((await refusal(call)).split(' ')[0] ?? '')
    expect(answers).toEqual([
      'region.unknown',
      'region.unknown',
      'region.unknown',
      'region.unknown',
      'region.unknown',
      'region.group_unknown',
      ...Array.from({ length: 5 }, () => 'organisation.beyond'),
      'region.unknown',
    ])
    // A name that is out of sight is not taken.
    const own = await wes.regions.create({ name: 'Île-de-France', groups: ['brest', 'rennes'] })
    await wes.regions.rename({ region: own.id, name: 'Bretagne' })
    await wes.rights.assign({ user: 'bri', regions: [own.id] })
    expect(await ids(eve, 'region')).toEqual(['far'])
    expect((await ids(eve, 'regionMembership')).length).toBe(1)
  })
})

describe('a change that is tried', () => {
  test('R2.13 R2.15 says who gains and loses what, to whom an organisation bounds of their own people', async () => {
    const moved = async (session: typeof wes, organisation: string) => {
      const { users } = await session.rights.preview((draft) =>
        draft.organisations.assign({ organisation, groups: ['brest'] }),
      )
      return users.map(({ user, records }) => {
        const read = records.find(({ entity, use }) => entity === 'account' && use === 'read')
        return [user, read?.gained, read?.lost]
      })
    }
    expect(await moved(at.ana, 'east')).toEqual([
      ['bri', 0, 1],
      ['eve', 1, 0],
      ['wes', 0, 1],
    ])
    expect(await moved(wes, 'west')).toEqual([['bri', 0, 1]])
    expect(await refusal(() => moved(wes, 'east'))).toBe('organisation.unknown /organisation')
    expect(await ids(bri, 'account')).toEqual(['a-brest', 'a-rennes'])
  })
})

describe('where the host says who acts', () => {
  test('R2.13 R6.3 it names the organisation that bounds them; one that is not there is refused', async () => {
    const { crm, system } = await kernel({
      wes: { profile: boss, reach: 'all', groups: ['lille', 'amiens'], organisation: 'west' },
      lost: { profile: boss, reach: 'all', organisation: 'nowhere' },
    })
    const head = await crm.as('boss')
    await head.organisations.create({ id: 'west', name: 'Ouest' })
    await system.createMany('account', [
      { id: 'a1', name: 'Un', groupId: 'lille', ownerId: 'ana' },
      { id: 'a2', name: 'Deux', groupId: 'amiens', ownerId: 'ana' },
    ])
    const there = await crm.as('wes')
    expect(await ids(there, 'account')).toEqual([])
    await head.organisations.assign({ organisation: 'west', groups: ['lille'] })
    expect([await ids(there, 'account'), await ids(there, 'user'), await ids(there, 'group')]).toEqual([
      ['a1'],
      ['ana', 'bob'],
      ['lille'],
    ])
    expect((await there.rights.me())?.groups).toEqual(['lille'])
    await there.organisations.create({ name: 'Lille', groups: ['lille'] })
    expect(await refusal(() => there.organisations.create({ name: 'Amiens', groups: ['amiens'] }))).toBe(
      'region.group_unknown /groups/0',
    )
    expect(await refusal(() => crm.as('lost'))).toBe('organisation.unknown /organisation')
    expect(await refusal(() => head.organisations.remove({ organisation: 'west' }))).toBe(
      'organisation.in_use /organisation',
    )
  })
})

describe('what the kernel keeps', () => {
  test('R2.13 users, rights and organisations of others are not there', async () => {
    expect(await ids(wes, 'user')).toEqual(['bob', 'bri', 'wes'])
    expect(await ids(bri, 'user')).toEqual(['bob', 'bri'])
    expect(await ids(wes, 'userAccess')).toEqual(['bri', 'wes'])
    expect(await ids(wes, 'organisation')).toEqual(['brittany', 'west'])
    expect(await ids(wes, 'organisationGroup')).toHaveLength(3)
    expect([
      await wes.rights.effective('eve'),
      await wes.rights.effective('bob'),
      await wes.rights.effective('x'),
    ]).toEqual([null, null, null])
    expect((await wes.rights.effective('bri'))?.user).toBe('bri')
    await at.ana.rights.assign({ user: 'bri', groups: ['brest', 'paris'] })
    await at.ana.rights.assign({ user: 'eve', groups: ['paris'] })
    expect((await wes.find('userGrant')).rows.map(({ groupId }) => groupId)).toEqual(['brest'])
  })

  test('R2.13 the journal tells of what one sees', async () => {
    await at.ana.update('account', 'a-paris', { name: 'Ville' })
    await at.ana.update('account', 'a-brest', { name: 'Port' })
    const about = async (session: typeof wes) => {
      const where = query(at.crm.model, 'journalEntry', (j) => j.type.eq('updated'))
      const { rows } = await session.find('journalEntry', { where, limit: 100 })
      return rows.filter(({ entity }) => entity === 'account').map(({ recordId }) => recordId)
    }
    expect([await about(wes), await about(eve), (await about(at.ana)).length]).toEqual([['a-brest'], ['a-paris'], 2])
    const entries = await eve.find('journalEntry', { limit: 500 })
    const seen = JSON.stringify(entries.rows)
    for (const word of ['brest', 'rennes', 'brittany', 'west', 'bri']) expect(seen).not.toContain(`"${word}"`)
  })

  test('R2.13 shared queries are those of one’s own people', async () => {
    const save = (session: typeof wes, name: string) =>
      session.lists.save({
        name,
        entity: 'account',
        criteria: query(at.crm.model, 'account', (a) => a.name.isNotEmpty()),
        shared: true,
      })
    const east = await save(eve, 'Est')
    await save(at.ana, 'Siège')
    await save(bri, 'Bretagne')
    const names = async (session: typeof wes) => (await session.lists.queries()).map(({ name }) => name)
    expect([await names(wes), await names(eve), await names(at.ana)]).toEqual([
      ['Bretagne'],
      ['Est'],
      ['Bretagne', 'Est', 'Siège'],
    ])
    expect([await refusal(() => wes.lists.run(east.id)), await refusal(() => wes.lists.duplicate(east.id))]).toEqual([
      'lists.query_unknown',
      'lists.query_unknown',
    ])
    expect(await ids(wes, 'savedQuery')).toHaveLength(1)
  })

  test('R2.13 lists and announcements stay among one’s own, under one’s brand', async () => {
    const [everyone] = await at.ana.communication.lists()
    const listId = everyone?.id ?? ''
    await at.ana.communication.createList({ name: 'Siège', members: ['ana', 'bri', 'eve'] })
    const west = await wes.communication.createList({ name: 'Ouest', members: ['bri', 'wes'] })
    expect((await wes.communication.lists()).map(({ name }) => name)).toEqual(['Ouest', 'Tout le monde'])
    expect((await eve.communication.lists()).map(({ name }) => name)).toEqual(['Tout le monde'])
    expect([...(await wes.communication.members(listId))].sort()).toEqual(['bob', 'bri', 'wes'])
    const refused = [
      () => wes.communication.addMembers(west.id, ['eve']),
      () => wes.communication.addMembers(west.id, ['nobody']),
      () => wes.communication.renameList(listId, { name: 'À nous' }),
      () => eve.communication.renameList(west.id, { name: 'À nous' }),
      () => eve.communication.publish({ kind: 'message', title: { fr: 'x' }, listId: west.id }),
      () => wes.communication.publish({ kind: 'message', title: { fr: 'x' }, listId, organisation: 'east' }),
      () => wes.communication.announcements({ user: 'eve' }),
    ]
    const codes: string[] = []
    for (const call of refused) codes.push(await refusal(call))
    expect(codes).toEqual([
      'communication.user_unknown /0',
      'communication.user_unknown /0',
      'organisation.beyond',
      'communication.list_unknown',
      'communication.list_unknown /listId',
      'organisation.unknown /organisation',
      'communication.user_unknown /user',
    ])
    await at.ana.organisations.brand({ organisation: 'west', logo: 'https://cdn.example.com/west.png' })
    await wes.communication.publish({ kind: 'message', title: { fr: 'Aux nôtres' }, listId })
    await bri.communication.publish({ kind: 'message', title: { fr: 'En Bretagne' }, listId })
    await at.ana.communication.publish({ kind: 'message', title: { fr: 'À tous' }, listId })
    await at.ana.communication.publish({ kind: 'message', title: { fr: 'À l’Est' }, listId, organisation: 'east' })
    const told = async (session: typeof wes) =>
      (await session.communication.announcements()).map(({ title, brand }) => [title.fr, brand?.name ?? null]).sort()
    expect(await told(wes)).toEqual([
      ['Aux nôtres', 'Ouest'],
      ['En Bretagne', 'Bretagne'],
      ['À tous', null],
    ])
    expect(await told(bri)).toEqual(await told(wes))
    expect(await told(eve)).toEqual([
      ['À l’Est', 'Est'],
      ['À tous', null],
    ])
    expect(await ids(eve, 'announcement')).toHaveLength(2)
    expect((await told(at.ana)).length).toBe(4)
    const shown = (await bri.communication.announcements()).map(({ brand }) => brand?.logo ?? null)
    expect(shown.sort()).toEqual(['https://cdn.example.com/west.png', 'https://cdn.example.com/west.png', null])
  })

  test('R2.13 automations serve all: whom an organisation bounds sees their runs on records they may read', async () => {
    await at.ana.automations.create({
      name: 'Bienvenue',
      trigger: { on: 'event.created' },
      condition: query(at.crm.model, 'event', (e) => e.groupId.in(['rennes', 'paris'])),
      action: { do: 'email', to: [{ who: 'address', address: 'x@y.fr' }], subject: { fr: 'x' }, text: { fr: 'x' } },
    })
    await at.system.create('event', { id: 'e1', name: 'Salon', groupId: 'rennes' })
    await at.system.create('event', { id: 'e2', name: 'Salon', groupId: 'paris' })
    expect([await wes.automations.list(), await ids(wes, 'automation')]).toEqual([[], []])
    const runs = (await wes.automations.runs()).rows
    expect(runs.map(({ subjectId, name, condition }) => [subjectId, name, condition])).toEqual([
      ['e1', 'Bienvenue', undefined],
    ])
    expect((await wes.automations.statistics()).total.pending).toBe(1)
  })
})
