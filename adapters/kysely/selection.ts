import type { Row } from '../../src/kernel'
import { join, raw, sql, type Sql } from './sql'
import { columnNamed, valueAt, type TableLayout } from './table-layout'

/** What a statement selects, and how its rows become records. Columns are called c0, c1 …: no host's plugin renames those. */
export interface Selection {
  readonly columns: Sql
  decode(row: Row): Row
}

export function selectionOf(layout: TableLayout, alias: string, fields?: readonly string[]): Selection {
  const names = fields === undefined ? [...layout.columns.keys()] : [...new Set(['id', ...fields])]
  const readers = names.map((name, position) => {
    const column = columnNamed(layout, name)
    return { name, as: `c${position}`, column, form: column.form }
  })
  return {
    columns: join(readers.map(({ as, column, form }) => sql`${form.read(valueAt(alias, column))} AS ${raw(as)}`)),
    decode(row) {
      const record: Record<string, unknown> = {}
      for (const { name, as, form } of readers) {
        const value = row[as]
        record[name] = value === null || value === undefined ? null : form.decode(value)
      }
      return record
    },
  }
}
