import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { caseBinding } from '../../adapters/conformance/cases'
import { conformanceModel } from '../../adapters/conformance/model'
import type { Row } from '../../src/kernel'
import { entityOf, type Model } from '../../src/model'
import {
  and,
  type BoundCriteria,
  compileQuery,
  type CriteriaNode,
  matcher,
  not,
  or,
  predicate,
  query,
  type RecordLookup,
} from '../../src/query'
import { criteriaAbout, records } from './arbitrary'
import { lookupIn } from './record-lookup'

type Entities = typeof conformanceModel extends Model<infer E> ? E : never
type Written = Parameters<typeof query<Entities, 'item'>>[2]

const bound = (where: Written): BoundCriteria =>
  compileQuery(conformanceModel, 'item', query(conformanceModel, 'item', where), caseBinding)
const nobody = lookupIn({})
const keysOf = (held: Readonly<Record<string, BoundCriteria>>) =>
  matcher(Object.entries(held).map(([key, criteria]) => ({ key, criteria })))

describe('R2.6 many criteria held ready for one record', () => {
  test('each kind of question finds its records', () => {
    const held = keysOf({
      status: bound((a) => a.status.eq('x')),
      statuses: bound((a) => a.status.in(['x', 'y'])),
      others: bound((a) => a.status.notIn(['x', 'y'])),
      cheap: bound((a) => a.price.lt(1_000)),
      dear: bound((a) => not(a.price.lt(1_000))),
      middling: bound((a) => a.price.between(500, 1_000)),
      tagged: bound((a) => and(a.tags.hasAny(['a', 'b']), a.tags.has('c'))),
      untagged: bound((a) => a.tags.hasNone(['a', 'b'])),
      named: bound((a) => and(a.name.startsWith('Él'), a.name.contains('LOD'), a.name.endsWith('ie'))),
      unnamed: bound((a) => and(a.name.notContains('lod'), a.name.isNotEmpty())),
      early: bound((a) => a.madeOn.lt('2026-03-01')),
      choice: bound((a) => or(and(a.status.eq('x'), a.rank.eq(1)), and(a.status.eq('y'), a.rank.eq(2)))),
      compared: bound((a) => a.price.gt(a.cost)),
      all: bound(() => and()),
      none: bound(() => or()),
    })
    const row = (fields: Row): Row => ({ id: '1', status: 'z', rank: 0, name: '', tags: [], cost: 0, ...fields })
    const found = (fields: Row) => held.matches(row(fields), nobody).join(' ')
    expect(found({})).toBe('others dear untagged all')
    expect(found({ status: 'x', rank: 1, price: 500 })).toBe(
      'status statuses cheap middling untagged choice compared all',
    )
    expect(found({ status: 'y', rank: 1, price: 1_000, name: 'ÉLODIE', tags: ['c', 'b'] })).toBe(
      'statuses dear middling tagged named compared all',
    )
    expect(found({ madeOn: '2026-02-28', name: 'Zoë' })).toBe('others dear untagged unnamed early all')
  })

  test('criteria come, go and are replaced', () => {
    const held = matcher<number>()
    const isRank = (rank: number) => bound((a) => a.rank.eq(rank))
    for (let key = 0; key < 500; key++) held.add(key, isRank(key % 5))
    const at = (rank: number) => held.matches({ id: '1', rank }, nobody)
    expect(at(3)).toEqual(Array.from({ length: 100 }, (_, index) => index * 5 + 3))
    expect(held.remove(3)).toBe(true)
    expect(held.remove(3)).toBe(false)
    held.add(8, isRank(4))
    held.add(1_000, isRank(3))
    expect(held.size).toBe(500)
    expect(at(3).slice(0, 2)).toEqual([13, 18])
    expect(at(3).at(-1)).toBe(1_000)
    expect(at(4).at(-1)).toBe(8)
    for (let key = 0; key < 500; key++) held.remove(key)
    expect([held.size, at(3), at(4)]).toEqual([1, [1_000], []])
  })

  test('related records are looked up once for all, and only when somebody asks that far', () => {
    let asked = 0
    const parts = [1, 5, 9].map((quantity) => ({ id: `p${quantity}`, itemId: '1', quantity }))
    const lookup: RecordLookup = {
      one: () => undefined,
      many: () => {
        asked += 1
        return parts
      },
    }
    const entries = Array.from({ length: 300 }, (_, index) => ({
      key: index,
      criteria: bound((a) => and(a.status.eq('x'), a.parts.count((p) => p.quantity.gte(index % 10)).gte(2))),
    }))
    const held = matcher(entries)
    expect(held.matches({ id: '1', status: 'x' }, lookup)).toEqual(
      entries.map(({ key }) => key).filter((key) => key % 10 <= 5),
    )
    expect(asked).toBe(1)
    expect(held.matches({ id: '1', status: 'y' }, lookup)).toEqual([])
    expect(asked).toBe(1)
  })
})

const names = ['item', 'item', 'part', 'owner'] as const
const scene = fc.constantFrom(...names).chain((entity) =>
  fc.record({
    entity: fc.constant(entity),
    held: fc.array(criteriaAbout(conformanceModel, entityOf(conformanceModel, entity), 3), {
      minLength: 1,
      maxLength: 40,
    }),
    shallow: fc.array(criteriaAbout(conformanceModel, entityOf(conformanceModel, entity), 0), { maxLength: 40 }),
    records,
  }),
)

describe('R2.6 for all criteria and all records', () => {
  test('what matches is what the predicate of each lets through', () => {
    fc.assert(
      fc.property(scene, ({ entity, held, shallow, records: rows }) => {
        const entries = [...held, ...shallow].map((where: CriteriaNode, key) => ({
          key,
          criteria: compileQuery(conformanceModel, entity, where, caseBinding),
        }))
        const all = matcher(entries)
        const each = entries.map(({ key, criteria }) => ({ key, holds: predicate(criteria) }))
        const lookup = lookupIn(rows)
        for (const row of rows[entity] ?? [])
          expect(all.matches(row, lookup)).toEqual(each.filter(({ holds }) => holds(row, lookup)).map(({ key }) => key))
      }),
      { numRuns: 300, seed: 20_260_329 },
    )
  })

  test('whatever was added and removed before', () => {
    const change = fc.record({ key: fc.nat({ max: 150 }), isAdded: fc.boolean(), which: fc.nat() })
    fc.assert(
      fc.property(
        scene,
        fc.array(change, { minLength: 100, maxLength: 250 }),
        ({ entity, held, records: rows }, changes) => {
          const compiled = held.map((where) => compileQuery(conformanceModel, entity, where, caseBinding))
          const all = matcher<number>()
          const expected = new Map<number, BoundCriteria>()
          const lookup = lookupIn(rows)
          const [row] = rows[entity] ?? []
          fc.pre(row !== undefined)
          for (const [step, { key, isAdded, which }] of changes.entries()) {
            const criteria = compiled[which % compiled.length]
            expect(isAdded || all.remove(key) === expected.has(key)).toBe(true)
            expected.delete(key)
            if (isAdded && criteria !== undefined) {
              all.add(key, criteria)
              expected.set(key, criteria)
            }
            if (step % 10 === 0)
              expect(all.matches(row ?? {}, lookup)).toEqual(
                [...expected].flatMap(([one, asked]) => (predicate(asked)(row ?? {}, lookup) ? [one] : [])),
              )
          }
        },
      ),
      { numRuns: 60, seed: 20_260_329 },
    )
  })
})
