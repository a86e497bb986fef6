import { createClientele, crmEntities, defineModel, query, sequentialIdentifiers, testClock } from 'clientele'
import { memoryAdapter } from 'clientele/memory'
import { beforeEach, describe, expect, test } from 'vitest'
import { refusalOf } from '../regions/scene'

async function open() {
  const clock = testClock('2026-03-02T08:00:00Z')
  const crm = await createClientele({
    model: defineModel(crmEntities),
    store: memoryAdapter({ clock }),
    timeZone: 'Europe/Paris',
    clock,
    identifiers: sequentialIdentifiers('id-'),
  })
  const system = crm.system('test')
  await system.createMany('group', [
    { id: 'lille', name: 'Lille' },
    { id: 'arras', name: 'Arras' },
    { id: 'brest', name: 'Brest' },
  ])
  for (const id of ['ana', 'bob', 'eve']) await system.create('user', { id, name: id })
  await system.createMany('account', [
    { id: 'a1', name: 'Garage', groupId: 'lille', ownerId: 'bob' },
    { id: 'a2', name: 'Hôtel', groupId: 'arras', ownerId: 'eve' },
    { id: 'a3', name: 'Port', groupId: 'brest', ownerId: 'bob' },
  ])
  return { crm, clock, system }
}

let at: Awaited<ReturnType<typeof open>>
beforeEach(async () => {
  at = await open()
})

/** North, with Lille and Arras, made by the administrator. */
async function north(): Promise<string> {
  const ana = await at.crm.as('ana')
  return (await ana.regions.create({ name: 'Nord', groups: ['lille', 'arras'] })).id
}

describe('regions through a session', () => {
  test('R1.1 administrators only change regions', async () => {
    const region = await north()
    const bob = await at.crm.as('bob')
    const calls = [
      bob.regions.create({ name: 'Ouest', groups: ['brest'] }),
      bob.regions.rename({ region, name: 'N' }),
      bob.regions.move({ region, parentId: null }),
      bob.regions.assign({ region, groups: ['brest'] }),
      bob.regions.unassign({ region, groups: ['lille'] }),
      bob.regions.remove({ region }),
    ]
    expect(await Promise.all(calls.map(refusalOf))).toEqual(calls.map(() => ['session.missing_right']))
    expect(await bob.regions.overview()).toMatchObject([{ name: 'Nord', groups: 2, members: 0 }])
  })

  test('R1.2 a region that gains a group is changed in rights and in criteria at once', async () => {
    const region = await north()
    const ana = await at.crm.as('ana')
    const bob = await at.crm.as('bob')
    await ana.rights.assign({ user: 'bob', profile: 'manager', reach: 'structure', regions: [region] })
    const seen = async () => (await bob.find('account', { orderBy: ['id'] })).rows.map(({ id }) => id)
    // Bob owns the port.
    expect(await seen()).toEqual(['a1', 'a2', 'a3'])
    await ana.regions.unassign({ region, groups: ['arras'] })
    expect(await seen()).toEqual(['a1', 'a3'])
    const where = query(at.crm.model, 'account', (a) =>
      a.groupId.in({ ref: 'groups', selection: { regions: [region] } }),
    )
    expect(await ana.count('account', where)).toBe(1)
    await ana.regions.assign({ region, groups: ['brest', 'arras'] })
    expect(await ana.count('account', where)).toBe(3)
    expect(await ana.regions.overview()).toMatchObject([{ name: 'Nord', groups: 3, members: 1 }])
  })

  test('R1.9 a region is resolved as of now or of any moment', async () => {
    const region = await north()
    const ana = await at.crm.as('ana')
    const then = at.clock.now()
    at.clock.advance({ days: 1 })
    await ana.regions.unassign({ region, groups: ['arras'] })
    expect(await ana.regions.resolve({ regions: [region], groups: ['brest'] })).toEqual(['lille', 'brest'])
    expect(await ana.regions.resolve({ regions: [region] }, { asOf: then })).toEqual(['lille', 'arras'])
  })

  test('R1.7 search and resolution show only the groups one may read', async () => {
    const region = await north()
    const ana = await at.crm.as('ana')
    await ana.rights.assign({ user: 'bob', profile: 'manager', reach: 'own', groups: ['arras'] })
    const bob = await at.crm.as('bob')
    expect((await ana.regions.search({ text: 'r' })).rows.map(({ name }) => name)).toEqual(['Arras', 'Brest', 'Nord'])
    expect((await bob.regions.search({ text: 'r' })).rows.map(({ name }) => name)).toEqual(['Arras', 'Nord'])
    expect(await bob.regions.resolve({ regions: [region] })).toEqual(['arras'])
  })

  test('R1.10 a region is removed when nobody is given it any more, and the journal tells', async () => {
    const region = await north()
    const ana = await at.crm.as('ana')
    await ana.rights.assign({ user: 'bob', regions: [region] })
    expect(await refusalOf(ana.regions.remove({ region }))).toEqual(['region.in_use /region'])
    await ana.rights.assign({ user: 'bob', regions: [] })
    await ana.regions.remove({ region, version: 1 })
    expect(await ana.regions.overview()).toEqual([])
    const where = query(at.crm.model, 'journalEntry', (j) => j.recordId.eq(region))
    const { rows } = await ana.find('journalEntry', { where, orderBy: ['id'] })
    expect(rows.map(({ type, actorId }) => [type, actorId])).toEqual([
      ['created', 'ana'],
      ['updated', 'ana'],
    ])
  })

  test('R1.1 what regions are kept in is not written by the way', async () => {
    const ana = await at.crm.as('ana')
    const region = await north()
    // @ts-expect-error the kernel keeps these records by its own actions
    expect(await refusalOf(ana.update('region', region, { name: 'N' }))).toEqual(['session.kernel_entity'])
    // @ts-expect-error the kernel keeps these records by its own actions
    expect(await refusalOf(ana.update('userAccess', 'bob', { profile: 'administrator' }))).toEqual([
      'session.kernel_entity',
    ])
  })

  test('R1.8 a group of the last region that has only it is not removed', async () => {
    const region = await north()
    const ana = await at.crm.as('ana')
    await ana.regions.unassign({ region, groups: ['arras'] })
    await at.system.remove('account', 'a1')
    expect(await refusalOf(ana.remove('group', 'lille'))).toEqual(['region.left_empty'])
    await ana.remove('group', 'arras')
  })
})

describe('rights through a session', () => {
  test('R2.8 the first user administers, later ones have all access, and nobody else may do anything', async () => {
    expect(await (await at.crm.as('ana')).rights.me()).toMatchObject({
      profile: { code: 'administrator' },
      reach: 'all',
    })
    expect(await (await at.crm.as('eve')).rights.me()).toMatchObject({ profile: { code: 'allAccess' }, reach: 'all' })
    expect(await refusalOf(at.crm.as('mallory'))).toEqual(['session.no_actor'])
  })

  test('R2.8 of users created at once, one is administrator', async () => {
    const other = await at.crm.forTenant('other')
    const start = other.system('start')
    await Promise.all(['u1', 'u2', 'u3'].map((id) => start.create('user', { id, name: id })))
    const profiles = await Promise.all(
      ['u1', 'u2', 'u3'].map(async (id) => (await start.rights.effective(id))?.profile.code),
    )
    expect(profiles.sort()).toEqual(['administrator', 'allAccess', 'allAccess'])
  })

  test('R2.15 two administrators who demote each other at once: one does, the other is refused', async () => {
    const ana = await at.crm.as('ana')
    await ana.rights.assign({ user: 'bob', profile: 'administrator' })
    const bob = await at.crm.as('bob')
    const outcomes = await Promise.all(
      [
        ana.rights.assign({ user: 'bob', profile: 'manager' }),
        bob.rights.assign({ user: 'ana', profile: 'manager' }),
      ].map(refusalOf),
    )
    expect(outcomes.filter((outcome) => Array.isArray(outcome))).toHaveLength(1)
    const codes = await Promise.all(
      ['ana', 'bob'].map(async (id) => (await at.system.rights.effective(id))?.profile.code),
    )
    expect(codes.sort()).toEqual(['administrator', 'manager'])
  })

  test('R2.15 a change of rights holds on the very next call, and the last administrator stays', async () => {
    const ana = await at.crm.as('ana')
    const bob = await at.crm.as('bob')
    expect(await bob.count('account')).toBe(3)
    await ana.rights.define({
      code: 'reader',
      label: { fr: 'Lecteur', en: 'Reader' },
      modules: { accounts: 'read' },
      rights: [],
    })
    await ana.rights.assign({ user: 'bob', profile: 'reader', reach: 'own' })
    expect(await bob.count('account')).toBe(2)
    expect(await refusalOf(bob.find('event'))).toEqual(['session.module_unknown'])
    expect(await refusalOf(bob.rights.assign({ user: 'bob', reach: 'all' }))).toEqual(['session.missing_right'])
    expect(await refusalOf(bob.rights.effective('ana'))).toEqual(['session.missing_right'])
    expect(await bob.rights.effective('bob')).toMatchObject({
      modules: [{ module: 'accounts', level: 'read', reach: 'own' }],
    })
    expect(await refusalOf(ana.rights.assign({ user: 'ana', profile: 'reader' }))).toEqual([
      'rights.last_administrator /user',
    ])
    expect(await refusalOf(at.system.remove('user', 'ana'))).toEqual(['rights.last_administrator'])
    expect((await ana.rights.profiles()).map(({ code }) => code)).toEqual([
      'administrator',
      'allAccess',
      'manager',
      'reader',
    ])
  })

  test('R2.15 can(…) on a record says why, the same for one out of reach and one that is not there', async () => {
    const ana = await at.crm.as('ana')
    await ana.rights.assign({ user: 'bob', profile: 'manager', reach: 'structure', groups: ['lille'] })
    const { rights } = await at.crm.as('bob')
    const codes = async (id: string) => {
      const { allowed, because } = await rights.can('manage', 'account', id)
      return [allowed, ...because.map(({ code }) => code)]
    }
    expect(await codes('a1')).toEqual([true, 'profile_level', 'reach', 'ground_group', 'ground_owner'])
    expect(await codes('a3')).toEqual([true, 'profile_level', 'reach', 'ground_owner'])
    expect(await codes('a2')).toEqual([false, 'reach', 'out_of_reach'])
    expect(await rights.can('manage', 'account', 'a2')).toEqual(await rights.can('manage', 'account', 'nowhere'))
    expect(await at.system.rights.can('manage', 'account', 'a2')).toMatchObject({ allowed: true })
  })
})
