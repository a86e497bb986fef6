import type { FieldKind } from '../model'

/** What a leaf of the tree may ask of a field. */
export type Operator =
  | 'eq'
  | 'ne'
  | 'in'
  | 'notIn'
  | 'lt'
  | 'lte'
  | 'gt'
  | 'gte'
  | 'between'
  | 'within'
  | 'contains'
  | 'notContains'
  | 'startsWith'
  | 'notStartsWith'
  | 'endsWith'
  | 'notEndsWith'
  | 'has'
  | 'hasAny'
  | 'hasAll'
  | 'hasNone'
  | 'isEmpty'
  | 'isNotEmpty'

const WORD = ['eq', 'ne', 'in', 'notIn', 'isEmpty', 'isNotEmpty'] as const
const TEXT = [...WORD, 'contains', 'notContains', 'startsWith', 'notStartsWith', 'endsWith', 'notEndsWith'] as const
const NUMBER = [...WORD, 'lt', 'lte', 'gt', 'gte', 'between'] as const
const MOMENT = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'between', 'within', 'isEmpty', 'isNotEmpty'] as const
const BOOLEAN = ['eq', 'ne', 'isEmpty', 'isNotEmpty'] as const
const TAGS = ['has', 'hasAny', 'hasAll', 'hasNone', 'isEmpty', 'isNotEmpty'] as const

/** Which operators each kind of field has; the types of the builder and the check of JSON both follow this table. */
export const OPERATORS = {
  id: WORD,
  reference: WORD,
  code: WORD,
  enum: WORD,
  text: TEXT,
  number: NUMBER,
  money: NUMBER,
  boolean: BOOLEAN,
  date: MOMENT,
  instant: MOMENT,
  tags: TAGS,
  json: [],
} as const satisfies Readonly<Record<FieldKind, readonly Operator[]>>

/** The comparisons with a number that a measure over related records allows. */
export const MEASURE_OPERATORS = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'between'] as const
export type MeasureOperator = (typeof MEASURE_OPERATORS)[number]
