/** All communes of France, searched as people type their names, on every store. */
import { expect, test } from 'vitest'
import { z } from 'zod'
import { kyselyAdapter } from '../../adapters/kysely'
import { memoryAdapter } from '../../adapters/memory'
import { caseBinding } from '../../adapters/conformance/cases'
import { france } from '../../examples/demo/geography'
import { testClock } from '../../src/kernel'
import { defineModel, entity, id, text } from '../../src/model'
import { compileQuery } from '../../src/query'
import { type Store, streamPages } from '../../src/storage'
import { onEachDatabase } from './databases'

const clock = testClock('2026-03-29T10:00:00.000Z')
const model = defineModel({
  commune: entity({ module: 'communes', fields: z.object({ id: id(), name: text() }), indexes: [['name']] }),
})
const communes = france().flatMap(({ departements }) => departements.flatMap((one) => one.communes))

/** Every letter of these names that is no plain one, as it is typed without a French keyboard. */
const TYPED: Readonly<Record<string, string>> = {
  à: 'a',
  â: 'a',
  ç: 'c',
  è: 'e',
  é: 'e',
  ê: 'e',
  ë: 'e',
  î: 'i',
  ï: 'i',
  ô: 'o',
  û: 'u',
  ü: 'u',
  ÿ: 'y',
  œ: 'oe',
  '-': ' ',
}
const typed = (name: string): string => Array.from(name.toLowerCase(), (letter) => TYPED[letter] ?? letter).join('')
const names = communes.map((commune) => ({ ...commune, typed: typed(commune.name) }))

const byTyped = (
  a: { readonly typed: string; readonly id: string },
  b: { readonly typed: string; readonly id: string },
) => (a.typed === b.typed ? (a.id < b.id ? -1 : 1) : a.typed < b.typed ? -1 : 1)
const inOrder = names.toSorted(byTyped)

const SEARCHES: readonly (readonly [operator: 'eq' | 'contains' | 'startsWith' | 'endsWith', asked: string])[] = [
  ['eq', 'saint etienne'],
  ['eq', 'SAINT-ÉTIENNE'],
  ['eq', "l'hay les roses"],
  ['eq', 'L’Haÿ‑les‑Roses'],
  ['eq', 'oeuilly'],
  ['eq', 'ŒUILLY'],
  ['eq', 'Sainte-Colombe'],
  ['eq', 'y'],
  ['eq', 'paris '],
  ['contains', 'boeuf'],
  ['contains', 'bœuf'],
  ['contains', "-l'"],
  ['contains', ' l’'],
  ['contains', 'ÿ'],
  ['contains', 'sur-mer'],
  ['contains', 'SUR MER'],
  ['contains', '(canton'],
  ['contains', 'nç'],
  ['startsWith', 'é'],
  ['startsWith', 'Œ'],
  ['startsWith', "L'É"],
  ['startsWith', 'ile'],
  ['startsWith', 'Saint-Étienne-de-'],
  ['startsWith', 'ville'],
  ['endsWith', 'lès-nemours'],
  ['endsWith', 'sur-Oise'],
  ['endsWith', 'ouÿ'],
  ['endsWith', ')'],
]

/** What is meant by what was typed, on whatever keyboard. */
const meant = (asked: string): string =>
  typed(asked.normalize('NFC').toLowerCase().replaceAll('’', "'").replaceAll('‑', '-')).trim()

const HOLDS = {
  eq: (name: string, asked: string) => name === asked,
  contains: (name: string, asked: string) => name.includes(asked),
  startsWith: (name: string, asked: string) => name.startsWith(asked),
  endsWith: (name: string, asked: string) => name.endsWith(asked),
}

/** Of what is found so many are compared, in order; all are counted. */
const MOST = 2_000

async function searched(store: Store): Promise<void> {
  await store.insert(
    'commune',
    communes.map(({ id, name }) => ({ id, name })),
  )
  for (const [operator, asked] of SEARCHES) {
    const where = compileQuery(model, 'commune', { type: 'test', field: 'name', operator, value: asked }, caseBinding)
    const expected = inOrder.filter((commune) => HOLDS[operator](commune.typed, meant(asked))).map(({ id }) => id)
    const page = await store.find('commune', {
      where,
      orderBy: [{ field: 'name', direction: 'asc' }],
      limit: MOST,
      fields: ['id'],
    })
    expect(
      page.rows.map(({ id }) => id),
      `${operator} ${asked}`,
    ).toEqual(expected.slice(0, MOST))
    expect(expected.length, `${operator} ${asked}`).toBeGreaterThan(0)
    expect(await store.count('commune', where)).toBe(expected.length)
  }
  const everything = compileQuery(model, 'commune', { type: 'and', criteria: [] }, caseBinding)
  const ids: unknown[] = []
  const orderBy = [{ field: 'name', direction: 'asc' }] as const
  for await (const page of streamPages(store, 'commune', {
    where: everything,
    orderBy,
    fields: ['id'],
    pageSize: 5_000,
  }))
    ids.push(...page.rows.map(({ id }) => id))
  expect(ids).toEqual(inOrder.map(({ id }) => id))
}

test('R2.1 memory finds the communes of France as they are typed, in their order', async () => {
  expect(communes.length).toBeGreaterThan(30_000)
  await searched(await memoryAdapter({ clock }).open(model))
})

onEachDatabase(import.meta.url, ({ dialect, db, schema }) => {
  test('R2.1 it finds the communes of France as they are typed, in their order', async () => {
    const adapter = kyselyAdapter({ db, dialect, ...(dialect === 'postgres' ? { schema } : {}) })
    await adapter.migrate(model)
    await searched(await adapter.open(model))
  })
})
