import type { BoundValue } from '../../src/query'
import type { CellType } from './dialect'
import { raw, sql, type Parameter, type Sql } from './sql'

export type Comparison = 'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte'

/** SQL; or, where the value alone decides, whether it holds for the rows whose value is not missing. */
export type Test = Sql | boolean

/** How a key of an order is compared, and how its exact value goes into a cursor and comes back. */
export interface OrderForm {
  key(column: Sql): Sql
  /** What the database selects for a cursor: nothing is lost on the way. */
  exact(column: Sql): Sql
  value(exact: Parameter): Sql
}

/** Numbers in whole units, so that sums are exact; `digits` is null for a double. */
export interface AmountForm {
  readonly digits: number | null
  /** Added to the column: a missing value counts as 0. */
  increased(column: Sql, amount: number): Sql
}

/**
 * How a column holds the values of a field, and how SQL reads, writes and compares them there. Every reading of the criteria must
 * come to the same rows, so a form answers exactly what the predicate would for the value it decodes.
 */
export interface ColumnForm {
  /** What is selected, such that no setting of a driver changes what comes. */
  read(column: Sql): Sql
  /** A value as read, never null, to the model's own; null for what means nothing to the model. */
  decode(value: unknown): unknown
  /** A model's value, never null, as a parameter. */
  cell(value: unknown): Parameter
  readonly cellType: CellType
  /** A cell as the column takes it. */
  assign(cell: Sql): Sql

  compare(column: Sql, comparison: Comparison, value: BoundValue): Test
  among(column: Sql, values: readonly BoundValue[], negated: boolean): Test
  /** No value of the model stands there. */
  missing(column: Sql): Sql
  /** Missing, or the empty text or set. */
  empty(column: Sql): Sql
  /**
   * The value in a form that all columns of the kind share: what compares field with field, groups and counts. Null where the kind
   * has none.
   */
  comparable(column: Sql): Sql | null
  decodeComparable(value: unknown): unknown

  readonly order: OrderForm | null
  readonly amount: AmountForm | null
  /** Whether a text holds a pattern; null for what is no text. */
  pattern(column: Sql, operator: 'contains' | 'startsWith' | 'endsWith', value: string): Sql | null
  /** Whether a set shares a code with these; null for what is no set. */
  shares(column: Sql, codes: readonly string[]): Test | null
  /** How an id or reference is kept, for joins between tables. */
  readonly identity: 'text' | 'integer' | 'uuid'
}

/** The value is the model's own already, on every driver. */
export const asItComes = (value: unknown): unknown => value

const SIGNS = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const satisfies Record<
  Comparison,
  string
>

export const compared = (left: Sql, comparison: Comparison, right: Sql): Sql =>
  sql`${left} ${raw(SIGNS[comparison])} ${right}`

export const COMPLEMENT = { eq: 'ne', ne: 'eq', lt: 'gte', lte: 'gt', gt: 'lte', gte: 'lt' } as const satisfies Record<
  Comparison,
  Comparison
>

export const isNull = (column: Sql): Sql => sql`${column} IS NULL`

/** What forms share unless they say otherwise: nothing but equality of what the column holds. */
export const plainForm = {
  read: (column: Sql): Sql => column,
  assign: (cell: Sql): Sql => cell,
  missing: isNull,
  empty: isNull,
  amount: null,
  pattern: () => null,
  shares: () => null,
  identity: 'text',
} as const satisfies Partial<ColumnForm>

/** An order by the column itself, whose value survives the driver as it is. */
export const ownOrder = (value: (exact: Parameter) => Sql): OrderForm => ({
  key: (column) => column,
  exact: (column) => column,
  value,
})
