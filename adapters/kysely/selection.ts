import type { Row } from '../../src/kernel'
import { asItComes } from './column-form'
import type { SqlDialect } from './dialect'
import type { DriverRow } from './runner'
import { aliasAt } from './scope'
import { join, raw, sql, type Sql } from './sql'
import { columnNamed, valueAt, type Column, type TableLayout } from './table-layout'

/**
 * What a statement selects, and how its rows become records. Columns bear the names of the fields, and a row as the driver made it
 * becomes the record in its place: to build another object for each row costs more than to read it.
 */
export interface Selection {
  readonly columns: Sql
  readonly fields: ReadonlySet<string>
  decode(row: DriverRow): Row
}

/**
 * Of whole records, the same for every statement over a table called `t0`. Columns of the kernel's own are named without it: what
 * is selected comes of this one table, and names that need no looking up are prepared faster.
 */
const whole = new WeakMap<TableLayout, Selection>()

export function wholeSelection(dialect: SqlDialect, layout: TableLayout): Selection {
  const known = whole.get(layout)
  if (known !== undefined) return known
  const made = selectionOf(dialect, layout, layout.own === null ? aliasAt(0) : null, [...layout.columns.keys()])
  whole.set(layout, made)
  return made
}

/** Of some fields; the id always comes. */
export function selectionOf(
  dialect: SqlDialect,
  layout: TableLayout,
  alias: string | null,
  fields: readonly string[],
): Selection {
  const names = [...new Set(['id', ...fields])]
  const columns = names.map((name) => columnNamed(layout, name))
  const decoded = columns.flatMap(({ field: { name }, form: { decode } }) =>
    decode === asItComes ? [] : [{ name, decode }],
  )
  return {
    columns: join(columns.map((column) => namedColumn(dialect, alias, column))),
    fields: new Set(names),
    decode(row) {
      for (const { name, decode } of decoded) {
        const value = row[name]
        row[name] = value === null || value === undefined ? null : decode(value)
      }
      return row
    },
  }
}

/** A column that has the field's name already needs no other: what a database reads less of, it prepares faster. */
function namedColumn(dialect: SqlDialect, alias: string | null, column: Column): Sql {
  const value = alias === null ? raw(column.name) : valueAt(alias, column)
  const read = column.form.read(value)
  const name = dialect.quote(column.field.name)
  return read === value && column.joined === null && column.name === name ? value : sql`${read} AS ${raw(name)}`
}
