import { describe, expect, test } from 'vitest'
import { caseBinding } from '../../adapters/conformance/cases'
import { and, measure, not, where } from '../../adapters/conformance/cases/criteria-json'
import { conformanceModel } from '../../adapters/conformance/model'
import { isRefusal } from '../../src/kernel'
import { type Binding, bindQuery, compareRows, prepareQuery } from '../../src/query'
import { entityOf } from '../../src/model'

function problemsOf(work: () => unknown): readonly string[] {
  try {
    work()
  } catch (error) {
    if (isRefusal(error)) return error.problems.map(({ code, path }) => `${code} ${path}`.trim())
    throw error
  }
  return []
}

const problemsIn = (input: unknown, entity = 'item') => problemsOf(() => prepareQuery(conformanceModel, entity, input))

/** A test on a field, as untyped JSON. */
const ask = (field: string, operator: string, value?: unknown) => ({
  type: 'test',
  field,
  operator,
  ...(value === undefined ? {} : { value }),
})

describe('the shape', () => {
  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'query.not_plain'],
    ['null', null, 'query.not_criteria'],
    ['a text', '{"type":"and"}', 'query.not_criteria'],
    ['a list', [], 'query.not_criteria'],
    ['no type', { criteria: [] }, 'query.unknown_member'],
    ['an unknown type', { type: 'xor', criteria: [] }, 'query.not_criteria'],
    ['an unknown member', { type: 'and', criteria: [], limit: 1 }, 'query.unknown_member'],
    ['criteria that are no list', { type: 'or', criteria: {} }, 'query.member_missing /criteria'],
    ['a not without criteria', { type: 'not' }, 'query.not_criteria /criteria'],
    ['a member of another node', { type: 'not', criteria: and(), field: 'name' }, 'query.unknown_member'],
    ['an unknown operator', ask('name', 'like', 'x'), 'query.unknown_operator /operator'],
    ['no operator', { type: 'test', field: 'name', value: 'x' }, 'query.unknown_operator /operator'],
    ['a field that is no text', { type: 'test', field: 1, operator: 'isEmpty' }, 'query.member_missing /field'],
    ['a value for isEmpty', ask('name', 'isEmpty', true), 'query.value_unexpected /value'],
    [
      'an unknown quantifier',
      { type: 'related', relation: 'parts', quantifier: 'most', criteria: and() },
      'query.unknown_operator /quantifier',
    ],
    [
      'an unknown measure',
      { type: 'measure', relation: 'parts', measure: 'median', criteria: and(), operator: 'gt', value: 1 },
      'query.unknown_operator /measure',
    ],
    [
      'a measure compared with a text',
      { type: 'measure', relation: 'parts', measure: 'count', criteria: and(), operator: 'gt', value: '1' },
      'query.member_missing /value',
    ],
    [
      'a measure between one',
      { type: 'measure', relation: 'parts', measure: 'count', criteria: and(), operator: 'between', value: [1] },
      'query.member_missing /value',
    ],
    ['an unknown reference', ask('ownerId', 'eq', { ref: 'you' }), 'query.member_missing /value/ref'],
    ['a reference with more', ask('ownerId', 'eq', { ref: 'me', field: 'id' }), 'query.unknown_member /value'],
    ['an object that is no reference', ask('ownerId', 'eq', { $ne: null }), 'query.member_missing /value'],
    ['a list within a list', ask('status', 'in', [['x']]), 'query.member_missing /value/0'],
    [
      'a moment without a count',
      ask('madeOn', 'lt', { ref: 'ago', unit: 'days' }),
      'query.member_missing /value/count',
    ],
    [
      'a moment in unknown units',
      ask('madeOn', 'lt', { ref: 'ago', count: 1, unit: 'decades' }),
      'query.member_missing /value/unit',
    ],
    [
      'a moment far away',
      ask('madeOn', 'lt', { ref: 'ago', count: 1e9, unit: 'years' }),
      'query.member_missing /value/count',
    ],
    [
      'a selection that is none',
      ask('ownerId', 'in', { ref: 'groups', selection: ['t1'] }),
      'query.member_missing /value/selection',
    ],
    [
      'a selection of numbers',
      ask('ownerId', 'in', { ref: 'groups', selection: { groups: [1] } }),
      'query.member_missing /value/selection/groups',
    ],
    ['an unknown range', ask('madeOn', 'within', { range: 'someday' }), 'calendar.unknown_value /value/range'],
    ['a range with more', ask('madeOn', 'within', { range: 'today', count: 1 }), 'calendar.unknown_member /value'],
    [
      'a day that does not exist',
      ask('madeOn', 'within', { range: 'since', date: '2026-02-29' }),
      'calendar.invalid_date /value/date',
    ],
    [
      'a range upside down',
      ask('madeOn', 'within', { range: 'between', from: '2026-02-02', to: '2026-02-01' }),
      'calendar.reversed /value/to',
    ],
  ])('%s is refused', (_, input, problem) => {
    expect(problemsIn(input)).toContain(problem)
  })

  test.each<[string, unknown, string]>([
    ['another version', { version: 2, entity: 'item', where: and() }, 'query.unknown_version /version'],
    ['no version', { entity: 'item', where: and() }, 'query.unknown_version /version'],
    ['another entity', { version: 1, entity: 'part', where: and() }, 'query.wrong_entity /entity'],
    ['no entity', { version: 1, where: and() }, 'query.member_missing /entity'],
    ['no criteria', { version: 1, entity: 'item' }, 'query.not_criteria /where'],
    ['more members', { version: 1, entity: 'item', where: and(), sql: '1=1' }, 'query.unknown_member'],
  ])('an envelope with %s is refused', (_, input, problem) => {
    expect(problemsIn(input)).toContain(problem)
  })

  test('an entity that is not in the model is refused', () => {
    expect(problemsIn(and(), 'nobody')).toEqual(['model.entity_unknown'])
  })
})

describe('against the model', () => {
  test.each<[string, unknown, string]>([
    ['an unknown field', ask('nom', 'eq', 'x'), 'query.unknown_field /field'],
    ['a relation as a field', ask('owner', 'eq', 'x'), 'query.unknown_field /field'],
    ['a member every object has', ask('constructor', 'eq', 'x'), 'query.unknown_field /field'],
    ['__proto__ as a field', ask('__proto__', 'isEmpty'), 'query.unknown_field /field'],
    ['opaque data', ask('data', 'isEmpty'), 'query.opaque_field /field'],
    ['order of a code', ask('status', 'gt', 'x'), 'query.operator_misfit /operator'],
    ['a pattern on a code', ask('status', 'contains', 'x'), 'query.operator_misfit /operator'],
    ['a pattern on a number', ask('rank', 'contains', 1), 'query.operator_misfit /operator'],
    ['a list of dates', ask('madeOn', 'in', ['2026-01-01']), 'query.operator_misfit /operator'],
    ['eq on tags', ask('tags', 'eq', 'x'), 'query.operator_misfit /operator'],
    ['has on a text', ask('name', 'has', 'x'), 'query.operator_misfit /operator'],
    ['a range on a number', ask('rank', 'within', { range: 'today' }), 'query.operator_misfit /operator'],
    [
      'an unknown relation',
      { type: 'related', relation: 'name', quantifier: 'some', criteria: and() },
      'query.unknown_relation /relation',
    ],
    [
      'is over many',
      { type: 'related', relation: 'parts', quantifier: 'is', criteria: and() },
      'query.quantifier_misfit /quantifier',
    ],
    [
      'some over one',
      { type: 'related', relation: 'owner', quantifier: 'some', criteria: and() },
      'query.quantifier_misfit /quantifier',
    ],
    [
      'a measure over one',
      { type: 'measure', relation: 'owner', measure: 'count', criteria: and(), operator: 'gt', value: 0 },
      'query.quantifier_misfit /measure',
    ],
    [
      'a field of this record on the other side',
      { type: 'related', relation: 'parts', quantifier: 'some', criteria: where('grade', 'eq', 'low') },
      'query.unknown_field /criteria/field',
    ],
    ['the sum of a text', measure('sum', 'parts.name', 'gt', 1), 'query.measure_field /field'],
    [
      'the sum of nothing',
      { ...measure('sum', 'parts.price', 'gt', 1), field: undefined },
      'query.measure_field /field',
    ],
    [
      'a count of a field',
      { ...measure('sum', 'parts.price', 'gt', 1), measure: 'count' },
      'query.measure_field /field',
    ],
    ['a sum of an unknown field', measure('sum', 'parts.cost', 'gt', 1), 'query.unknown_field /field'],
    [
      'half a count',
      { type: 'measure', relation: 'parts', measure: 'count', criteria: and(), operator: 'gt', value: 0.5 },
      'query.value_type /value',
    ],
    ['half a cent', measure('sum', 'parts.price', 'gt', 0.5), 'query.value_type /value'],
    [
      'an average of infinity',
      measure('avg', 'parts.price', 'gt', Number.POSITIVE_INFINITY),
      'query.value_type /value',
    ],
    ['a sum against NaN', measure('sum', 'parts.weight', 'gt', Number.NaN), 'query.value_type /value'],
  ])('%s is refused', (_, input, problem) => {
    expect(problemsIn(input)).toContain(problem)
  })
})

describe('values', () => {
  test.each<[string, unknown, string]>([
    ['null', ask('name', 'eq', null), 'query.value_missing /value'],
    ['no value', ask('name', 'eq'), 'query.value_missing /value'],
    ['null in a list', ask('name', 'in', ['x', null]), 'query.value_missing /value/1'],
    ['undefined in a list', ask('name', 'in', ['x', undefined]), 'query.not_plain /value/1'],
    ['a number as a text', ask('rank', 'eq', '1'), 'query.value_type /value'],
    ['a text that is a number', ask('name', 'eq', 1), 'query.value_type /value'],
    ['a boolean as a text', ask('active', 'eq', 'true'), 'query.value_type /value'],
    ['a boolean as a number', ask('active', 'eq', 1), 'query.value_type /value'],
    ['NaN', ask('ratio', 'lt', Number.NaN), 'query.value_type /value'],
    ['infinity', ask('ratio', 'lt', Number.POSITIVE_INFINITY), 'query.value_type /value'],
    ['half a whole number', ask('rank', 'eq', 0.5), 'query.value_type /value'],
    ['a third decimal', ask('size', 'eq', 0.125), 'query.value_type /value'],
    ['more digits than are exact', ask('size', 'eq', 900_719_925_474_099.5), 'query.value_type /value'],
    ['euros for cents', ask('price', 'gt', 19.99), 'query.value_type /value'],
    ['money past what is exact', ask('price', 'gt', 2 ** 53), 'query.value_type /value'],
    ['a day that does not exist', ask('madeOn', 'eq', '2026-02-30'), 'query.value_type /value'],
    ['a month that does not exist', ask('madeOn', 'eq', '2026-13-01'), 'query.value_type /value'],
    ['an instant for a date', ask('madeOn', 'eq', '2026-01-01T00:00:00Z'), 'query.value_type /value'],
    ['milliseconds for a date', ask('madeOn', 'eq', 0), 'query.value_type /value'],
    ['an instant without an offset', ask('soldAt', 'lt', '2026-01-01T00:00:00'), 'query.value_type /value'],
    ['an instant on a day that does not exist', ask('soldAt', 'lt', '2026-02-30T00:00:00Z'), 'query.value_type /value'],
    ['an instant at 24:00', ask('soldAt', 'lt', '2026-02-03T24:00:00Z'), 'query.value_type /value'],
    [
      'an instant with microseconds that would be lost',
      ask('soldAt', 'lt', '2026-02-03T10:00:00.000001Z'),
      'query.value_type /value',
    ],
    ['an instant in words', ask('soldAt', 'lt', 'yesterday'), 'query.value_type /value'],
    ['milliseconds for an instant', ask('soldAt', 'lt', 0), 'query.value_type /value'],
    ['a Date object', ask('soldAt', 'lt', new Date(0)), 'query.not_plain /value'],
    ['a code that is not known', ask('grade', 'eq', 'Low'), 'query.unknown_code /value'],
    ['a code that is not known in a list', ask('grade', 'in', ['low', 'best']), 'query.unknown_code /value/1'],
    ['the empty tag', ask('tags', 'has', ''), 'query.value_type /value'],
    ['a pattern of nothing', ask('name', 'contains', ''), 'query.pattern_empty /value'],
    ['a pattern that folds to nothing', ask('name', 'startsWith', ' \u00ad- '), 'query.pattern_empty /value'],
    ['a mark alone', ask('name', 'contains', '\u0301'), 'query.pattern_empty /value'],
    ['an exact pattern of nothing', ask('serial', 'endsWith', ''), 'query.pattern_empty /value'],
    ['NUL in a text', ask('name', 'eq', 'a\0b'), 'query.text_malformed /value'],
    ['NUL in a code', ask('status', 'in', ['a', '\0']), 'query.text_malformed /value/1'],
    ['half a surrogate pair', ask('name', 'contains', '\ud83d'), 'query.text_malformed /value'],
    ['the other half', ask('tags', 'has', '\ude00'), 'query.text_malformed /value'],
    ['one value for a list', ask('status', 'in', 'x'), 'query.value_type /value'],
    ['a list for one value', ask('status', 'eq', ['x']), 'query.value_type /value'],
    ['between one', ask('rank', 'between', [1]), 'query.value_type /value'],
    ['between three', ask('rank', 'between', [1, 2, 3]), 'query.value_type /value'],
    ['between no list', ask('rank', 'between', 1), 'query.value_type /value'],
    ['a range for a value', ask('madeOn', 'eq', { range: 'today' }), 'query.value_type /value'],
    ['a value for a range', ask('madeOn', 'within', '2026-01-01'), 'query.value_type /value'],
  ])('%s is refused', (_, input, problem) => {
    expect(problemsIn(input)).toEqual([problem])
  })

  test('null is refused with a hint to isEmpty, in both languages', () => {
    try {
      prepareQuery(conformanceModel, 'item', ask('name', 'eq', null))
      expect.unreachable()
    } catch (error) {
      if (!isRefusal(error)) throw error
      expect(error.messageIn('fr')).toContain('isEmpty')
      expect(error.messageIn('en')).toContain('isEmpty')
    }
  })
})

describe('references', () => {
  test.each<[string, unknown, string, string?]>([
    ['me for a name', ask('name', 'eq', { ref: 'me' }), 'query.reference_misfit /value'],
    ['me for a reference to something else', ask('parentId', 'eq', { ref: 'me' }), 'query.reference_misfit /value'],
    ['my groups for one value', ask('teamId', 'eq', { ref: 'myGroups' }), 'query.reference_misfit /value', 'owner'],
    ['my groups for a user', ask('ownerId', 'in', { ref: 'myGroups' }), 'query.reference_misfit /value'],
    ['today for a number', ask('rank', 'eq', { ref: 'today' }), 'query.reference_misfit /value'],
    ['today for a text', ask('name', 'eq', { ref: 'today' }), 'query.reference_misfit /value'],
    [
      'a field that is not there',
      ask('price', 'gt', { ref: 'field', field: 'prix' }),
      'query.unknown_field /value/field',
    ],
    ['a field of another kind', ask('price', 'gt', { ref: 'field', field: 'rank' }), 'query.reference_misfit /value'],
    [
      'a date against an instant',
      ask('soldAt', 'gt', { ref: 'field', field: 'madeOn' }),
      'query.reference_misfit /value',
    ],
    [
      'a folded text against an exact one',
      ask('name', 'eq', { ref: 'field', field: 'serial' }),
      'query.reference_misfit /value',
    ],
    ['a text against a code', ask('name', 'eq', { ref: 'field', field: 'status' }), 'query.reference_misfit /value'],
    [
      'ids of different records',
      ask('ownerId', 'eq', { ref: 'field', field: 'parentId' }),
      'query.reference_misfit /value',
    ],
    ['a field as a pattern', ask('name', 'contains', { ref: 'field', field: 'note' }), 'query.reference_misfit /value'],
    [
      'a fact that users do not have',
      ask('name', 'eq', { ref: 'actor', field: 'city' }),
      'query.reference_misfit /value',
    ],
    ['a fact of another kind', ask('name', 'eq', { ref: 'actor', field: 'limit' }), 'query.reference_misfit /value'],
  ])('%s is refused', (_, input, problem, entity) => {
    expect(problemsIn(input, entity)).toEqual([problem])
  })

  test.each<[string, unknown, Partial<Binding>, string, string?]>([
    ['me, asked by nobody', ask('ownerId', 'eq', { ref: 'me' }), { actor: null }, 'query.unresolved /value'],
    [
      'me, deep down',
      not(and(where('ownerId', 'in', ['o2', { ref: 'me' }]))),
      { actor: null },
      'query.unresolved /criteria/criteria/0/value/1',
    ],
    [
      'my groups, asked by nobody',
      ask('teamId', 'notIn', { ref: 'myGroups' }),
      { actor: null },
      'query.unresolved /value',
      'owner',
    ],
    [
      'a fact the actor lacks',
      ask('price', 'lt', { ref: 'actor', field: 'limit' }),
      { actor: { id: 'o1', fields: {}, groups: [] } },
      'query.unresolved /value',
    ],
    [
      'a fact that is null',
      ask('price', 'lt', { ref: 'actor', field: 'limit' }),
      { actor: { id: 'o1', fields: { limit: null }, groups: [] } },
      'query.unresolved /value',
    ],
    [
      'a fact of another type',
      ask('price', 'lt', { ref: 'actor', field: 'limit' }),
      { actor: { id: 'o1', fields: { limit: '10' }, groups: [] } },
      'query.value_type /value',
    ],
    [
      'a fact only every object has',
      ask('origin', 'eq', { ref: 'actor', field: 'timeZone' }),
      { actor: { id: 'o1', fields: Object.create({ timeZone: 'x' }), groups: [] } },
      'query.unresolved /value',
    ],
    [
      'a moment before the calendar',
      ask('madeOn', 'lt', { ref: 'ago', count: 9_000, unit: 'years' }),
      {},
      'calendar.date_out_of_range /value',
    ],
    [
      'a range past the calendar',
      ask('madeOn', 'within', { range: 'next', count: 90_000, unit: 'years' }),
      {},
      'calendar.date_out_of_range /value',
    ],
    [
      'an unknown zone',
      ask('madeOn', 'within', { range: 'today' }),
      { timeZone: 'Europe/Nowhere' },
      'calendar.unknown_time_zone /value',
    ],
  ])('%s is refused when bound', (_, input, binding, problem, entity = 'item') => {
    const prepared = prepareQuery(conformanceModel, entity, input)
    expect(problemsOf(() => bindQuery(prepared, { ...caseBinding, ...binding }))).toEqual([problem])
  })
})

test('at most 20 problems are told, each with its place', () => {
  const many = { type: 'and', criteria: Array.from({ length: 500 }, () => ask('nom', 'eq', 'x')) }
  const found = problemsIn(many)
  expect(found).toHaveLength(20)
  expect(found.at(-1)).toBe('query.unknown_field /criteria/19/field')
  expect(problemsIn({ type: 'or', criteria: [ask('nom', 'eq', 'x'), and(), ask('rank', 'eq', '1')] })).toEqual([
    'query.unknown_field /criteria/0/field',
    'query.value_type /criteria/2/value',
  ])
})

test('an order by what has none is refused', () => {
  const item = entityOf(conformanceModel, 'item')
  const by = (field: string) =>
    problemsOf(() =>
      compareRows(item, [
        { field: 'name', direction: 'asc' },
        { field, direction: 'asc' },
      ]),
    )
  expect(by('tags')).toEqual(['query.cannot_order /1/field'])
  expect(by('data')).toEqual(['query.cannot_order /1/field'])
  expect(by('nom')).toEqual(['query.cannot_order /1/field'])
  expect(by('grade')).toEqual([])
})
