import type { Operator } from '../operator'

/** Our operators by the names that react-querybuilder gives them; those of tags, which it has no names for, keep ours. */
export const RULE_OPERATORS = {
  eq: '=',
  ne: '!=',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
  in: 'in',
  notIn: 'notIn',
  between: 'between',
  contains: 'contains',
  notContains: 'doesNotContain',
  startsWith: 'beginsWith',
  notStartsWith: 'doesNotBeginWith',
  endsWith: 'endsWith',
  notEndsWith: 'doesNotEndWith',
  isEmpty: 'null',
  isNotEmpty: 'notNull',
  has: 'has',
  hasAny: 'hasAny',
  hasAll: 'hasAll',
  hasNone: 'hasNone',
} as const satisfies Readonly<Record<Exclude<Operator, 'within'>, string>>

const OURS: ReadonlyMap<string, Operator> = new Map(
  Object.entries(RULE_OPERATORS).flatMap(([ours, theirs]): readonly [string, Operator][] =>
    isOperator(ours) ? [[theirs, ours]] : [],
  ),
)

function isOperator(name: string): name is keyof typeof RULE_OPERATORS {
  return Object.hasOwn(RULE_OPERATORS, name)
}

export const operatorOfRule = (name: string): Operator | undefined => OURS.get(name)

export const takesList = (operator: Operator): boolean =>
  operator === 'in' ||
  operator === 'notIn' ||
  operator === 'between' ||
  operator === 'hasAny' ||
  operator === 'hasAll' ||
  operator === 'hasNone'
