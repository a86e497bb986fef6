import { beginning, LONG_TEXTS, longTextColumns, longTexts } from './long-text'
import { sheetWriter, type KeepLong } from './sheet'
import type { CellPages, TableColumn, TableWords } from './table'
import { contentTypes, rootRelations, styles, workbook, workbookRelations } from './xlsx-parts'
import { MOST_ZIP_BYTES, zipWriter } from './zip'

/** What Excel holds at most, rows of a sheet with the heading and characters of a cell; and what a zip does, in a sheet and in all. */
export interface WorkbookLimits {
  readonly rows: number
  readonly characters: number
  readonly sheetCharacters: number
  readonly bytes: number
}

// A character of XML takes three bytes at most.
const LIMITS: WorkbookLimits = {
  rows: 1_048_576,
  characters: 32_767,
  sheetCharacters: 2 ** 30,
  bytes: MOST_ZIP_BYTES,
}

const MOST_NAME = 31
/** The sheet that Excel keeps for itself. */
const KEPT = 'history'

/** A name that no other sheet has in whatever letters; what Excel forbids in one is left out. */
function sheetName(words: string, taken: readonly string[]): string {
  const plain = words.replaceAll(/[[\]:*?/\\\p{Cc}]+/gu, ' ').replace(/^[' ]+/, '')
  const known = new Set([KEPT, ...taken.map((name) => name.toLowerCase())])
  for (let count = 1; ; count++) {
    const ending = count === 1 ? '' : ` (${count})`
    // What is cut may end in what no name ends in.
    const start = beginning(plain, MOST_NAME - ending.length).replace(/[' ]+$/, '')
    const name = `${start === '' ? 'Export' : start}${ending}`
    if (!known.has(name.toLowerCase())) return name
  }
}

/**
 * A table as an Excel workbook (ECMA-376): numbers, dates and booleans as such. Rows that a sheet does not hold go on in a further one. A
 * text that a cell does not hold stands in a sheet of long texts, kept in memory until the end, and the cell says where.
 *
 * @throws a refusal `reports.file_too_large`.
 */
export async function* xlsxContent(
  columns: readonly TableColumn[],
  pages: CellPages,
  { title, ...words }: TableWords & { readonly title: string },
  limits: WorkbookLimits = LIMITS,
): AsyncGenerator<Uint8Array, void, void> {
  const zip = zipWriter(limits.bytes)
  const names: string[] = []
  const long = longTexts(sheetName(LONG_TEXTS[words.locale], [sheetName(title, [])]), limits.characters, words.locale)
  const open = (name: string, shown: readonly TableColumn[], keepLong: KeepLong) => {
    names.push(name)
    const contents = { ...words, columns: shown, mostCharacters: limits.characters, keepLong }
    return sheetWriter(zip, `xl/worksheets/sheet${names.length}.xml`, contents)
  }
  const next = () => {
    const name = sheetName(title, [...names, long.sheet])
    return open(name, columns, (text, at) => long.keep(text, { sheet: name, ...at }))
  }

  zip.part('_rels/.rels').write(rootRelations, true)
  zip.part('xl/styles.xml').write(styles, true)
  let sheet = next()
  for await (const rows of pages) {
    for (const row of rows) {
      if (sheet.rows >= limits.rows || sheet.size >= limits.sheetCharacters) {
        sheet.end()
        sheet = next()
      }
      sheet.add(row)
    }
    sheet.flush()
    yield* zip.taken()
  }
  sheet.end()
  if (long.rows.length > 0) {
    const last = open(long.sheet, longTextColumns(words.locale), (text) => text)
    for (const row of long.rows) last.add(row)
    last.end()
  }
  zip.part('xl/workbook.xml').write(workbook(names), true)
  zip.part('xl/_rels/workbook.xml.rels').write(workbookRelations(names), true)
  zip.part('[Content_Types].xml').write(contentTypes(names), true)
  zip.end()
  yield* zip.taken()
}
