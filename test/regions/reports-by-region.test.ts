import { query, type RegionReportSpec } from 'clientele'
import { beforeEach, describe, expect, test } from 'vitest'
import { france, type France } from './france'
import { refusalOf } from './scene'

let at: France

const invoice = (id: string, town: string, issuedOn: string, total: number) => ({
  id,
  number: id,
  accountId: `hotel-${town}`,
  groupId: town,
  issuedOn,
  total,
})

/** Arras goes from the North to the West on the 10th of March at noon in Paris; Calais comes into the Somme on the 20th. */
beforeEach(async () => {
  at = await france()
  at.clock.set('2026-03-25T09:00:00Z')
  await at.ana.regions.assign({ region: 'west', groups: ['arras'], from: new Date('2026-03-10T11:00:00Z') })
  await at.ana.regions.assign({ region: 'somme', groups: ['calais'], from: new Date('2026-03-20T00:00:00Z') })
  await at.system.createMany('event', [
    { id: 'before', name: 'b', groupId: 'arras', startsAt: new Date('2026-03-10T10:59:59Z') },
    { id: 'after', name: 'a', groupId: 'arras', startsAt: new Date('2026-03-10T11:00:00Z') },
    { id: 'lille', name: 'l', groupId: 'lille', startsAt: new Date('2026-03-15T00:00:00Z') },
    { id: 'early', name: 'e', groupId: 'calais', startsAt: new Date('2026-03-19T00:00:00Z') },
    { id: 'late', name: 'f', groupId: 'calais', startsAt: new Date('2026-03-21T00:00:00Z') },
  ])
})

const march = { range: 'between', from: '2026-03-01', to: '2026-03-31' } as const

async function counts(spec: Partial<RegionReportSpec>): Promise<unknown> {
  const asked = { entity: 'event', time: 'startsAt', range: march, regions: ['north', 'somme', 'west'], ...spec }
  const reports = await at.ana.reports.byRegion(asked)
  return Object.fromEntries(reports.map(({ name, report }) => [name, report.totals['count']]))
}

describe('reports by region', () => {
  test('R1.9 attribute to the composition as it is now', async () => {
    expect(await counts({})).toEqual({ Nord: 3, Somme: 2, Ouest: 2 })
  })

  test('R1.9 attribute to the composition as it was when each record happened', async () => {
    expect(await counts({ attribution: 'then' })).toEqual({ Nord: 3, Somme: 1, Ouest: 1 })
    expect(await counts({ attribution: 'then', where: query(at.crm.model, 'event', (e) => e.name.ne('b')) })).toEqual({
      Nord: 2,
      Somme: 1,
      Ouest: 1,
    })
  })

  test('R1.9 R4.11 with buckets, dimensions and comparison, as any report', async () => {
    const [north] = await at.ana.reports.byRegion({
      entity: 'event',
      time: 'startsAt',
      range: { range: 'between', from: '2026-03-11', to: '2026-03-20' },
      bucket: 'day',
      dimensions: ['groupId'],
      compare: true,
      regions: ['north'],
      attribution: 'then',
    })
    expect(
      north?.report.rows.map(({ bucket, dimensions, figures }) => [bucket, dimensions['groupId'], figures['count']]),
    ).toEqual([['2026-03-15', 'lille', 1]])
    expect(north?.report.precedingTotals).toEqual({ count: 1 })
  })

  test('R1.9 a civil day counts with the composition at its start', async () => {
    await at.system.createMany('invoice', [
      invoice('i1', 'arras', '2026-03-10', 100),
      invoice('i2', 'arras', '2026-03-11', 10),
    ])
    const reports = await at.ana.reports.byRegion({
      entity: 'invoice',
      time: 'issuedOn',
      regions: ['north', 'west'],
      attribution: 'then',
    })
    expect(reports.map(({ report }) => report.totals['count'])).toEqual([1, 1])
  })

  test('R1.9 shows each only what they may read', async () => {
    await at.ana.rights.assign({ user: 'bob', regions: ['west'] })
    const spec = { entity: 'event', time: 'startsAt', regions: ['north', 'west'], attribution: 'then' } as const
    const reports = await at.bob.reports.byRegion(spec)
    // Bob sees Arras and Brest: what Arras did in the North is his to see too.
    expect(reports.map(({ report }) => report.totals['count'])).toEqual([1, 1])
  })

  test.each<[string, Partial<RegionReportSpec>, string[]]>([
    ['an unknown region', { regions: ['north', 'x'] }, ['region.unknown /regions/1']],
    ['a region twice', { regions: ['north', 'north'] }, ['region.named_twice /regions/1']],
    ['no region', { regions: [] }, ['region.selection_empty']],
    [
      'records without a group',
      { entity: 'season', time: undefined, range: undefined } as never,
      ['reports.no_group /entity'],
    ],
  ])('R1.9 %s is refused', async (_, spec, expected) => {
    expect(await refusalOf(counts(spec))).toEqual(expected)
  })

  test('R1.9 then needs a time', async () => {
    const spec = { entity: 'event', regions: ['north'], attribution: 'then' } as const
    expect(await refusalOf(at.ana.reports.byRegion(spec))).toEqual(['reports.time_missing /time'])
  })
})
