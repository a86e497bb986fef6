import { compared, ownOrder, plainForm, type ColumnForm, type Comparison, type Test } from './column-form'
import { decimalText, roundedUnits, unitsOf, type Units } from './decimal'
import type { SqlDialect } from './dialect'
import { numberOf, textOf } from './driver-value'
import { param, raw, sql, type Sql } from './sql'
import { integerParameter } from './word-forms'

export const finite = (value: unknown): number => {
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new Error(`A finite number was wanted, not ${String(value)}`)
  return value
}

/** A comparison with a number that may stand between two whole ones. */
export function comparedUnits(
  column: Sql,
  comparison: Comparison,
  { floor, exact }: Units,
  value: (units: bigint) => Sql,
): Test {
  if (exact) return compared(column, comparison, value(floor))
  switch (comparison) {
    case 'eq':
    case 'ne':
      return comparison === 'ne'
    case 'lt':
    case 'lte':
      return compared(column, 'lte', value(floor))
    case 'gt':
    case 'gte':
      return compared(column, 'gt', value(floor))
    default:
      return comparison satisfies never
  }
}

/** A whole number past what a host's column holds still compares with it. */
export const wholeNumber =
  (dialect: SqlDialect) =>
  (units: bigint): Sql =>
    dialect.name === 'postgres' ? sql`${param(integerParameter(units))}::bigint` : param(integerParameter(units))

/** Whole units of 10^-digits in an integer column: amounts in cents, numbers with decimals. */
export function wholeUnits(dialect: SqlDialect, digits: number): ColumnForm {
  const whole = wholeNumber(dialect)
  const decode = (value: unknown): number | null => {
    const units = numberOf(value)
    return units === null ? null : units / 10 ** digits
  }
  return {
    ...plainForm,
    decode,
    cell: (value) => integerParameter(roundedUnits(finite(value), digits)),
    cellType: 'integer',
    compare: (column, comparison, value) => comparedUnits(column, comparison, unitsOf(finite(value), digits), whole),
    among(column, values, negated) {
      const held = values.map((value) => unitsOf(finite(value), digits)).filter(({ exact }) => exact)
      if (held.length === 0) return negated
      const units = held.map(({ floor }) => integerParameter(floor))
      return negated ? dialect.notAmong(column, units, 'integer') : dialect.among(column, units, 'integer')
    },
    comparable: (column) => column,
    decodeComparable: decode,
    order: ownOrder(param),
    amount: {
      digits,
      increased: (column, amount) => sql`COALESCE(${column}, 0) + ${whole(roundedUnits(amount, digits))}`,
    },
  }
}

/** A double: exact to the last bit, sums as the database adds them. */
export const double = (dialect: SqlDialect): ColumnForm => ({
  ...plainForm,
  decode: numberOf,
  cell: finite,
  cellType: 'double',
  compare: (column, comparison, value) => compared(column, comparison, param(finite(value))),
  among: (column, values, negated) =>
    negated
      ? dialect.notAmong(column, values.map(finite), 'double')
      : dialect.among(column, values.map(finite), 'double'),
  comparable: (column) => column,
  decodeComparable: numberOf,
  order: ownOrder(param),
  amount: { digits: null, increased: (column, amount) => sql`COALESCE(${column}, 0) + ${param(amount)}` },
})

/**
 * A decimal column of a host's (`12.34` euros) behind units of 10^-digits. `scale` is how many decimals the column has; SQLite has no
 * decimals and keeps doubles, of which the nearest unit is meant.
 */
export function decimal(dialect: SqlDialect, scale: number, digits: number): ColumnForm {
  const value = (units: bigint): Sql => {
    const text = decimalText(units, scale)
    switch (dialect.name) {
      case 'sqlite':
        return param(Number(text))
      case 'postgres':
        return sql`${param(text)}::numeric`
      case 'mysql':
        return sql`CAST(${param(text)} AS DECIMAL(65, ${raw(String(scale))}))`
      default:
        return dialect.name satisfies never
    }
  }
  const inUnits = (column: Sql): Sql => sql`ROUND(${column} * ${raw(String(10 ** scale))})`
  const comparable = (column: Sql): Sql =>
    dialect.name === 'sqlite' ? sql`CAST(${inUnits(column)} AS INTEGER)` : inUnits(column)
  const decodeUnits = (units: number | null): number | null => (units === null ? null : units / 10 ** digits)
  return {
    ...plainForm,
    decode: (read) => {
      const text = textOf(read)
      return text === null ? null : decodeUnits(Number(roundedUnits(Number(text), scale)))
    },
    cell: (given) => {
      const text = decimalText(roundedUnits(finite(given), digits), scale)
      return dialect.name === 'sqlite' ? Number(text) : text
    },
    cellType: dialect.name === 'sqlite' ? 'double' : 'text',
    compare: (column, comparison, bound) => comparedUnits(column, comparison, unitsOf(finite(bound), digits), value),
    among(column, values, negated) {
      const held = values.map((bound) => unitsOf(finite(bound), digits)).filter(({ exact }) => exact)
      if (held.length === 0) return negated
      const units = held.map(({ floor }) => integerParameter(floor))
      return negated
        ? dialect.notAmong(comparable(column), units, 'integer')
        : dialect.among(comparable(column), units, 'integer')
    },
    comparable,
    decodeComparable: (units) => decodeUnits(numberOf(units)),
    order: {
      key: (column) => column,
      exact: dialect.name === 'sqlite' ? (column) => column : dialect.asText,
      value: (exact) => (dialect.name === 'sqlite' ? param(exact) : value(roundedUnits(Number(exact), scale))),
    },
    amount: {
      digits,
      increased: (column, amount) => sql`COALESCE(${column}, 0) + ${value(roundedUnits(amount, digits))}`,
    },
  }
}
