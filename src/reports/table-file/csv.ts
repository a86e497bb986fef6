import { localOf, type Locale } from '../../kernel'
import {
  decimalText,
  headings,
  minorDigits,
  momentText,
  type Cell,
  type CellPages,
  type TableColumn,
  type TableWords,
} from './table'

export type CsvSeparator = ';' | ',' | '\t'

/** What a spreadsheet of the language takes for the separator where nothing says it: French has its comma in decimals. */
export const SEPARATORS: Readonly<Record<Locale, CsvSeparator>> = { fr: ';', en: ',' }

const BOOLEANS: Readonly<Record<Locale, readonly [no: string, yes: string]>> = { fr: ['non', 'oui'], en: ['no', 'yes'] }

/**
 * A text that a spreadsheet would calculate: = + - @, also behind white space and as full-width or small variants, or one that begins with
 * a tab or a line end (OWASP, CSV injection). A lone sign calculates nothing.
 */
const FORMULA = /^(?:[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b])/
const LONE = /^[-+]$/
/** RFC 4180, whichever separator the reader takes: a text with another one than ours is quoted too. */
const QUOTED = /[",;\t\r\n]/

const guarded = (text: string): string => (FORMULA.test(text) && !LONE.test(text) ? `'${text}` : text)

function textCell(text: string): string {
  const safe = guarded(text)
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

interface CsvWords extends TableWords {
  readonly separator: CsvSeparator
}

type Writer = (cell: Cell) => string

/** Numbers as the language writes decimals, dates as `2026-03-29` and instants as `2026-03-29 10:00:00`, which every spreadsheet reads. */
function cellWriter({ kind, currency }: TableColumn, { locale, timeZone, separator }: CsvWords): Writer {
  const digits = kind === 'money' && currency !== undefined ? minorDigits(currency) : null
  const [no, yes] = BOOLEANS[locale]
  const numberCell = (value: number): string => {
    const text = digits === null ? String(value) : decimalText(value, digits)
    if (locale !== 'fr' || !text.includes('.')) return text
    const french = text.replace('.', ',')
    return separator === ',' ? `"${french}"` : french
  }
  return (cell) => {
    if (cell === null) return ''
    if (typeof cell === 'string') return textCell(cell)
    if (typeof cell === 'number') return numberCell(cell)
    if (typeof cell === 'boolean') return cell ? yes : no
    return momentText(localOf(cell, timeZone))
  }
}

/** A table as CSV: RFC 4180 with line ends CR LF, in UTF-8 with a byte order mark, without which Excel takes it for Latin-1. */
export async function* csvContent(
  columns: readonly TableColumn[],
  pages: CellPages,
  words: CsvWords,
): AsyncGenerator<Uint8Array, void, void> {
  const encoder = new TextEncoder()
  const writers = columns.map((column) => cellWriter(column, words))
  const { separator } = words
  yield encoder.encode(`\ufeff${headings(columns, words).map(textCell).join(separator)}\r\n`)
  for await (const rows of pages) {
    let text = ''
    for (const row of rows) {
      for (const [index, write] of writers.entries()) {
        if (index > 0) text += separator
        text += write(row[index] ?? null)
      }
      text += '\r\n'
    }
    yield encoder.encode(text)
  }
}
