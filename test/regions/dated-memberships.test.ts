import { assignGroups, createRegion, groupsOfSelection, unassignGroups } from 'clientele/regions'
import { beforeEach, describe, expect, test } from 'vitest'
import { refusalOf, scene, type Scene } from './scene'

let at: Scene

/** Noon of the nth of March; it is the 20th. */
const march = (day: number): Date => new Date(Date.UTC(2026, 2, day, 12))

const groupsOf = async (region: string, asOf: Date | null = null): Promise<readonly string[]> =>
  [...(await at.ask((c) => groupsOfSelection({ regions: [region] }, asOf, c)))].sort()

const assign = (input: unknown, exclusive = true) => at.perform((c) => assignGroups(input, { exclusive }, c))

beforeEach(async () => {
  at = await scene(['amiens', 'arras', 'brest', 'calais', 'lille'])
  at.clock.set(march(1).toISOString())
  await at.perform((c) => createRegion({ id: 'north', name: 'Nord', groups: ['lille', 'arras'] }, {}, c))
  await at.perform((c) => createRegion({ id: 'west', name: 'Ouest', groups: ['brest'] }, {}, c))
  at.clock.set(march(20).toISOString())
})

describe('memberships with dates', () => {
  test('R1.9 a group is in a region since a moment past', async () => {
    expect(await assign({ region: 'west', groups: ['calais'], from: march(10) })).toEqual({
      added: ['calais'],
      unchanged: [],
      moved: [],
    })
    expect(await groupsOf('west', march(9))).toEqual(['brest'])
    expect(await groupsOf('west', march(10))).toEqual(['brest', 'calais'])
    expect(await groupsOf('west')).toEqual(['brest', 'calais'])
  })

  test('R1.9 R1.8 a group that was elsewhere leaves there at that moment', async () => {
    expect(await assign({ region: 'west', groups: ['arras'], from: march(10) })).toEqual({
      added: ['arras'],
      unchanged: [],
      moved: [{ group: 'arras', from: 'north' }],
    })
    expect(await groupsOf('north', march(9))).toEqual(['arras', 'lille'])
    expect(await groupsOf('north', march(10))).toEqual(['lille'])
    expect(await groupsOf('west', march(10))).toEqual(['arras', 'brest'])
    expect(await groupsOf('north')).toEqual(['lille'])
  })

  test('R1.9 a group was in a region for a time, and is in it no more', async () => {
    await assign({ region: 'west', groups: ['calais'], from: march(5), to: march(8) })
    expect(await groupsOf('west', march(5))).toEqual(['brest', 'calais'])
    expect(await groupsOf('west', march(8))).toEqual(['brest'])
    expect(await groupsOf('west')).toEqual(['brest'])
    // What follows at once does not overlap.
    await assign({ region: 'north', groups: ['calais'], from: march(8), to: march(12) })
    await assign({ region: 'west', groups: ['calais'], from: march(12) })
    expect(await groupsOf('north', march(11))).toEqual(['arras', 'calais', 'lille'])
    expect(await groupsOf('west')).toEqual(['brest', 'calais'])
  })

  test('R1.9 a group left at a moment past', async () => {
    await at.perform((c) => unassignGroups({ region: 'north', groups: ['arras'], at: march(7) }, c))
    expect(await groupsOf('north', march(6))).toEqual(['arras', 'lille'])
    expect(await groupsOf('north', march(7))).toEqual(['lille'])
  })

  test('R1.9 one that is there since before stays as it is', async () => {
    expect(await assign({ region: 'north', groups: ['lille', 'calais'], from: march(10) })).toEqual({
      added: ['calais'],
      unchanged: ['lille'],
      moved: [],
    })
  })

  test('R1.8 where groups stand in several regions, only times in the same one overlap', async () => {
    await assign({ region: 'west', groups: ['arras'], from: march(10) }, false)
    expect(await groupsOf('north')).toEqual(['arras', 'lille'])
    expect(await groupsOf('west')).toEqual(['arras', 'brest'])
    expect(
      await refusalOf(assign({ region: 'west', groups: ['arras'], from: march(5), to: march(11) }, false)),
    ).toEqual(['region.overlap /groups/0'])
  })
})

describe('dates that are refused', () => {
  test.each([
    ['a time when the group was elsewhere', { from: march(5), to: march(6) }, ['region.overlap /groups/0']],
    ['a beginning ahead', { from: march(21) }, ['region.future_date /from']],
    ['an end ahead', { from: march(5), to: march(21) }, ['region.future_date /to']],
    ['an end before the beginning', { from: march(6), to: march(5) }, ['region.dates_reversed /to']],
    ['no time at all', { from: march(5), to: march(5) }, ['region.dates_reversed /to']],
    ['an end alone', { to: march(5) }, ['region.begins_when /from']],
    ['a time before the region', { from: new Date('2026-02-27T00:00:00Z') }, ['region.before_region /from']],
    ['a date in words', { from: 'yesterday' }, ['input.invalid /from']],
    ['no date', { from: new Date(Number.NaN) }, ['input.invalid /from']],
  ])('R1.9 %s, and nothing is written', async (_, dates, expected) => {
    const before = await at.rows('regionMembership')
    expect(await refusalOf(assign({ region: 'west', groups: ['arras'], ...dates }))).toEqual(expected)
    expect(await at.rows('regionMembership')).toEqual(before)
  })

  test('R1.9 an overlap is told in words, with the region that it is with', async () => {
    await assign({ region: 'west', groups: ['calais'], from: march(5), to: march(8) })
    const again = assign({ region: 'north', groups: ['amiens', 'calais'], from: march(7) })
    await expect(again).rejects.toMatchObject({
      code: 'region.overlap',
      path: '/groups/1',
      data: { group: 'calais', region: 'Ouest', from: march(5), to: march(8) },
    })
    await expect(again).rejects.toThrow('The group calais was in the region Ouest during that time.')
    expect(await groupsOf('north', march(19))).toEqual(['arras', 'lille'])
  })

  test('R1.1 the last group does not leave, whatever the date', async () => {
    expect(await refusalOf(assign({ region: 'north', groups: ['brest'], from: march(5) }))).toEqual([
      'region.left_empty /groups/0',
    ])
  })

  test.each([
    ['ahead', march(21), ['region.future_date /to']],
    ['before it entered', new Date('2026-02-27T00:00:00Z'), ['region.dates_reversed /to']],
  ])('R1.9 leaving at a moment %s', async (_, moment, expected) => {
    const leave = at.perform((c) => unassignGroups({ region: 'north', groups: ['arras'], at: moment }, c))
    expect(await refusalOf(leave)).toEqual(expected)
    expect(await groupsOf('north')).toEqual(['arras', 'lille'])
  })
})
