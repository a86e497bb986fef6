import {
  assignGroups,
  createRegion,
  groupsOfSelection,
  moveRegion,
  regionOverview,
  regionReactions,
  removeRegion,
  renameRegion,
  unassignGroups,
  type RegionReferences,
} from 'clientele/regions'
import type { Write } from 'clientele/kernel'
import { entityOf } from 'clientele/model'
import { EVERYTHING, isAmong, isEqual } from 'clientele/query'
import type { Decision, Outcome } from 'clientele/storage'
import { beforeEach, describe, expect, test } from 'vitest'
import { refusalOf, scene, type Scene } from './scene'

const towns = ['amiens', 'arras', 'brest', 'calais', 'lille', 'nantes', 'rennes']
let at: Scene

/** Nothing refers to regions. */
const unused = { references: [], visible: () => EVERYTHING }

const groupsOf = async (region: string, asOf: Date | null = null): Promise<readonly string[]> =>
  [...(await at.ask((c) => groupsOfSelection({ regions: [region] }, asOf, c)))].sort()

/** A record that somebody removes. */
function* removal(entity: string, id: string): Decision<Outcome<void>> {
  const rows = yield { entity, where: isEqual(entityOf(at.model, entity), 'id', id) }
  return { writes: rows.map((): Write => ({ type: 'remove', entity, id })), value: undefined }
}

beforeEach(async () => {
  at = await scene(towns, { reactions: regionReactions })
  await at.perform((c) =>
    createRegion(
      {
        id: 'france',
        name: 'France',
        regions: [
          {
            id: 'north',
            name: 'Nord',
            groups: ['lille', 'arras'],
            regions: [{ id: 'somme', name: 'Somme', groups: ['amiens'] }],
          },
          { id: 'west', name: 'Ouest', groups: ['brest'] },
        ],
      },
      {},
      c,
    ),
  )
  at.clock.advance({ days: 1 })
})

describe('putting groups in and out', () => {
  test('R1.2 a group assigned is in every selection that names the region, or one around it, at once', async () => {
    const outcome = await at.perform((c) => assignGroups({ region: 'somme', groups: ['calais'] }, {}, c))
    expect(outcome).toEqual({ added: ['calais'], unchanged: [], moved: [] })
    expect(await groupsOf('somme')).toEqual(['amiens', 'calais'])
    expect(await groupsOf('france')).toEqual(['amiens', 'arras', 'brest', 'calais', 'lille'])
  })

  test('R1.8 assigning says of each group whether it came, stayed or left another region', async () => {
    const outcome = await at.perform((c) =>
      assignGroups({ region: 'west', groups: ['nantes', 'brest', 'arras'] }, {}, c),
    )
    expect(outcome).toEqual({
      added: ['nantes', 'arras'],
      unchanged: ['brest'],
      moved: [{ group: 'arras', from: 'north' }],
    })
    expect(await groupsOf('west')).toEqual(['arras', 'brest', 'nantes'])
    expect(await groupsOf('north')).toEqual(['amiens', 'lille'])
  })

  test('R1.8 assigning what is there already writes nothing', async () => {
    const before = [await at.rows('regionMembership'), await at.rows('region'), await at.rows('journalEntry')]
    await at.perform((c) => assignGroups({ region: 'west', groups: ['brest'] }, {}, c))
    expect([await at.rows('regionMembership'), await at.rows('region'), await at.rows('journalEntry')]).toEqual(before)
  })

  test('R1.1 the last group cannot leave, and the message says what to do', async () => {
    const leave = at.perform((c) => unassignGroups({ region: 'west', groups: ['brest'] }, c))
    await expect(leave).rejects.toThrow(
      'The region Ouest would be left without any group or sub-region. Put another group in it first, or remove the region.',
    )
    expect(await groupsOf('west')).toEqual(['brest'])
  })

  test('R1.1 every group may leave a region that has a sub-region', async () => {
    await at.perform((c) => unassignGroups({ region: 'north', groups: ['lille', 'arras'] }, c))
    expect(await groupsOf('north')).toEqual(['amiens'])
  })

  test('R1.1 a group that is removed leaves its region, unless it is the last', async () => {
    const remove = (id: string) => at.perform(() => removal('group', id))
    await remove('arras')
    expect(await groupsOf('north')).toEqual(['amiens', 'lille'])
    expect(await refusalOf(remove('brest'))).toEqual(['region.left_empty'])
    expect(await groupsOf('west')).toEqual(['brest'])
  })

  test.each([
    ['an unknown region', { region: 'x', groups: ['calais'] }, ['region.unknown /region']],
    ['an unknown group', { region: 'west', groups: ['calais', 'x'] }, ['region.group_unknown /groups/1']],
    ['a group twice', { region: 'west', groups: ['calais', 'calais'] }, ['region.group_twice /groups/1']],
    ['no group', { region: 'west', groups: [] }, ['input.invalid /groups']],
    ['the last group of another', { region: 'north', groups: ['calais', 'brest'] }, ['region.left_empty /groups/1']],
    ['a version that is past', { region: 'west', groups: ['calais'], version: 7 }, ['session.stale']],
  ])('R1.1 assigning %s is refused, and nothing is written', async (_, input, expected) => {
    const before = await at.rows('regionMembership')
    expect(await refusalOf(at.perform((c) => assignGroups(input, {}, c)))).toEqual(expected)
    expect(await at.rows('regionMembership')).toEqual(before)
  })

  test('R1.1 unassigning a group that is not there is refused', async () => {
    const input = { region: 'north', groups: ['lille', 'brest', 'calais'] }
    expect(await refusalOf(at.perform((c) => unassignGroups(input, c)))).toEqual([
      'region.group_not_in /groups/1',
      'region.group_not_in /groups/2',
    ])
  })
})

describe('renaming and moving', () => {
  test('R1.2 a region is renamed in one place', async () => {
    await at.perform((c) => renameRegion({ region: 'west', name: 'Bretagne', version: 1 }, c))
    expect(await regionOverview(at.store, { regions: ['west'] }, at.context())).toMatchObject([
      { name: 'Bretagne', version: 2 },
    ])
    expect(await refusalOf(at.perform((c) => renameRegion({ region: 'west', name: 'B', version: 1 }, c)))).toEqual([
      'session.stale',
    ])
    expect(await refusalOf(at.perform((c) => renameRegion({ region: 'west', name: 'NORD' }, c)))).toEqual([
      'region.name_taken /name',
    ])
    await at.perform((c) => renameRegion({ region: 'west', name: 'BRETAGNE' }, c))
  })

  test('R1.8 a region moves with everything inside it', async () => {
    await at.perform((c) => moveRegion({ region: 'north', parentId: 'west' }, c))
    expect(await groupsOf('west')).toEqual(['amiens', 'arras', 'brest', 'lille'])
    await at.perform((c) => moveRegion({ region: 'north', parentId: null }, c))
    expect(await groupsOf('west')).toEqual(['brest'])
    expect(await groupsOf('france')).toEqual(['brest'])
    expect(await groupsOf('north')).toEqual(['amiens', 'arras', 'lille'])
  })

  test.each([
    ['itself', { region: 'north', parentId: 'north' }, ['region.cycle /parentId']],
    ['a region inside it', { region: 'france', parentId: 'somme' }, ['region.cycle /parentId']],
    ['a region that is not there', { region: 'north', parentId: 'x' }, ['region.unknown /parentId']],
  ])('R1.8 a region moved into %s is refused', async (_, input, expected) => {
    expect(await refusalOf(at.perform((c) => moveRegion(input, c)))).toEqual(expected)
  })

  test('R1.8 the region that would be left with nothing keeps its last sub-region', async () => {
    await at.perform((c) => moveRegion({ region: 'west', parentId: null }, c))
    expect(await refusalOf(at.perform((c) => moveRegion({ region: 'north', parentId: null }, c)))).toEqual([
      'region.left_empty /region',
    ])
  })
})

describe('as of a moment', () => {
  test('R1.9 a region resolves as it was, memberships and nesting alike', async () => {
    const first = at.clock.now()
    at.clock.advance({ days: 1 })
    await at.perform((c) => assignGroups({ region: 'west', groups: ['arras', 'nantes'] }, {}, c))
    const second = at.clock.now()
    at.clock.advance({ days: 1 })
    await at.perform((c) => moveRegion({ region: 'somme', parentId: 'west' }, c))
    const third = at.clock.now()
    const before = new Date(second.getTime() - 1)
    expect(await groupsOf('north', new Date('2020-01-01T00:00:00Z'))).toEqual([])
    for (const moment of [first, before]) {
      expect(await groupsOf('north', moment)).toEqual(['amiens', 'arras', 'lille'])
      expect(await groupsOf('west', moment)).toEqual(['brest'])
    }
    expect(await groupsOf('north', second)).toEqual(['amiens', 'lille'])
    expect(await groupsOf('west', second)).toEqual(['arras', 'brest', 'nantes'])
    for (const moment of [third, null]) {
      expect(await groupsOf('north', moment)).toEqual(['lille'])
      expect(await groupsOf('west', moment)).toEqual(['amiens', 'arras', 'brest', 'nantes'])
    }
  })

  test('R1.9 what is now does not depend on clocks: a clock set back still sees what was written', async () => {
    at.clock.set('2026-02-01T00:00:00Z')
    await at.perform((c) => assignGroups({ region: 'west', groups: ['arras'] }, {}, c))
    expect(await groupsOf('west')).toEqual(['arras', 'brest'])
    expect(await groupsOf('north')).toEqual(['amiens', 'lille'])
    for (const row of await at.rows('regionMembership')) {
      const { from, to } = row
      if (from instanceof Date && to instanceof Date) expect(to.getTime()).toBeGreaterThanOrEqual(from.getTime())
    }
  })

  test('R1.9 a removed region resolves as of before, and not as of after', async () => {
    const before = at.clock.now()
    at.clock.advance({ days: 1 })
    await at.perform((c) => removeRegion({ region: 'north' }, unused, c))
    expect(await groupsOf('north', before)).toEqual(['amiens', 'arras', 'lille'])
    expect(await groupsOf('france', before)).toEqual(['amiens', 'arras', 'brest', 'lille'])
    expect(await refusalOf(groupsOf('north', at.clock.now()))).toEqual(['region.unknown /regions/0'])
    expect(await refusalOf(groupsOf('north'))).toEqual(['region.unknown /regions/0'])
  })
})

describe('removing', () => {
  test('R1.10 a region goes with those inside it; its groups are free again', async () => {
    const gone = await at.perform((c) => removeRegion({ region: 'north' }, unused, c))
    expect({ regions: [...gone.regions].sort(), groups: [...gone.groups].sort() }).toEqual({
      regions: ['north', 'somme'],
      groups: ['amiens', 'arras', 'lille'],
    })
    expect(await groupsOf('france')).toEqual(['brest'])
    await at.perform((c) => createRegion({ name: 'Nord', parentId: 'france', groups: ['amiens'] }, {}, c))
    expect(await groupsOf('france')).toEqual(['amiens', 'brest'])
  })

  test('R1.10 a region in use, itself or one inside it, is not removed and the uses are told', async () => {
    const reports: RegionReferences = {
      *uses(regions, { model }) {
        const found = yield { entity: 'region', where: isAmong(entityOf(model, 'region'), 'id', regions) }
        return found.some(({ id }) => id === 'somme')
          ? [{ entity: 'account', id: 'r1', label: { fr: 'le rapport', en: 'the report' } }]
          : []
      },
    }
    await at.store.insert('account', [{ id: 'r1', name: 'report' }])
    const users = { references: [reports], visible: () => EVERYTHING }
    const removed = at.perform((c) => removeRegion({ region: 'north' }, users, c))
    await expect(removed).rejects.toMatchObject({
      code: 'region.in_use',
      path: '/region',
      data: { region: 'Nord', records: [{ entity: 'account', id: 'r1' }], others: false },
    })
    await expect(removed).rejects.toThrow('the report')
    expect(await groupsOf('somme')).toEqual(['amiens'])
    await at.perform((c) => removeRegion({ region: 'west' }, users, c))
  })

  test('R1.10 the region around keeps its last content; a stale removal is refused', async () => {
    await at.perform((c) => removeRegion({ region: 'west' }, unused, c))
    expect(await refusalOf(at.perform((c) => removeRegion({ region: 'north' }, unused, c)))).toEqual([
      'region.left_empty /region',
    ])
    expect(await refusalOf(at.perform((c) => removeRegion({ region: 'west' }, unused, c)))).toEqual([
      'region.unknown /region',
    ])
    expect(await refusalOf(at.perform((c) => removeRegion({ region: 'france', version: 9 }, unused, c)))).toEqual([
      'session.stale',
    ])
    await at.perform((c) => removeRegion({ region: 'france', version: 1 }, unused, c))
    expect(await regionOverview(at.store, {}, at.context())).toEqual([])
  })
})
