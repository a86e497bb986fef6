import { expect, test } from 'vitest'
import { item } from '../../adapters/conformance/cases/case-rows'
import { conformanceModel } from '../../adapters/conformance/model'
import type { Row } from '../../src/kernel'
import { codecs, defineModel, entity, entityOf, id, reference } from '../../src/model'
import {
  allOf,
  anyOf,
  type BoundCriteria,
  compareRows,
  compares,
  complement,
  EVERYTHING,
  fieldOf,
  isAmong,
  isEqual,
  isMissing,
  isPresent,
  NOTHING,
  predicate,
} from '../../src/query'
import { z } from 'zod'
import { lookupIn } from './record-lookup'

const items = entityOf(conformanceModel, 'item')
const early = new Date('2026-01-01T00:00:00Z')
const late = new Date('2026-02-01T00:00:00Z')
const rows = [
  item('a', { name: 'Élodie', soldAt: early, origin: 'x', price: 1 }),
  item('b', { name: 'Marc', soldAt: late, origin: 'é', price: 2 }),
  item('c', { name: 'marc', soldAt: null, origin: null, price: null }),
]
const found = (criteria: BoundCriteria, among: readonly Row[] = rows) =>
  among.filter((row) => predicate(criteria)(row, lookupIn({}))).map((row) => row['id'])

test('what the library asks by itself is folded, bound and normal', () => {
  expect(found(isEqual(items, 'name', 'MARC'))).toEqual(['b', 'c'])
  expect(found(isAmong(items, 'name', ['marc', 'ELODIE', 'élodie']))).toEqual(['a', 'b', 'c'])
  expect(found(isEqual(items, 'soldAt', new Date(early)))).toEqual(['a'])
  expect(found(isAmong(items, 'soldAt', [new Date(early), new Date(late)]))).toEqual(['a', 'b'])
  expect(isAmong(items, 'soldAt', [early, new Date(early)])).toEqual(isEqual(items, 'soldAt', early))
  expect(isAmong(items, 'origin', [])).toEqual(NOTHING)
  expect(found(compares(items, 'origin', 'gt', 'x'))).toEqual(['b'])
  expect(found(compares(items, 'soldAt', 'lte', early))).toEqual(['a'])
  expect(found(compares(items, 'price', 'gte', 2))).toEqual(['b'])
  expect(found(isMissing(items, 'price'))).toEqual(['c'])
  expect(found(isPresent(items, 'price'))).toEqual(['a', 'b'])
  expect(() => fieldOf(items, 'nom')).toThrow('The entity item has no field nom')
})

test('a negated test holds for a missing value, whatever is asked', () => {
  const asked = [
    compares(items, 'origin', 'gt', 'x'),
    compares(items, 'soldAt', 'lte', early),
    compares(items, 'price', 'gte', 2),
  ]
  for (const one of asked) expect(found(complement(one))).toContain('c')
})

test('all and any: constants decide or vanish, nesting is flattened', () => {
  const [a, b, c] = [isMissing(items, 'price'), isMissing(items, 'origin'), isMissing(items, 'soldAt')]
  expect(allOf(a, EVERYTHING, allOf(b, c))).toEqual({ type: 'and', criteria: [a, b, c] })
  expect(allOf(a, NOTHING)).toEqual(NOTHING)
  expect(anyOf(a, NOTHING, anyOf(b, c))).toEqual({ type: 'or', criteria: [a, b, c] })
  expect(anyOf(a, EVERYTHING)).toEqual(EVERYTHING)
  expect(allOf()).toEqual(EVERYTHING)
  expect(anyOf()).toEqual(NOTHING)
  expect(allOf(a)).toEqual(a)
  const many = [
    isPresent(items, 'name'),
    isPresent(items, 'rank'),
    isPresent(items, 'cost'),
    isPresent(items, 'active'),
  ]
  expect(found(allOf(...many, isPresent(items, 'price'), isPresent(items, 'soldAt')))).toEqual(['a', 'b'])
  const missing = many.map(complement)
  expect(found(anyOf(...missing, isMissing(items, 'price')))).toEqual(['c'])
})

test('ids kept in integer columns order as numbers', () => {
  const columns = {
    id: { column: 'id', codec: codecs.integerId() },
    nextId: { column: 'next', codec: codecs.integerId() },
  }
  const node = entity({
    module: 'nodes',
    fields: z.object({ id: id(), nextId: reference('node').nullable() }),
    table: { table: 'nodes', tenant: 'none', columns },
  })
  const nodes = entityOf(defineModel({ node }), 'node')
  const all = ['10', '9', '-1', '100'].map((each) => ({ id: each, nextId: each === '9' ? null : each }))
  const order = (direction: 'asc' | 'desc', field = 'id') =>
    all.toSorted(compareRows(nodes, [{ field, direction }])).map((row) => row.id)
  expect(order('asc')).toEqual(['-1', '9', '10', '100'])
  expect(order('desc')).toEqual(['100', '10', '9', '-1'])
  expect(order('desc', 'nextId')).toEqual(['100', '10', '-1', '9'])
  expect(found(compares(nodes, 'id', 'lt', '10'), all)).toEqual(['9', '-1'])
})
