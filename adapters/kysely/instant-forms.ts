import type { BoundValue } from '../../src/query'
import { compared, isNull, ownOrder, plainForm, type ColumnForm, type Comparison, type Test } from './column-form'
import type { SqlDialect } from './dialect'
import { numberOf, textOf } from './driver-value'
import { comparedUnits, wholeNumber } from './number-forms'
import { allOf, anyOf, FALSE, param, sql, type Parameter, type Sql } from './sql'

export const timeOf = (value: unknown): number => {
  if (!(value instanceof Date) || Number.isNaN(value.getTime()))
    throw new Error(`An instant was wanted, not ${String(value)}`)
  return value.getTime()
}

const dateAt = (time: number | null): Date | null => {
  const date = time === null ? null : new Date(time)
  return date === null || Number.isNaN(date.getTime()) ? null : date
}

const fromMilliseconds = (value: unknown): Date | null => dateAt(numberOf(value))

/**
 * Milliseconds, or whole seconds, since 1970 in an integer column. The kernel's own tables keep instants so on every database: no
 * zone, setting or driver can shift them.
 */
export function epoch(dialect: SqlDialect, unit: 1 | 1000): ColumnForm {
  const units = (time: number) => ({ floor: BigInt(Math.floor(time / unit)), exact: time % unit === 0 })
  const parameter = wholeNumber(dialect)
  const comparable = (column: Sql): Sql => (unit === 1 ? column : sql`${column} * ${param(unit)}`)
  return {
    ...plainForm,
    decode: (value) => {
      const count = numberOf(value)
      return dateAt(count === null ? null : count * unit)
    },
    cell: (value) => Math.floor(timeOf(value) / unit),
    cellType: 'integer',
    compare: (column, comparison, value) => comparedUnits(column, comparison, units(timeOf(value)), parameter),
    among(column, values, negated) {
      const held = values.map((value) => units(timeOf(value))).filter(({ exact }) => exact)
      if (held.length === 0) return negated
      const counts = held.map(({ floor }) => Number(floor))
      return negated ? dialect.notAmong(column, counts, 'integer') : dialect.among(column, counts, 'integer')
    },
    comparable,
    decodeComparable: fromMilliseconds,
    order: ownOrder(param),
  }
}

/** A timestamp finer than a millisecond still belongs to one: a comparison asks for the whole of it. */
function comparedTimestamp(column: Sql, comparison: Comparison, time: number, { value, last }: TimestampColumn): Sql {
  // All that a column can hold is before what it cannot say.
  const before = (end: number): Sql => (end > last ? sql`${column} IS NOT NULL` : compared(column, 'lt', value(end)))
  const from = (start: number): Sql => (start > last ? FALSE : compared(column, 'gte', value(start)))
  switch (comparison) {
    case 'eq':
      return allOf([from(time), before(time + 1)])
    case 'ne':
      return anyOf([before(time), from(time + 1)])
    case 'lt':
      return before(time)
    case 'gte':
      return from(time)
    case 'lte':
      return before(time + 1)
    case 'gt':
      return from(time + 1)
    default:
      return comparison satisfies never
  }
}

interface TimestampColumn {
  value(time: number): Sql
  /** The last instant that the column can say, in milliseconds since 1970. */
  readonly last: number
  /** Milliseconds since 1970. */
  milliseconds(column: Sql): Sql
  /** As it is written, to the last digit, and back. */
  exact(column: Sql): Sql
  fromExact(text: Parameter): Sql
  cell(time: number): Parameter
}

function timestampForm(timestamp: TimestampColumn): ColumnForm {
  const { milliseconds, exact, fromExact, cell } = timestamp
  const compare = (column: Sql, comparison: Comparison, bound: BoundValue): Sql =>
    comparedTimestamp(column, comparison, timeOf(bound), timestamp)
  return {
    ...plainForm,
    read: milliseconds,
    decode: fromMilliseconds,
    cell: (given) => cell(timeOf(given)),
    cellType: 'text',
    compare,
    among: (column, values, negated): Test =>
      negated
        ? allOf(values.map((one) => compare(column, 'ne', one)))
        : anyOf(values.map((one) => sql`(${compare(column, 'eq', one)})`)),
    missing: isNull,
    comparable: milliseconds,
    decodeComparable: fromMilliseconds,
    order: { key: (column) => column, exact, value: fromExact },
  }
}

/** ISO 8601 as PostgreSQL reads it for any year: without a sign, and `BC` before the year 1. */
function postgresText(time: number): string {
  const iso = new Date(time).toISOString()
  const year = new Date(time).getUTCFullYear()
  if (year >= 1 && year <= 9999) return iso
  const rest = iso.slice(iso.indexOf('-', 1))
  return year > 0 ? `${year}${rest}` : `${String(1 - year).padStart(4, '0')}${rest} BC`
}

const postgresMilliseconds = (column: Sql): Sql => sql`floor(extract(epoch FROM ${column}) * 1000)`

const postgresTimestamp = (type: 'timestamptz' | 'timestamp'): ColumnForm => {
  const cast =
    type === 'timestamptz' ? (text: Sql): Sql => sql`${text}::timestamptz` : (text: Sql): Sql => sql`${text}::timestamp`
  return timestampForm({
    value: (time) => cast(param(postgresText(time))),
    last: Number.POSITIVE_INFINITY,
    milliseconds: postgresMilliseconds,
    exact: (column) => sql`${column}::text`,
    fromExact: (text) => cast(param(text)),
    cell: postgresText,
  })
}

const FIRST = Date.parse('0001-01-01T00:00:00.000Z')
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** `YYYY-MM-DD HH:MM:SS.mmm`, within what a four-digit year can say. */
const clockText = (time: number): string =>
  new Date(Math.min(LAST, Math.max(FIRST, time))).toISOString().slice(0, 23).replace('T', ' ')

const mysqlTimestamp: ColumnForm = timestampForm({
  value: (time) => param(clockText(time)),
  last: LAST,
  milliseconds: (column) => sql`FLOOR(TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', ${column}) / 1000)`,
  exact: (column) => sql`CAST(${column} AS CHAR)`,
  fromExact: param,
  cell: clockText,
})

const sqliteTimestamp: ColumnForm = timestampForm({
  value: (time) => param(shortText(time)),
  last: LAST,
  milliseconds: (column) => sql`CAST(ROUND((julianday(${column}) - 2440587.5) * 86400000) AS INTEGER)`,
  exact: (column) => column,
  fromExact: param,
  cell: clockText,
})

/** Texts of SQLite compare as texts, so a bound is written as short as it can be: it then stands before every longer writing of it. */
function shortText(time: number): string {
  const text = clockText(time)
  return time % 1000 === 0 ? text.slice(0, 19) : text.replace(/0+$/, '')
}

/** A timestamp without a zone that holds UTC. */
export function utcTimestamp(dialect: SqlDialect): ColumnForm {
  switch (dialect.name) {
    case 'postgres':
      return postgresTimestamp('timestamp')
    case 'mysql':
      return mysqlTimestamp
    case 'sqlite':
      return sqliteTimestamp
    default:
      return dialect.name satisfies never
  }
}

/** What a host's instant is without a codec: `timestamptz`, a DATETIME that holds UTC, or milliseconds where there is no such type. */
export function nativeInstant(dialect: SqlDialect): ColumnForm {
  switch (dialect.name) {
    case 'postgres':
      return postgresTimestamp('timestamptz')
    case 'mysql':
      return mysqlTimestamp
    case 'sqlite':
      return epoch(dialect, 1)
    default:
      return dialect.name satisfies never
  }
}

/** ISO 8601 in UTC with milliseconds in a text column: as texts they order as their times do. */
export function isoText(dialect: SqlDialect): ColumnForm {
  const value = (bound: unknown): string => new Date(timeOf(bound)).toISOString()
  const decode = (read: unknown): Date | null => {
    const text = textOf(read)
    return text === null ? null : dateAt(Date.parse(text))
  }
  const milliseconds = (column: Sql): Sql => {
    switch (dialect.name) {
      case 'postgres':
        return postgresMilliseconds(sql`${column}::timestamptz`)
      case 'mysql':
        return sql`FLOOR(TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', CAST(REPLACE(REPLACE(${column}, 'T', ' '), 'Z', '') AS DATETIME(6))) / 1000)`
      case 'sqlite':
        return sql`CAST(ROUND((julianday(${column}) - 2440587.5) * 86400000) AS INTEGER)`
      default:
        return dialect.name satisfies never
    }
  }
  return {
    ...plainForm,
    decode,
    cell: value,
    cellType: 'text',
    compare(column, comparison, bound) {
      // A year of five digits is written with a sign, which stands before all digits.
      if (timeOf(bound) > LAST) return comparison === 'lt' || comparison === 'lte' || comparison === 'ne'
      return compared(column, comparison, param(value(bound)))
    },
    among: (column, values, negated) =>
      negated ? dialect.notAmong(column, values.map(value), null) : dialect.among(column, values.map(value), null),
    comparable: milliseconds,
    decodeComparable: fromMilliseconds,
    order: ownOrder(param),
  }
}
