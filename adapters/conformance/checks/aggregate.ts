import { compareCodePoints, type Row } from '../../../src/kernel'
import { compares, EVERYTHING, isEqual, NOTHING } from '../../../src/query'
import type { AggregateRequest, Dimension, Measure, Store } from '../../../src/storage'
import { expectRefusal, expectSame, expectThrow } from '../expectation'
import { check, type CheckBody } from '../ground'
import { item } from './sample-rows'

const day = (text: string): Date => new Date(`${text}T00:00:00.000Z`)
const count: Measure = { as: 'n', measure: 'count' }

const ROWS: readonly Row[] = [
  item('a', { status: 'new', note: 'Lyon', rank: 1, price: 100, size: 0.1, ratio: 1.5, checked: true, soldAt: day('2026-01-01'), madeOn: '2026-01-01', ownerId: 'x' }),
  item('b', { status: 'new', note: 'LYON', rank: 2, price: 250, size: 0.2, ratio: null, checked: false, soldAt: day('2026-01-31'), madeOn: '2026-01-31', ownerId: 'y' }),
  item('c', { status: 'New', note: 'paris', rank: 3, price: null, size: null, ratio: 2.25, checked: null, soldAt: day('2026-02-01'), madeOn: '2026-02-01', ownerId: 'x' }),
  item('d', { status: 'old', note: null, rank: 4, price: -50, size: 12.34, ratio: null, checked: true, soldAt: null, madeOn: null, ownerId: null }),
  item('e', { status: 'old', note: 'Paris', rank: 5, price: 0, size: -0.04, ratio: null, checked: true, soldAt: day('2026-03-01'), madeOn: '2026-03-01', ownerId: 'x' }),
]

/** The groups in the order of their JSON, since they come in none. */
async function groups(store: Store, request: Partial<AggregateRequest>): Promise<readonly Row[]> {
  const rows = await store.aggregate('item', { where: EVERYTHING, groupBy: [], measures: [count], ...request })
  return [...rows].sort((a, b) => compareCodePoints(JSON.stringify(Object.values(a)), JSON.stringify(Object.values(b))))
}

const by = (field: string): Dimension => ({ as: field, field })

/** Figures over the records that match, and over groups of them. */
export const aggregateChecks: readonly CheckBody[] = [
  check('every measure, over all records', async ({ store }) => {
    await store.insert('item', ROWS)
    const measures: readonly Measure[] = [
      count,
      { as: 'priced', measure: 'count', field: 'price' },
      { as: 'owners', measure: 'countDistinct', field: 'ownerId' },
      { as: 'places', measure: 'countDistinct', field: 'note' },
      { as: 'statuses', measure: 'countDistinct', field: 'status' },
      { as: 'total', measure: 'sum', field: 'price' },
      { as: 'sizes', measure: 'sum', field: 'size' },
      { as: 'ratios', measure: 'sum', field: 'ratio' },
      { as: 'least', measure: 'min', field: 'price' },
      { as: 'most', measure: 'max', field: 'price' },
      { as: 'widest', measure: 'max', field: 'size' },
      { as: 'first', measure: 'min', field: 'soldAt' },
      { as: 'last', measure: 'max', field: 'soldAt' },
      { as: 'from', measure: 'min', field: 'madeOn' },
      { as: 'to', measure: 'max', field: 'madeOn' },
    ]
    const expected = {
      n: 5, priced: 4, owners: 2, places: 2, statuses: 3, total: 300, sizes: 12.6, ratios: 3.75, least: -50, most: 250, widest: 12.34,
      first: day('2026-01-01'), last: day('2026-03-01'), from: '2026-01-01', to: '2026-03-01',
    }
    expectSame(await groups(store, { measures }), [expected], 'figures')
  }),

  check('over nothing: one row without dimensions, none with', async ({ store }) => {
    await store.insert('item', ROWS)
    const measures: readonly Measure[] = [
      count,
      { as: 'distinct', measure: 'countDistinct', field: 'note' },
      { as: 'sum', measure: 'sum', field: 'price' },
      { as: 'min', measure: 'min', field: 'price' },
      { as: 'max', measure: 'max', field: 'soldAt' },
    ]
    expectSame(await groups(store, { where: NOTHING, measures }), [{ n: 0, distinct: 0, sum: 0, min: null, max: null }], 'no group')
    expectSame(await groups(store, { where: NOTHING, measures, groupBy: [by('status')] }), [], 'by status')
  }),

  check('groups by a code, a flag, a reference; a missing value is a group', async ({ store, entity }) => {
    await store.insert('item', ROWS)
    const sum: Measure = { as: 'sum', measure: 'sum', field: 'price' }
    expectSame(
      await groups(store, { groupBy: [by('status')], measures: [count, sum] }),
      [{ status: 'New', n: 1, sum: 0 }, { status: 'new', n: 2, sum: 350 }, { status: 'old', n: 2, sum: -50 }],
      'by status',
    )
    expectSame(
      await groups(store, { groupBy: [by('checked')] }),
      [{ checked: false, n: 1 }, { checked: null, n: 1 }, { checked: true, n: 3 }],
      'by a flag',
    )
    expectSame(
      await groups(store, { groupBy: [by('ownerId')], where: compares(entity('item'), 'rank', 'gt', 1) }),
      [{ ownerId: 'x', n: 2 }, { ownerId: 'y', n: 1 }, { ownerId: null, n: 1 }],
      'by owner, of some records',
    )
  }),

  check('groups by a number, a date, an instant', async ({ store }) => {
    await store.insert('item', [...ROWS, item('f', { size: 0.1, madeOn: '2026-01-01', soldAt: day('2026-01-01') })])
    const of = async (field: string) => (await groups(store, { groupBy: [by(field)] })).map((row) => [row[field], row['n']])
    expectSame(await of('size'), [[-0.04, 1], [0.1, 2], [0.2, 1], [12.34, 1], [null, 1]], 'by size')
    expectSame(
      await of('madeOn'),
      [['2026-01-01', 2], ['2026-01-31', 1], ['2026-02-01', 1], ['2026-03-01', 1], [null, 1]],
      'by date',
    )
    expectSame(
      await of('soldAt'),
      [[day('2026-01-01'), 2], [day('2026-01-31'), 1], [day('2026-02-01'), 1], [day('2026-03-01'), 1], [null, 1]],
      'by instant',
    )
  }),

  check('groups by a text as eq compares it, shown by its first spelling in code-point order', async ({ store }) => {
    await store.insert('item', ROWS)
    expectSame(
      await groups(store, { groupBy: [by('note')] }),
      [{ note: 'LYON', n: 2 }, { note: 'Paris', n: 2 }, { note: null, n: 1 }],
      'by text',
    )
  }),

  check('groups by two dimensions', async ({ store }) => {
    await store.insert('item', ROWS)
    expectSame(
      await groups(store, { groupBy: [by('status'), { as: 'place', field: 'note' }] }),
      [
        { status: 'New', place: 'paris', n: 1 },
        { status: 'new', place: 'LYON', n: 2 },
        { status: 'old', place: 'Paris', n: 1 },
        { status: 'old', place: null, n: 1 },
      ],
      'by status and place',
    )
  }),

  check('groups by intervals, each with its start and without its end', async ({ store, entity }) => {
    await store.insert('item', ROWS)
    const into = async (field: string, edges: readonly Date[] | readonly string[] | readonly number[]) =>
      (await groups(store, { groupBy: [{ as: 'part', field, edges }] })).map(({ part, n }) => [part, n])
    expectSame(await into('soldAt', [day('2026-01-01'), day('2026-02-01'), day('2026-03-01')]), [[0, 2], [1, 1]], 'instants')
    expectSame(await into('madeOn', ['2026-01-02', '2026-02-01', '2026-03-01', '2026-03-02']), [[0, 1], [1, 1], [2, 1]], 'dates')
    expectSame(await into('price', [-50, 0, 100, 251]), [[0, 1], [1, 1], [2, 2]], 'amounts')
    expectSame(await into('size', [0.1, 0.2, 12.34]), [[0, 1], [1, 1]], 'numbers with decimals')
    expectSame(await into('rank', [10, 20]), [], 'no row in any')
    const where = isEqual(entity('item'), 'status', 'new')
    const groupBy: readonly Dimension[] = [{ as: 'part', field: 'madeOn', edges: ['2026-01-01', '2026-01-31', '2026-02-01'] }, by('ownerId')]
    expectSame(await groups(store, { where, groupBy }), [{ part: 0, ownerId: 'x', n: 1 }, { part: 1, ownerId: 'y', n: 1 }], 'with another dimension')
  }),

  check('sums of amounts and decimals are exact, or refused', async ({ store, entity }) => {
    const most = Number.MAX_SAFE_INTEGER
    await store.insert('item', [
      item('a', { status: 'fits', price: most, size: 0.1 }),
      item('b', { status: 'fits', price: most, size: 0.2 }),
      item('c', { status: 'fits', price: -most, size: 0.7 }),
      item('d', { status: 'fits', price: -7, size: 0.07 }),
      item('e', { status: 'over', price: most }),
      item('f', { status: 'over', price: 1 }),
    ])
    const measures: readonly Measure[] = [
      { as: 'price', measure: 'sum', field: 'price' },
      { as: 'size', measure: 'sum', field: 'size' },
    ]
    const of = (status: string) => groups(store, { where: isEqual(entity('item'), 'status', status), measures })
    expectSame(await of('fits'), [{ price: most - 7, size: 1.07 }], 'sums')
    await expectRefusal('storage.out_of_range', () => of('over'), 'a sum past the safe whole numbers')
  }),

  check('more groups than the limit are refused, as many are answered', async ({ store }) => {
    await store.insert('item', ROWS)
    expectSame((await groups(store, { groupBy: [by('status')], limit: 3 })).length, 3, 'groups')
    await expectRefusal('storage.too_many_groups', () => groups(store, { groupBy: [by('status')], limit: 2 }), 'one group more')
  }),

  check('a figure that its field cannot have is thrown at', async ({ store }) => {
    const of = (measure: Measure['measure'], field: string) => groups(store, { measures: [{ as: 'x', measure, field }] })
    await expectThrow(() => of('sum', 'status'), 'the sum of a code')
    await expectThrow(() => of('min', 'tags'), 'the least of tags')
    await expectThrow(() => of('sum', 'nothing'), 'an unknown field')
    await expectThrow(() => groups(store, { groupBy: [by('nothing')] }), 'an unknown dimension')
  }),
]
