import {
  actorFromRecords,
  actorFromSupplied,
  administrator,
  assignRights,
  effectiveRightsOf,
  manager,
  permissionReactions,
  type SuppliedActor,
} from 'clientele/permissions'
import { assignGroups, createRegion } from 'clientele/regions'
import { beforeEach, describe, expect, test } from 'vitest'
import { refusalOf, scene, type Scene } from '../regions/scene'

let at: Scene

beforeEach(async () => {
  at = await scene(['lille', 'arras', 'amiens', 'brest', 'nantes'], { reactions: permissionReactions })
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
  await at.perform((c) => createRegion({ id: 'west', name: 'Ouest', groups: ['brest', 'nantes'] }, {}, c))
  await at.store.insert('user', [
    { id: 'ana', name: 'Anaïs', timeZone: 'Indian/Reunion' },
    { id: 'bob', name: 'Bob' },
  ])
})

const sorted = (actor: { readonly groups: readonly string[] } | null) => [...(actor?.groups ?? [])].sort()

describe('who a user is by the kernel’s records', () => {
  test('R1.4 several regions and single groups together, each group once', async () => {
    const rights = {
      user: 'ana',
      profile: 'manager',
      reach: 'structure',
      regions: ['north', 'somme'],
      groups: ['brest', 'lille'],
    }
    await at.perform((c) => assignRights(rights, null, c))
    const actor = await at.ask((c) => actorFromRecords('ana', c))
    expect(actor).toMatchObject({
      id: 'ana',
      profile: manager,
      reach: 'structure',
      fields: { timeZone: 'Indian/Reunion' },
    })
    expect(sorted(actor)).toEqual(['amiens', 'arras', 'brest', 'lille'])
  })

  test('R1.2 a region that changes changes what its users reach, with nothing else written', async () => {
    await at.perform((c) => assignRights({ user: 'ana', profile: 'manager', regions: ['north'] }, null, c))
    const grants = await at.rows('userGrant')
    await at.perform((c) => assignGroups({ region: 'somme', groups: ['nantes'] }, {}, c))
    expect(sorted(await at.ask((c) => actorFromRecords('ana', c)))).toEqual(['amiens', 'arras', 'lille', 'nantes'])
    expect(await at.rows('userGrant')).toEqual(grants)
  })

  test('R2.8 without a profile, made inactive or not there, a user is nobody', async () => {
    const actor = () => at.ask((c) => actorFromRecords('ana', c))
    expect(await actor()).toBeNull()
    await at.perform((c) => assignRights({ user: 'ana', profile: 'manager' }, null, c))
    expect(await actor()).not.toBeNull()
    await at.perform((c) => assignRights({ user: 'ana', active: false }, null, c))
    expect(await actor()).toBeNull()
    await at.store.insert('userAccess', [
      { id: 'ghost', profile: 'administrator', reach: 'all', active: true, version: 1 },
    ])
    expect(await at.ask((c) => actorFromRecords('ghost', c))).toBeNull()
    expect(await at.ask((c) => effectiveRightsOf('ghost', c))).toBeNull()
  })
})

describe('who a user is by the host’s identity system', () => {
  const supplied = (actor: SuppliedActor) => at.ask((c) => actorFromSupplied('ana', actor, c))

  test('R6.3 profile, reach, regions and groups come from the host; regions are those of now', async () => {
    const given: SuppliedActor = {
      profile: 'manager',
      reach: 'structure',
      regions: ['north'],
      groups: ['brest'],
      team: ['bob'],
    }
    const actor = await supplied(given)
    expect(actor).toMatchObject({ profile: manager, reach: 'structure', team: ['bob'], regions: ['north'] })
    expect(sorted(actor)).toEqual(['amiens', 'arras', 'brest', 'lille'])
  })

  test('R6.3 what is not supplied is no right', async () => {
    const bare = { code: 'bare', label: { fr: 'Rien', en: 'Nothing' }, modules: {}, rights: [] }
    expect(await supplied({ profile: bare })).toEqual({
      id: 'ana',
      profile: bare,
      reach: 'own',
      groups: [],
      regions: [],
      team: [],
      bound: null,
      shares: [],
      modulesOff: [],
      validUntil: null,
      fields: {},
    })
  })

  test('R6.3 a profile or region that does not exist is refused, not passed over', async () => {
    expect(await refusalOf(supplied({ profile: 'chief' }))).toEqual(['rights.profile_unknown /profile'])
    expect(await refusalOf(supplied({ profile: administrator, regions: ['north', 'x'] }))).toEqual([
      'region.unknown /regions/1',
    ])
  })
})

test('R2.15 the effective rights of a user name each module with its level and reach, and the groups reached', async () => {
  await at.perform((c) =>
    assignRights(
      { user: 'ana', profile: 'manager', reach: 'structure', regions: ['west'], groups: ['lille'] },
      null,
      c,
    ),
  )
  const rights = await at.ask((c) => effectiveRightsOf('ana', c))
  expect(rights).toMatchObject({
    user: 'ana',
    profile: { code: 'manager' },
    reach: 'structure',
    regions: [{ id: 'west', name: 'Ouest' }],
    version: 1,
  })
  expect([...(rights?.groups ?? [])].sort()).toEqual(['brest', 'lille', 'nantes'])
  expect(rights?.modules).toContainEqual({ module: 'accounts', level: 'manage', reach: 'structure' })
  expect(rights?.modules.map(({ module }) => module)).toEqual(
    [...(rights?.modules.map(({ module }) => module) ?? [])].sort(),
  )
})
