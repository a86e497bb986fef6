import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { FEATURES_PAGE, featureRows, states } from '../../scripts/feature-table'
import { filesUnder } from '../../scripts/sources'
import { rowsIn, testTitles } from '../../scripts/test-titles'

/** How many rows each section of the requirements has. */
const sections = { R1: 10, R2: 15, R3: 11, R4: 11, R5: 13, R6: 9 }

const rows = featureRows()
const shown = rows.filter(({ state }) => state !== 'later')
const titles = testTitles()
const api = filesUnder(['docs/api'], ['.md'])
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n')

describe(FEATURES_PAGE, () => {
  test('has every row of the requirements, once and in order', () => {
    const wanted = Object.entries(sections).flatMap(([section, count]) =>
      Array.from({ length: count }, (_, position) => `${section}.${position + 1}`),
    )
    expect(rows.map(({ id }) => id)).toEqual(wanted)
  })

  test('says of every row what it is and where it stands', () => {
    expect(rows.filter(({ what, state }) => what === '' || !states.some((known) => known === state))).toEqual([])
  })

  test('names a call and a test for every row that is shown', () => {
    expect(shown.filter(({ calls, tests }) => calls.length === 0 || tests.length === 0).map(({ id }) => id)).toEqual([])
  })

  test('names calls that the API report has', () => {
    const names = new Set(api.match(/[A-Za-z_$][\w$]*/g))
    const absent = shown.flatMap(({ id, calls }) =>
      // What a call is made on is the program's own variable, unless it stands alone.
      calls.flatMap((call) => {
        const parts = call.split('.')
        return (parts.length > 1 ? parts.slice(1) : parts)
          .filter((part) => !names.has(part))
          .map((part) => `${id}: ${part} of ${call}`)
      }),
    )
    expect(absent).toEqual([])
  })

  test('names test files that have a test whose title begins with the row', () => {
    const absent = shown.flatMap(({ id, tests }) =>
      tests
        .filter((file) => !titles.get(file)?.some((title) => rowsIn(title).includes(id)))
        .map((file) => `${id}: ${file}`),
    )
    expect(absent).toEqual([])
  })

  test('marks as shown every row that a test title carries', () => {
    const marked = new Set(shown.map(({ id }) => id))
    const unmarked = [...titles].flatMap(([file, all]) =>
      all.flatMap((title) =>
        rowsIn(title)
          .filter((id) => !marked.has(id))
          .map((id) => `${id}: ${file}: ${title}`),
      ),
    )
    expect(unmarked).toEqual([])
  })
})
