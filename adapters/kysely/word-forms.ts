import type { BoundValue } from '../../src/query'
import { asItComes, compared, plainForm, type ColumnForm, type Comparison, type Test } from './column-form'
import type { SqlDialect } from './dialect'
import { textOf } from './driver-value'
import { allOf, param, raw, sql, type Parameter, type Sql } from './sql'
import { Unwritable } from './unwritable'

const wordOf = (value: unknown): string => {
  if (typeof value !== 'string') throw new Error(`A text was wanted, not ${typeof value}`)
  return value
}

/** The list itself: what was written of it is known by it. */
const words = (values: readonly BoundValue[]): readonly string[] =>
  values.every((value) => typeof value === 'string') ? values : values.map(wordOf)

const textual = {
  decode: textOf,
  cell: wordOf,
  cellType: 'text',
  decodeComparable: textOf,
} as const

/** A text column of the kernel's own: its collation compares byte for byte. Codes, ids, exact and folded texts, dates. */
export const kernelWord = (dialect: SqlDialect): ColumnForm => ({
  ...plainForm,
  ...textual,
  decode: asItComes,
  compare: (column, comparison, value) => compared(column, comparison, param(wordOf(value))),
  among: (column, values, negated) =>
    negated ? dialect.notAmong(column, words(values), 'text') : dialect.among(column, words(values), 'text'),
  empty: (column) => sql`(${column} IS NULL OR ${column} = '')`,
  comparable: (column) => column,
  order: { key: (column) => column, exact: (column) => column, value: param },
  pattern: (column, operator, value) => dialect[operator](column, value),
})

/**
 * A text column of a host's, of any type and collation. Equality asks the column first, whose index finds too much at most, and
 * then its bytes.
 */
export function hostWord(dialect: SqlDialect): ColumnForm {
  const { bytes, recheck } = dialect
  const equal = (column: Sql, comparison: Comparison, value: string): Sql => {
    const exact = compared(bytes(column), comparison, param(value))
    return comparison === 'eq' ? allOf([compared(column, 'eq', param(value)), recheck(exact)]) : exact
  }
  return {
    ...plainForm,
    ...textual,
    read: dialect.asText,
    compare: (column, comparison, value) => equal(column, comparison, wordOf(value)),
    among: (column, values, negated) =>
      negated
        ? dialect.notAmong(bytes(column), words(values), 'text')
        : allOf([
            dialect.among(column, words(values), null),
            recheck(dialect.among(bytes(column), words(values), 'text')),
          ]),
    empty: (column) => sql`(${column} IS NULL OR ${compared(bytes(column), 'eq', raw(`''`))})`,
    comparable: bytes,
    order: { key: bytes, exact: bytes, value: param },
    pattern: (column, operator, value) => dialect[operator](bytes(column), value),
  }
}

/** What an id column other than a text one can hold; any other text equals nothing there. */
interface IdentityColumn {
  readonly identity: 'integer' | 'uuid'
  canHold(word: string): boolean
  value(word: string): Sql
}

const identityForm = (dialect: SqlDialect, { identity, canHold, value }: IdentityColumn): ColumnForm => {
  const compare = (column: Sql, comparison: Comparison, word: string): Test =>
    canHold(word) ? compared(column, comparison, value(word)) : comparison === 'ne'
  return {
    ...plainForm,
    ...textual,
    read: dialect.asText,
    assign: (cell) => cell,
    compare: (column, comparison, bound) => compare(column, comparison, wordOf(bound)),
    among(column, values, negated) {
      const held = words(values).filter(canHold)
      if (held.length === 0) return negated
      return negated ? dialect.notAmong(column, held, null) : dialect.among(column, held, null)
    },
    comparable: dialect.asText,
    order: { key: (column) => column, exact: dialect.asText, value: (exact) => value(String(exact)) },
    identity,
  }
}

const isInt64 = (word: string): boolean => {
  if (!/^(?:0|-?[1-9]\d{0,18})$/.test(word)) return false
  const integer = BigInt(word)
  return integer === BigInt.asIntN(64, integer)
}

/** Whole numbers, as a number where it is exact and as a bigint past that. */
export const integerParameter = (integer: bigint): Parameter => {
  const number = Number(integer)
  return Number.isSafeInteger(number) ? number : integer
}

/** An integer column behind ids or references. Only the usual way of writing a number is an id: `7`, not `07` or `+7`. */
export function integerId(dialect: SqlDialect): ColumnForm {
  const form = identityForm(dialect, {
    identity: 'integer',
    canHold: isInt64,
    value(word) {
      const id = param(isInt64(word) ? integerParameter(BigInt(word)) : word)
      return dialect.name === 'postgres' ? sql`${id}::bigint` : id
    },
  })
  const cellOf = (value: unknown): Parameter => {
    const word = wordOf(value)
    if (!isInt64(word)) throw new Unwritable(`Not an integer id: ${word}`)
    return integerParameter(BigInt(word))
  }
  return {
    ...form,
    cell: cellOf,
    cellType: 'integer',
    among(column, values, negated) {
      const held = words(values).filter(isInt64).map(cellOf)
      if (held.length === 0) return negated
      return negated ? dialect.notAmong(column, held, 'integer') : dialect.among(column, held, 'integer')
    },
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** A column of the database's own UUID type; elsewhere UUIDs are texts. Ids are written in lower case. */
export function uuidId(dialect: SqlDialect): ColumnForm {
  if (dialect.name !== 'postgres') return hostWord(dialect)
  return {
    ...identityForm(dialect, {
      identity: 'uuid',
      canHold: (word) => UUID.test(word),
      value: (word) => sql`${param(word)}::uuid`,
    }),
    assign: (cell) => sql`${cell}::uuid`,
  }
}

/** Codes under the names a host gives them. A word that stands for no code is missing. */
export function renamedCodes(dialect: SqlDialect, codes: Readonly<Record<string, string | number>>): ColumnForm {
  const words = hostWord(dialect)
  const known = Object.entries(codes)
  const codeOf = new Map(known.map(([code, word]) => [String(word), code]))
  const held = known.map(([, word]) => word)
  const wordFor = (value: unknown): string | number | undefined => {
    const code = wordOf(value)
    return Object.hasOwn(codes, code) ? codes[code] : undefined
  }
  const equal = (column: Sql, word: string | number): Sql =>
    typeof word === 'number' ? compared(column, 'eq', param(word)) : asSql(words.compare(column, 'eq', word))
  const anyOfWords = (column: Sql, some: readonly (string | number)[]): Sql =>
    some.every((word) => typeof word === 'number')
      ? dialect.among(column, some, 'integer')
      : asSql(words.among(column, some.map(String), false))
  const missing = (column: Sql): Sql => sql`(${column} IS NULL OR NOT (${anyOfWords(column, held)}))`
  const comparable = (column: Sql): Sql => {
    const branches = known.map(
      ([code, word]) =>
        sql`WHEN ${equal(column, word)} THEN ${dialect.name === 'postgres' ? sql`${param(code)}::text` : param(code)}`,
    )
    return sql`CASE ${branches.reduce((all, branch) => sql`${all} ${branch}`)} END`
  }
  const key = (column: Sql): Sql => dialect.bytes(comparable(column))
  return {
    ...words,
    decode: (value) => codeOf.get(textOf(value) ?? '') ?? null,
    cell(value) {
      const word = wordFor(value)
      if (word === undefined) throw new Unwritable(`The mapping has no word for the code ${wordOf(value)}`)
      return word
    },
    cellType: held.every((word) => typeof word === 'number') ? 'integer' : 'text',
    compare(column, comparison, value) {
      const word = wordFor(value)
      if (word === undefined) return comparison === 'ne'
      return comparison === 'ne' ? sql`NOT (${equal(column, word)})` : equal(column, word)
    },
    among(column, values, negated) {
      const some = values.flatMap((value) => wordFor(value) ?? [])
      if (some.length === 0) return negated
      return negated ? sql`NOT (${anyOfWords(column, some)})` : anyOfWords(column, some)
    },
    missing,
    empty: missing,
    comparable: key,
    order: { key, exact: comparable, value: param },
    pattern: () => null,
  }
}

function asSql(test: Test): Sql {
  if (typeof test === 'boolean') throw new Error('A word always needs the column')
  return test
}
