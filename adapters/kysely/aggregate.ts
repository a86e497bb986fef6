import { refuse, type Row } from '../../src/kernel'
import { storageProblem, type AggregateRequest, type Dimension, type Measure } from '../../src/storage'
import { readingOfAll } from './around'
import { comparableAt } from './compile-test'
import { asked, conditionsOf } from './compile-criteria'
import type { SqlDialect } from './dialect'
import { numberOf, textOf } from './driver-value'
import type { Runner } from './runner'
import { aliasAt, named, type Reading } from './scope'
import { allOf, join, NOTHING_SQL, raw, sql, type Sql } from './sql'
import { columnNamed, valueAt, type Column, type TableLayout } from './table-layout'

const T0 = aliasAt(0)

/** A column of the answer: what is selected, and how it is read. */
interface Figure {
  readonly as: string
  readonly select: Sql
  read(value: unknown): unknown
}

interface Grouping extends Figure {
  readonly by: Sql
  readonly conditions: readonly Sql[]
}

/** Groups and figures in one statement. Over nothing there is one row without dimensions, and none with. */
export async function aggregateRows(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  request: AggregateRequest,
): Promise<readonly Row[]> {
  const groupings = request.groupBy.map((dimension, position) => groupingOf(reading, layout, dimension, position))
  const figures = request.measures.map((measure) => figureOf(reading, layout, measure))
  const columns = [...groupings, ...figures]
  const conditions = [
    ...conditionsOf(await readingOfAll(runner, reading, layout, request.where), request.where, layout),
    ...groupings.flatMap((grouping) => grouping.conditions),
  ]
  const select = columns.map(({ select: column }, position) => sql`${column} AS ${raw(`c${position}`)}`)
  const grouped = groupings.length === 0 ? NOTHING_SQL : sql` GROUP BY ${join(groupings.map(({ by }) => by))}`
  const cut = request.limit === undefined ? NOTHING_SQL : raw(` LIMIT ${request.limit + 1}`)
  const statement = sql`SELECT ${select.length === 0 ? raw('1 AS c0') : join(select)} FROM ${named(layout, T0)} WHERE ${allOf(conditions)}${grouped}${cut}`
  const { rows } = await runner.run(asked(reading, request.where, statement)).catch((error: unknown) => {
    const sum = request.measures.find(({ measure }) => measure === 'sum')
    if (sum !== undefined && reading.dialect.isOverflow(error)) return outOfRange(sum.as)
    throw error
  })
  if (request.limit !== undefined && rows.length > request.limit)
    refuse(storageProblem('storage.too_many_groups', { data: { limit: request.limit } }))
  return rows.map((row) => {
    const answer: Record<string, unknown> = {}
    for (const [position, { as, read }] of columns.entries()) answer[as] = read(row[`c${position}`])
    return answer
  })
}

const outOfRange = (as: string): never => refuse(storageProblem('storage.out_of_range', { data: { as } }))

function groupingOf(reading: Reading, layout: TableLayout, dimension: Dimension, position: number): Grouping {
  const { as } = dimension
  const column = columnNamed(layout, dimension.field)
  const { kind } = column.field
  if (kind === 'tags' || kind === 'json')
    throw new Error(`Rows cannot be put together by ${layout.entity.name}.${column.field.name} (${kind})`)
  if ('edges' in dimension) {
    const interval = intervalOf(reading.dialect, column, dimension.edges)
    return { as, select: interval.index, by: byPosition(position), read: numberOf, conditions: interval.conditions }
  }
  const by = comparableAt(column, T0)
  if (column.folded === null)
    return {
      as,
      select: by,
      by: byPosition(position),
      read: (value) => (value === null || value === undefined ? null : column.form.decodeComparable(value)),
      conditions: [],
    }
  // Of texts that are equal when folded the first in code-point order is shown.
  const shown = sql`MIN(${column.form.comparable(valueAt(T0, column)) ?? valueAt(T0, column)})`
  return { as, select: shown, by, read: textOf, conditions: [] }
}

/** PostgreSQL tells the parameters of an expression apart where it is written twice, so a group is named by its place. */
const byPosition = (position: number): Sql => raw(String(position + 1))

/** The index of the half-open interval that holds a value, by halving: a year of days takes nine comparisons. */
function intervalOf(
  dialect: SqlDialect,
  column: Column,
  edges: readonly (Date | string | number)[],
): { readonly index: Sql; readonly conditions: readonly Sql[] } {
  const place = column.folded === null ? valueAt(T0, column) : raw(`${T0}.${column.folded.name}`)
  const form = column.folded?.form ?? column.form
  const test = (comparison: 'lt' | 'gte', edge: Date | string | number): Sql => {
    const outcome = form.compare(place, comparison, edge)
    return typeof outcome === 'boolean' ? raw(outcome ? 'TRUE' : 'FALSE') : outcome
  }
  const [first] = edges
  const last = edges.at(-1)
  if (first === undefined || last === undefined || edges.length < 2)
    return { index: raw('0'), conditions: [raw('FALSE')] }
  const among = (low: number, high: number): Sql => {
    if (high - low === 1) return raw(dialect.name === 'postgres' ? `${low}::integer` : String(low))
    const middle = (low + high) >>> 1
    return sql`CASE WHEN ${test('lt', edges[middle] ?? last)} THEN ${among(low, middle)} ELSE ${among(middle, high)} END`
  }
  return { index: among(0, edges.length - 1), conditions: [test('gte', first), test('lt', last)] }
}

function figureOf({ dialect }: Reading, layout: TableLayout, { as, measure, field }: Measure): Figure {
  const count = (select: Sql): Figure => ({ as, select, read: (value) => numberOf(value) ?? 0 })
  if (field === undefined) {
    if (measure !== 'count') throw new Error(`The measure ${measure} needs a field`)
    return count(raw('COUNT(*)'))
  }
  const column = columnNamed(layout, field)
  const { kind } = column.field
  const misfit = (): never => {
    throw new Error(`The field ${layout.entity.name}.${field} (${kind}) has no ${measure}`)
  }
  switch (measure) {
    case 'count':
      return count(sql`COUNT(CASE WHEN ${column.form.missing(valueAt(T0, column))} THEN NULL ELSE 1 END)`)
    case 'countDistinct':
      return kind === 'tags' || kind === 'json' ? misfit() : count(sql`COUNT(DISTINCT ${comparableAt(column, T0)})`)
    case 'sum': {
      const { amount } = column.form
      if (amount === null) return misfit()
      const sum = sql`SUM(${comparableAt(column, T0)})`
      if (amount.digits === null) return { as, select: sum, read: (value) => numberOf(value) ?? 0 }
      return { as, select: dialect.asText(sum), read: exactSum(as, amount.digits) }
    }
    case 'min':
    case 'max': {
      if (kind !== 'number' && kind !== 'money' && kind !== 'date' && kind !== 'instant') return misfit()
      const value = comparableAt(column, T0)
      return {
        as,
        select: measure === 'min' ? sql`MIN(${value})` : sql`MAX(${value})`,
        read: (found) => (found === null || found === undefined ? null : column.form.decodeComparable(found)),
      }
    }
    default:
      return measure satisfies never
  }
}

/** A sum in whole units, refused with `storage.out_of_range` where it is no safe whole number of them. */
const exactSum =
  (as: string, digits: number) =>
  (value: unknown): number => {
    const units = Number(textOf(value) ?? 0)
    return Number.isSafeInteger(units) ? units / 10 ** digits : outOfRange(as)
  }
