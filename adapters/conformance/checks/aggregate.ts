import { isEqual, NOTHING } from '../../../src/query'
import type { Measure } from '../../../src/storage'
import { expectRefusal, expectSame, expectThrow } from '../expectation'
import { check, type CheckBody } from '../ground'
import { by, count, day, groups, ROWS } from './grouped-items'
import { item } from './sample-rows'

/** Figures over the records that match. */
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
      n: 5,
      priced: 4,
      owners: 2,
      places: 2,
      statuses: 3,
      total: 300,
      sizes: 12.6,
      ratios: 3.75,
      least: -50,
      most: 250,
      widest: 12.34,
      first: day('2026-01-01'),
      last: day('2026-03-01'),
      from: '2026-01-01',
      to: '2026-03-01',
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
    expectSame(
      await groups(store, { where: NOTHING, measures }),
      [{ n: 0, distinct: 0, sum: 0, min: null, max: null }],
      'no group',
    )
    expectSame(await groups(store, { where: NOTHING, measures, groupBy: [by('status')] }), [], 'by status')
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
    await expectRefusal(
      'storage.too_many_groups',
      () => groups(store, { groupBy: [by('status')], limit: 2 }),
      'one group more',
    )
  }),

  check('a figure that its field cannot have is thrown at', async ({ store }) => {
    const of = (measure: Measure['measure'], field: string) =>
      groups(store, { measures: [{ as: 'x', measure, field }] })
    await expectThrow(() => of('sum', 'status'), 'the sum of a code')
    await expectThrow(() => of('min', 'tags'), 'the least of tags')
    await expectThrow(() => of('sum', 'nothing'), 'an unknown field')
    await expectThrow(() => groups(store, { groupBy: [by('nothing')] }), 'an unknown dimension')
  }),
]
