import fc from 'fast-check'
import Papa from 'papaparse'
import { tableFile, type Cell, type TableColumn } from 'clientele/reports'
import { describe, expect, test } from 'vitest'

const text = (key: string): TableColumn => ({ key, label: key, kind: 'text' })

async function* one(rows: readonly (readonly Cell[])[]) {
  yield rows
}

interface Asked {
  readonly locale?: 'fr' | 'en'
  readonly separator?: ';' | ',' | '\t'
  readonly title?: string
}

const fileOf = (
  columns: readonly TableColumn[],
  rows: readonly (readonly Cell[])[],
  { locale = 'fr', separator, title = 'Essai' }: Asked = {},
) => tableFile({ title, columns, pages: one(rows), locale, timeZone: 'Europe/Paris' }, { separator })

async function bytesOf(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of content) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const written = async (...asked: Parameters<typeof fileOf>): Promise<string> =>
  (await bytesOf(fileOf(...asked).content)).toString('utf8')

/** The cells below the heading, as a reader of CSV that is not ours has them. */
async function readBack(rows: readonly (readonly Cell[])[], columns: readonly TableColumn[], asked: Asked = {}) {
  const csv = (await written(columns, rows, asked)).replace(/^\ufeff/, '')
  const { data, errors } = Papa.parse<string[]>(csv, {
    delimiter: asked.separator ?? (asked.locale === 'en' ? ',' : ';'),
    newline: '\r\n',
  })
  expect(errors).toEqual([])
  expect(data.pop()).toEqual([''])
  return data.slice(1)
}

const MIXED: readonly TableColumn[] = [
  { key: 'name', label: 'Nom', kind: 'text' },
  { key: 'score', label: 'Note', kind: 'number' },
  { key: 'total', label: 'Montant', kind: 'money', currency: 'EUR' },
  { key: 'yen', label: 'Yens', kind: 'money', currency: 'JPY' },
  { key: 'vip', label: 'VIP', kind: 'boolean' },
  { key: 'day', label: 'Jour', kind: 'date' },
  { key: 'at', label: 'Moment', kind: 'instant' },
]

const ROWS: readonly (readonly Cell[])[] = [
  ['Zoë', 22.5, 123_456, 1_500, true, '2026-03-29', new Date('2026-03-29T01:00:00Z')],
  ['Max', -1e21, -5, 0, false, '1899-12-31', new Date('2026-03-29T00:59:59.999Z')],
  [null, null, null, null, null, null, null],
]

describe('a table as CSV', () => {
  test('R2.6 in French: a semicolon between cells, a comma in decimals, words, days, and instants in the zone', async () => {
    expect((await written(MIXED, ROWS)).split('\r\n')).toEqual([
      '\ufeffNom;Note;Montant (EUR);Yens (JPY);VIP;Jour;Moment (Europe/Paris)',
      'Zoë;22,5;1234,56;1500;oui;2026-03-29;2026-03-29 03:00:00',
      'Max;-1e+21;-0,05;0;non;1899-12-31;2026-03-29 01:59:59',
      ';;;;;;',
      '',
    ])
  })

  test('R2.6 an instant that is the year 10000 in the zone begins with no sign', async () => {
    const rows = [[new Date('9999-12-31T23:59:59Z')]]
    expect(await readBack(rows, MIXED.slice(-1))).toEqual([['10000-01-01 00:59:59']])
  })

  test('R2.6 in English: a comma between cells, a point in decimals', async () => {
    expect((await written(MIXED, ROWS, { locale: 'en' })).split('\r\n').slice(1, 3)).toEqual([
      'Zoë,22.5,1234.56,1500,yes,2026-03-29,2026-03-29 03:00:00',
      'Max,-1e+21,-0.05,0,no,1899-12-31,2026-03-29 01:59:59',
    ])
  })

  test('R2.6 a decimal comma parts no cells where the separator is a comma', async () => {
    const rows = await readBack(ROWS, MIXED, { separator: ',' })
    expect(rows[0]).toEqual(['Zoë', '22,5', '1234,56', '1500', 'oui', '2026-03-29', '2026-03-29 03:00:00'])
  })

  test('R2.6 is UTF-8 that says so, which Excel needs to see', async () => {
    expect([...(await bytesOf(fileOf([text('é')], []).content))]).toEqual([0xef, 0xbb, 0xbf, 0xc3, 0xa9, 0x0d, 0x0a])
  })

  test.each([
    ['=1+1', "'=1+1"],
    ['+33 6 12 34 56 78', "'+33 6 12 34 56 78"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', "'\r=1"],
    ['\n=1', "'\n=1"],
    ['\tx', "'\tx"],
    ['  =1', "'  =1"],
    ['\u00a0=1', "'\u00a0=1"],
    ['\ufeff=1', "'\ufeff=1"],
    ['\uff1d1+1', "'\uff1d1+1"],
    ['\uff0b1', "'\uff0b1"],
    ['\uff0d1', "'\uff0d1"],
    ['\uff20A', "'\uff20A"],
    ['\ufe661', "'\ufe661"],
    ['-', '-'],
    ['+', '+'],
    ['a=1', 'a=1'],
    ['2026-03-16', '2026-03-16'],
    ['', ''],
  ])('R2.6 the text %j is written as %j: nothing of it is calculated', async (given, expected) => {
    expect(await readBack([[given, 'x']], [text('a'), text('b')])).toEqual([[expected, 'x']])
  })

  test('R2.6 what stands over a column is no formula either, and columns of one label are told apart', async () => {
    const columns = [
      { ...text('a'), label: '=HYPERLINK("x")' },
      { ...text('b'), label: 'Nom' },
      { ...text('c'), label: 'Nom' },
    ]
    const file = fileOf(columns, [])
    expect(file.columns).toEqual(['=HYPERLINK("x")', 'Nom [b]', 'Nom [c]'])
    expect((await bytesOf(file.content)).toString()).toBe(`\ufeff"'=HYPERLINK(""x"")";Nom [b];Nom [c]\r\n`)
  })

  test('R2.6 any text comes back as it was, but for the apostrophe before a formula', async () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '"',
        '""',
        ';',
        ',',
        '\t',
        '\r\n',
        '\n',
        'a"b;c,d',
        '😀',
        'שלום',
        '\u202ex',
        '\u0007',
        '=',
        "'",
        '-',
        '\ufeff',
      ),
    )
    const texts = fc.array(hostile, { maxLength: 4 }).map((parts) => parts.join(''))
    const separators = fc.constantFrom<Asked>(
      { locale: 'fr' },
      { locale: 'en' },
      { separator: '\t' },
      { separator: ',' },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(texts, texts), { maxLength: 5 }), separators, async (rows, asked) => {
        const read = await readBack(rows, [text('a'), text('b')], asked)
        const plain = read.map((row, index) =>
          row.map((cell, place) => (cell === `'${rows[index]?.[place]}` ? cell.slice(1) : cell)),
        )
        expect(plain).toEqual(rows)
        for (const cell of read.flat()) expect(/^\s*[=+\-@\uff1d]/.test(cell) && !/^[-+]$/.test(cell)).toBe(false)
      }),
      { seed: 20_261_122, numRuns: 300 },
    )
  })

  test.each([
    ['Clients BNI', 'Clients-BNI.csv'],
    ['L’Œuvre d’été : Ça, 50 %', 'L-Oeuvre-d-ete-Ca-50.csv'],
    ['ÉTÉ ŒUF', 'ETE-OeUF.csv'],
    ['../../etc/passwd', 'etc-passwd.csv'],
    ['a"; filename="b.exe\r\nX: y', 'a-filename-b.exe-X-y.csv'],
    ['con', 'export-con.csv'],
    ['Nul.tar.gz', 'export-Nul.tar.gz.csv'],
    ['NUL', 'export-NUL.csv'],
    ['קבצים', 'export.csv'],
    ['😀.', 'export.csv'],
    ['x'.repeat(300), `${'x'.repeat(100)}.csv`],
  ])('R2.6 what is called %j is the file %s', (title, name) => {
    expect(fileOf([text('a')], [], { title }).name).toBe(name)
  })

  test('R2.6 rows are asked for as the file is read; whoever stops early leaves nothing open; it is read once', async () => {
    let asked = 0
    let closed = false
    async function* pages() {
      try {
        for (;;) {
          asked += 1
          yield [[`page ${asked}`]]
        }
      } finally {
        closed = true
      }
    }
    const file = tableFile({ title: 'x', columns: [text('a')], pages: pages(), locale: 'en', timeZone: 'UTC' })
    expect(asked).toBe(0)
    let chunks = 0
    for await (const _ of file.content) if ((chunks += 1) === 3) break
    expect([asked, closed]).toEqual([2, true])
    await expect(bytesOf(file.content)).rejects.toThrow('read once')
  })
})
