import type { Row } from '../../src/kernel'
import { numberOf, textOf } from './driver-value'
import type { DriverRow, Runner } from './runner'
import { hostValue, type Reading } from './scope'
import { join, NOTHING_SQL, param, raw, sql, type Sql } from './sql'
import type { TableLayout } from './table-layout'
import { cellsOf, chunksOf, takesArrays, writtenColumns, type WrittenColumn } from './written-values'

/** Bytes of values in one statement, well below what servers take by default. */
const MOST_CHARACTERS = 4_000_000

/** Values that every row of a table gets: its tenant, and what the host says of all rows. */
interface Constant {
  readonly name: string
  readonly value: Sql
}

function constantsOf(
  { dialect, tenant }: Reading,
  layout: TableLayout,
  columns: readonly WrittenColumn[],
): readonly Constant[] {
  const own = layout.tenant === null ? [] : [{ name: layout.tenant, value: param(tenant) }]
  const standing = layout.standing.flatMap(({ column, is }) => {
    const name = dialect.quote(column)
    const isGiven = typeof is === 'string' || columns.some((written) => written.name === name)
    return isGiven ? [] : [{ name, value: param(hostValue(dialect, is.value)) }]
  })
  return [...own, ...standing]
}

/**
 * Writes rows that name the same fields. `ending` follows the values (ON CONFLICT, RETURNING). Answers what the statements answered,
 * in the order of the rows.
 */
export async function insertRows(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  fields: readonly string[],
  rows: readonly Row[],
  ending: Sql,
): Promise<readonly DriverRow[]> {
  const columns = writtenColumns(layout, fields)
  const constants = constantsOf(reading, layout, columns)
  const names = join([...constants, ...columns].map(({ name }) => raw(name)))
  const answers: DriverRow[] = []
  const limit = takesArrays(reading.dialect, layout)
    ? reading.dialect.batchLimit(columns.length)
    : Math.max(1, Math.min(1_000, Math.floor(reading.dialect.mostParameters / (columns.length + constants.length))))
  for (const chunk of chunksOf(rows, limit))
    for (const part of partsOf(chunk)) {
      const values = valuesOf(reading, layout, constants, columns, part)
      const outcome = await runner.run(sql`INSERT INTO ${layout.table} (${names}) ${values}${ending}`)
      answers.push(...outcome.rows)
    }
  return answers
}

function valuesOf(
  { dialect }: Reading,
  layout: TableLayout,
  constants: readonly Constant[],
  columns: readonly WrittenColumn[],
  rows: readonly Row[],
): Sql {
  if (takesArrays(dialect, layout)) {
    const cells = columns.map(({ assign }, position) => assign(raw(`v.c${position}`)))
    const batch = dialect.batch(
      columns.map(({ type }) => type),
      rows.map((row) => cellsOf(columns, row)),
    )
    return sql`SELECT ${join([...constants.map(({ value }) => sql`${value}::text`), ...cells])} FROM ${batch}`
  }
  const lists = rows.map((row) => {
    const cells = cellsOf(columns, row).map((cell, position) => columns[position]?.assign(param(cell)) ?? param(cell))
    return sql`(${join([...constants.map(({ value }) => value), ...cells])})`
  })
  return sql`VALUES ${join(lists)}`
}

/** Rows cut where their texts grow past what one statement should carry. */
function* partsOf(rows: readonly Row[]): Generator<readonly Row[]> {
  let part: Row[] = []
  let size = 0
  for (const row of rows) {
    const own = sizeOf(row)
    if (part.length > 0 && size + own > MOST_CHARACTERS) {
      yield part
      part = []
      size = 0
    }
    part.push(row)
    size += own
  }
  if (part.length > 0) yield part
}

function sizeOf(row: Row): number {
  let size = 0
  for (const value of Object.values(row)) {
    if (typeof value === 'string') size += value.length
    else if (typeof value === 'object' && value !== null && !(value instanceof Date))
      size += JSON.stringify(value).length
  }
  return size
}

/** Writes rows whose id the database makes, and answers those ids in the order of the rows. */
export async function insertGenerated(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  fields: readonly string[],
  rows: readonly Row[],
): Promise<readonly string[]> {
  const { dialect } = reading
  if (dialect.returning) {
    const answers = await insertRows(runner, reading, layout, fields, rows, returningId(layout))
    return answers.map(({ c0 }) => textOf(c0) ?? '')
  }
  const ids: string[] = []
  // One statement numbers its rows one after the other, from the number it tells.
  for (const row of rows) {
    await insertRows(runner, reading, layout, fields, [row], NOTHING_SQL)
    const told = await runner.run(raw('SELECT LAST_INSERT_ID() AS n'))
    ids.push(String(numberOf(told.rows[0]?.['n'])))
  }
  return ids
}

export const returningId = (layout: TableLayout): Sql =>
  sql` RETURNING ${layout.id.form.read(raw(layout.id.name))} AS c0`
