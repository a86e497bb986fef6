import { unzipSync } from 'fflate'
import fc from 'fast-check'
import readWorkbook from 'read-excel-file/node'
import { tableFile, type Cell, type TableColumn } from 'clientele/reports'
import { describe, expect, test } from 'vitest'
import { columnLetters } from '../../src/reports/table-file/sheet'
import { xlsxContent, type WorkbookLimits } from '../../src/reports/table-file/xlsx'
import { refusal } from '../session/refusal'

const text = (key: string): TableColumn => ({ key, label: key, kind: 'text' })

async function* inPages(rows: readonly (readonly Cell[])[], size = 2) {
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size)
}

async function bytesOf(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of content) chunks.push(chunk)
  return Buffer.concat(chunks)
}

interface Asked {
  readonly title?: string
  readonly locale?: 'fr' | 'en'
  readonly limits?: Partial<WorkbookLimits>
}

const EXCEL: WorkbookLimits = { rows: 1_048_576, characters: 32_767, sheetCharacters: 2 ** 30, bytes: 2 ** 32 }

const workbook = (
  columns: readonly TableColumn[],
  rows: readonly (readonly Cell[])[],
  { title = 'Essai', locale = 'fr', limits = {} }: Asked = {},
): Promise<Buffer> =>
  bytesOf(xlsxContent(columns, inPages(rows), { title, locale, timeZone: 'Europe/Paris' }, { ...EXCEL, ...limits }))

/** The sheets as a reader of workbooks that is not ours has them. */
const sheetsOf = async (...asked: Parameters<typeof workbook>) =>
  (await readWorkbook(await workbook(...asked), { trim: false })).map(({ sheet, data }) => ({
    sheet,
    data: data.map((row) => row.map(toTheSecond)),
  }))

/** Days of a sheet are fractions, which this reader rounds down. */
const toTheSecond = <C>(cell: C): C | Date =>
  cell instanceof Date ? new Date(Math.round(cell.getTime() / 1_000) * 1_000) : cell

describe('a table as a workbook', () => {
  test('R2.6 numbers, amounts, days, instants and booleans are such, texts are texts', async () => {
    const columns: readonly TableColumn[] = [
      text('Nom'),
      { key: 'n', label: 'Note', kind: 'number' },
      { key: 'm', label: 'Montant', kind: 'money', currency: 'EUR' },
      { key: 'b', label: 'VIP', kind: 'boolean' },
      { key: 'd', label: 'Jour', kind: 'date' },
      { key: 'i', label: 'Moment', kind: 'instant' },
    ]
    const rows = [
      ['=1+1', 22.5, 123_456, true, '2026-03-29', new Date('2026-03-29T01:00:00Z')],
      ['0612345678', -1e21, -5, false, '1900-03-01', new Date('2026-10-25T01:30:00Z')],
      [null, null, null, null, null, null],
      ['-', 0, 0, null, '1899-12-31', new Date('1899-12-31T12:00:00Z')],
      // What databases keep for ever, an hour later in Paris.
      ['+', 0, 0, null, '9999-12-31', new Date('9999-12-31T23:59:59Z')],
    ]
    const [sheet, ...others] = await sheetsOf(columns, rows)
    expect(others).toEqual([])
    expect(sheet).toEqual({
      sheet: 'Essai',
      data: [
        ['Nom', 'Note', 'Montant (EUR)', 'VIP', 'Jour', 'Moment (Europe/Paris)'],
        ['=1+1', 22.5, 1234.56, true, new Date('2026-03-29'), new Date('2026-03-29T03:00:00Z')],
        ['0612345678', -1e21, -0.05, false, new Date('1900-03-01'), new Date('2026-10-25T02:30:00Z')],
        [null, null, null, null, null, null],
        ['-', 0, 0, null, '1899-12-31', '1899-12-31 12:09:21'],
        ['+', 0, 0, null, new Date('9999-12-31'), '10000-01-01 00:59:59'],
      ],
    })
  })

  test('R2.6 any text comes back as it was, with what XML cannot hold', async () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '<',
        '&',
        '"',
        ']]>',
        '_x0041_',
        '_x005F_x0041_',
        '\r\n',
        '\r',
        '\u0001',
        '\uffff',
        '😀',
        'שלום',
        '  ',
      ),
    )
    const texts = fc.array(hostile, { maxLength: 4 }).map((parts) => `.${parts.join('')}.`)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(texts, texts), { minLength: 1, maxLength: 5 }), async (rows) => {
        const [sheet] = await sheetsOf([text('a'), text('b')], rows)
        expect(sheet?.data.slice(1)).toEqual(rows)
      }),
      { seed: 20_261_122, numRuns: 100 },
    )
  })

  test('R2.6 rows past what a sheet holds go on in further sheets, each with its heading', async () => {
    const rows = Array.from({ length: 7 }, (_, n) => [`n${n}`])
    const sheets = await sheetsOf([text('Nom')], rows, { title: 'Les clients: tous', limits: { rows: 4 } })
    expect(sheets).toEqual([
      { sheet: 'Les clients  tous', data: [['Nom'], ['n0'], ['n1'], ['n2']] },
      { sheet: 'Les clients  tous (2)', data: [['Nom'], ['n3'], ['n4'], ['n5']] },
      { sheet: 'Les clients  tous (3)', data: [['Nom'], ['n6']] },
    ])
    const bySize = await sheetsOf([text('Nom')], rows, { limits: { sheetCharacters: 900 } })
    expect(bySize.length).toBeGreaterThan(1)
    expect(bySize.flatMap(({ data }) => data.slice(1))).toEqual(rows)
  })

  test('R2.6 a text longer than a cell holds stands whole in a sheet of its own, and the cell says where', async () => {
    const long = `${'é'.repeat(40_000)}😀${'z'.repeat(30_000)}`
    const [sheet, texts] = await sheetsOf(
      [text('Nom'), text('Notes')],
      [
        ['a', 'court'],
        ['b', long],
      ],
    )
    const cell = String(sheet?.data[2]?.[1])
    expect(cell.length).toBeLessThanOrEqual(32_767)
    expect(cell.startsWith('é'.repeat(32_000))).toBe(true)
    expect(cell.endsWith('… [texte entier : feuille « Textes longs », ligne 2]')).toBe(true)
    expect(texts?.sheet).toBe('Textes longs')
    expect(texts?.data[0]).toEqual(['Feuille', 'Cellule', 'Colonne', 'Texte'])
    const pieces = texts?.data.slice(1) ?? []
    expect(pieces.map((row) => row.slice(0, 3))).toEqual(pieces.map(() => ['Essai', 'B3', 'Notes']))
    expect(pieces.map((row) => String(row[3])).join('')).toBe(long)
  })

  test('R2.6 no character is halved where a text is parted', async () => {
    const rows = [['😀'.repeat(120)]]
    for (const [characters, shown, pieces] of [
      [100, 29, [50, 50, 20]],
      [101, 30, [50, 50, 20]],
    ] as const) {
      const [sheet, texts] = await sheetsOf([text('a')], rows, { locale: 'en', limits: { characters } })
      expect(sheet?.data[1]).toEqual([`${'😀'.repeat(shown)}… [whole text: sheet "Long texts", row 2]`])
      expect(texts?.data.slice(1).map((row) => [...String(row[3])].length)).toEqual(pieces)
    }
  })

  test('R2.6 sheets are told apart, whatever the title', async () => {
    const rows = [['a'], ['b'], ['x'.repeat(200)]]
    for (const title of [
      'Textes longs',
      'textes LONGS',
      `${'y'.repeat(27)} (2)`,
      "'[:*?/\\]'",
      "z'".repeat(20),
      'History',
      '😀'.repeat(20),
    ]) {
      const names = (await sheetsOf([text('a')], rows, { title, limits: { rows: 2, characters: 100 } })).map(
        ({ sheet }) => sheet,
      )
      expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(4)
      expect(names).not.toContain('History')
      for (const name of names) expect(name).toMatch(/^(?!')[^[\]:*?/\\]{1,31}(?<!')$/)
    }
  })

  test('R2.6 the same table is the same bytes, and programs see at once that it is a workbook', async () => {
    const twice = [await workbook([text('a')], [['x']]), await workbook([text('a')], [['x']])]
    expect(twice[0]?.equals(twice[1] ?? Buffer.of())).toBe(true)
    expect(Object.keys(unzipSync(twice[0] ?? Buffer.of()))).toEqual([
      '_rels/.rels',
      'xl/styles.xml',
      'xl/worksheets/sheet1.xml',
      'xl/workbook.xml',
      'xl/_rels/workbook.xml.rels',
      '[Content_Types].xml',
    ])
  })

  test('R2.6 a workbook that no program could open is refused, not cut', async () => {
    const rows = Array.from({ length: 100 }, (_, n) => [`${n * 7919}`])
    expect(await refusal(() => workbook([text('a')], rows, { limits: { bytes: 1_000 } }))).toBe(
      'reports.file_too_large',
    )
  })

  test('R2.6 rows are asked for as the file is read, and nothing stays open', async () => {
    let closed = false
    async function* pages() {
      try {
        for (let page = 0; ; page++) yield [[`${page}`]]
      } finally {
        closed = true
      }
    }
    const table = { title: 'x', columns: [text('a')], pages: pages(), locale: 'en', timeZone: 'UTC' } as const
    for await (const _ of tableFile(table, { format: 'xlsx' }).content) break
    expect(closed).toBe(true)
  })

  test.each([
    [0, 'A'],
    [25, 'Z'],
    [26, 'AA'],
    [701, 'ZZ'],
    [702, 'AAA'],
    [16_383, 'XFD'],
  ])('R2.6 the column %i is %s', (index, letters) => {
    expect(columnLetters(index)).toBe(letters)
  })
})
