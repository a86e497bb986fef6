import { beforeEach, describe, expect, test } from 'vitest'
import type { Row } from '../../src/kernel'
import { entityOf } from '../../src/model'
import {
  allOf,
  anyOf,
  compares,
  complement,
  EVERYTHING,
  isAmong,
  isEqual,
  isMissing,
  NOTHING,
  type BoundCriteria,
  type BoundRelated,
} from '../../src/query'
import { finishing, splitCriteria, type Page, type Store } from '../../src/storage'
import { conformanceModel as model } from '../../adapters/conformance'
import { memoryAdapter } from '../../adapters/memory'
import { weakStore, type WeakStore } from './weak-store'

const item = entityOf(model, 'item')
const owner = entityOf(model, 'owner')
const part = entityOf(model, 'part')
const low = compares(item, 'rank', 'lt', 3)

let exact: Store
let weak: WeakStore

const record = (id: string, values: Row = {}): Row => ({
  id,
  name: `Item ${id}`,
  status: 'new',
  rank: 0,
  cost: 0,
  active: false,
  listedOn: '2026-01-01',
  createdAt: new Date(0),
  tags: [],
  ...values,
})

const related = (relation: string, criteria: BoundCriteria, negated = false): BoundRelated => {
  const found = item.relations.get(relation)
  if (found === undefined) throw new Error(relation)
  return { type: 'related', relation: found, target: entityOf(model, found.target), negated, criteria }
}

const ids = ({ rows }: Page): string => rows.map(({ id }) => String(id)).join(' ')
const numbered = (count: number): readonly Row[] =>
  Array.from({ length: count }, (_, index) => record(`i${String(index).padStart(3, '0')}`, { rank: index % 10 }))

beforeEach(async () => {
  exact = await memoryAdapter().open(model)
  weak = weakStore(exact)
})

const finished = (rowBudget?: number): Store => finishing(model, weak, rowBudget === undefined ? {} : { rowBudget })

describe('pages', () => {
  const request = { where: low, orderBy: [{ field: 'name', direction: 'desc' }], limit: 7 } as const

  test('R6.4 what the database cannot decide is finished: pages both ways are those of an exact store', async () => {
    await exact.insert('item', numbered(100))
    let expected = await exact.find('item', request)
    let found = await finished().find('item', request)
    for (let turn = 0; expected.end !== null; turn++) {
      expect([ids(found), found.more], `page ${turn}`).toEqual([ids(expected), expected.more])
      expect(found.residual).toBeUndefined()
      const [after, before] = [expected.end, found.start ?? '']
      const ahead = await finished().find('item', { ...request, before })
      expect(ids(ahead)).toBe(ids(await exact.find('item', { ...request, before: expected.start ?? '' })))
      found = await finished().find('item', { ...request, after: found.end ?? '' })
      expected = await exact.find('item', { ...request, after })
    }
    expect(found).toEqual({ rows: [], start: null, end: null, more: false })
  })

  test('R6.4 fields that only the rest of the criteria needs are read, and left out of the answer', async () => {
    await exact.insert('item', numbered(20))
    const { rows } = await finished().find('item', { ...request, fields: ['status'] })
    expect(rows).toHaveLength(6)
    expect(new Set(rows.flatMap((row) => Object.keys(row)))).toEqual(new Set(['id', 'status']))
  })

  test('R6.4 criteria that the database decides go straight to it', async () => {
    await exact.insert('item', numbered(50))
    const page = await finished(1).find('item', { ...request, where: isEqual(item, 'rank', 4), limit: 2 })
    expect([page.rows.length, page.more, weak.handed()]).toEqual([2, true, 2])
  })
})

describe('related records', () => {
  beforeEach(async () => {
    await exact.insert('owner', [
      { id: 'o1', name: 'One', limit: 10, teamId: 't1' },
      { id: 'o2', name: 'Two', limit: 90, teamId: 't2' },
    ])
    await exact.insert('team', [
      { id: 't1', name: 'North' },
      { id: 't2', name: 'South' },
    ])
    await exact.insert(
      'item',
      ['a', 'b', 'c', 'd'].map((id, rank) => record(id, { rank, ownerId: ['o1', 'o2', 'gone', null][rank] ?? null })),
    )
    await exact.insert('part', [
      { id: 'p', name: 'P', itemId: 'a', quantity: 2, tags: [], makerId: 'o2' },
      { id: 'q', name: 'Q', itemId: 'a', quantity: 5, tags: [], makerId: 'o1' },
      { id: 'r', name: 'R', itemId: 'b', quantity: 1, tags: [], makerId: 'o1' },
    ])
  })

  const measured: BoundCriteria = {
    type: 'measure',
    relation: related('parts', EVERYTHING).relation,
    target: part,
    measure: 'sum',
    field: part.fields.get('quantity') ?? null,
    negated: false,
    operator: 'gte',
    value: 2,
    criteria: complement(isMissing(part, 'itemId')),
  }
  const maker = part.relations.get('maker')
  const team = owner.relations.get('team')
  if (maker === undefined || team === undefined) throw new Error('The model has no such relations')
  const inSouth: BoundCriteria = {
    type: 'related',
    relation: team,
    target: entityOf(model, 'team'),
    negated: false,
    criteria: compares(entityOf(model, 'team'), 'id', 'gte', 't2'),
  }
  const CASES: readonly (readonly [string, BoundCriteria])[] = [
    ['a b', related('owner', complement(isMissing(owner, 'limit')))],
    ['b', related('owner', compares(owner, 'limit', 'gt', 10))],
    ['a c d', related('owner', compares(owner, 'limit', 'gt', 10), true)],
    ['a', related('parts', compares(part, 'quantity', 'gte', 2))],
    ['b c d', related('parts', compares(part, 'quantity', 'gte', 2), true)],
    ['a', measured],
    ['b c d', complement(measured)],
    ['a', related('parts', { type: 'related', relation: maker, target: owner, negated: false, criteria: inSouth })],
    [
      'a b c d',
      anyOf(related('parts', EVERYTHING), compares(item, 'rank', 'gte', 3), isEqual(item, 'ownerId', 'gone')),
    ],
  ]

  test.each(CASES)('R6.4 relations are followed in batches: %s', async (expected, where) => {
    expect(ids(await finished().find('item', { where, orderBy: [], limit: 10 }))).toBe(expected)
    expect(ids(await exact.find('item', { where, orderBy: [], limit: 10 }))).toBe(expected)
    expect(await finished().count('item', where)).toBe(expected.split(' ').length)
  })

  test('R6.4 related records count against the budget', async () => {
    const where = related('parts', compares(part, 'quantity', 'gte', 2))
    await expect(finished(7).count('item', where)).resolves.toBe(1)
    await expect(finished(4).count('item', where)).rejects.toMatchObject({
      code: 'storage.row_budget',
      data: { budget: 4 },
    })
  })
})

describe('the row budget', () => {
  test('R6.4 a page is finished within the budget and refused beyond it', async () => {
    await exact.insert('item', numbered(300))
    const request = { where: compares(item, 'rank', 'gt', 8), orderBy: [], limit: 29 }
    await expect(finished(300).find('item', request)).resolves.toMatchObject({ more: true })
    await expect(finished(299).find('item', { ...request, limit: 30 })).rejects.toMatchObject({
      code: 'storage.row_budget',
      data: { budget: 299 },
    })
  })

  test('R6.4 counts and aggregates are finished within the budget and refused beyond it', async () => {
    await exact.insert('item', numbered(300))
    const request = {
      where: low,
      groupBy: [{ as: 'rank', field: 'rank' }],
      measures: [
        { as: 'n', measure: 'count' },
        { as: 'sum', measure: 'sum', field: 'rank' },
      ],
    } as const
    expect(await finished(300).count('item', low)).toBe(90)
    const groups = await finished(300).aggregate('item', request)
    expect(groups).toEqual(await exact.aggregate('item', request))
    expect(groups).toHaveLength(3)
    await expect(finished(299).count('item', low)).rejects.toMatchObject({ code: 'storage.row_budget' })
    await expect(finished(299).aggregate('item', request)).rejects.toMatchObject({ code: 'storage.row_budget' })
  })

  test('R6.4 what the database decides narrows what is read', async () => {
    await exact.insert('item', numbered(300))
    const where = allOf(isEqual(item, 'rank', 2), compares(item, 'name', 'gte', 'item i100'))
    expect(await finished(30).count('item', where)).toBe(20)
    expect(weak.handed()).toBe(30)
  })
})

describe('writes', () => {
  test('R6.4 a write or claim that the database cannot decide is refused, and changes nothing', async () => {
    await exact.insert('item', numbered(10))
    await exact.insert('job', [{ id: 'j', queue: 'mail', at: new Date(0) }])
    const store = finished()
    const lease = { at: 'at', token: 'token', value: 'x', milliseconds: 1 }
    const late = compares(entityOf(model, 'job'), 'attempts', 'gt', 1)
    for (const write of [
      () => store.update('item', low, { set: { rank: 99 } }),
      () => store.remove('item', low),
      () => store.claim('job', { where: late, limit: 1 }, lease),
      () => store.transaction((inner) => inner.remove('item', low)),
      () => store.forTenant('other').remove('item', low),
    ])
      await expect(write()).rejects.toMatchObject({ code: 'storage.not_pushed' })
    expect(await exact.count('item', isEqual(item, 'rank', 99))).toBe(0)
    expect(await exact.count('item', EVERYTHING)).toBe(10)
    expect(await store.remove('item', isEqual(item, 'rank', 3))).toBe(1)
    expect(await store.claim('job', { where: EVERYTHING, limit: 1 }, lease)).toHaveLength(1)
  })

  test('R6.4 the store inside a transaction is finished too', async () => {
    await exact.insert('item', numbered(10))
    const store = finished()
    expect(store.features.exactReads).toBe(true)
    expect(await store.transaction((inner) => inner.count('item', low))).toBe(3)
    expect(await store.forTenant('other').count('item', low)).toBe(0)
  })
})

describe('splitting criteria', () => {
  const decides = (leaf: BoundCriteria): boolean => leaf.type === 'test' && leaf.operator === 'eq'
  const eq = isEqual(item, 'status', 'new')
  const other = isEqual(item, 'origin', 'web')

  test('R6.4 criteria are cut into what is pushed and what is left', () => {
    expect(splitCriteria(eq, decides)).toEqual({ pushed: eq, residual: null })
    expect(splitCriteria(low, decides)).toEqual({ pushed: EVERYTHING, residual: low })
    expect(splitCriteria(allOf(eq, low, other), decides)).toEqual({ pushed: allOf(eq, other), residual: low })
    expect(splitCriteria(anyOf(eq, other), decides)).toEqual({ pushed: anyOf(eq, other), residual: null })
    expect(splitCriteria(anyOf(eq, low), decides)).toEqual({ pushed: EVERYTHING, residual: anyOf(eq, low) })
    const narrowed = anyOf(allOf(eq, low), other)
    expect(splitCriteria(narrowed, decides)).toEqual({ pushed: anyOf(eq, other), residual: narrowed })
    expect(splitCriteria(EVERYTHING, decides)).toEqual({ pushed: EVERYTHING, residual: null })
    expect(splitCriteria(NOTHING, decides)).toEqual({ pushed: NOTHING, residual: null })
    expect(splitCriteria(isAmong(item, 'status', ['a', 'b']), decides).residual).not.toBeNull()
  })
})
