import { foldText, refuse, type Row } from '../../src/kernel'
import { storageProblem } from '../../src/storage'
import type { ColumnForm } from './column-form'
import type { CellType, SqlDialect } from './dialect'
import type { Parameter, Sql } from './sql'
import { columnNamed, type Column, type TableLayout } from './table-layout'
import { Unwritable } from './unwritable'

/** A column that a write fills, and how it takes the value of a field. */
export interface WrittenColumn {
  readonly field: string
  /** Quoted. */
  readonly name: string
  readonly type: CellType
  /** The parameter for a model's value, missing ones included. */
  cell(value: unknown): Parameter
  assign(cell: Sql): Sql
}

const written = (
  field: string,
  name: string,
  form: ColumnForm,
  value: (given: unknown) => unknown = (given) => given,
): WrittenColumn => ({
  field,
  name,
  type: form.cellType,
  cell(given) {
    if (given === null || given === undefined) return null
    try {
      return form.cell(value(given))
    } catch (error) {
      throw error instanceof Unwritable ? new Unwritable(error.message, field) : error
    }
  },
  assign: form.assign,
})

const folded = (text: unknown): string => {
  if (typeof text !== 'string') throw new Error(`A text was wanted, not ${typeof text}`)
  return foldText(text)
}

/** The columns that a field is written to: its own and, of a folded text, the shadow. Refused with `storage.read_only_field`. */
function columnsOf(layout: TableLayout, column: Column): readonly WrittenColumn[] {
  const { name: field } = column.field
  if (column.joined !== null)
    return refuse(
      storageProblem('storage.read_only_field', { path: `/${field}`, data: { entity: layout.entity.name, field } }),
    )
  const own = written(field, column.name, column.form)
  return column.folded === null ? [own] : [own, written(field, column.folded.name, column.folded.form, folded)]
}

/** The columns that these fields are written to, in their order. */
export const writtenColumns = (layout: TableLayout, fields: readonly string[]): readonly WrittenColumn[] =>
  fields.flatMap((field) => columnsOf(layout, columnNamed(layout, field)))

export const cellsOf = (columns: readonly WrittenColumn[], row: Row): readonly Parameter[] =>
  columns.map(({ field, cell }) => cell(row[field]))

/** The id of a row. A row without one is a bug of the caller, unless the database makes it. */
export function idOf(row: Row): string {
  const { id } = row
  if (typeof id !== 'string' || id === '') throw new Error('A row needs an id')
  return id
}

export function checkFields(layout: TableLayout, values: Row): void {
  for (const name of Object.keys(values)) columnNamed(layout, name)
}

export function checkChange(layout: TableLayout, set: Row): void {
  checkFields(layout, set)
  if ('id' in set) throw new Error('The id of a record never changes')
}

/** Lists cut so that each fits one statement. */
export function* chunksOf<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}

/** The kernel's own columns have known types, so that values go as arrays; a host's columns type what stands in VALUES. */
export const takesArrays = (dialect: SqlDialect, layout: TableLayout): boolean =>
  dialect.name === 'postgres' && layout.own !== null
