import type { Row } from '../../../src/kernel'
import { item } from '../cases/case-rows'

/** An item that says nothing but its id. */
export { item, part } from '../cases/case-rows'

/** An item with a value in each of its fields. */
export const fullItem = (id: string): Row =>
  item(id, {
    name: 'L’Œuvre de Saint-Étienne',
    note: 'A note\nof two lines',
    serial: 'SN-001 ',
    status: 'ready',
    origin: 'web',
    grade: 'high',
    rank: -7,
    size: 12.34,
    ratio: 0.1,
    cost: 123_456_789,
    price: -50,
    active: true,
    checked: false,
    listedOn: '2026-02-28',
    madeOn: '2024-02-29',
    createdAt: new Date('2026-03-29T01:30:00.123Z'),
    soldAt: new Date('2026-10-25T01:30:00.001Z'),
    tags: ['vip', 'été'],
    marks: [],
    data: { list: [1, 'two', null, { deep: true }], empty: {} },
    ownerId: 'o1',
    parentId: id,
  })

export const job = (id: string, values: Row = {}): Row => ({
  id,
  queue: 'mail',
  slot: null,
  at: null,
  token: null,
  attempts: null,
  ...values,
})

export const label = (id: string, name: string, color: string | null = null): Row => ({ id, name, color })
