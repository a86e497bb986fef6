import type { BoundTest } from '../../src/query'
import { COMPLEMENT, compared, isNull, type ColumnForm, type Test } from './column-form'
import type { SqlDialect } from './dialect'
import { beginning } from './kernel-table'
import { allOf, FALSE, param, raw, sql, TRUE, type Sql } from './sql'
import { at, columnNamed, valueAt, type Column, type TableLayout } from './table-layout'

/** What the field of a test is compared by: the shadow of a folded text, else the value itself. */
const comparedForm = (column: Column): ColumnForm => column.folded?.form ?? column.form

/**
 * One question about one field. The positive form stands bare, the negated one reads `(x IS NULL OR …)`: together they hold for
 * every row once, and both can go by an index.
 */
export function compileTest(dialect: SqlDialect, test: BoundTest, layout: TableLayout, alias: string): Sql {
  const column = columnNamed(layout, test.field.name)
  if ('other' in test)
    return compareFields(dialect, test.operator, column, columnNamed(layout, test.other.name), alias, test.negated)
  if (column.joined !== null) return compileJoined(dialect, test, column, column.joined, alias)
  return compileOwn(dialect, test, column, alias)
}

type OwnTest = Exclude<BoundTest, { readonly other: unknown }>

function compileOwn(dialect: SqlDialect, test: OwnTest, column: Column, alias: string): Sql {
  const form = comparedForm(column)
  const place = at(alias, column.folded?.name ?? column.name)
  if (test.operator === 'empty') {
    // Blanks fold to nothing, but are not empty: only the text itself tells.
    const empty = column.form.empty(at(alias, column.name))
    return test.negated ? sql`NOT ${parenthesised(empty)}` : empty
  }
  const missing = form.missing(place)
  const outcome = test.negated ? negative(test, form, place) : positive(dialect, test, form, place, column, alias)
  if (typeof outcome !== 'boolean') return test.negated ? sql`(${missing} OR ${outcome})` : sql`(${outcome})`
  if (test.negated) return outcome ? TRUE : missing
  return outcome ? sql`NOT ${parenthesised(missing)}` : FALSE
}

const parenthesised = (condition: Sql): Sql => (condition.text.startsWith('(') ? condition : sql`(${condition})`)

type AskedTest = Exclude<OwnTest, { readonly operator: 'empty' }>

function positive(
  dialect: SqlDialect,
  test: AskedTest,
  form: ColumnForm,
  place: Sql,
  column: Column,
  alias: string,
): Test {
  const outcome = ask(test, form, place)
  if (column.key === null || typeof outcome === 'boolean') return outcome
  // The index holds the beginning: it finds, the whole text decides.
  const key = column.key(alias)
  if (test.operator === 'eq' && typeof test.value === 'string')
    return allOf([compared(key, 'eq', param(beginning(test.value))), outcome])
  if (test.operator === 'in') {
    const beginnings = new Set(test.values.flatMap((value) => (typeof value === 'string' ? [beginning(value)] : [])))
    return allOf([dialect.among(key, [...beginnings], 'text'), outcome])
  }
  if (test.operator === 'startsWith') return allOf([dialect.startsWith(key, beginning(test.value)), outcome])
  return outcome
}

function ask(test: AskedTest, form: ColumnForm, place: Sql): Test {
  switch (test.operator) {
    case 'eq':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return form.compare(place, test.operator, test.value)
    case 'in':
      return form.among(place, test.values, false)
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return form.pattern(place, test.operator, test.value) ?? misfit(test)
    case 'hasAny':
      return form.shares(place, test.values) ?? misfit(test)
    default:
      return test satisfies never
  }
}

/** What holds of the values that are there and do not meet the test. */
function negative(test: AskedTest, form: ColumnForm, place: Sql): Test {
  switch (test.operator) {
    case 'eq':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return form.compare(place, COMPLEMENT[test.operator], test.value)
    case 'in':
      return form.among(place, test.values, true)
    case 'contains':
    case 'startsWith':
    case 'endsWith':
    case 'hasAny': {
      const outcome = ask(test, form, place)
      return typeof outcome === 'boolean' ? !outcome : sql`NOT (${outcome})`
    }
    default:
      return test satisfies never
  }
}

const misfit = ({ field, operator }: AskedTest): never => {
  throw new Error(`A field of kind ${field.kind} (${field.name}) is not asked ${operator}`)
}

/** A value of another table is missing where that has no row: the positive test is looked for there, the negated is that it is not. */
function compileJoined(
  dialect: SqlDialect,
  test: OwnTest,
  column: Column,
  joined: NonNullable<Column['joined']>,
  alias: string,
): Sql {
  const here: Column = { ...column, joined: null }
  const isEmpty = test.operator === 'empty'
  const condition = compileOwn(dialect, { ...test, negated: isEmpty }, here, 'j')
  const found = sql`EXISTS (SELECT 1 FROM ${joined.table} AS j WHERE ${at('j', joined.foreign)} = ${at(alias, joined.local)} AND ${condition})`
  return test.negated === isEmpty ? found : sql`NOT ${found}`
}

const FIELD_COMPARISONS = { eqField: 'eq', ltField: 'lt', lteField: 'lte', gtField: 'gt', gteField: 'gte' } as const

function compareFields(
  dialect: SqlDialect,
  operator: keyof typeof FIELD_COMPARISONS,
  left: Column,
  right: Column,
  alias: string,
  negated: boolean,
): Sql {
  const [a, b] = [alike(dialect, left, right, alias), alike(dialect, right, left, alias)]
  const comparison = FIELD_COMPARISONS[operator]
  if (!negated) return sql`(${compared(a, comparison, b)})`
  return sql`(${isNull(a)} OR ${isNull(b)} OR ${compared(a, COMPLEMENT[comparison], b)})`
}

/** A value as it compares with another's: numbers in the finer of their units, or both as doubles. */
function alike(dialect: SqlDialect, column: Column, other: Column, alias: string): Sql {
  const value = comparableAt(column, alias)
  const [own, others] = [column.form.amount, other.form.amount]
  if (own === null || others === null || own.digits === null || own.digits === others.digits) return value
  if (others.digits === null) return dialect.quotient(value, 10 ** own.digits)
  return others.digits > own.digits ? sql`(${value} * ${raw(String(10 ** (others.digits - own.digits)))})` : value
}

/** A value in the form that all columns of its kind share. */
export function comparableAt(column: Column, alias: string): Sql {
  const place = column.folded === null ? valueAt(alias, column) : at(alias, column.folded.name)
  const comparable = comparedForm(column).comparable(place)
  if (comparable === null)
    throw new Error(`Values of ${column.field.name} (${column.field.kind}) are not compared with each other`)
  return comparable
}
