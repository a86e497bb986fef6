import type { BoundValue } from '../../src/query'
import { compared, isNull, plainForm, type ColumnForm, type Test } from './column-form'
import type { SqlDialect } from './dialect'
import { arrayText } from './dialect-postgres'
import { textOf, wordsOf } from './driver-value'
import { anyOf, param, raw, sql, type Sql } from './sql'
import { Unwritable } from './unwritable'

const codesOf = (value: unknown): readonly string[] => {
  if (!Array.isArray(value)) throw new Error(`A set of codes was wanted, not ${typeof value}`)
  return [...new Set(value.map(String))]
}

const neverCompared = (): never => {
  throw new Error('Sets are asked what they have, never compared as a whole')
}

const setForm = {
  ...plainForm,
  cellType: 'text',
  compare: (): Test => neverCompared(),
  among: (_column: Sql, _values: readonly BoundValue[]): Test => neverCompared(),
  comparable: () => null,
  decodeComparable: () => null,
  order: null,
} as const

/** An array of texts, as PostgreSQL has it; a GIN index finds what it shares with another. */
export const arraySet: ColumnForm = {
  ...setForm,
  read: (column) => sql`to_json(${column})::text`,
  decode: wordsOf,
  cell: (value) => arrayText(codesOf(value)),
  assign: (cell) => sql`${cell}::text[]`,
  empty: (column) => sql`(${column} IS NULL OR cardinality(${column}) = 0)`,
  shares: (column, codes) => sql`${column} && ${param(arrayText(codes))}::text[]`,
}

/** A code as it stands in the list below: after a line feed, which JSON never leaves bare inside a text. */
const element = (code: string): string => `\n${JSON.stringify(code)}`

/**
 * A JSON list with a line feed before each code, in the kernel's own tables where there are no arrays: plain JSON to whoever
 * reads it, and a code is found by looking for a text, many times faster than by reading JSON.
 */
export const lineSet = (dialect: SqlDialect): ColumnForm => ({
  ...setForm,
  decode: wordsOf,
  cell: (value) => `[${codesOf(value).map(element).join(',')}]`,
  empty: (column) => sql`(${column} IS NULL OR ${column} = '[]')`,
  shares: (column, codes) => anyOf(codes.map((code) => dialect.contains(column, element(code)))),
})

/** A JSON list that a host wrote. */
export const jsonSet = (dialect: SqlDialect): ColumnForm => ({
  ...setForm,
  decode: wordsOf,
  cell: (value) => JSON.stringify(codesOf(value)),
  empty: (column) =>
    dialect.name === 'sqlite'
      ? sql`(${column} IS NULL OR json_array_length(${column}) = 0)`
      : sql`(${column} IS NULL OR JSON_LENGTH(${column}) = 0)`,
  shares(column, codes) {
    if (dialect.name === 'sqlite')
      return sql`EXISTS (SELECT 1 FROM json_each(${column}) AS held WHERE ${dialect.among(raw('held.value'), codes, 'text')})`
    return anyOf(codes.map((code) => sql`JSON_CONTAINS(${column}, ${param(JSON.stringify(code))})`))
  },
})

/** Codes in one text with a separator between. A code that holds the separator cannot be there. */
export function separatedSet(dialect: SqlDialect, separator: string): ColumnForm {
  const enclosed = (column: Sql): Sql => {
    const mark = param(separator)
    const text = dialect.bytes(column)
    if (dialect.name === 'mysql') return sql`CONCAT(${mark}, ${text}, ${mark})`
    return dialect.name === 'postgres'
      ? sql`(${mark}::text || ${text} || ${mark}::text)`
      : sql`(${mark} || ${text} || ${mark})`
  }
  return {
    ...setForm,
    read: dialect.asText,
    decode: (value) =>
      textOf(value)
        ?.split(separator)
        .filter((code) => code !== '') ?? null,
    cell(value) {
      const codes = codesOf(value)
      const odd = codes.find((code) => code.includes(separator))
      if (odd !== undefined) throw new Unwritable(`The code ${odd} holds the separator ${separator} of its column`)
      return codes.join(separator)
    },
    // Nothing but separators is no code either.
    empty: (column) =>
      sql`(${column} IS NULL OR ${compared(dialect.bytes(sql`REPLACE(${dialect.asText(column)}, ${param(separator)}, '')`), 'eq', raw(`''`))})`,
    shares(column, codes) {
      const possible = codes.filter((code) => code !== '' && !code.includes(separator))
      if (possible.length === 0) return false
      return anyOf(possible.map((code) => dialect.contains(enclosed(column), `${separator}${code}${separator}`)))
    },
    missing: isNull,
  }
}
