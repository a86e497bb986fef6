/** Random groups of rules, as react-querybuilder makes them, read here and by its own core. */
import {
  convertFromIC,
  convertToIC,
  formatQuery,
  prepareRuleGroup,
  type RuleGroupType,
  type RuleGroupTypeIC,
  type RuleType,
} from '@react-querybuilder/core'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { caseBinding } from '../../adapters/conformance/cases'
import { conformanceModel } from '../../adapters/conformance/model'
import { compileQuery, fromRuleGroup, predicate, toRuleGroup } from '../../src/query'
import { lookupIn } from './record-lookup'

const RUNS = { numRuns: 1_000, seed: 20_260_329 }
const read = (group: unknown, entity = 'item') => fromRuleGroup(conformanceModel, entity, group)

const code = fc.constantFrom('a', 'b', 'c', "d'e", 'f,g')
const whole = fc.integer({ min: -2, max: 4 })

const comparison: fc.Arbitrary<RuleType> = fc.oneof(
  fc.record({ field: fc.constant('status'), operator: fc.constantFrom('=', '!='), value: code }),
  fc.record({
    field: fc.constant('status'),
    operator: fc.constantFrom('in', 'notIn'),
    value: fc.uniqueArray(code, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    field: fc.constant('rank'),
    operator: fc.constantFrom('=', '!=', '<', '<=', '>', '>='),
    value: whole,
  }),
  fc.record({
    field: fc.constant('rank'),
    operator: fc.constantFrom('between', 'notBetween'),
    value: fc.tuple(whole, whole).map(([a, b]) => [Math.min(a, b), Math.max(a, b)]),
  }),
  fc.record({
    field: fc.constant('rank'),
    operator: fc.constantFrom('=', '!=', '<', '>='),
    value: fc.constant('rank'),
    valueSource: fc.constant('field' as const),
  }),
  fc.record({
    field: fc.constant('origin'),
    operator: fc.constantFrom('null', 'notNull'),
    value: fc.constant(null),
  }),
)

const text: fc.Arbitrary<RuleType> = fc.oneof(
  fc.record({
    field: fc.constant('name'),
    operator: fc.constantFrom(
      'contains',
      'doesNotContain',
      'beginsWith',
      'doesNotBeginWith',
      'endsWith',
      'doesNotEndWith',
    ),
    value: fc.constantFrom('é', '50%', 'a_b', 'x,y'),
  }),
  fc.record({
    field: fc.constant('tags'),
    operator: fc.constantFrom('hasAny', 'hasAll', 'hasNone'),
    value: fc.uniqueArray(code, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    field: fc.constant('note'),
    operator: fc.constantFrom('in', 'notIn'),
    value: fc.constant(['name', 'note']),
    valueSource: fc.constant('field' as const),
  }),
  fc.record({ field: fc.constant('checked'), operator: fc.constantFrom('=', '!='), value: fc.boolean() }),
)

const groupOf = (leaf: fc.Arbitrary<RuleType>, rules: fc.Arbitrary<RuleType | RuleGroupType>, isDenied: boolean) =>
  fc
    .record({
      combinator: fc.constantFrom('and', 'or'),
      not: isDenied ? fc.boolean() : fc.constant(false),
      rules: fc.array(fc.oneof({ weight: 2, arbitrary: leaf }, { weight: 1, arbitrary: rules }), {
        minLength: 1,
        maxLength: 4,
      }),
    })
    .map(({ not, ...group }): RuleGroupType => (not ? { ...group, not } : group))

/** Groups within groups, so many deep. */
function groups(leaf: fc.Arbitrary<RuleType>, depth: number): fc.Arbitrary<RuleGroupType> {
  return groupOf(leaf, depth === 0 ? leaf : groups(leaf, depth - 1), true)
}

const beyond: fc.Arbitrary<RuleType> = fc.oneof(
  fc.record({
    field: fc.constant('parts'),
    operator: fc.constant('='),
    match: fc.oneof(
      fc.record({ mode: fc.constantFrom('some' as const, 'none' as const, 'all' as const) }),
      fc.record({
        mode: fc.constantFrom('atLeast' as const, 'atMost' as const, 'exactly' as const),
        threshold: fc.nat({ max: 3 }),
      }),
    ),
    value: groups(fc.record({ field: fc.constant('status'), operator: fc.constant('='), value: code }), 1),
  }),
  fc.record({
    field: fc.constant('owner'),
    operator: fc.constant('='),
    match: fc.constant({ mode: 'some' as const }),
    value: groups(fc.record({ field: fc.constant('id'), operator: fc.constant('!='), value: code }), 0),
  }),
)

const everything = groups(fc.oneof(comparison, text, beyond), 2)

/** Whether an operator stands anywhere that comes back in another form, which says the same. */
const isRewritten = (group: RuleGroupType): boolean => JSON.stringify(group).includes('"notBetween"')

describe('R6.9 for every group of rules', () => {
  test('what is read goes out as it came in', () => {
    fc.assert(
      fc.property(everything, (group) => {
        const { where } = read(group)
        const out = toRuleGroup({ version: 1, entity: 'item', where }, conformanceModel)
        const bound = (criteria: unknown) => compileQuery(conformanceModel, 'item', criteria, caseBinding)
        if (!isRewritten(group)) {
          expect(out).toEqual(group)
          expect(read(out).where).toEqual(where)
        }
        expect(bound(read(out).where)).toEqual(bound(where))
      }),
      RUNS,
    )
  })

  test('ids of the interface change nothing, nor does a way through JSON', () => {
    fc.assert(
      fc.property(everything, (group) => {
        const { where } = read(group)
        expect(read(prepareRuleGroup(group)).where).toEqual(where)
        expect(read(JSON.parse(formatQuery(group, 'json_without_ids'))).where).toEqual(where)
      }),
      RUNS,
    )
  })

  test('independent combinators are read as its own core converts them', () => {
    const combinators = fc.array(fc.constantFrom('and', 'or'), { minLength: 12, maxLength: 12 })
    fc.assert(
      fc.property(everything, combinators, (group, chosen) => {
        const independent: RuleGroupTypeIC = convertToIC(group)
        let next = 0
        const mixed = {
          ...independent,
          rules: independent.rules.map((part) => (typeof part === 'string' ? chosen[next++ % chosen.length] : part)),
        }
        expect(read(independent).where).toEqual(read(convertFromIC(independent)).where)
        expect(read(mixed).where).toEqual(read(convertFromIC(mixed as RuleGroupTypeIC)).where)
      }),
      RUNS,
    )
  })

  const rows = ['a', 'b', "d'e", 'f,g'].flatMap((status) =>
    [-1, 0, 1, 4].flatMap((rank) => [null, 'web'].map((origin) => ({ status, rank, origin }))),
  )
  const database = new Database(':memory:')
  database.exec('CREATE TABLE item (status TEXT NOT NULL, rank INTEGER NOT NULL, origin TEXT)')
  const insert = database.prepare('INSERT INTO item VALUES (?, ?, ?)')
  for (const { status, rank, origin } of rows) insert.run(status, rank, origin)
  afterAll(() => void database.close())

  test('it finds the records that the SQL of its own core finds', () => {
    fc.assert(
      fc.property(groups(comparison, 2), (group) => {
        const holds = predicate(compileQuery(conformanceModel, 'item', read(group), caseBinding))
        const sql = formatQuery(group, { format: 'sql', parseNumbers: true })
        expect(database.prepare(`SELECT status, rank, origin FROM item WHERE ${sql}`).all()).toEqual(
          rows.filter((row) => holds(row, lookupIn({}))),
        )
      }),
      RUNS,
    )
  })
})
