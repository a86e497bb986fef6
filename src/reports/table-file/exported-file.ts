import { csvContent, SEPARATORS, type CsvSeparator } from './csv'
import { fileName } from './file-name'
import { headings, type CellPages, type TableColumn, type TableWords } from './table'

export type TableFormat = 'csv' | 'xlsx'

/** A file that is made while it is read. */
export interface ExportedFile {
  /** With its extension; fit for every file system and for a `Content-Disposition` header. */
  readonly name: string
  readonly mediaType: string
  /** To be read once, to its end or less: nothing stays open. */
  readonly content: AsyncIterable<Uint8Array>
  /** What stands over the columns, from first to last. */
  readonly columns: readonly string[]
}

export interface Table extends TableWords {
  /** What the file, and in a workbook its sheet, is called. */
  readonly title: string
  readonly columns: readonly TableColumn[]
  readonly pages: CellPages
}

export interface TableFileOptions {
  /** CSV unless said. */
  readonly format?: TableFormat | undefined
  /** Of CSV: `;` in French and `,` in English unless said. */
  readonly separator?: CsvSeparator | undefined
}

const MEDIA_TYPES: Readonly<Record<TableFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/** What makes workbooks is loaded when the first of them is read. */
async function* workbookContent({ columns, pages, ...words }: Table): AsyncGenerator<Uint8Array, void, void> {
  const { xlsxContent } = await import('./xlsx')
  yield* xlsxContent(columns, pages, words)
}

function readOnce(content: AsyncGenerator<Uint8Array, void, void>): AsyncIterable<Uint8Array> {
  let isRead = false
  return {
    [Symbol.asyncIterator]() {
      if (isRead) throw new Error('The content of a file is read once: export it again')
      isRead = true
      return content
    },
  }
}

/**
 * A table as a file. Rows are asked for as the file is read, so that one of any length takes the memory of a page.
 *
 * @example
 * ```ts
 * async function* pages() {
 *   yield [['Zoë', 12.5], ['Max', null]]
 * }
 * const columns = [
 *   { key: 'name', label: 'Nom', kind: 'text' },
 *   { key: 'score', label: 'Note', kind: 'number' },
 * ] as const
 * const file = tableFile({ title: 'Notes', columns, pages: pages(), locale: 'fr', timeZone: 'Europe/Paris' })
 * ```
 */
export function tableFile(table: Table, { format = 'csv', separator }: TableFileOptions = {}): ExportedFile {
  const { title, columns, pages, locale } = table
  const content =
    format === 'csv'
      ? csvContent(columns, pages, { ...table, separator: separator ?? SEPARATORS[locale] })
      : workbookContent(table)
  return {
    name: fileName(title, format),
    mediaType: MEDIA_TYPES[format],
    content: readOnce(content),
    columns: headings(columns, table),
  }
}
