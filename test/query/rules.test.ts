import {
  add,
  formatQuery,
  isRuleGroup,
  prepareRuleGroup,
  remove,
  type RuleGroupType,
  update,
} from '@react-querybuilder/core'
import { parseSQL } from '@react-querybuilder/core/parseSQL'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { caseBinding } from '../../adapters/conformance/cases'
import { conformanceModel } from '../../adapters/conformance/model'
import { isRefusal } from '../../src/kernel'
import { crmEntities, defineModel } from '../../src/model'
import {
  allOf,
  and,
  compileQuery,
  complement,
  type CriteriaNode,
  fromRuleGroup,
  isNothing,
  last,
  me,
  not,
  or,
  predicate,
  query,
  type Query,
  type RuleGroup,
  ruleFields,
  simplify,
  today,
  toRuleGroup,
} from '../../src/query'
import { question } from './arbitrary'
import { lookupIn } from './record-lookup'

const model = defineModel(crmEntities)
const onAccounts = (where: Parameters<typeof query<typeof crmEntities, 'account'>>[2]) => query(model, 'account', where)
const read = (group: unknown) => fromRuleGroup(model, 'account', group).where

function problemsOf(work: () => unknown): readonly string[] {
  try {
    work()
  } catch (error) {
    if (isRefusal(error)) return error.problems.map(({ code, path }) => `${code} ${path}`.trim())
    throw error
  }
  return []
}

const worked = onAccounts((a) =>
  and(
    a.status.eq('client'),
    or(a.origin.in(['BNI', 'web']), a.tags.hasAny(['vip'])),
    not(a.name.contains('test')),
    a.revenue.between(1_000, 5_000),
    a.city.isEmpty(),
    a.name.ne(a.city),
    a.owner.is((u) => u.name.startsWith('C')),
    a.invoices.count((i) => and(i.status.eq('overdue'), i.total.gt(0))).gte(3),
    a.contacts.none((c) => c.email.isNotEmpty()),
  ),
)

const workedRules: RuleGroup = {
  combinator: 'and',
  rules: [
    { field: 'status', operator: '=', value: 'client' },
    {
      combinator: 'or',
      rules: [
        { field: 'origin', operator: 'in', value: ['BNI', 'web'] },
        { field: 'tags', operator: 'hasAny', value: ['vip'] },
      ],
    },
    { combinator: 'and', not: true, rules: [{ field: 'name', operator: 'contains', value: 'test' }] },
    { field: 'revenue', operator: 'between', value: [1_000, 5_000] },
    { field: 'city', operator: 'null', value: null },
    { field: 'name', operator: '!=', value: 'city', valueSource: 'field' },
    {
      field: 'owner',
      operator: '=',
      match: { mode: 'some' },
      value: { combinator: 'and', rules: [{ field: 'name', operator: 'beginsWith', value: 'C' }] },
    },
    {
      field: 'invoices',
      operator: '=',
      match: { mode: 'atLeast', threshold: 3 },
      value: {
        combinator: 'and',
        rules: [
          { field: 'status', operator: '=', value: 'overdue' },
          { field: 'total', operator: '>', value: 0 },
        ],
      },
    },
    {
      field: 'contacts',
      operator: '=',
      match: { mode: 'none' },
      value: { combinator: 'and', rules: [{ field: 'email', operator: 'notNull', value: null }] },
    },
  ],
}

describe('R6.9 rules of react-querybuilder', () => {
  test('go out and come back', () => {
    expect(toRuleGroup(worked, model)).toEqual(workedRules)
    expect(toRuleGroup(fromRuleGroup(model, 'account', workedRules), model)).toEqual(workedRules)
  })

  test('are what its own core takes: marked, formatted, edited, and still the same', () => {
    const typed: RuleGroupType = toRuleGroup(worked, model)
    expect(isRuleGroup(typed)).toBe(true)
    const marked = prepareRuleGroup(typed)
    expect(marked.id).toEqual(expect.any(String))
    expect(read(marked)).toEqual(read(typed))
    expect(read(JSON.parse(formatQuery(typed, 'json')))).toEqual(read(typed))
    const without = remove(marked, [8])
    const edited = update(
      add(without, { field: 'kind', operator: '=', value: 'company' }, []),
      'value',
      'prospect',
      [0],
    )
    expect(toRuleGroup(fromRuleGroup(model, 'account', edited), model)).toEqual({
      combinator: 'and',
      rules: [
        { field: 'status', operator: '=', value: 'prospect' },
        ...workedRules.rules.slice(1, 8),
        { field: 'kind', operator: '=', value: 'company' },
      ],
    })
  })

  test('come from what it reads', () => {
    const parsed = parseSQL(
      "status = 'client' AND (origin IN ('BNI', 'web') OR NOT (name LIKE '%test%')) AND revenue BETWEEN 1000 AND 5000 AND city IS NULL",
    )
    expect(compileQuery(model, 'account', read(parsed), caseBinding)).toEqual(
      compileQuery(
        model,
        'account',
        onAccounts((a) =>
          and(
            a.status.eq('client'),
            or(a.origin.in(['BNI', 'web']), not(a.name.contains('test'))),
            a.revenue.between(1_000, 5_000),
            a.city.isEmpty(),
          ),
        ),
        caseBinding,
      ),
    )
  })

  test('are told in the words of the fields made for it', () => {
    const fields = ruleFields(model, 'account', 'fr')
    const told = formatQuery(
      {
        combinator: 'and',
        rules: [
          { field: 'status', operator: '=', value: 'client' },
          { field: 'kind', operator: '!=', value: 'company' },
        ],
      },
      { format: 'natural_language', fields: fields.map(({ name, label }) => ({ name, label, value: name })) },
    )
    expect(told).toContain('Statut')
    expect(told).toContain('Type')
  })

  test('of an input are read as what they mean', () => {
    const rule = (field: string, operator: string, value: unknown) =>
      read({ combinator: 'and', rules: [{ field, operator, value }] })
    const asked = (operator: string, value: unknown, field = 'revenue') => ({
      type: 'and',
      criteria: [{ type: 'test', field, operator, value }],
    })
    expect(rule('revenue', '>=', '1500')).toEqual(asked('gte', 1_500))
    expect(rule('revenue', 'between', '10, 20')).toEqual(asked('between', [10, 20]))
    expect(rule('origin', 'in', String.raw`BNI,a\,b, web`)).toEqual(asked('in', ['BNI', 'a,b', 'web'], 'origin'))
    expect(rule('revenue', 'notBetween', [1, 2])).toEqual({
      type: 'and',
      criteria: [{ type: 'not', criteria: { type: 'test', field: 'revenue', operator: 'between', value: [1, 2] } }],
    })
    expect(read({ combinator: 'or', rules: [] })).toEqual({ type: 'and', criteria: [] })
  })

  test.each<[string, Query, readonly string[]]>([
    ['a range told from now', onAccounts((a) => a.createdAt.within(last(7, 'days'))), ['/where/value']],
    ['today', onAccounts((a) => a.createdAt.lt(today())), ['/where/value']],
    ['me', onAccounts((a) => and(a.status.eq('x'), a.ownerId.in([me(), 'u1']))), ['/where/criteria/1/value']],
    ['values and fields at once', onAccounts((a) => a.name.in(['x', a.city])), ['/where/value']],
    ['a sum', onAccounts((a) => not(a.invoices.sum('total').gt(1))), ['/where/criteria']],
    ['nothing, somewhere', onAccounts((a) => or(a.status.eq('x'), and())), ['/where/criteria/1']],
    ['nothing alone', onAccounts(() => or()), ['/where']],
    ['related records of any kind', onAccounts((a) => a.contacts.some()), ['/where/criteria']],
    ['fewer than none', onAccounts((a) => a.contacts.count((c) => c.name.eq('x')).lt(0)), ['/where/value']],
    [
      'several of these',
      onAccounts((a) => and(a.ownerId.eq(me()), a.invoices.max('total').gt(1))),
      ['/where/criteria/0/value', '/where/criteria/1'],
    ],
  ])('cannot say %s: refused, with the place', (_, where, paths) => {
    expect(problemsOf(() => toRuleGroup(where, model))).toEqual(paths.map((path) => `query.rules_cannot_say ${path}`))
  })

  const rule = { field: 'status', operator: '=', value: 'client' }
  const within = (value: unknown, match: unknown = { mode: 'some' }, field = 'invoices') => ({
    combinator: 'and',
    rules: [rule, { field, operator: '=', match, value }],
  })
  const group = { combinator: 'and', rules: [rule] }

  test.each<[string, unknown, string]>([
    ['no group', [], 'query.rule_not_read'],
    ['a rule alone', rule, 'query.rule_not_read'],
    ['exclusive or', { combinator: 'xor', rules: [rule] }, 'query.rule_not_read'],
    ['a combinator that is missing', { rules: [rule, rule] }, 'query.rule_not_read /rules/1'],
    ['a combinator at the end', { rules: [rule, 'and'] }, 'query.rule_not_read'],
    ['a combinator that is no rule', { rules: ['and'] }, 'query.rule_not_read /rules/0'],
    ['combinators twice', { combinator: 'and', rules: [rule, 'and', rule] }, 'query.rule_not_read /rules/1'],
    ['an independent xor', { rules: [rule, 'xor', rule] }, 'query.rule_not_read /rules/1'],
    [
      'a wrong rule between independent combinators',
      { rules: [rule, 'or', rule, 'and', { ...rule, field: 'nom' }] },
      'query.unknown_field /rules/4/field',
    ],
    ['a muted group', { ...group, muted: true }, 'query.rule_not_read'],
    ['a muted rule', { combinator: 'and', rules: [{ ...rule, muted: true }] }, 'query.rule_not_read /rules/0'],
    [
      'an empty group inside',
      { combinator: 'and', rules: [rule, { combinator: 'or', rules: [] }] },
      'query.rule_not_read /rules/1',
    ],
    ['not of nothing', { combinator: 'and', not: true, rules: [] }, 'query.rule_not_read'],
    [
      'an expression',
      { combinator: 'and', rules: [{ ...rule, lhs: { type: 'field', field: 'x' } }] },
      'query.unknown_member /rules/0',
    ],
    [
      'another operator',
      { combinator: 'and', rules: [{ ...rule, operator: 'like' }] },
      'query.rule_not_read /rules/0/operator',
    ],
    [
      'another source',
      { combinator: 'and', rules: [{ ...rule, valueSource: 'query' }] },
      'query.rule_not_read /rules/0/valueSource',
    ],
    [
      'a field not chosen yet',
      { combinator: 'and', rules: [{ ...rule, field: '~' }] },
      'query.unknown_field /rules/0/field',
    ],
    [
      'an operator of another kind',
      { combinator: 'and', rules: [{ ...rule, operator: '>' }] },
      'query.operator_misfit /rules/0/operator',
    ],
    [
      'an empty number',
      { combinator: 'and', rules: [{ field: 'revenue', operator: '>', value: '' }] },
      'query.value_type /rules/0/value',
    ],
    [
      'a field that is not there',
      { combinator: 'and', rules: [{ ...rule, value: 'nom', valueSource: 'field' }] },
      'query.unknown_field /rules/0/value',
    ],
    ['a match of no mode', within(group, { mode: 'most' }), 'query.rule_not_read /rules/1/match'],
    ['a match of half', within(group, { mode: 'atLeast', threshold: 0.5 }), 'query.rule_not_read /rules/1/match'],
    ['a match of no group', within('x'), 'query.rule_not_read /rules/1/value'],
    ['a match of nothing', within({ combinator: 'and', rules: [] }), 'query.rule_not_read /rules/1/value'],
    ['a match of no relation', within(group, { mode: 'some' }, 'factures'), 'query.unknown_relation /rules/1/field'],
    ['all of one', within(group, { mode: 'all' }, 'owner'), 'query.rule_not_read /rules/1/match'],
    [
      'an unknown field beyond a relation, denied',
      {
        ...within({ combinator: 'or', not: true, rules: [{ ...rule, field: 'nom' }] }, { mode: 'none' }, 'owner'),
        not: true,
      },
      'query.unknown_field /rules/1/value/rules/0/field',
    ],
    [
      'a member from the prototype',
      JSON.parse('{"combinator":"and","rules":[],"__proto__":{"a":1}}'),
      'query.unknown_member',
    ],
    [
      'more than the budget',
      { combinator: 'and', rules: Array.from({ length: 2_000 }, () => rule) },
      'query.too_large /rules/999',
    ],
  ])('%s is refused, with its place', (_, input, problem) => {
    expect(problemsOf(() => read(input))).toContain(problem)
  })

  test('of an instant are asked by its day, which is read as one', () => {
    const created = ruleFields(model, 'account', 'fr').find(({ name }) => name === 'createdAt')
    expect(created?.inputType).toBe('date')
    expect(read({ combinator: 'and', rules: [{ field: 'createdAt', operator: '=', value: '2026-03-29' }] })).toEqual({
      type: 'and',
      criteria: [{ type: 'test', field: 'createdAt', operator: 'eq', value: '2026-03-29' }],
    })
  })
})

describe('R6.9 for every query that rules can say', () => {
  test('what comes back finds the same records', () => {
    let said = 0
    fc.assert(
      fc.property(question, ({ entity, where, records }) => {
        let group: RuleGroup
        try {
          group = toRuleGroup({ version: 1, entity, where }, conformanceModel)
        } catch (error) {
          if (isRefusal(error, 'query.rules_cannot_say')) return
          throw error
        }
        said += 1
        const back = fromRuleGroup(conformanceModel, entity, JSON.parse(JSON.stringify(group)))
        const [before, after] = [where, back.where].map((one: CriteriaNode) =>
          compileQuery(conformanceModel, entity, one, caseBinding),
        )
        if (before === undefined || after === undefined) throw new Error('both are there')
        expect(isNothing(simplify(allOf(before, complement(after))))).toBe(true)
        expect(isNothing(simplify(allOf(after, complement(before))))).toBe(true)
        const [first, second] = [predicate(before), predicate(after)]
        const lookup = lookupIn(records)
        for (const row of records[entity] ?? []) expect(second(row, lookup)).toBe(first(row, lookup))
        expect(toRuleGroup(back, conformanceModel)).toEqual(group)
      }),
      { numRuns: 1_500, seed: 20_260_329 },
    )
    expect(said).toBeGreaterThan(300)
  })

  test('its own SQL finds the same records', () => {
    const code = fc.constantFrom('a', 'b', 'c')
    const number = fc.integer({ min: 0, max: 4 })
    const leaf = fc.oneof(
      fc
        .tuple(fc.constantFrom('eq' as const, 'ne' as const), code)
        .map(([operator, value]) => ({ type: 'test' as const, field: 'status', operator, value })),
      fc
        .tuple(fc.constantFrom('in' as const, 'notIn' as const), fc.uniqueArray(code, { minLength: 1 }))
        .map(([operator, value]) => ({ type: 'test' as const, field: 'status', operator, value })),
      fc
        .tuple(
          fc.constantFrom('eq' as const, 'ne' as const, 'lt' as const, 'lte' as const, 'gt' as const, 'gte' as const),
          number,
        )
        .map(([operator, value]) => ({ type: 'test' as const, field: 'rank', operator, value })),
      fc.tuple(number, number).map(([from, to]) => ({
        type: 'test' as const,
        field: 'rank',
        operator: 'between' as const,
        value: [Math.min(from, to), Math.max(from, to)],
      })),
      fc.constantFrom('lt' as const, 'eq' as const).map((operator) => ({
        type: 'test' as const,
        field: 'rank',
        operator,
        value: { ref: 'field' as const, field: 'rank' },
      })),
    )
    const { tree } = fc.letrec<{ tree: CriteriaNode }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.record({
          type: fc.constantFrom('and' as const, 'or' as const),
          criteria: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
        }),
        fc.record({ type: fc.constant('not' as const), criteria: tie('tree') }),
      ),
    }))
    const rows = ['a', 'b', 'c', 'd'].flatMap((status) => [0, 1, 2, 3, 4, 5].map((rank) => ({ status, rank })))
    const database = new Database(':memory:')
    database.exec('CREATE TABLE item (status TEXT NOT NULL, rank INTEGER NOT NULL)')
    for (const { status, rank } of rows) database.prepare('INSERT INTO item VALUES (?, ?)').run(status, rank)
    fc.assert(
      fc.property(tree, (where) => {
        const group = toRuleGroup({ version: 1, entity: 'item', where }, conformanceModel)
        const sql = formatQuery(group, { format: 'sql', parseNumbers: true })
        const holds = predicate(compileQuery(conformanceModel, 'item', where, caseBinding))
        expect(database.prepare(`SELECT status, rank FROM item WHERE ${sql}`).all()).toEqual(
          rows.filter((row) => holds(row, lookupIn({}))),
        )
      }),
      { numRuns: 500, seed: 20_260_329 },
    )
    database.close()
  })
})
