import {
  administrator,
  allAccess,
  assignRights,
  BUILT_IN_PROFILES,
  defineProfile,
  grantReferences,
  membersOfRegions,
  permissionReactions,
  type Actor,
  type Profile,
} from 'clientele/permissions'
import { createRegion, removeRegion } from 'clientele/regions'
import type { Write } from 'clientele/kernel'
import { entityOf, parseRecord } from 'clientele/model'
import { EVERYTHING, isEqual } from 'clientele/query'
import type { Decision, DecisionContext, Outcome } from 'clientele/storage'
import { beforeEach, describe, expect, test } from 'vitest'
import { refusalOf, scene, type Scene } from '../regions/scene'

let at: Scene

/** Users who come together, each after making sure that they are not there. */
function* arrival(ids: readonly string[], context: DecisionContext): Decision<Outcome<void>> {
  const user = entityOf(context.model, 'user')
  for (const id of ids) {
    const there = yield { entity: 'user', where: isEqual(user, 'id', id) }
    expect(there).toEqual([])
  }
  const rows = ids.map((id) => parseRecord(user, { id, name: id, groupId: id === 'bob' ? 'amiens' : null }))
  return { writes: [{ type: 'insert', entity: 'user', rows }], value: undefined }
}

function* departure(entity: string, id: string, context: DecisionContext): Decision<Outcome<void>> {
  const rows = yield { entity, where: isEqual(entityOf(context.model, entity), 'id', id) }
  return { writes: rows.map((): Write => ({ type: 'remove', entity, id })), value: undefined }
}

beforeEach(async () => {
  at = await scene(['lille', 'arras', 'amiens', 'brest'], { reactions: permissionReactions })
  await at.perform((c) =>
    createRegion(
      {
        id: 'north',
        name: 'Nord',
        groups: ['lille', 'arras'],
        regions: [{ id: 'somme', name: 'Somme', groups: ['amiens'] }],
      },
      {},
      c,
    ),
  )
  await at.perform((c) => createRegion({ id: 'west', name: 'Ouest', groups: ['brest'] }, {}, c))
})

const assign = (input: unknown, giver: Actor | null = null) => at.perform((c) => assignRights(input, giver, c))
const access = async () => (await at.rows('userAccess')).map((row) => [row['id'], row['profile'], row['reach']])

describe('users who come and go', () => {
  test('R2.8 the first user is administrator, every later one has all access', async () => {
    await at.perform((c) => arrival(['ana'], c))
    await at.perform((c) => arrival(['bob', 'eve'], c))
    expect(await access()).toEqual([
      ['ana', administrator.code, 'all'],
      ['bob', allAccess.code, 'all'],
      ['eve', allAccess.code, 'all'],
    ])
  })

  test('R2.8 of users who come together one is administrator', async () => {
    await at.perform((c) => arrival(['bob', 'ana'], c))
    expect(await access()).toEqual([
      ['ana', 'allAccess', 'all'],
      ['bob', 'administrator', 'all'],
    ])
  })

  test('R2.8 administrator, all access and manager are there from the start, in both languages', () => {
    expect(BUILT_IN_PROFILES.map(({ code, label }) => [code, label.fr, label.en])).toEqual([
      ['administrator', 'Administrateur', 'Administrator'],
      ['allAccess', 'Tous les accès', 'All access'],
      ['manager', 'Gestionnaire', 'Manager'],
    ])
  })

  test('R2.15 a user who leaves leaves no right behind; the last administrator does not leave', async () => {
    await at.perform((c) => arrival(['ana', 'bob'], c))
    await assign({ user: 'bob', regions: ['north'] })
    await at.perform((c) => departure('user', 'bob', c))
    expect(await access()).toEqual([['ana', 'administrator', 'all']])
    expect(await at.rows('userGrant')).toEqual([])
    expect(await refusalOf(at.perform((c) => departure('user', 'ana', c)))).toEqual(['rights.last_administrator'])
    expect((await at.rows('user')).map(({ id }) => id)).toEqual(['ana'])
  })

  test('a group that is removed is taken from those who had it', async () => {
    await at.perform((c) => arrival(['ana', 'bob'], c))
    await assign({ user: 'bob', groups: ['brest', 'lille'] })
    await at.perform((c) => departure('group', 'brest', c))
    expect((await at.rows('userGrant')).map((row) => row['groupId'])).toEqual(['lille'])
  })
})

describe('giving rights', () => {
  beforeEach(() => at.perform((c) => arrival(['ana', 'bob', 'eve'], c)))

  test('R1.4 regions and groups given replace those there were; what is left out stays', async () => {
    await assign({ user: 'bob', profile: 'manager', reach: 'structure', regions: ['north', 'west'], groups: ['brest'] })
    await assign({ user: 'bob', regions: ['west', 'somme'] })
    expect(await access()).toContainEqual(['bob', 'manager', 'structure'])
    const grants = (await at.rows('userGrant')).map((row) => row['regionId'] ?? row['groupId'])
    expect(grants.sort()).toEqual(['brest', 'somme', 'west'])
    await assign({ user: 'bob', regions: [], groups: [] })
    expect(await at.rows('userGrant')).toEqual([])
  })

  test.each([
    ['an unknown user', { user: 'x', profile: 'manager' }, ['rights.user_unknown /user']],
    ['an unknown profile', { user: 'bob', profile: 'chief' }, ['rights.profile_unknown /profile']],
    ['an unknown region', { user: 'bob', regions: ['west', 'x'] }, ['region.unknown /regions/1']],
    ['an unknown group', { user: 'bob', groups: ['x'] }, ['region.group_unknown /groups/0']],
    ['a region twice', { user: 'bob', regions: ['west', 'north', 'west'] }, ['rights.named_twice /regions/2']],
    ['a group twice', { user: 'bob', groups: ['lille', 'lille'] }, ['rights.named_twice /groups/1']],
    ['an unknown reach', { user: 'bob', reach: 'far' }, ['input.invalid /reach']],
    ['a version that is past', { user: 'bob', reach: 'own', version: 9 }, ['session.stale']],
    [
      'the last administrator without the profile',
      { user: 'ana', profile: 'manager' },
      ['rights.last_administrator /user'],
    ],
    ['the last administrator inactive', { user: 'ana', active: false }, ['rights.last_administrator /user']],
  ])('R2.15 %s is refused, and nothing is written', async (_, input, expected) => {
    const before = [await at.rows('userAccess'), await at.rows('userGrant')]
    expect(await refusalOf(assign(input))).toEqual(expected)
    expect([await at.rows('userAccess'), await at.rows('userGrant')]).toEqual(before)
  })

  test('R2.15 of two administrators either may be demoted, not both', async () => {
    await assign({ user: 'bob', profile: 'administrator' })
    await assign({ user: 'ana', profile: 'manager' })
    expect(await refusalOf(assign({ user: 'bob', profile: 'manager' }))).toEqual(['rights.last_administrator /user'])
    await assign({ user: 'eve', profile: 'administrator' })
    await assign({ user: 'bob', profile: 'manager' })
    // An administrator who is inactive does not count.
    await assign({ user: 'ana', profile: 'administrator', active: false })
    expect(await refusalOf(assign({ user: 'eve', profile: 'manager' }))).toEqual(['rights.last_administrator /user'])
  })
})

describe('nobody gives what they do not hold', () => {
  const giver = (more: Partial<Actor> = {}, profile: Partial<Profile> = {}): Actor => ({
    id: 'ana',
    profile: {
      code: 'chief',
      label: { fr: 'Chef', en: 'Chief' },
      modules: { '*': 'read', accounts: 'manage', invoices: 'access' },
      rights: ['advancedAdministration', 'export'],
      reach: { events: 'all' },
      ...profile,
    },
    reach: 'structure',
    groups: ['lille', 'arras', 'amiens'],
    regions: ['north'],
    team: [],
    fields: {},
    ...more,
  })
  const define = (code: string, modules: Profile['modules'], more: Partial<Profile> = {}) =>
    at.perform((c) =>
      defineProfile({ code, label: { fr: code, en: `${code}.` }, modules, rights: [], ...more }, null, c),
    )

  beforeEach(async () => {
    await at.perform((c) => arrival(['boss', 'bob'], c))
    await define('clerk', { accounts: 'manage', events: 'read' }, { rights: ['export'] })
    await define('wide', { '*': 'read' })
    await define('seller', { contacts: 'manage' })
    await define('timed', { accounts: 'read' }, { rights: ['timeTracking'] })
    await define('far', { accounts: 'read' }, { reach: { accounts: 'all' } })
    await define('farEvents', { events: 'read' }, { reach: { events: 'all' } })
    await assign({ user: 'bob', profile: 'clerk', reach: 'own' })
  })

  test.each([
    ['a profile within one’s own', { profile: 'clerk' }, true],
    ['a level above one’s own', { profile: 'seller' }, false],
    ['a * that covers a module one holds less of', { profile: 'wide' }, false],
    ['a right one lacks', { profile: 'timed' }, false],
    ['the profile of an administrator', { profile: 'administrator' }, false],
    ['a reach as wide', { reach: 'structure' }, true],
    ['a wider reach', { reach: 'all' }, false],
    ['a wider reach for one module', { profile: 'far' }, false],
    ['a reach for one module that one has too', { profile: 'farEvents' }, true],
    ['one’s region', { regions: ['north'] }, true],
    ['a region inside one’s own', { regions: ['somme'] }, true],
    ['a region one has not', { regions: ['somme', 'west'] }, false],
    ['a group of one’s region', { groups: ['amiens'] }, true],
    ['a group one has not', { groups: ['brest'] }, false],
  ] as const)('R2.15 %s', async (_, rights, allowed) => {
    const outcome = await refusalOf(assign({ user: 'bob', ...rights }, giver()))
    expect(outcome).toEqual(allowed ? { answered: undefined } : ['rights.not_held'])
  })

  test('R2.15 nor takes from those who hold more', async () => {
    expect(await refusalOf(assign({ user: 'boss', profile: 'clerk' }, giver()))).toEqual(['rights.not_held'])
  })

  test('R2.15 whoever reaches everything gives any group; an administrator gives anything', async () => {
    await assign({ user: 'bob', regions: ['west'], groups: ['brest'] }, giver({ reach: 'all' }))
    await assign(
      { user: 'bob', profile: 'administrator', reach: 'all' },
      giver({ reach: 'own', groups: [] }, { rights: ['administrator'] }),
    )
  })

  test('R2.15 nobody defines a profile beyond their own, and the built-in ones stay', async () => {
    const profile = { code: 'new', label: { fr: 'Neuf', en: 'New' }, modules: { contacts: 'manage' }, rights: [] }
    expect(await refusalOf(at.perform((c) => defineProfile(profile, giver(), c)))).toEqual(['rights.not_held'])
    const narrower = { ...profile, code: 'timed', modules: { accounts: 'read' } }
    expect(await refusalOf(at.perform((c) => defineProfile(narrower, giver(), c)))).toEqual(['rights.not_held'])
    await at.perform((c) => defineProfile({ ...profile, modules: { contacts: 'read' } }, giver(), c))
    expect(await refusalOf(at.perform((c) => defineProfile({ ...profile, code: 'manager' }, null, c)))).toEqual([
      'rights.profile_built_in /code',
    ])
  })

  test('R2.15 a profile defined anew does not lock out the last administrators', async () => {
    await define('owner', { '*': 'manage' }, { rights: ['administrator'] })
    await assign({ user: 'bob', profile: 'owner' })
    await define('owner', { '*': 'read' }, { rights: ['administrator'] })
    await assign({ user: 'boss', profile: 'clerk' })
    expect(await refusalOf(define('owner', { '*': 'read' }))).toEqual(['rights.last_administrator_profile /rights'])
    await assign({ user: 'boss', profile: 'administrator' })
    await define('owner', { '*': 'read' })
  })
})

describe('regions and those who are given them', () => {
  beforeEach(() => at.perform((c) => arrival(['ana', 'bob', 'eve'], c)))

  test('R1.1 members are counted once: by their record, a group, a region, one around it or inside it', async () => {
    await assign({ user: 'ana', regions: ['north'], groups: ['amiens'] })
    await assign({ user: 'eve', groups: ['lille'] })
    const count = async () => Object.fromEntries(await at.ask((c) => membersOfRegions(['north', 'somme', 'west'], c)))
    // Bob's own record says Amiens.
    expect(await count()).toEqual({ north: 3, somme: 2 })
    await assign({ user: 'eve', groups: [], regions: ['somme', 'west'] })
    expect(await count()).toEqual({ north: 3, somme: 3, west: 1 })
    await assign({ user: 'eve', active: false })
    expect(await count()).toEqual({ north: 2, somme: 2 })
    await assign({ user: 'bob', active: false })
    expect(await count()).toEqual({ north: 1, somme: 1 })
    expect([...(await at.ask((c) => membersOfRegions(null, c)))]).toEqual([
      ...(await at.ask((c) => membersOfRegions(['north', 'somme', 'west'], c))),
    ])
  })

  test('R1.10 a region that a user is given is in use, and so is one around it', async () => {
    await assign({ user: 'eve', regions: ['somme'] })
    for (const region of ['somme', 'north']) {
      const removal = at.perform((c) =>
        removeRegion({ region }, { references: [grantReferences], visible: () => EVERYTHING }, c),
      )
      await expect(removal).rejects.toMatchObject({
        code: 'region.in_use',
        message: expect.stringContaining('the rights of eve'),
      })
    }
    await assign({ user: 'eve', regions: [] })
    await at.perform((c) =>
      removeRegion({ region: 'somme' }, { references: [grantReferences], visible: () => EVERYTHING }, c),
    )
  })
})
