import { storageProblem, type InsertFrom, type InsertedFrom } from '../../src/storage'
import { refuse } from '../../src/kernel'
import { asked, conditionsOf } from './compile-criteria'
import { textOf } from './driver-value'
import { changedBy, type Runner } from './runner'
import { aliasAt, named, scopeOf, type Reading } from './scope'
import { allOf, join, param, raw, sql, type Sql } from './sql'
import { at, columnNamed, type TableLayout } from './table-layout'
import { writtenColumns } from './written-values'

const T0 = aliasAt(0)

/** The records after a place by id, and where so many of them end: the last id of all where there are fewer. */
async function spanOf(
  runner: Runner,
  reading: Reading,
  source: TableLayout,
  { after, span }: InsertFrom,
): Promise<{ readonly conditions: readonly Sql[]; readonly end: string | null }> {
  const id = at(T0, source.id.name)
  const later = after === undefined ? [] : [sql`${id} > ${param(after)}`]
  const statement = sql`SELECT ${id} AS c0 FROM ${named(source, T0)} WHERE ${allOf([...scopeOf(reading, source, T0), ...later])} ORDER BY ${id} LIMIT 1 OFFSET ${raw(String(span - 1))}`
  const { rows } = await runner.run(statement)
  const end = textOf(rows[0]?.['c0']) ?? null
  return { conditions: end === null ? later : [...later, sql`${id} <= ${param(end)}`], end }
}

/**
 * One statement for many rows: what they hold is written by the database as it finds the records. Both tables are the kernel's own; only
 * for a database in which one transaction writes at a time.
 */
export async function insertFrom(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  source: TableLayout,
  request: InsertFrom,
): Promise<InsertedFrom> {
  if (source.own === null || layout.own === null || layout.tenant === null)
    return refuse(storageProblem('storage.not_pushed'))
  const { conditions, end } = await spanOf(runner, reading, source, request)
  const columns = writtenColumns(layout, Object.keys(request.set))
  const target = columnNamed(layout, request.field)
  const names = [layout.tenant, layout.id.name, target.name, ...columns.map(({ name }) => name)]
  const values = [
    param(reading.tenant),
    sql`${param(request.id)} || printf('-%06x', ${raw(T0)}._rowid_)`,
    at(T0, source.id.name),
    ...columns.map(({ field, cell, assign }) => assign(param(cell(request.set[field])))),
  ]
  const where = allOf([...conditionsOf(reading, request.where, source), ...conditions])
  const statement = sql`INSERT INTO ${layout.table} (${join(names.map((name) => raw(name)))}) SELECT ${join(values)} FROM ${named(source, T0)} WHERE ${where} ON CONFLICT DO NOTHING`
  const written = await changedBy(runner, reading.dialect, asked(reading, request.where, statement))
  return { written, end }
}
