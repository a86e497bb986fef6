import type { Row } from '../../../src/kernel'
import { isEqual } from '../../../src/query'
import { expectRow, expectSame } from '../expectation'
import { check, idsOf, type CheckBody } from '../ground'
import { rowById, rowsOf } from './reading-all'
import { item, job } from './sample-rows'

const TEXTS = [
  `Robert'); DROP TABLE items; --`,
  `"double" 'single' \`back\``,
  'semi;colon -- comment /* block */ # hash',
  'percent % and _ and \\ and \\% and \\\\',
  '$1 ? :name @name {brace} ${dollar}',
  'tab\tnewline\nreturn\rend',
  'null',
  'undefined',
  '[]',
  '{"json": true}',
  'NaN',
  ' leading and trailing ',
  '👩‍👩‍👧‍👦 🇫🇷 𝒳 😀',
  'العربية עברית ‏rtl',
  '日本語 ไทย देवनागरी',
  'e\u0301 is not composed, \u00e9 is',
  '\u2028 and \u2029 and \ufeff and \ufffd',
  'x'.repeat(20_000),
]

const OF_KIND: Readonly<Record<string, readonly unknown[]>> = {
  rank: [0, -1, 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
  cost: [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
  size: [0.01, -0.01, 0.07, 99_999_999.99, -1234.5],
  ratio: [0.1, 1e-300, 1.7976931348623157e308, -2.5, 1 / 3, 123_456_789.123_456_79],
  listedOn: ['1900-01-01', '2024-02-29', '9999-12-31'],
  createdAt: [
    '1970-01-01T00:00:00.000Z',
    '1969-12-31T23:59:59.999Z',
    '2026-03-29T01:00:00.001Z',
    '9999-12-31T23:59:59.999Z',
    '1900-01-01T00:00:00.000Z',
  ].map((iso) => new Date(iso)),
}

const OPAQUE: readonly unknown[] = [
  { nested: { list: [1, 2.5, 'x', true, null, []], 'key with "quotes" and é': {} } },
  { text: `it's; "quoted" \\ 😀` },
  [],
  ['a', ['b']],
  'only a text',
  0,
  false,
]

/** Whatever a value holds, it goes in, comes out and is found as a value. */
export const hostileValueChecks: readonly CheckBody[] = [
  check('texts with quotes, semicolons, controls and all of Unicode come back, and are found', async (ground) => {
    const { store, entity } = ground
    await store.insert(
      'item',
      TEXTS.map((text, index) => item(`i${String(index).padStart(2, '0')}`, { name: text, serial: text })),
    )
    const rows = await rowsOf(store, 'item')
    expectSame(
      rows.map(({ name }) => name),
      TEXTS,
      'names',
    )
    expectSame(
      rows.map(({ serial }) => serial),
      TEXTS,
      'serials',
    )
    for (const [index, text] of TEXTS.entries()) {
      const id = `i${String(index).padStart(2, '0')}`
      expectSame(
        idsOf(await rowsOf(store, 'item', isEqual(entity('item'), 'serial', text))),
        [id],
        `found by ${text.slice(0, 40)}`,
      )
      await store.updateEach('item', [{ id, set: { note: text } }])
      expectRow(await rowById(ground, 'item', id), { note: text }, 'updated')
    }
  }),

  check('ids and codes may hold anything, and compare byte for byte', async (ground) => {
    const { store, entity } = ground
    const words = [
      `o'id`,
      'a;b',
      'É',
      'é',
      'e',
      'E',
      'e ',
      '😀',
      '%',
      '_',
      '\\',
      '"',
      '1',
      '01',
      '1.0',
      'x'.repeat(191),
    ]
    await store.insert(
      'job',
      words.map((word) => job(word, { queue: word })),
    )
    for (const word of words) {
      expectSame(
        idsOf(await rowsOf(store, 'job', isEqual(entity('job'), 'id', word))),
        [word],
        `by id ${word.slice(0, 20)}`,
      )
      expectSame(
        idsOf(await rowsOf(store, 'job', isEqual(entity('job'), 'queue', word))),
        [word],
        `by code ${word.slice(0, 20)}`,
      )
    }
  }),

  check(
    'numbers, amounts, dates and instants come back to the last digit, and are found',
    async ({ store, entity }) => {
      for (const [field, values] of Object.entries(OF_KIND)) {
        const rows: readonly Row[] = values.map((value, index) =>
          item(`${field}-${index}`, { [field]: value, status: field }),
        )
        await store.insert('item', rows)
        const found = await rowsOf(store, 'item', isEqual(entity('item'), 'status', field))
        expectSame(
          found.map((row) => row[field]),
          values,
          field,
        )
        for (const [index, value] of values.entries()) {
          const isBound = typeof value === 'string' || typeof value === 'number' || value instanceof Date
          if (!isBound) throw new Error(`The sample of ${field} is no value`)
          const equal = await rowsOf(store, 'item', isEqual(entity('item'), field, value))
          expectSame(idsOf(equal).includes(`${field}-${index}`), true, `${field} found by ${String(value)}`)
        }
      }
    },
  ),

  check('tags may hold anything and come back as a set', async (ground) => {
    const tags = ['a', 'A', `o'tag`, '"', ',', ';', '[', 'a,b', ' ', '%', '_', '\\', 'é', '😀']
    await ground.store.insert('item', [item('a', { tags })])
    expectRow(await rowById(ground, 'item', 'a'), { tags }, 'item a')
    const field = ground.entity('item').fields.get('tags')
    if (field === undefined) throw new Error('The model has no field item.tags')
    for (const tag of tags)
      expectSame(
        await ground.store.count('item', { type: 'test', field, negated: false, operator: 'hasAny', values: [tag] }),
        1,
        `found by the tag ${tag}`,
      )
    for (const tag of ['b', 'o', '', 'a,', '\\\\'])
      expectSame(
        await ground.store.count('item', { type: 'test', field, negated: false, operator: 'hasAny', values: [tag] }),
        0,
        `found by the tag ${tag}, which it has not`,
      )
  }),

  check('opaque data comes back as the JSON it was', async (ground) => {
    for (const [index, data] of OPAQUE.entries()) {
      await ground.store.insert('item', [item(`i${index}`, { data })])
      expectSame((await rowById(ground, 'item', `i${index}`))?.['data'], data, `data ${index}`)
    }
  }),
]
