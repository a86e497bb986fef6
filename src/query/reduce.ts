import type { FieldDefinition } from '../model'
import type { BoundTest, BoundValue } from './bound'
import type { LooseCriteria } from './normalise'
import type { Operator } from './operator'

/** One value of a test, bound. */
export type BoundOperand =
  | { readonly type: 'value'; readonly value: BoundValue }
  /** A whole local day, half-open, asked of an instant. */
  | { readonly type: 'day'; readonly from: Date; readonly to: Date }
  | { readonly type: 'field'; readonly other: FieldDefinition }

type Comparison = 'eq' | 'lt' | 'lte' | 'gt' | 'gte'

const FIELD_COMPARISONS = {
  eq: 'eqField',
  lt: 'ltField',
  lte: 'lteField',
  gt: 'gtField',
  gte: 'gteField',
} as const satisfies Readonly<Record<Comparison, string>>

const EVERY: LooseCriteria = { type: 'and', criteria: [] }
const NEVER: LooseCriteria = { type: 'or', criteria: [] }

const not = (criteria: LooseCriteria): LooseCriteria => ({ type: 'not', criteria })
const and = (...criteria: readonly LooseCriteria[]): LooseCriteria => ({ type: 'and', criteria })

/** A comparison of a field with one value; with a day, of an instant with the whole of it. */
export function compare(field: FieldDefinition, operator: Comparison, operand: BoundOperand): LooseCriteria {
  const ask = (asked: Comparison, value: BoundValue): BoundTest => ({
    type: 'test',
    field,
    negated: false,
    operator: asked,
    value,
  })
  if (operand.type === 'value') return ask(operator, operand.value)
  if (operand.type === 'field')
    return { type: 'test', field, negated: false, operator: FIELD_COMPARISONS[operator], other: operand.other }
  switch (operator) {
    case 'eq':
      return and(ask('gte', operand.from), ask('lt', operand.to))
    case 'lt':
      return ask('lt', operand.from)
    case 'lte':
      return ask('lt', operand.to)
    case 'gt':
      return ask('gte', operand.to)
    case 'gte':
      return ask('gte', operand.from)
    default:
      return operator satisfies never
  }
}

function among(field: FieldDefinition, operands: readonly BoundOperand[]): LooseCriteria {
  const values = operands.flatMap((operand) => (operand.type === 'value' ? [operand.value] : []))
  const others = operands.filter((operand) => operand.type !== 'value')
  return {
    type: 'or',
    criteria: [
      { type: 'test', field, negated: false, operator: 'in', values },
      ...others.map((operand) => compare(field, 'eq', operand)),
    ],
  }
}

const codesOf = (operands: readonly BoundOperand[]): readonly string[] =>
  operands.flatMap((operand) => (operand.type === 'value' && typeof operand.value === 'string' ? [operand.value] : []))

const hasAny = (field: FieldDefinition, values: readonly string[]): LooseCriteria => ({
  type: 'test',
  field,
  negated: false,
  operator: 'hasAny',
  values,
})

function pattern(
  field: FieldDefinition,
  operator: 'contains' | 'startsWith' | 'endsWith',
  operands: readonly BoundOperand[],
): LooseCriteria {
  const [value] = codesOf(operands)
  return value === undefined ? NEVER : { type: 'test', field, negated: false, operator, value }
}

/** A test in terms of the few that readings know: equality, order, membership, patterns, emptiness. */
export function reduceTest(
  field: FieldDefinition,
  operator: Operator,
  operands: readonly BoundOperand[],
): LooseCriteria {
  const [first, second] = operands
  switch (operator) {
    case 'isEmpty':
    case 'isNotEmpty':
      return { type: 'test', field, negated: operator === 'isNotEmpty', operator: 'empty' }
    case 'eq':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return first === undefined ? NEVER : compare(field, operator, first)
    case 'ne':
      return first === undefined ? NEVER : not(compare(field, 'eq', first))
    case 'between':
      return first === undefined || second === undefined
        ? NEVER
        : and(compare(field, 'gte', first), compare(field, 'lte', second))
    case 'in':
      return among(field, operands)
    case 'notIn':
      return not(among(field, operands))
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return pattern(field, operator, operands)
    case 'notContains':
      return not(pattern(field, 'contains', operands))
    case 'notStartsWith':
      return not(pattern(field, 'startsWith', operands))
    case 'notEndsWith':
      return not(pattern(field, 'endsWith', operands))
    case 'has':
    case 'hasAny':
      return hasAny(field, codesOf(operands))
    case 'hasAll':
      return operands.length === 0 ? EVERY : and(...codesOf(operands).map((code) => hasAny(field, [code])))
    case 'hasNone':
      return not(hasAny(field, codesOf(operands)))
    case 'within':
      throw new Error('A range is bound before operators are reduced')
    default:
      return operator satisfies never
  }
}
