import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { caseBinding } from '../../adapters/conformance/cases'
import { conformanceModel } from '../../adapters/conformance/model'
import { entityOf, type Model } from '../../src/model'
import {
  actor,
  allOf,
  and,
  anyOf,
  type BoundCriteria,
  compileQuery,
  complement,
  constantParts,
  criteriaKey,
  type CriteriaNode,
  isEverything,
  isNothing,
  last,
  me,
  not,
  or,
  predicate,
  prepareQuery,
  query,
  simplify,
  today,
  usedFields,
} from '../../src/query'
import { criteriaAbout, question } from './arbitrary'
import { lookupIn } from './record-lookup'

const RUNS = { numRuns: 1_000, seed: 20_260_329 }
type Entities = typeof conformanceModel extends Model<infer E> ? E : never
type Written = Parameters<typeof query<Entities, 'item'>>[2]

const bound = (where: Written): BoundCriteria =>
  compileQuery(conformanceModel, 'item', query(conformanceModel, 'item', where), caseBinding)
const kindOf = (criteria: BoundCriteria) =>
  isEverything(criteria) ? 'everything' : isNothing(criteria) ? 'nothing' : 'open'

describe('R2.1 what contradicts itself is nothing, what always holds everything', () => {
  test.each<[string, Written, 'nothing' | 'everything' | 'open']>([
    ['two values for one field', (a) => and(a.status.eq('x'), a.status.eq('y')), 'nothing'],
    ['two lists that share nothing', (a) => and(a.status.in(['x', 'y']), a.status.in(['z'])), 'nothing'],
    ['two lists that share a value', (a) => and(a.status.in(['x', 'y']), a.status.in(['y', 'z'])), 'open'],
    ['a value and not it', (a) => and(a.status.eq('x'), a.status.ne('x')), 'nothing'],
    ['a value or not it', (a) => or(a.status.eq('x'), a.status.ne('x')), 'everything'],
    ['a value and none', (a) => and(a.origin.eq('x'), a.origin.isEmpty()), 'nothing'],
    ['an empty range', (a) => and(a.price.gt(10), a.price.lt(5)), 'nothing'],
    ['between, the wrong way round', (a) => a.price.between(10, 5), 'nothing'],
    ['nothing between two whole numbers', (a) => and(a.rank.gt(5), a.rank.lt(6)), 'nothing'],
    ['something between two numbers', (a) => and(a.ratio.gt(5), a.ratio.lt(6)), 'open'],
    ['nothing between two hundredths', (a) => and(a.size.gt(0.5), a.size.lt(0.51)), 'nothing'],
    ['two ranges that touch', (a) => and(a.price.gte(5), a.price.lte(5)), 'open'],
    ['below or above, which leaves the missing', (a) => or(a.price.lt(5), a.price.gte(5)), 'open'],
    ['below, above or missing', (a) => or(a.price.lt(5), a.price.gte(5), a.price.isEmpty()), 'everything'],
    ['days that exclude each other', (a) => and(a.madeOn.lt('2026-03-01'), a.madeOn.gt('2026-02-28')), 'nothing'],
    ['today and long ago', (a) => and(a.madeOn.eq(today()), a.madeOn.lt('2020-01-01')), 'nothing'],
    [
      'an instant today and not of the last days',
      (a) => and(a.createdAt.eq(today()), not(a.createdAt.within(last(3, 'days')))),
      'nothing',
    ],
    ['yes and no', (a) => and(a.active.eq(true), a.active.eq(false)), 'nothing'],
    [
      'neither yes nor no nor missing',
      (a) => and(a.checked.ne(true), a.checked.ne(false), a.checked.isNotEmpty()),
      'nothing',
    ],
    ['a tag and none of its list', (a) => and(a.tags.has('x'), a.tags.hasNone(['x', 'y'])), 'nothing'],
    ['a tag and no tags', (a) => and(a.tags.has('x'), a.tags.isEmpty()), 'nothing'],
    ['two tags', (a) => and(a.tags.has('x'), a.tags.has('y')), 'open'],
    ['a text and a part it has not', (a) => and(a.name.eq('Élodie'), a.name.contains('z')), 'nothing'],
    ['two beginnings', (a) => and(a.name.startsWith('ab'), a.name.startsWith('AC')), 'nothing'],
    ['one beginning within the other', (a) => and(a.name.startsWith('ab'), a.name.startsWith('ABC')), 'open'],
    ['what must be there and must not', (a) => and(a.name.startsWith('abc'), a.name.notContains('B')), 'nothing'],
    ['a pattern in nothing', (a) => and(a.name.contains('a'), a.name.isEmpty()), 'nothing'],
    ['another field, and it is missing', (a) => and(a.price.gt(a.cost), a.cost.isEmpty()), 'nothing'],
    [
      'some and none',
      (a) =>
        and(
          a.parts.some((p) => p.name.eq('x')),
          a.parts.none((p) => p.name.eq('x')),
        ),
      'nothing',
    ],
    [
      'some and none of more',
      (a) =>
        and(
          a.parts.some((p) => p.quantity.gt(5)),
          a.parts.none((p) => p.quantity.gt(3)),
        ),
      'nothing',
    ],
    [
      'some, where all are otherwise',
      (a) =>
        and(
          a.parts.some((p) => p.quantity.gt(5)),
          a.parts.every((p) => p.quantity.lt(3)),
        ),
      'nothing',
    ],
    [
      'two that may be two',
      (a) =>
        and(
          a.parts.some((p) => p.quantity.gt(5)),
          a.parts.some((p) => p.quantity.lt(3)),
        ),
      'open',
    ],
    [
      'two that must be one',
      (a) =>
        and(
          a.owner.is((o) => o.name.eq('x')),
          a.owner.is((o) => o.name.eq('y')),
        ),
      'nothing',
    ],
    ['some of nothing', (a) => a.parts.some((p) => and(p.quantity.gt(5), p.quantity.lt(3))), 'nothing'],
    ['counts that exclude each other', (a) => and(a.parts.count().gte(3), a.parts.count().lt(2)), 'nothing'],
    ['a count and none', (a) => and(a.parts.count().gte(3), a.parts.none()), 'nothing'],
    ['some count', (a) => or(a.parts.count().lt(3), a.parts.count().gt(2)), 'everything'],
    ['sums that exclude each other', (a) => and(a.parts.sum('price').gt(10), a.parts.sum('price').lt(11)), 'nothing'],
    ['averages that do not', (a) => and(a.parts.avg('price').gt(10), a.parts.avg('price').lt(11)), 'open'],
    ['an or whose ways are all shut', (a) => and(a.status.eq('x'), or(a.status.eq('y'), a.status.eq('z'))), 'nothing'],
    [
      'one way after another shut',
      (a) => and(or(a.rank.eq(1), a.rank.eq(2)), or(a.rank.eq(3), a.rank.eq(2)), a.rank.lt(2)),
      'nothing',
    ],
    [
      'criteria or their complement, deep down',
      (a) =>
        or(
          and(a.rank.eq(1), or(a.status.eq('x'), a.price.lt(3))),
          not(and(a.rank.eq(1), or(a.status.eq('x'), a.price.lt(3)))),
        ),
      'everything',
    ],
    ['an order of ids', (a) => and(a.ownerId.eq(me()), a.ownerId.isNotEmpty()), 'open'],
  ])('%s', (_, where, expected) => {
    expect(kindOf(simplify(bound(where)))).toBe(expected)
    expect(kindOf(simplify(complement(bound(where))))).toBe(
      { nothing: 'everything', everything: 'nothing', open: 'open' }[expected],
    )
  })

  test('what follows from the rest is left out', () => {
    const shorter = (where: Written, expected: Written) =>
      expect(criteriaKey(simplify(bound(where)))).toBe(criteriaKey(bound(expected)))
    shorter(
      (a) => and(a.rank.gt(5), a.rank.gt(3), a.rank.isNotEmpty()),
      (a) => a.rank.gt(5),
    )
    shorter(
      (a) => or(a.rank.gt(5), a.rank.gt(3)),
      (a) => a.rank.gt(3),
    )
    shorter(
      (a) => and(a.status.eq('x'), or(a.status.eq('x'), a.rank.eq(1))),
      (a) => a.status.eq('x'),
    )
    shorter(
      (a) => and(a.status.eq('x'), or(a.status.eq('y'), a.rank.eq(1))),
      (a) => and(a.status.eq('x'), a.rank.eq(1)),
    )
    shorter(
      (a) => or(a.status.eq('x'), and(a.status.eq('x'), a.rank.eq(1))),
      (a) => a.status.eq('x'),
    )
  })

  test('parts of a query that answer the same for every record are found where they stand', () => {
    const where = query(conformanceModel, 'item', (a) =>
      and(
        a.status.eq('x'),
        or(a.rank.between(5, 1), not(and(a.name.eq('a'), a.name.eq('b')))),
        a.parts.some((p) => or(p.quantity.lt(1), and(p.price.lt(3), p.price.gt(3)))),
        and(),
      ),
    )
    expect(constantParts(prepareQuery(conformanceModel, 'item', where), caseBinding)).toEqual([
      { path: '/where/criteria/1', holds: true },
      { path: '/where/criteria/2/criteria/criteria/1', holds: false },
    ])
    const dead = query(conformanceModel, 'item', (a) => and(a.status.eq('x'), a.status.eq('y')))
    expect(constantParts(prepareQuery(conformanceModel, 'item', dead), caseBinding)).toEqual([
      { path: '/where', holds: false },
    ])
    const live = query(conformanceModel, 'item', (a) => a.status.eq('x'))
    expect(constantParts(prepareQuery(conformanceModel, 'item', live), caseBinding)).toEqual([])
  })

  test('the largest criteria that are read take their time in proportion', () => {
    const many = Array.from({ length: 450 }, (_, index): CriteriaNode => ({
      type: 'or',
      criteria: [{ type: 'test', field: 'rank', operator: 'ne', value: index }],
    }))
    const lists = Array.from({ length: 5 }, (_, list): CriteriaNode => ({
      type: 'test',
      field: 'status',
      operator: 'in',
      value: Array.from({ length: 9_000 }, (__, index) => `s${index * (list + 1)}`),
    }))
    const where: CriteriaNode = { type: 'and', criteria: [...many, ...lists] }
    expect(kindOf(simplify(compileQuery(conformanceModel, 'item', where, caseBinding)))).toBe('open')
  })
})

describe('R2.1 for every criteria and all records', () => {
  test('simple criteria find the same records', () => {
    fc.assert(
      fc.property(question, ({ entity, where, records }) => {
        const criteria = compileQuery(conformanceModel, entity, where, caseBinding)
        const simple = simplify(criteria)
        expect(criteriaKey(simple).length).toBeLessThanOrEqual(criteriaKey(criteria).length)
        expect(criteriaKey(simplify(simple))).toBe(criteriaKey(simple))
        const [before, after] = [predicate(criteria), predicate(simple)]
        const lookup = lookupIn(records)
        for (const row of records[entity] ?? []) expect(after(row, lookup)).toBe(before(row, lookup))
      }),
      RUNS,
    )
  })

  test('criteria with their complement are nothing, or with it everything', () => {
    fc.assert(
      fc.property(question, ({ entity, where }) => {
        const criteria = compileQuery(conformanceModel, entity, where, caseBinding)
        expect(kindOf(simplify(allOf(criteria, complement(criteria))))).toBe('nothing')
        expect(kindOf(simplify(anyOf(criteria, complement(criteria))))).toBe('everything')
      }),
      RUNS,
    )
  })

  test('about one field, all contradictions are seen: as many as a try of every value finds', () => {
    const values: Readonly<Record<string, readonly unknown[]>> = {
      rank: [null, ...Array.from({ length: 501 }, (_, index) => index - 160)],
      checked: [null, true, false],
      grade: [null, 'low', 'middle', 'high', 'other'],
    }
    const item = entityOf(conformanceModel, 'item')
    const tests = fc.constantFrom('rank', 'checked', 'grade').chain((field) =>
      fc.record({
        field: fc.constant(field),
        where: fc.array(
          criteriaAbout(
            conformanceModel,
            { ...item, fields: new Map([...item.fields].filter(([name]) => name === field)) },
            0,
          ),
          { minLength: 1, maxLength: 4 },
        ),
      }),
    )
    let seen = 0
    fc.assert(
      fc.property(tests, fc.constantFrom('and' as const, 'or' as const), ({ field, where }, type) => {
        fc.pre(where.every((one) => one.type === 'test' && typeof one.value !== 'object'))
        const criteria = compileQuery(conformanceModel, 'item', { type, criteria: where }, caseBinding)
        const holds = predicate(criteria)
        const answers = new Set((values[field] ?? []).map((value) => holds({ [field]: value }, lookupIn({}))))
        const expected = answers.size === 2 ? 'open' : answers.has(true) ? 'everything' : 'nothing'
        if (expected !== 'open') seen += 1
        expect(kindOf(simplify(criteria))).toBe(expected)
      }),
      RUNS,
    )
    expect(seen).toBeGreaterThan(100)
  })
})

describe('R2.2 what a query uses', () => {
  test('its fields and relations, with the way that leads to them', () => {
    const where = query(conformanceModel, 'item', (a) =>
      and(
        a.price.gt(a.cost),
        not(
          a.owner.is((o) =>
            and(
              o.name.eq(actor('name')),
              o.team.is((t) => t.name.contains('x')),
            ),
          ),
        ),
        a.parts.sum('price', (p) => p.readyOn.within(last(3, 'days'))).gt(3),
        a.price.isEmpty(),
      ),
    )
    expect(usedFields(prepareQuery(conformanceModel, 'item', where))).toEqual({
      fields: [
        { entity: 'item', field: 'price', via: [] },
        { entity: 'item', field: 'cost', via: [] },
        { entity: 'owner', field: 'name', via: ['owner'] },
        { entity: 'team', field: 'name', via: ['owner', 'team'] },
        { entity: 'part', field: 'price', via: ['parts'] },
        { entity: 'part', field: 'readyOn', via: ['parts'] },
      ],
      relations: [
        { entity: 'item', relation: 'owner', target: 'owner', via: [], keyOf: 'item', key: 'ownerId' },
        { entity: 'owner', relation: 'team', target: 'team', via: ['owner'], keyOf: 'owner', key: 'teamId' },
        { entity: 'item', relation: 'parts', target: 'part', via: [], keyOf: 'part', key: 'itemId' },
      ],
    })
  })
})
