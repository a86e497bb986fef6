import { isRefusal, type Row } from '../../src/kernel'
import { EVERYTHING } from '../../src/query'
import type { Page, Store } from '../../src/storage'
import { rewriting, type Breakage, type BrokenStore } from './broken-store'

const page =
  (change: (page: Page) => Page): Breakage =>
  (store) => ({
    find: async (entity, request) => change(await store.find(entity, request)),
  })

const values = (row: Row, change: (value: unknown) => unknown): Row =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, change(value)]))

const inserting =
  (change: (value: unknown) => unknown): Breakage =>
  (store) => ({
    insert: (entity, rows, options) =>
      store.insert(
        entity,
        rows.map((row) => values(row, change)),
        options,
      ),
  })

/** Answers again with the rows it answered first. */
const cached = (store: Store): Partial<Store> => {
  const answers = new Map<string, Page>()
  return {
    find: async (entity, request) => {
      const key = JSON.stringify([entity, request])
      const answer = answers.get(key) ?? (await store.find(entity, request))
      answers.set(key, answer)
      return answer
    },
  }
}

/** Ways in which reading goes wrong, by the level that must notice. */
export const brokenReads: readonly BrokenStore[] = [
  [
    'records',
    'ignores after',
    (store) => ({ find: (entity, { after: _, ...request }) => store.find(entity, request) }),
  ],
  [
    'records',
    'ignores before',
    (store) => ({ find: (entity, { before: _, ...request }) => store.find(entity, request) }),
  ],
  ['records', 'says that nothing follows', page((found) => ({ ...found, more: false }))],
  [
    'records',
    'says that rows follow a full page',
    (store) => ({
      find: async (entity, request) => {
        const found = await store.find(entity, request)
        return { ...found, more: found.rows.length === request.limit }
      },
    }),
  ],
  [
    'records',
    'turns the page before a place around',
    (store) => ({
      find: async (entity, request) => {
        const found = await store.find(entity, request)
        return request.before === undefined ? found : { ...found, rows: found.rows.toReversed() }
      },
    }),
  ],
  [
    'records',
    'breaks ties upwards whatever the direction',
    (store) => ({
      find: (entity, request) =>
        store.find(entity, {
          ...request,
          orderBy: [
            ...request.orderBy,
            {
              field: 'id',
              direction: request.orderBy.length === 1 && request.orderBy[0]?.field === 'id' ? 'desc' : 'asc',
            },
          ],
        }),
    }),
  ],
  [
    'records',
    'puts missing values first',
    (store) => ({
      find: async (entity, request) => {
        const found = await store.find(entity, request)
        const key = request.orderBy[0]?.field
        const isMissing = (row: Row): number => (key !== undefined && row[key] === null ? 0 : 1)
        return { ...found, rows: found.rows.toSorted((a, b) => isMissing(a) - isMissing(b)) }
      },
    }),
  ],
  [
    'records',
    'reads a cursor it cannot read as the start',
    (store) => ({
      find: async (entity, request) => {
        try {
          return await store.find(entity, request)
        } catch (error) {
          if (!isRefusal(error, 'storage.bad_cursor')) throw error
          const { after: _, before: __, ...rest } = request
          return store.find(entity, rest)
        }
      },
    }),
  ],
  [
    'records',
    'makes cursors that say no place',
    page((found) => ({
      ...found,
      start: found.rows.length === 0 ? null : 'x',
      end: found.rows.length === 0 ? null : 'x',
    })),
  ],
  ['records', 'gives an empty page a place', page((found) => ({ ...found, end: found.end ?? 'here' }))],
  [
    'records',
    'returns every field',
    (store) => ({ find: (entity, { fields: _, ...request }) => store.find(entity, request) }),
  ],
  [
    'records',
    'orders by what has no order',
    (store) => ({
      find: (entity, request) =>
        store.find(entity, {
          ...request,
          orderBy: request.orderBy.filter(({ field }) => field !== 'tags' && field !== 'data'),
        }),
    }),
  ],
  [
    'records',
    'takes no rows for a page',
    (store) => ({
      find: (entity, request) => store.find(entity, { ...request, limit: Math.max(1, Math.trunc(request.limit) || 1) }),
    }),
  ],
  ['records', 'answers from a cache', cached],
  ['records', 'counts everything', (store) => ({ count: (entity) => store.count(entity, EVERYTHING) })],
  [
    'records',
    'leaves missing values out',
    page((found) => ({
      ...found,
      rows: found.rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))),
    })),
  ],
  ['records', 'trims texts', inserting((value) => (typeof value === 'string' ? value.trim() : value))],
  [
    'records',
    'loses milliseconds',
    inserting((value) => (value instanceof Date ? new Date(Math.floor(value.getTime() / 1000) * 1000) : value)),
  ],
  [
    'records',
    'loses what is past the basic plane',
    inserting((value) =>
      typeof value === 'string' ? value.replace(/\p{Surrogate}|[\u{10000}-\u{10ffff}]/gu, '?') : value,
    ),
  ],
  ['records', 'composes texts', inserting((value) => (typeof value === 'string' ? value.normalize('NFC') : value))],
  [
    'records',
    'keeps numbers in four bytes',
    inserting((value) => (typeof value === 'number' && !Number.isInteger(value) ? Math.fround(value) : value)),
  ],
  [
    'records',
    'keeps tags as one text with commas',
    inserting((value) =>
      Array.isArray(value) && value.every((tag) => typeof tag === 'string') ? value.join(',').split(',') : value,
    ),
  ],
  [
    'records',
    'turns opaque data into text',
    inserting((value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
        ? JSON.stringify(value)
        : value,
    ),
  ],
  [
    'records',
    'compares codes without their case',
    rewriting((leaf) =>
      leaf.type === 'test' && leaf.operator === 'eq' && leaf.field.kind === 'code' && typeof leaf.value === 'string'
        ? {
            type: 'test',
            field: leaf.field,
            negated: leaf.negated,
            operator: 'in',
            values: [...new Set([leaf.value, leaf.value.toLowerCase(), leaf.value.toUpperCase()])],
          }
        : leaf,
    ),
  ],
]
