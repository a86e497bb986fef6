import { createRegion, groupsOfSelection, regionOverview } from 'clientele/regions'
import { describe, expect, test } from 'vitest'
import { refusalOf, scene } from './scene'

const towns = ['amiens', 'arras', 'brest', 'lille', 'nantes', 'rennes']

describe('creating regions', () => {
  test('R1.1 a region is created over groups and counts them', async () => {
    const { perform, ask, store, context } = await scene(towns)
    const north = await perform((c) => createRegion({ name: '  Nord ', groups: ['lille', 'amiens'] }, {}, c))
    expect(north).toMatchObject({ name: 'Nord', regions: [] })
    expect(await ask((c) => groupsOfSelection({ regions: [north.id] }, null, c))).toEqual(['lille', 'amiens'])
    expect(await regionOverview(store, {}, context())).toMatchObject([
      { name: 'Nord', groups: 2, ownGroups: 2, regions: 0, ownRegions: 0, parentId: null, version: 1 },
    ])
  })

  test('R1.8 a tree is created in one call, and each region holds what is inside it', async () => {
    const { perform, ask, store, context } = await scene(towns)
    const france = await perform((c) =>
      createRegion(
        {
          id: 'france',
          name: 'France',
          regions: [
            {
              id: 'north',
              name: 'Nord',
              groups: ['lille'],
              regions: [{ id: 'somme', name: 'Somme', groups: ['amiens'] }],
            },
            { id: 'west', name: 'Ouest', groups: ['nantes', 'rennes'] },
          ],
        },
        {},
        c,
      ),
    )
    expect(france).toEqual({
      id: 'france',
      name: 'France',
      regions: [
        { id: 'north', name: 'Nord', regions: [{ id: 'somme', name: 'Somme', regions: [] }] },
        { id: 'west', name: 'Ouest', regions: [] },
      ],
    })
    const groupsOf = async (region: string) =>
      [...(await ask((c) => groupsOfSelection({ regions: [region] }, null, c)))].sort()
    expect(await groupsOf('somme')).toEqual(['amiens'])
    expect(await groupsOf('north')).toEqual(['amiens', 'lille'])
    expect(await groupsOf('france')).toEqual(['amiens', 'lille', 'nantes', 'rennes'])
    expect(await regionOverview(store, { regions: ['france', 'north'] }, context())).toMatchObject([
      { id: 'france', groups: 4, ownGroups: 0, regions: 3, ownRegions: 2 },
      { id: 'north', groups: 2, ownGroups: 1, regions: 1, ownRegions: 1, parentId: 'france' },
    ])
  })

  test('R1.8 a tree two thousand deep is read without deepening the stack', async () => {
    const { context } = await scene(['lille'])
    let draft: object = { name: 'last', groups: ['nowhere'] }
    for (let depth = 0; depth < 2_000; depth += 1) draft = { name: `level ${depth}`, regions: [draft] }
    const asked = createRegion(draft, {}, context())
    let step = asked.next()
    while (step.done !== true && !('entity' in step.value && step.value.entity === 'group')) step = asked.next([])
    expect(step.done).toBe(false)
    expect(() => asked.next([])).toThrow('There is no group nowhere')
  })

  test('R1.8 a group stands in one region at a time: the new region takes it from the other', async () => {
    const { perform, ask } = await scene(towns)
    const north = await perform((c) => createRegion({ name: 'Nord', groups: ['lille', 'amiens'] }, {}, c))
    const somme = await perform((c) => createRegion({ name: 'Somme', groups: ['amiens'] }, {}, c))
    expect(await ask((c) => groupsOfSelection({ regions: [north.id] }, null, c))).toEqual(['lille'])
    expect(await ask((c) => groupsOfSelection({ regions: [somme.id] }, null, c))).toEqual(['amiens'])
  })

  test('R1.8 with exclusive: false a group stands in several regions', async () => {
    const { perform, ask } = await scene(towns)
    const options = { exclusive: false }
    const north = await perform((c) => createRegion({ name: 'Nord', groups: ['lille', 'amiens'] }, options, c))
    const coast = await perform((c) => createRegion({ name: 'Côte', groups: ['amiens', 'brest'] }, options, c))
    expect(await ask((c) => groupsOfSelection({ regions: [north.id] }, null, c))).toEqual(['lille', 'amiens'])
    expect(await ask((c) => groupsOfSelection({ regions: [north.id, coast.id] }, null, c))).toEqual([
      'lille',
      'amiens',
      'brest',
    ])
  })

  test('R1.8 every group of a region may go into a new sub-region of it', async () => {
    const { perform, store, context } = await scene(towns)
    await perform((c) => createRegion({ id: 'north', name: 'Nord', groups: ['lille'] }, {}, c))
    await perform((c) => createRegion({ id: 'city', name: 'Métropole', parentId: 'north', groups: ['lille'] }, {}, c))
    expect(await regionOverview(store, { regions: ['north'] }, context())).toMatchObject([{ ownGroups: 0, groups: 1 }])
  })

  const nameless = { name: 'Vide' }
  test.each([
    ['without groups', nameless, ['region.empty']],
    [
      'with an empty sub-region',
      { name: 'N', regions: [{ name: 'a', groups: ['lille'] }, nameless] },
      ['region.empty /regions/1'],
    ],
    ['with a blank name', { name: '  ', groups: ['lille'] }, ['record.invalid /name']],
    ['with a NUL in its name', { name: 'a\0', groups: ['lille'] }, ['text.malformed /name']],
    ['with half a character in its name', { name: 'a\ud800', groups: ['lille'] }, ['text.malformed /name']],
    ['with a group named twice', { name: 'N', groups: ['lille', 'arras', 'lille'] }, ['region.group_twice /groups/2']],
    [
      'with a group in two of its regions',
      { name: 'N', groups: ['lille'], regions: [{ name: 'a', groups: ['lille'] }] },
      ['region.group_twice /regions/0/groups/0'],
    ],
    [
      'with unknown groups',
      { name: 'N', groups: ['lille', 'x', 'y'] },
      ['region.group_unknown /groups/1', 'region.group_unknown /groups/2'],
    ],
    ['in an unknown region', { name: 'N', parentId: 'nowhere', groups: ['arras'] }, ['region.unknown /parentId']],
    ['with the name of its sister', { name: 'NÔRD', groups: ['arras'] }, ['region.name_taken /name']],
    [
      'with two sub-regions of one name',
      {
        name: 'N',
        regions: [
          { name: 'Été', groups: ['arras'] },
          { name: 'ete', groups: ['brest'] },
        ],
      },
      ['region.name_taken /regions/1/name'],
    ],
    ['with an identifier that is taken', { id: 'north', name: 'N', groups: ['arras'] }, ['region.id_twice /id']],
    [
      'with one identifier for two',
      { id: 'n', name: 'N', regions: [{ id: 'n', name: 'M', groups: ['arras'] }] },
      ['region.id_twice /regions/0/id'],
    ],
    ['with a member nobody knows', { name: 'N', groups: ['arras'], color: 'red' }, ['input.invalid']],
    [
      'with a sub-region that says its parent',
      { name: 'N', regions: [{ name: 'a', parentId: 'n', groups: ['arras'] }] },
      ['input.invalid /regions/0'],
    ],
    ['that is no object', 'Nord', ['input.invalid']],
    [
      'that takes the last group of another',
      { name: 'N', groups: ['lille', 'amiens'] },
      ['region.left_empty /groups/0'],
    ],
  ])('R1.1 a region %s is refused, and nothing is written', async (_, input, expected) => {
    const { perform, rows } = await scene(towns)
    await perform((c) => createRegion({ id: 'north', name: 'Nord', groups: ['lille', 'amiens'] }, {}, c))
    const before = await Promise.all(['region', 'regionMembership', 'regionAncestor'].map(rows))
    expect(await refusalOf(perform((c) => createRegion(input, {}, c)))).toEqual(expected)
    expect(await Promise.all(['region', 'regionMembership', 'regionAncestor'].map(rows))).toEqual(before)
  })
})
