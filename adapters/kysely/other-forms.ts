import { refuse } from '../../src/kernel'
import type { DatabaseValue, FieldDefinition } from '../../src/model'
import type { BoundValue } from '../../src/query'
import { storageProblem } from '../../src/storage'
import { compared, ownOrder, plainForm, type ColumnForm, type Comparison, type Test } from './column-form'
import type { SqlDialect } from './dialect'
import { booleanOf, jsonOf, textOf } from './driver-value'
import { allOf, anyOf, param, raw, sql, type Parameter, type Sql } from './sql'

const boolean = (value: unknown): boolean => {
  if (typeof value !== 'boolean') throw new Error(`A boolean was wanted, not ${typeof value}`)
  return value
}

/** What a boolean compares like where both values may be asked for: false before true. */
const either = (
  values: readonly BoundValue[],
  equal: (value: boolean) => Sql,
  missing: Sql,
  negated: boolean,
): Test => {
  const wanted = new Set(values.map(boolean))
  const [only] = wanted
  if (wanted.size !== 1 || only === undefined) return (wanted.size === 2) !== negated
  return negated ? sql`NOT ${missing} AND ${equal(!only)}` : equal(only)
}

/** A boolean column, or 0 and 1 where there is none. */
export function flag(dialect: SqlDialect): ColumnForm {
  const isNative = dialect.name === 'postgres'
  const parameter = (value: unknown): Parameter => (isNative ? boolean(value) : Number(boolean(value)))
  return {
    ...plainForm,
    decode: booleanOf,
    cell: parameter,
    cellType: isNative ? 'boolean' : 'integer',
    compare: (column, comparison, value) => compared(column, comparison, param(parameter(value))),
    among: (column, values, negated) =>
      either(values, (value) => compared(column, 'eq', param(parameter(value))), sql`(${column} IS NULL)`, negated),
    comparable: (column) => (isNative ? sql`CASE WHEN ${column} THEN 1 WHEN NOT ${column} THEN 0 END` : column),
    decodeComparable: booleanOf,
    order: ownOrder(param),
  }
}

/** Two words for yes and no. Any other word is missing. */
export function twoWords(dialect: SqlDialect, yes: string | number, no: string | number): ColumnForm {
  const wordOf = (value: unknown): string | number => (boolean(value) ? yes : no)
  const equal = (column: Sql, word: string | number): Sql =>
    typeof word === 'number'
      ? compared(column, 'eq', param(word))
      : allOf([
          compared(column, 'eq', param(word)),
          dialect.recheck(compared(dialect.bytes(column), 'eq', param(word))),
        ])
  const comparable = (column: Sql): Sql =>
    sql`CASE WHEN ${equal(column, yes)} THEN 1 WHEN ${equal(column, no)} THEN 0 END`
  const missing = (column: Sql): Sql => sql`(${comparable(column)} IS NULL)`
  const compare = (column: Sql, comparison: Comparison, value: BoundValue): Sql => {
    if (comparison === 'eq') return equal(column, wordOf(value))
    return compared(comparable(column), comparison, param(Number(boolean(value))))
  }
  return {
    ...plainForm,
    read: dialect.asText,
    decode(value) {
      const word = textOf(value)
      if (word === String(yes)) return true
      return word === String(no) ? false : null
    },
    cell: wordOf,
    cellType: typeof yes === 'number' && typeof no === 'number' ? 'integer' : 'text',
    compare,
    among: (column, values, negated) =>
      either(values, (value) => equal(column, wordOf(value)), missing(column), negated),
    missing,
    empty: missing,
    comparable,
    decodeComparable: booleanOf,
    order: { key: comparable, exact: comparable, value: param },
  }
}

/** A civil date in a column of a host's: its own date type, or a text that begins with `YYYY-MM-DD`. */
export function hostDate(dialect: SqlDialect): ColumnForm {
  const dateOf = (value: unknown): string => {
    if (typeof value !== 'string') throw new Error(`A date was wanted, not ${typeof value}`)
    return value
  }
  const decode = (value: unknown): string | null => textOf(value)?.slice(0, 10) ?? null
  return {
    ...plainForm,
    read: dialect.asText,
    decode,
    cell: dateOf,
    cellType: 'text',
    compare: (column, comparison, value) => compared(column, comparison, param(dateOf(value))),
    among: (column, values, negated) =>
      negated ? dialect.notAmong(column, values.map(dateOf), null) : dialect.among(column, values.map(dateOf), null),
    comparable: dialect.asText,
    decodeComparable: decode,
    order: { key: (column) => column, exact: dialect.asText, value: param },
  }
}

/** Opaque JSON: written and read, never asked about. */
export const opaqueJson = (dialect: SqlDialect, isOwn: boolean): ColumnForm => ({
  ...plainForm,
  read: dialect.name === 'postgres' ? dialect.asText : (column) => column,
  decode: jsonOf,
  cell: (value) => JSON.stringify(value) ?? null,
  cellType: 'text',
  assign: isOwn && dialect.name === 'postgres' ? (cell) => sql`${cell}::jsonb` : (cell) => cell,
  compare: () => neverAsked(),
  among: () => neverAsked(),
  comparable: () => null,
  decodeComparable: () => null,
  order: null,
})

const neverAsked = (): never => {
  throw new Error('Opaque data is never asked about')
}

const parameterOf = (value: DatabaseValue): Parameter => {
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) throw new Error('A custom codec encodes to a text, a number, a boolean or null here')
  return value
}

const databaseValue = (value: unknown): DatabaseValue => {
  if (value === null || value instanceof Date || value instanceof Uint8Array) return value
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return value
  throw new Error('The driver handed over what a custom codec cannot read')
}

/** A host's own pair of functions: equality goes through `encode`, anything else is refused with `storage.cannot_order`. */
export function custom(
  entity: string,
  field: FieldDefinition,
  encode: (value: unknown) => DatabaseValue,
  decode: (value: DatabaseValue) => unknown,
): ColumnForm {
  const parameter = (value: unknown): Sql => param(parameterOf(encode(value)))
  return {
    ...plainForm,
    decode: (value) => decode(databaseValue(value)),
    cell: (value) => parameterOf(encode(value)),
    cellType: 'text',
    compare(column, comparison, value) {
      if (comparison === 'eq' || comparison === 'ne') return compared(column, comparison, parameter(value))
      return refuse(storageProblem('storage.cannot_order', { data: { entity, field: field.name } }))
    },
    among: (column, values, negated) => {
      const each = values.map((value) => compared(column, negated ? 'ne' : 'eq', parameter(value)))
      return negated ? allOf(each) : anyOf(each)
    },
    empty: (column) =>
      field.kind === 'text' || field.kind === 'code'
        ? sql`(${column} IS NULL OR ${compared(column, 'eq', raw(`''`))})`
        : sql`${column} IS NULL`,
    comparable: (column) => column,
    decodeComparable: (value) => decode(databaseValue(value)),
    order: null,
  }
}
