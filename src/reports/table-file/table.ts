import type { Locale } from '../../kernel'

/** What the values of a column are. Texts, dates `YYYY-MM-DD`, instants and whole minor units of a currency, as records hold them. */
export type ColumnKind = 'text' | 'number' | 'money' | 'boolean' | 'date' | 'instant'

export interface TableColumn {
  /** Tells columns of one label apart. */
  readonly key: string
  readonly label: string
  readonly kind: ColumnKind
  /** Money only: the ISO 4217 code. */
  readonly currency?: string | undefined
}

/** A missing value is null. Text in a column of another kind is written as text. */
export type Cell = string | number | boolean | Date | null

/** Rows, each with a cell for every column, some at a time. */
export type CellPages = AsyncIterable<readonly (readonly Cell[])[]>

/** The language of words and, in CSV, of decimals; the zone whose local time instants are written in. */
export interface TableWords {
  readonly locale: Locale
  readonly timeZone: string
}

/** Decimals of the smallest unit of a currency: 2 of the euro, 0 of the yen. */
export const minorDigits = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

function unitOf({ kind, currency }: TableColumn, timeZone: string): string {
  if (kind === 'money' && currency !== undefined) return ` (${currency})`
  return kind === 'instant' ? ` (${timeZone})` : ''
}

/** What stands over the columns: their labels with the currency or the zone, and the key behind a label that another column has too. */
export function headings(columns: readonly TableColumn[], { timeZone }: TableWords): readonly string[] {
  const words = columns.map((column) => `${column.label}${unitOf(column, timeZone)}`)
  return columns.map(({ key }, index) => {
    const own = words[index] ?? key
    return words.indexOf(own) === words.lastIndexOf(own) ? own : `${own} [${key}]`
  })
}

/** An amount in minor units as a decimal number, exact: 123456 with 2 digits is 1234.56. */
export function decimalText(minor: number, digits: number): string {
  if (digits === 0) return String(minor)
  const figures = String(Math.abs(minor)).padStart(digits + 1, '0')
  return `${minor < 0 ? '-' : ''}${figures.slice(0, -digits)}.${figures.slice(-digits)}`
}

/** Milliseconds of local time as `2026-03-29 10:00:00`, with as many figures as the year has: no spreadsheet calculates it. */
export function momentText(local: number): string {
  const [day = '', time = ''] = new Date(local).toISOString().split('T')
  return `${day.replace(/^\+0*/, '')} ${time.slice(0, 8)}`
}
