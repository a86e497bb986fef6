import { compares, isEqual } from '../../../src/query'
import type { Dimension, Measure } from '../../../src/storage'
import { expectSame } from '../expectation'
import { check, type CheckBody } from '../ground'
import { by, count, day, groups, ROWS } from './grouped-items'
import { item } from './sample-rows'

/** Groups: by values, where a missing one is a value too, and by intervals. */
export const groupingChecks: readonly CheckBody[] = [
  check('groups by a code, a flag, a reference; a missing value is a group', async ({ store, entity }) => {
    await store.insert('item', ROWS)
    const sum: Measure = { as: 'sum', measure: 'sum', field: 'price' }
    expectSame(
      await groups(store, { groupBy: [by('status')], measures: [count, sum] }),
      [
        { status: 'New', n: 1, sum: 0 },
        { status: 'new', n: 2, sum: 350 },
        { status: 'old', n: 2, sum: -50 },
      ],
      'by status',
    )
    expectSame(
      await groups(store, { groupBy: [by('checked')] }),
      [
        { checked: false, n: 1 },
        { checked: null, n: 1 },
        { checked: true, n: 3 },
      ],
      'by a flag',
    )
    expectSame(
      await groups(store, { groupBy: [by('ownerId')], where: compares(entity('item'), 'rank', 'gt', 1) }),
      [
        { ownerId: 'x', n: 2 },
        { ownerId: 'y', n: 1 },
        { ownerId: null, n: 1 },
      ],
      'by owner, of some records',
    )
  }),

  check('groups by a number, a date, an instant', async ({ store }) => {
    await store.insert('item', [...ROWS, item('f', { size: 0.1, madeOn: '2026-01-01', soldAt: day('2026-01-01') })])
    const of = async (field: string) =>
      (await groups(store, { groupBy: [by(field)] })).map((row) => [row[field], row['n']])
    expectSame(
      await of('size'),
      [
        [-0.04, 1],
        [0.1, 2],
        [0.2, 1],
        [12.34, 1],
        [null, 1],
      ],
      'by size',
    )
    expectSame(
      await of('madeOn'),
      [
        ['2026-01-01', 2],
        ['2026-01-31', 1],
        ['2026-02-01', 1],
        ['2026-03-01', 1],
        [null, 1],
      ],
      'by date',
    )
    expectSame(
      await of('soldAt'),
      [
        [day('2026-01-01'), 2],
        [day('2026-01-31'), 1],
        [day('2026-02-01'), 1],
        [day('2026-03-01'), 1],
        [null, 1],
      ],
      'by instant',
    )
  }),

  check('groups by a text as eq compares it, shown by its first spelling in code-point order', async ({ store }) => {
    await store.insert('item', ROWS)
    expectSame(
      await groups(store, { groupBy: [by('note')] }),
      [
        { note: 'LYON', n: 2 },
        { note: 'Paris', n: 2 },
        { note: null, n: 1 },
      ],
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
    // The sum of the ranks says which rows each interval holds.
    const ranks: Measure = { as: 'ranks', measure: 'sum', field: 'rank' }
    const into = async (field: string, edges: readonly Date[] | readonly string[] | readonly number[]) =>
      (await groups(store, { groupBy: [{ as: 'part', field, edges }], measures: [count, ranks] })).map(
        ({ part, n, ranks }) => [part, n, ranks],
      )
    expectSame(
      await into('soldAt', [day('2026-01-01'), day('2026-02-01'), day('2026-03-01')]),
      [
        [0, 2, 3],
        [1, 1, 3],
      ],
      'instants',
    )
    expectSame(
      await into('madeOn', ['2026-01-02', '2026-02-01', '2026-03-01', '2026-03-02']),
      [
        [0, 1, 2],
        [1, 1, 3],
        [2, 1, 5],
      ],
      'dates',
    )
    expectSame(
      await into('price', [-50, 0, 100, 251]),
      [
        [0, 1, 4],
        [1, 1, 5],
        [2, 2, 3],
      ],
      'amounts',
    )
    expectSame(
      await into('size', [0.1, 0.2, 12.34]),
      [
        [0, 1, 1],
        [1, 1, 2],
      ],
      'numbers with decimals',
    )
    expectSame(await into('rank', [10, 20]), [], 'no row in any')
    const where = isEqual(entity('item'), 'status', 'new')
    const groupBy: readonly Dimension[] = [
      { as: 'part', field: 'madeOn', edges: ['2026-01-01', '2026-01-31', '2026-02-01'] },
      by('ownerId'),
    ]
    expectSame(
      await groups(store, { where, groupBy }),
      [
        { part: 0, ownerId: 'x', n: 1 },
        { part: 1, ownerId: 'y', n: 1 },
      ],
      'with another dimension',
    )
  }),
]
