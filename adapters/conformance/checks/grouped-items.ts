import { compareCodePoints, type Row } from '../../../src/kernel'
import { EVERYTHING } from '../../../src/query'
import type { AggregateRequest, Dimension, Measure, Store } from '../../../src/storage'
import { item } from './sample-rows'

export const day = (text: string): Date => new Date(`${text}T00:00:00.000Z`)
export const count: Measure = { as: 'n', measure: 'count' }

export const ROWS: readonly Row[] = [
  item('a', {
    status: 'new',
    note: 'Lyon',
    rank: 1,
    price: 100,
    size: 0.1,
    ratio: 1.5,
    checked: true,
    soldAt: day('2026-01-01'),
    madeOn: '2026-01-01',
    ownerId: 'x',
  }),
  item('b', {
    status: 'new',
    note: 'LYON',
    rank: 2,
    price: 250,
    size: 0.2,
    ratio: null,
    checked: false,
    soldAt: day('2026-01-31'),
    madeOn: '2026-01-31',
    ownerId: 'y',
  }),
  item('c', {
    status: 'New',
    note: 'paris',
    rank: 3,
    price: null,
    size: null,
    ratio: 2.25,
    checked: null,
    soldAt: day('2026-02-01'),
    madeOn: '2026-02-01',
    ownerId: 'x',
  }),
  item('d', {
    status: 'old',
    note: null,
    rank: 4,
    price: -50,
    size: 12.34,
    ratio: null,
    checked: true,
    soldAt: null,
    madeOn: null,
    ownerId: null,
  }),
  item('e', {
    status: 'old',
    note: 'Paris',
    rank: 5,
    price: 0,
    size: -0.04,
    ratio: null,
    checked: true,
    soldAt: day('2026-03-01'),
    madeOn: '2026-03-01',
    ownerId: 'x',
  }),
]

/** The groups in the order of their JSON, since they come in none. */
export async function groups(store: Store, request: Partial<AggregateRequest>): Promise<readonly Row[]> {
  const rows = await store.aggregate('item', { where: EVERYTHING, groupBy: [], measures: [count], ...request })
  return [...rows].sort((a, b) => compareCodePoints(JSON.stringify(Object.values(a)), JSON.stringify(Object.values(b))))
}

export const by = (field: string): Dimension => ({ as: field, field })
