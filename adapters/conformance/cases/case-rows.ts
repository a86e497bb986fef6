import type { Row } from '../../../src/kernel'

const EARLY = new Date('2026-01-01T00:00:00.000Z')

/** An item with a value in every field that needs one and nothing in the others, but for those given. */
export const item = (id: string, values: Row = {}): Row => ({
  id,
  name: `Item ${id}`,
  note: null,
  serial: null,
  status: 'new',
  origin: null,
  grade: null,
  rank: 0,
  size: null,
  ratio: null,
  cost: 0,
  price: null,
  active: false,
  checked: null,
  listedOn: '2026-01-01',
  madeOn: null,
  createdAt: EARLY,
  soldAt: null,
  tags: [],
  marks: null,
  data: null,
  ownerId: null,
  parentId: null,
  ...values,
})

export const part = (id: string, values: Row = {}): Row => ({
  id,
  name: `Part ${id}`,
  status: null,
  quantity: null,
  length: null,
  weight: null,
  price: null,
  readyOn: null,
  tags: [],
  itemId: null,
  makerId: null,
  ...values,
})

export const owner = (id: string, values: Row = {}): Row => ({
  id,
  name: `Owner ${id}`,
  timeZone: null,
  limit: null,
  teamId: null,
  ...values,
})

export const team = (id: string, values: Row = {}): Row => ({ id, name: `Team ${id}`, ...values })
