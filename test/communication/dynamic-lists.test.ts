import { describe, expect, test } from 'vitest'
import {
  createClientele,
  crmEntities,
  defineModel,
  entity,
  groupsOf,
  many,
  me,
  or,
  myGroups,
  query,
  type NewComposition,
  type Profile,
} from 'clientele'
import { memoryAdapter } from 'clientele/memory'
import { boss, clerk, kernel } from '../session/kernel'

const reader = { ...clerk, modules: { ...clerk.modules, communication: 'read' } } as const

/** Nord holds Lille and, inside Somme, Amiens; Zoé works in Amiens, Max nowhere. */
async function scene() {
  const all = await kernel({
    ana: { profile: reader, reach: 'structure', groups: ['lille'] },
    bob: { profile: reader, reach: 'own' },
    zoe: { profile: reader, reach: 'own' },
    max: { profile: reader, reach: 'own' },
  })
  const { system, crm } = all
  await system.createMany('user', [
    { id: 'zoe', name: 'Zoé', groupId: 'amiens' },
    { id: 'max', name: 'Max' },
  ])
  const chloe = await crm.as('boss')
  const north = await chloe.regions.create({
    id: 'nord',
    name: 'Nord',
    groups: ['lille'],
    regions: [{ id: 'somme', name: 'Somme', groups: ['amiens'] }],
  })
  const compose = (name: string, include: NewComposition['include'], exclude: NewComposition['exclude'] = []) =>
    chloe.communication.createList({ name, composition: { include, exclude } })
  return { ...all, chloe, north, compose }
}

describe('a dynamic list', () => {
  test('R3.2 follows criteria, queries, regions, lists and exclusions as they change', async () => {
    const { chloe, model, north, system } = await scene()
    const named = query(model, 'user', (u) => u.name.startsWith('a'))
    const saved = await chloe.lists.save({ name: 'En A', entity: 'user', criteria: named })
    const office = await chloe.communication.createList({ name: 'Bureau', members: ['max'] })
    const list = await chloe.communication.createList({
      name: 'Le Nord et le bureau',
      composition: {
        include: [{ regions: [north.id] }, { list: office.id }, { criteria: named.where }],
        exclude: [{ query: saved.id }],
      },
    })
    expect(list).toMatchObject({ kind: 'dynamic', version: 1 })
    expect(await chloe.communication.members(list.id)).toEqual(['bob', 'max', 'zoe'])
    await system.update('user', 'boss', { groupId: 'lille' })
    await chloe.communication.removeMembers(office.id, ['max'])
    expect(await chloe.communication.members(list.id)).toEqual(['bob', 'boss', 'zoe'])
    await chloe.lists.edit(saved.id, { criteria: query(model, 'user', (u) => u.name.startsWith('b')) })
    expect(await chloe.communication.members(list.id)).toEqual(['ana', 'boss', 'zoe'])
    await chloe.regions.unassign({ region: north.id, groups: ['lille'] })
    expect(await chloe.communication.members(list.id)).toEqual(['ana', 'zoe'])
  })

  test('R3.3 its announcements are seen by its members alone, however they ask', async () => {
    const { chloe, compose, crm, north, system } = await scene()
    const list = await compose('Le Nord', [{ regions: [north.id] }], [{ users: ['bob'] }])
    const said = await chloe.communication.publish({ kind: 'deal', title: { fr: 'Cinéma' }, listId: list.id })
    const seenBy = async (user: string) => {
      const session = await crm.as(user)
      const ids = (await session.communication.announcements()).map(({ id }) => id)
      expect((await session.find('announcement')).rows.map(({ id }) => id)).toEqual(ids)
      expect(await session.count('announcement')).toBe(ids.length)
      expect((await session.get('announcement', said.id))?.id).toEqual(ids[0])
      expect(await chloe.communication.announcements({ user })).toHaveLength(ids.length)
      const streamed: unknown[] = []
      for await (const row of session.stream('announcement')) streamed.push(row.id)
      expect(streamed).toEqual(ids)
      return ids.length
    }
    expect([await seenBy('ana'), await seenBy('bob'), await seenBy('zoe'), await seenBy('max')]).toEqual([1, 0, 1, 0])
    await system.update('user', 'max', { groupId: 'amiens' })
    await system.update('user', 'zoe', { groupId: null })
    expect([await seenBy('zoe'), await seenBy('max')]).toEqual([0, 1])
    // A transaction sees what it did itself.
    await (
      await crm.as('boss')
    ).transaction(async (inner) => {
      await inner.communication.recomposeList(list.id, { composition: { include: [{ users: ['boss'] }] } })
      expect(await inner.communication.announcements()).toHaveLength(1)
      expect(await inner.count('announcement')).toBe(1)
    })
  })

  test('R3.2 members come by pages, streamed and counted, and the composition as a sentence', async () => {
    const { chloe, compose, model, north } = await scene()
    const office = await chloe.communication.createList({ name: 'Bureau', members: ['max'] })
    const criteria = query(model, 'user', (u) => u.name.eq('Chloé'))
    const saved = await chloe.lists.save({ name: 'Chloés', entity: 'user', criteria })
    const list = await compose(
      'Presque tous',
      [{ regions: [north.id] }, { list: office.id }, { query: saved.id }, { criteria }],
      [{ users: ['bob'] }, { groups: ['amiens'] }],
    )
    const first = await chloe.communication.findMembers(list.id, { orderBy: ['name'], limit: 2, total: true })
    expect([first.rows.map(({ name }) => name), first.total]).toEqual([['Anaïs', 'Chloé'], 3])
    const rest = await chloe.communication.findMembers(list.id, { orderBy: ['name'], limit: 2, after: first.end })
    expect(rest.rows.map(({ id }) => id)).toEqual(['max'])
    expect(await chloe.communication.countMembers(list.id)).toBe(3)
    const streamed: unknown[] = []
    for await (const row of await chloe.communication.streamMembers(list.id, { limit: 1 })) streamed.push(row['id'])
    expect(streamed).toEqual(['ana', 'boss', 'max'])
    expect(await chloe.communication.describe(list.id, { locale: 'fr' })).toBe(
      'les utilisateurs de la région Nord, les membres de la liste «\u00a0Bureau\u00a0», les utilisateurs de la requête «\u00a0Chloés\u00a0» et les utilisateurs pour lesquels Nom est «\u00a0Chloé\u00a0»\u00a0; sans Bob et les utilisateurs du groupe Amiens',
    )
    expect(await chloe.communication.describe({ include: [{ regions: ['somme'] }] })).toBe(
      'the users of the region Somme',
    )
  })

  test('R3.2 why somebody is on it or not, part by part', async () => {
    const { chloe, compose, north } = await scene()
    const list = await compose('Le Nord', [{ regions: [north.id] }, { users: ['max'] }], [{ groups: ['amiens'] }])
    const why = await chloe.communication.explainMember(list.id, 'zoe', { locale: 'fr' })
    expect(why).toEqual({
      member: false,
      outside: false,
      parts: [
        { side: 'include', path: '/include/0', holds: true, text: 'les utilisateurs de la région Nord' },
        { side: 'include', path: '/include/1', holds: false, text: 'Max' },
        { side: 'exclude', path: '/exclude/0', holds: true, text: 'les utilisateurs du groupe Amiens' },
      ],
    })
    expect((await chloe.communication.explainMember(list.id, 'max')).member).toBe(true)
    const [everyone] = (await chloe.communication.lists()).filter(({ kind }) => kind === 'everyone')
    expect(await chloe.communication.explainMember(everyone?.id ?? '', 'max')).toEqual({
      member: true,
      outside: false,
      parts: [],
    })
  })

  test('R3.2 keeps what was said, and nothing of who that is', async () => {
    const { chloe, compose, north, system } = await scene()
    const list = await compose('Le Nord', [{ regions: [north.id] }])
    expect(list.composition).toEqual({ version: 1, include: [{ regions: [north.id], groups: [] }], exclude: [] })
    expect(await system.count('distributionListMember')).toBe(0)
    const again = await chloe.communication.recomposeList(list.id, {
      composition: JSON.parse(JSON.stringify(list.composition)),
      version: 1,
    })
    expect(again).toEqual({ ...list, version: 2 })
    const late = chloe.communication.recomposeList(list.id, {
      composition: { include: [{ users: ['max'] }] },
      version: 1,
    })
    await expect(late).rejects.toMatchObject({ code: 'session.stale' })
  })

  test('R3.2 users and groups that are removed leave the compositions that name them', async () => {
    const { chloe, compose, system } = await scene()
    const list = await compose(
      'Deux',
      [{ users: ['max', 'bob'] }, { groups: ['lille', 'amiens'] }],
      [{ users: ['zoe'] }],
    )
    await system.remove('user', 'max')
    await system.remove('user', 'zoe')
    await chloe.regions.remove({ region: 'nord' })
    await system.remove('group', 'amiens')
    const [now] = (await chloe.communication.lists()).filter(({ id }) => id === list.id)
    expect(now?.composition).toEqual({
      version: 1,
      include: [{ users: ['bob'] }, { regions: [], groups: ['lille'] }],
      exclude: [],
    })
    expect(now?.version).toBe(4)
    expect(await chloe.communication.members(list.id)).toEqual(['ana', 'bob'])
    // What is read can be given back.
    if (now?.composition) await chloe.communication.recomposeList(list.id, { composition: now.composition })
    await system.remove('user', 'bob')
    await system.remove('user', 'ana')
    await system.remove('group', 'lille')
    expect(await chloe.communication.members(list.id)).toEqual([])
    expect(await chloe.communication.describe(list.id, { locale: 'fr' })).toBe('personne')
    expect(await chloe.communication.describe(list.id, { locale: 'en' })).toBe('nobody')
  })
})

describe('what a list uses, and what uses a list', () => {
  test('R3.2 R2.4 a status and a tag that become another are followed, those whom nobody moved stay', async () => {
    const { user } = crmEntities
    const selling = entity({ ...user, relations: { ...user.relations, accounts: many('account', 'ownerId') } })
    const model = defineModel({ ...crmEntities, user: selling })
    const crm = await createClientele({ model, store: memoryAdapter(), timeZone: 'Europe/Paris' })
    const { communication, lists, ...system } = crm.system('test')
    await system.createMany(
      'user',
      ['ana', 'bob'].map((id) => ({ id, name: id })),
    )
    await system.create('group', { id: 'lille', name: 'Lille' })
    const account = { groupId: 'lille', status: 'suspect' }
    await system.createMany('account', [
      { ...account, name: 'Zinc', ownerId: 'ana', tags: ['gold'] },
      { ...account, name: 'Rey', ownerId: 'bob', tags: [] },
    ])
    const asks = (status: string, tag: string) =>
      query(model, 'user', (u) => u.accounts.some((a) => or(a.status.ne(status), a.tags.has(tag))))
    const criteria = asks('suspect', 'gold')
    const list = await communication.createList({
      name: 'Vendeurs',
      composition: { include: [{ users: ['bob'] }], exclude: [{ criteria }] },
    })
    const excluded = async () => (await communication.lists()).find(({ id }) => id === list.id)?.composition?.exclude
    await lists.addTag({ code: 'vip', label: { fr: 'VIP', en: 'VIP' } })
    await lists.mergeTags({ from: 'gold', into: 'vip' })
    await lists.removeStatus('suspect', { moveTo: 'prospect' })
    expect(await excluded()).toEqual([{ criteria: asks('prospect', 'vip') }])
    expect(await communication.members(list.id)).toEqual(['bob'])
  })

  test('R2.7 a saved query that a list asks is not removed, and stays fit for it', async () => {
    const { chloe, compose, model } = await scene()
    const criteria = query(model, 'user', (u) => u.id.eq(me()))
    const saved = await chloe.lists.save({ name: 'Moi', entity: 'user', criteria })
    const list = await compose('Chloé', [{ query: saved.id }])
    expect(await chloe.communication.members(list.id)).toEqual(['boss'])
    expect(await chloe.lists.uses(saved.id)).toEqual({
      uses: [
        {
          entity: 'distributionList',
          id: list.id,
          label: { fr: 'la liste de diffusion Chloé', en: 'the distribution list Chloé' },
        },
      ],
      others: false,
    })
    await expect(chloe.lists.remove(saved.id)).rejects.toMatchObject({ code: 'lists.query_in_use' })
    const mine = query(model, 'user', (u) => u.groupId.in(myGroups()))
    await expect(chloe.lists.edit(saved.id, { criteria: mine })).rejects.toMatchObject({
      code: 'communication.composition_reference',
      path: '/criteria',
    })
    const many = query(model, 'user', (u) => or(...Array.from({ length: 500 }, (_, n) => u.name.eq(`x${n}`))))
    await expect(chloe.lists.edit(saved.id, { criteria: many })).rejects.toMatchObject({
      code: 'communication.composition_too_large',
      path: '/criteria',
    })
    await chloe.communication.recomposeList(list.id, { composition: { include: [{ users: ['max'] }] } })
    await chloe.lists.remove(saved.id)
  })

  test('R1.10 a region that a list names is not removed, unless another takes its place', async () => {
    const { chloe, compose, model } = await scene()
    const list = await compose('Somme', [
      { regions: ['somme', 'nord'] },
      { criteria: query(model, 'user', (u) => u.groupId.in(groupsOf({ regions: ['somme'] }))) },
    ])
    await expect(chloe.regions.remove({ region: 'somme' })).rejects.toMatchObject({
      code: 'region.in_use',
      data: { records: [{ entity: 'distributionList', id: list.id }] },
    })
    await chloe.regions.remove({ region: 'somme', replacement: 'nord' })
    const [now] = (await chloe.communication.lists()).filter(({ id }) => id === list.id)
    expect(now?.composition?.include[0]).toEqual({ regions: ['nord'], groups: [] })
    expect(JSON.stringify(now?.composition)).not.toContain('somme')
    expect(await chloe.communication.members(list.id)).toEqual(['ana', 'bob'])
  })

  test('R3.2 a list is not removed while an announcement that is not over, or another list, uses it', async () => {
    const { chloe, clock, compose, system } = await scene()
    const office = await chloe.communication.createList({ name: 'Bureau', members: ['max'] })
    const list = await compose('Sans le bureau', [{ groups: ['lille'] }], [{ list: office.id }])
    await chloe.communication.publish({
      kind: 'message',
      title: { fr: 'Bonjour', en: 'Hello' },
      listId: office.id,
      endsOn: '2026-03-20',
    })
    const removing = chloe.communication.removeList(office.id)
    await expect(removing).rejects.toMatchObject({
      code: 'communication.list_in_use',
      data: {
        list: 'Bureau',
        others: false,
        uses: [
          { fr: 'l’annonce Bonjour', en: 'the announcement Hello' },
          { fr: 'la liste de diffusion Sans le bureau', en: 'the distribution list Sans le bureau' },
        ],
      },
    })
    await chloe.communication.removeList(list.id)
    clock.set('2026-03-20T22:59:59Z')
    await expect(chloe.communication.removeList(office.id)).rejects.toMatchObject({ code: 'communication.list_in_use' })
    clock.set('2026-03-20T23:00:00Z')
    await chloe.communication.removeList(office.id)
    expect((await chloe.communication.lists()).map(({ kind }) => kind)).toEqual(['everyone'])
    expect(await system.count('distributionListMember')).toBe(0)
    const [everyone] = await chloe.communication.lists()
    await expect(chloe.communication.removeList(everyone?.id ?? '')).rejects.toMatchObject({
      code: 'communication.list_stays',
    })
  })
})

describe('what is refused, with nothing written', () => {
  const deep = (levels: number): unknown =>
    levels === 0 ? { users: ['bob'] } : { type: 'not', criteria: deep(levels - 1) }

  test('R3.2 what no list can be composed of', async () => {
    const { chloe, compose, model, system } = await scene()
    const accounts = await chloe.lists.save({
      name: 'Clients',
      entity: 'account',
      criteria: query(model, 'account', (a) => a.status.eq('client')),
    })
    const mine = await chloe.lists.save({
      name: 'Mes groupes',
      entity: 'user',
      criteria: query(model, 'user', (u) => u.groupId.in(myGroups())),
    })
    const full = await compose(
      'Cent',
      Array.from({ length: 100 }, () => ({ users: ['bob'] })),
    )
    const many = query(model, 'user', (u) => or(...Array.from({ length: 500 }, (_, n) => u.name.eq(`x${n}`))))
    const wide = await chloe.lists.save({ name: 'Large', entity: 'user', criteria: many })
    const before = await system.count('journalEntry')
    const bad: readonly (readonly [composition: unknown, code: string, path: string])[] = [
      [null, 'input.invalid', '/composition'],
      [{ include: [] }, 'communication.composition_empty', '/composition/include'],
      [{ include: [{ users: ['bob'] }], version: 2 }, 'input.invalid', '/composition/version'],
      [{ include: [{ users: ['bob'] }], exlude: [] }, 'input.invalid', '/composition'],
      [{ include: [{}] }, 'communication.part_unknown', '/composition/include/0'],
      [{ include: [7] }, 'communication.part_unknown', '/composition/include/0'],
      [{ include: [{ users: [] }] }, 'input.invalid', '/composition/include/0/users'],
      [{ include: [{ users: ['bob'], list: 'x' }] }, 'input.invalid', '/composition/include/0'],
      [{ include: [{ users: ['bob', 'who'] }] }, 'communication.user_unknown', '/composition/include/0/users/1'],
      [{ include: [{ groups: ['lille', 'who'] }] }, 'region.group_unknown', '/composition/include/0/groups/1'],
      [{ include: [{ regions: ['nord', 'who'] }] }, 'region.unknown', '/composition/include/0/regions/1'],
      [{ include: [{ regions: [], groups: [] }] }, 'input.invalid', '/composition/include/0'],
      [{ include: [{ list: 'who' }] }, 'communication.list_unknown', '/composition/include/0/list'],
      [{ include: [{ query: 'who' }] }, 'lists.query_unknown', '/composition/include/0/query'],
      [{ include: [{ query: accounts.id }] }, 'communication.query_not_users', '/composition/include/0/query'],
      [{ include: [{ query: mine.id }] }, 'communication.composition_reference', '/composition/include/0/query'],
      [
        { include: [{ users: ['bob'] }], exclude: [{ criteria: query(model, 'user', (u) => u.id.eq(me())) }] },
        'communication.composition_reference',
        '/composition/exclude/0/criteria',
      ],
      [
        { include: [{ criteria: query(model, 'account', (a) => a.status.eq('client')) }] },
        'query.wrong_entity',
        '/composition/include/0/criteria/entity',
      ],
      [
        {
          include: [
            { criteria: { type: 'test', field: 'groupId', operator: 'in', value: groupsOf({ regions: ['who'] }) } },
          ],
        },
        'region.unknown',
        '/composition/include/0/criteria/value/selection/regions/0',
      ],
      [{ include: [{ criteria: deep(5_000) }] }, 'query.too_deep', ''],
      [
        { include: Array.from({ length: 100_000 }, () => ({ users: ['bob'] })) },
        'input.invalid',
        '/composition/include',
      ],
      [{ include: [{ criteria: many }] }, 'communication.composition_too_large', '/composition'],
      [{ include: [{ query: wide.id }] }, 'communication.composition_too_large', '/composition'],
      [
        { include: Array.from({ length: 10 }, () => ({ list: full.id })) },
        'communication.composition_too_large',
        '/composition',
      ],
    ]
    for (const [composition, code, path] of bad) {
      const refused = chloe.communication.createList({ name: 'x', composition } as never)
      await expect(refused, `${code} ${path}`).rejects.toMatchObject(path === '' ? { code } : { code, path })
    }
    await expect(
      chloe.communication.createList({
        name: 'x',
        members: ['bob'],
        composition: { include: [{ users: ['bob'] }] },
      } as never),
    ).rejects.toMatchObject({ code: 'communication.list_two_kinds' })
    expect(await system.count('journalEntry')).toBe(before)
  })

  test('R3.2 a list stays the kind that it is', async () => {
    const { chloe, compose } = await scene()
    const fixed = await chloe.communication.createList({ name: 'Bureau' })
    const list = await compose('Max', [{ users: ['max'] }])
    const composition: NewComposition = { include: [{ users: ['max'] }] }
    const codes = [
      () => chloe.communication.recomposeList(fixed.id, { composition }),
      () => chloe.communication.addMembers(list.id, ['bob']),
      () => chloe.communication.removeMembers(list.id, ['bob']),
      () => chloe.communication.describe(fixed.id),
    ].map((call) => call().then(String, ({ code }: { code: string }) => code))
    expect(await Promise.all(codes)).toEqual([
      'communication.list_not_dynamic',
      'communication.list_dynamic',
      'communication.list_dynamic',
      'communication.list_not_dynamic',
    ])
  })

  test('R3.2 a list that would contain itself, with the line that closes the circle', async () => {
    const { chloe, compose } = await scene()
    const a = await compose('A', [{ users: ['max'] }])
    const b = await compose('B', [{ list: a.id }])
    const c = await compose('C', [{ users: ['bob'] }], [{ list: b.id }])
    const close = (id: string) =>
      chloe.communication.recomposeList(a.id, {
        composition: { include: [{ users: ['max'] }], exclude: [{ list: id }] },
      })
    await expect(close(c.id)).rejects.toMatchObject({
      code: 'communication.list_circle',
      path: '/composition',
      data: { line: 'A → C → B → A' },
    })
    await expect(close(a.id)).rejects.toMatchObject({ data: { line: 'A → A' } })
    expect(await chloe.communication.members(c.id)).toEqual(['bob'])
  })
})

describe('rights', () => {
  const talker = { ...boss, code: 'talker', rights: [] } as const

  /** Tom manages communication, and sees the users of Lille alone; of fields and modules what is said. */
  async function withTom(profile: Partial<Profile> = {}) {
    const all = await kernel({
      tom: { profile: { ...talker, ...profile }, reach: 'structure', groups: ['lille'] },
      ana: { profile: reader, reach: 'own' },
    })
    await all.system.createMany('user', [
      { id: 'tom', name: 'Tom', groupId: 'lille', locale: 'fr' },
      { id: 'zoe', name: 'Zoé', groupId: 'amiens', locale: 'fr' },
    ])
    await all.system.regions.create({ id: 'nord', name: 'Nord', groups: ['lille', 'amiens'] })
    return { ...all, tom: await all.crm.as('tom'), chloe: await all.crm.as('boss') }
  }

  test('R3.2 nobody learns of users out of sight by a list, however they count it', async () => {
    const { tom, chloe, crm } = await withTom()
    const fixed = await chloe.communication.createList({ name: 'Deux', members: ['zoe', 'ana'] })
    const list = await tom.communication.createList({
      name: 'Le Nord',
      composition: { include: [{ regions: ['nord'] }, { list: fixed.id }] },
    })
    expect(await tom.communication.members(list.id)).toEqual(['ana', 'bob', 'tom'])
    expect(await tom.communication.countMembers(list.id)).toBe(3)
    expect((await tom.communication.findMembers(list.id, { total: true })).total).toBe(3)
    expect(await tom.communication.members(fixed.id)).toEqual(['ana'])
    expect(await tom.count('distributionListMember')).toBe(1)
    const withZoe = query(crm.model, 'distributionList', (l) => l.members.some((m) => m.userId.eq('zoe')))
    expect(await tom.count('distributionList', withZoe)).toBe(0)
    await expect(tom.communication.explainMember(list.id, 'zoe')).rejects.toMatchObject({
      code: 'communication.user_unknown',
      path: '/user',
    })
    expect(await tom.communication.announcements({ user: 'tom' })).toEqual([])
    await expect(tom.communication.announcements({ user: 'zoe' })).rejects.toMatchObject({
      code: 'communication.user_unknown',
    })
    expect(await chloe.communication.countMembers(list.id)).toBe(4)
  })

  test('R2.14 nobody asks in a list about fields hidden from them, nor looks into one that does', async () => {
    const { tom, chloe, model } = await withTom({ fields: { user: { locale: 'hidden' } } })
    const speaksFrench = query(model, 'user', (u) => u.locale.eq('fr'))
    const saved = await chloe.lists.save({ name: 'Fr', entity: 'user', criteria: speaksFrench, shared: true })
    const own = (part: object) => tom.communication.createList({ name: 'x', composition: { include: [part] } } as never)
    await expect(own({ criteria: speaksFrench })).rejects.toMatchObject({ code: 'query.unknown_field' })
    await expect(own({ query: saved.id })).rejects.toMatchObject({ code: 'session.hidden_field' })
    const inner = await chloe.communication.createList({
      name: 'Francophones',
      composition: { include: [{ query: saved.id }] },
    })
    // Naming it tells nothing; looking into what names it would.
    const outer = await tom.communication.createList({
      name: 'Eux et Bob',
      composition: { include: [{ list: inner.id }, { users: ['bob'] }] },
    })
    const looks = [
      () => tom.communication.members(outer.id),
      () => tom.communication.countMembers(inner.id),
      () => tom.communication.findMembers(outer.id),
      () => tom.communication.streamMembers(inner.id),
      () => tom.communication.explainMember(outer.id, 'bob'),
      () => tom.communication.describe(inner.id),
    ]
    for (const look of looks) await expect(look()).rejects.toMatchObject({ code: 'session.hidden_field' })
    await tom.communication.publish({ kind: 'deal', title: { fr: 'Ciné' }, listId: outer.id })
    expect(await tom.communication.announcements()).toHaveLength(1)
    expect(await tom.communication.announcements({ user: 'bob' })).toHaveLength(0)
    expect(await chloe.communication.announcements({ user: 'bob' })).toHaveLength(1)
  })

  test('R2.10 regions, queries and related records are asked about by who sees them', async () => {
    const { tom, chloe, model } = await withTom({
      modules: { communication: 'manage', users: 'read', groups: 'read', lists: 'read' },
    })
    const own = (part: object) => tom.communication.createList({ name: 'x', composition: { include: [part] } } as never)
    const inNorth = query(model, 'user', (u) => u.groupId.in(groupsOf({ regions: ['nord'] })))
    const nearLille = query(model, 'user', (u) => u.group.is((g) => g.name.startsWith('a')))
    const hidden = await chloe.lists.save({ name: 'À moi', entity: 'user', criteria: inNorth })
    const lent = await chloe.lists.save({ name: 'À tous', entity: 'user', criteria: inNorth, shared: true })
    await expect(own({ regions: ['nord'] })).rejects.toMatchObject({ code: 'session.module_unknown' })
    await expect(own({ criteria: inNorth })).rejects.toMatchObject({ code: 'session.module_unknown' })
    await expect(own({ query: hidden.id })).rejects.toMatchObject({ code: 'lists.query_unknown' })
    await expect(own({ criteria: nearLille })).rejects.toMatchObject({ code: 'communication.list_beyond_rights' })
    const list = await own({ query: lent.id })
    expect(await tom.communication.members(list.id)).toEqual(['ana', 'bob', 'tom'])
    const related = await chloe.communication.createList({
      name: 'Près de Lille',
      composition: { include: [{ criteria: nearLille }] },
    })
    await expect(tom.communication.members(related.id)).rejects.toMatchObject({
      code: 'communication.list_beyond_rights',
    })
  })

  test('R3.2 lists are for those who manage communication', async () => {
    const { chloe, crm } = await withTom()
    const list = await chloe.communication.createList({ name: 'x', composition: { include: [{ users: ['ana'] }] } })
    const ana = await crm.as('ana')
    const calls = [
      () => ana.communication.createList({ name: 'y', composition: { include: [{ users: ['ana'] }] } }),
      () => ana.communication.recomposeList(list.id, { composition: { include: [{ users: ['bob'] }] } }),
      () => ana.communication.removeList(list.id),
      () => ana.communication.findMembers(list.id),
      () => ana.communication.countMembers(list.id),
      () => ana.communication.streamMembers(list.id),
      () => ana.communication.explainMember(list.id, 'ana'),
      () => ana.communication.describe(list.id),
      () => ana.communication.describe({ include: [{ users: ['ana'] }] }),
    ]
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'session.missing_level' })
    expect(await ana.count('distributionList')).toBe(0)
  })
})
