import { query } from 'clientele'
import { beforeEach, describe, expect, test } from 'vitest'
import { france, type France } from './france'
import { refusalOf } from './scene'

let at: France
beforeEach(async () => {
  at = await france()
})

describe('what a selection comes to', () => {
  test('R1.6 its groups by name, each with what it is and where it comes from', async () => {
    const group = { fr: 'Groupe', en: 'Group' }
    expect(await at.ana.regions.contents({ regions: ['north', 'somme'], groups: ['brest', 'lille'] })).toEqual({
      groups: [
        {
          id: 'amiens',
          name: 'Amiens',
          label: group,
          from: [
            { type: 'region', id: 'north', name: 'Nord' },
            { type: 'region', id: 'somme', name: 'Somme' },
          ],
        },
        { id: 'arras', name: 'Arras', label: group, from: [{ type: 'region', id: 'north', name: 'Nord' }] },
        { id: 'brest', name: 'Brest', label: group, from: [{ type: 'single' }] },
        {
          id: 'lille',
          name: 'Lille',
          label: group,
          from: [{ type: 'region', id: 'north', name: 'Nord' }, { type: 'single' }],
        },
      ],
      others: false,
      frozenAt: null,
    })
  })

  test('R1.6 never more than the one who looks may see; that there are others is told', async () => {
    await at.ana.rights.assign({ user: 'bob', regions: ['somme'], groups: [] })
    const { groups, others } = await at.bob.regions.contents({ regions: ['north'] })
    expect([groups.map(({ id }) => id), others]).toEqual([['amiens'], true])
    expect(await at.bob.regions.resolve({ regions: ['north'] })).toEqual(['amiens'])
  })

  test('R1.9 as of a moment past', async () => {
    const then = at.clock.now()
    at.clock.advance({ days: 1 })
    await at.ana.regions.assign({ region: 'north', groups: ['calais'] })
    const ids = async (asOf?: Date) =>
      (await at.ana.regions.contents({ regions: ['north'] }, asOf === undefined ? {} : { asOf })).groups.map(
        ({ id }) => id,
      )
    expect(await ids()).toEqual(['amiens', 'arras', 'calais', 'lille'])
    expect(await ids(then)).toEqual(['amiens', 'arras', 'lille'])
  })
})

describe('a selection that is kept', () => {
  const draft = { name: 'Nord et Brest', regions: ['north'], groups: ['brest'] }

  test('R1.6 follows its regions: with the box ticked, each use takes the groups there are then', async () => {
    const { id, ...kept } = await at.ana.regions.saveSelection(draft)
    expect(kept).toEqual({
      name: 'Nord et Brest',
      regions: ['north'],
      groups: ['brest'],
      automaticallyAddNewGroups: true,
      frozenAt: null,
      ownerId: 'ana',
      createdAt: at.clock.now(),
      version: 1,
    })
    await at.ana.regions.assign({ region: 'north', groups: ['calais', 'nantes'] })
    await at.ana.regions.unassign({ region: 'north', groups: ['lille'] })
    expect([...(await at.ana.regions.resolve({ saved: id }))].sort()).toEqual([
      'amiens',
      'arras',
      'brest',
      'calais',
      'nantes',
    ])
  })

  test('R1.6 unticked, keeps the groups it was saved with, and says since when and where they came from', async () => {
    const { id, frozenAt } = await at.ana.regions.saveSelection({ ...draft, automaticallyAddNewGroups: false })
    expect(frozenAt).toEqual(at.clock.now())
    at.clock.advance({ days: 1 })
    await at.ana.regions.assign({ region: 'north', groups: ['calais'] })
    await at.ana.regions.unassign({ region: 'north', groups: ['lille'] })
    const contents = await at.ana.regions.contents({ saved: id })
    expect(contents.frozenAt).toEqual(frozenAt)
    expect(contents.groups.map((group) => [group.id, group.from])).toEqual([
      ['amiens', [{ type: 'region', id: 'north', name: 'Nord' }]],
      ['arras', [{ type: 'region', id: 'north', name: 'Nord' }]],
      ['brest', [{ type: 'single' }]],
      ['lille', [{ type: 'region', id: 'north', name: 'Nord' }]],
    ])
    // A region that is gone does not take away what was kept of it, and is not held by it.
    await at.ana.rights.assign({ user: 'bob', regions: [] })
    await at.ana.rights.assign({ user: 'cy', regions: [] })
    await at.ana.regions.remove({ region: 'north' })
    expect(await at.ana.regions.resolve({ saved: id })).toHaveLength(4)
  })

  test('R1.6 frozen, it keeps no group that its owner may not see, nor shows one that they may not see any more', async () => {
    await at.ana.rights.assign({ user: 'bob', regions: ['north'], groups: [] })
    const { id } = await at.bob.regions.saveSelection({
      name: 'Tout',
      regions: ['north', 'west'],
      automaticallyAddNewGroups: false,
    })
    expect([...(await at.bob.regions.resolve({ saved: id }))].sort()).toEqual(['amiens', 'arras', 'lille'])
    await at.ana.rights.assign({ user: 'bob', regions: ['west', 'somme'] })
    expect(await at.bob.regions.resolve({ saved: id })).toEqual(['amiens'])
    expect(await at.bob.regions.contents({ saved: id })).toMatchObject({ others: true })
  })

  test('R1.6 is renamed, chosen anew, frozen and let go again', async () => {
    const { id } = await at.ana.regions.saveSelection(draft)
    expect(await at.ana.regions.editSelection(id, { name: ' Le Nord ', version: 1 })).toMatchObject({
      name: 'Le Nord',
      version: 2,
    })
    at.clock.advance({ days: 1 })
    const frozen = await at.ana.regions.editSelection(id, { automaticallyAddNewGroups: false })
    expect(frozen).toMatchObject({ frozenAt: at.clock.now(), regions: ['north'], groups: ['brest'] })
    await at.ana.regions.assign({ region: 'north', groups: ['calais'] })
    expect(await at.ana.regions.editSelection(id, { name: 'Figée' })).toMatchObject({ frozenAt: frozen.frozenAt })
    expect(await at.ana.regions.resolve({ saved: id })).toHaveLength(4)
    await at.ana.regions.editSelection(id, { groups: [] })
    expect([...(await at.ana.regions.resolve({ saved: id }))].sort()).toEqual(['amiens', 'arras', 'calais', 'lille'])
    await at.ana.regions.editSelection(id, { automaticallyAddNewGroups: true, regions: ['west'], groups: [] })
    expect(await at.ana.regions.resolve({ saved: id })).toEqual(['brest'])
    expect(await refusalOf(at.ana.regions.editSelection(id, { name: 'x', version: 1 }))).toEqual(['session.stale'])
    await at.ana.regions.removeSelection(id)
    expect(await at.ana.regions.selections()).toEqual([])
    expect(await at.system.count('groupSelectionPart')).toBe(0)
  })

  test('R1.6 is its owner’s alone, however others ask', async () => {
    const { id } = await at.ana.regions.saveSelection(draft)
    await at.ana.rights.assign({ user: 'bob', profile: 'administrator', reach: 'all', regions: [] })
    const { bob } = at
    const calls = [
      bob.regions.resolve({ saved: id }),
      bob.regions.contents({ saved: id }),
      bob.regions.editSelection(id, { name: 'x' }),
      bob.regions.removeSelection(id),
      bob.bulk.start({ selection: { saved: id }, action: { do: 'assign', region: 'west' } }),
    ]
    expect(await Promise.all(calls.map(refusalOf))).toEqual([
      ['region.selection_unknown /saved'],
      ['region.selection_unknown /saved'],
      ['region.selection_unknown /id'],
      ['region.selection_unknown /id'],
      ['region.selection_unknown /selection/saved'],
    ])
    expect((await bob.find('groupSelection')).rows).toEqual([])
    expect((await bob.find('groupSelectionPart')).rows).toEqual([])
    // The same name is free to others.
    await bob.regions.saveSelection({ name: 'NORD ET BREST', groups: ['lille'] })
    expect(await refusalOf(at.ana.regions.saveSelection({ name: 'nord et brest', groups: ['lille'] }))).toEqual([
      'region.selection_name_taken /name',
    ])
  })

  test('R1.6 a group that is removed is in none any more', async () => {
    const live = await at.ana.regions.saveSelection({ name: 'L', groups: ['calais', 'brest'] })
    const frozen = await at.ana.regions.saveSelection({
      name: 'F',
      groups: ['calais'],
      automaticallyAddNewGroups: false,
    })
    for (const kind of ['hotel', 'port']) await at.system.remove('account', `${kind}-calais`)
    await at.ana.remove('group', 'calais')
    expect(await at.ana.regions.resolve({ saved: live.id })).toEqual(['brest'])
    expect(await at.ana.regions.resolve({ saved: frozen.id })).toEqual([])
  })

  test('R1.3 R1.6 drives a bulk action, live or frozen', async () => {
    const action = { do: 'update', entity: 'account', set: { status: 'client' } } as const
    const { id } = await at.ana.regions.saveSelection({ ...draft, automaticallyAddNewGroups: false })
    await at.ana.regions.assign({ region: 'north', groups: ['calais'] })
    expect(await at.ana.bulk.start({ selection: { saved: id }, action })).toMatchObject({ total: 4, done: 4 })
    await at.ana.regions.editSelection(id, { automaticallyAddNewGroups: true })
    expect(await at.ana.bulk.start({ selection: { saved: id }, action })).toMatchObject({ total: 5, done: 5 })
  })

  test('R1.6 what becomes of it is journalled', async () => {
    const { id } = await at.ana.regions.saveSelection(draft)
    await at.ana.regions.editSelection(id, { name: 'Autre' })
    await at.ana.regions.removeSelection(id)
    const where = query(at.crm.model, 'journalEntry', (j) => j.recordId.eq(id))
    const { rows } = await at.system.find('journalEntry', { where, orderBy: ['id'] })
    expect(rows.map(({ type }) => type)).toEqual(['created', 'updated', 'removed'])
  })
})

describe('what is refused', () => {
  test.each([
    ['nothing chosen', { name: 'S' }, ['region.selection_empty']],
    ['a region twice', { name: 'S', regions: ['north', 'west', 'north'] }, ['region.named_twice /regions/2']],
    ['a group twice', { name: 'S', groups: ['lille', 'lille'] }, ['region.group_twice /groups/1']],
    ['an unknown region', { name: 'S', regions: ['north', 'x'] }, ['region.unknown /regions/1']],
    [
      'unknown groups',
      { name: 'S', groups: ['x', 'lille', 'y'] },
      ['region.group_unknown /groups/0', 'region.group_unknown /groups/2'],
    ],
    [
      'more than anybody chooses',
      { name: 'S', regions: Array.from({ length: 100_001 }, () => 'north') },
      ['input.invalid /regions'],
    ],
    ['a blank name', { name: ' ', groups: ['lille'] }, ['record.invalid /name']],
    ['a member nobody knows', { name: 'S', groups: ['lille'], frozen: true }, ['input.invalid']],
  ])('R1.6 %s, and nothing is written', async (_, draft, expected) => {
    expect(await refusalOf(at.ana.regions.saveSelection(draft))).toEqual(expected)
    expect(await at.system.count('groupSelection')).toBe(0)
  })

  test('R1.6 a group out of sight like one that is not there; a region named twice when it is resolved', async () => {
    expect(await refusalOf(at.bob.regions.saveSelection({ name: 'S', groups: ['brest'] }))).toEqual([
      'region.group_unknown /groups/0',
    ])
    expect(await refusalOf(at.bob.regions.resolve({ regions: ['north', 'north'] }))).toEqual([
      'region.named_twice /regions/1',
    ])
    expect(await refusalOf(at.bob.regions.resolve({ saved: 'x' }))).toEqual(['region.selection_unknown /saved'])
  })
})
