import { isCivilDate, localOf } from '../../kernel'
import { decimalText, headings, minorDigits, momentText, type Cell, type TableColumn, type TableWords } from './table'
import { escaped, moneyStyle, sheetEnd, sheetStart, STYLES } from './xlsx-parts'
import type { ZipWriter } from './zip'

/** Keeps a text that no cell holds, and says what stands in the cell instead. */
export type KeepLong = (text: string, at: { readonly cell: string; readonly heading: string }) => string

export interface Sheet {
  /** Rows written, with the heading. */
  readonly rows: number
  /** Characters of XML written. */
  readonly size: number
  add(row: readonly Cell[]): void
  /** Hands what was added to the zip. */
  flush(): void
  end(): void
}

export interface SheetContents extends TableWords {
  readonly columns: readonly TableColumn[]
  readonly mostCharacters: number
  readonly keepLong: KeepLong
}

/** `A`, `B` … `Z`, `AA` …: how a sheet calls its columns. */
export function columnLetters(index: number): string {
  const rest = Math.floor(index / 26)
  return `${rest === 0 ? '' : columnLetters(rest - 1)}${String.fromCharCode(65 + (index % 26))}`
}

const DAY = 86_400_000
/**
 * Day 0 is 1899-12-30; the calendar of sheets has a 29 February 1900 that never was, so days before March 1900 are told as texts, and
 * those after the year 9999, which it does not have.
 */
const EPOCH = Date.UTC(1899, 11, 30)
const FIRST = Date.UTC(1900, 2, 1)
const LAST = Date.UTC(10_000, 0, 1)

const text = (cell: string, value: string, style: number): string =>
  `<c r="${cell}"${style === 0 ? '' : ` s="${style}"`} t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`

const number = (cell: string, value: string | number, style: number): string =>
  `<c r="${cell}"${style === 0 ? '' : ` s="${style}"`}><v>${value}</v></c>`

const moment = (cell: string, local: number, style: number): string =>
  local < FIRST || local >= LAST ? text(cell, momentText(local), 0) : number(cell, (local - EPOCH) / DAY, style)

type Writer = (value: Cell, cell: string) => string

function cellWriter(column: TableColumn, heading: string, contents: SheetContents): Writer {
  const { kind, currency } = column
  const { timeZone, mostCharacters, keepLong } = contents
  const digits = kind === 'money' && currency !== undefined ? minorDigits(currency) : null
  return (value, cell) => {
    if (value === null) return ''
    if (typeof value === 'string') {
      if (kind === 'date' && isCivilDate(value) && value >= '1900-03-01')
        return number(cell, (Date.parse(value) - EPOCH) / DAY, STYLES.date)
      return text(cell, value.length > mostCharacters ? keepLong(value, { cell, heading }) : value, 0)
    }
    if (typeof value === 'number')
      return digits === null ? number(cell, value, 0) : number(cell, decimalText(value, digits), moneyStyle(digits))
    if (typeof value === 'boolean') return `<c r="${cell}" t="b"><v>${value ? 1 : 0}</v></c>`
    return moment(cell, localOf(value, timeZone), STYLES.instant)
  }
}

const WIDTHS: Readonly<Record<TableColumn['kind'], number>> = {
  text: 24,
  number: 12,
  money: 14,
  boolean: 10,
  date: 12,
  instant: 20,
}
const WIDEST = 40

/** A sheet with a heading over each column; texts stand in their cells, so that none is calculated and nothing of them is shared. */
export function sheetWriter(zip: ZipWriter, part: string, contents: SheetContents): Sheet {
  const { columns } = contents
  const words = headings(columns, contents)
  const letters = columns.map((_, index) => columnLetters(index))
  const writers = columns.map((column, index) => cellWriter(column, words[index] ?? '', contents))
  const widths = columns.map(({ kind }, index) => Math.max(WIDTHS[kind], Math.min((words[index] ?? '').length, WIDEST)))
  const file = zip.part(part)
  let rows = 1
  let size = 0
  let xml = `${sheetStart(widths)}<row r="1">${words
    .map((word, index) => text(`${letters[index]}1`, word, STYLES.heading))
    .join('')}</row>`
  const flush = (last = ''): void => {
    size += xml.length
    file.write(xml + last, last !== '')
    xml = ''
  }
  return {
    get rows() {
      return rows
    },
    get size() {
      return size + xml.length
    },
    add(row) {
      rows += 1
      xml += `<row r="${rows}">`
      for (const [index, write] of writers.entries()) xml += write(row[index] ?? null, `${letters[index]}${rows}`)
      xml += '</row>'
    },
    flush: () => flush(),
    end: () => flush(sheetEnd),
  }
}
