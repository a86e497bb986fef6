import { isRefusal, refuse } from '../../src/kernel'
import { EVERYTHING } from '../../src/query'
import { storageProblem } from '../../src/storage'
import type { BrokenStore } from './broken-store'

/** Ways in which writing goes wrong, by the level that must notice. */
export const brokenWrites: readonly BrokenStore[] = [
  ['records', 'gives all tenants the same records', (_, self) => ({ forTenant: () => self() })],
  [
    'records',
    'forgets which tenant asks',
    (store, self) => ({ forTenant: (tenant) => ({ ...self(), tenant }), tenant: store.tenant }),
  ],
  [
    'records',
    'writes what comes before a conflict',
    (store) => ({
      insert: async (entity, rows, options) => {
        const ids: string[] = []
        for (const row of rows) ids.push(...(await store.insert(entity, [row], options)))
        return ids
      },
    }),
  ],
  [
    'records',
    'tells the name of an index',
    (store) => ({
      insert: async (entity, rows, options) => {
        try {
          return await store.insert(entity, rows, options)
        } catch (error) {
          if (!isRefusal(error, 'storage.conflict')) throw error
          return refuse(storageProblem('storage.conflict', { data: { entity, fields: [`${entity}_key`] } }))
        }
      },
    }),
  ],
  [
    'records',
    'answers the ids it was given',
    (store) => ({
      insert: async (entity, rows, options) => {
        await store.insert(entity, rows, options)
        return rows.map(({ id }) => String(id))
      },
    }),
  ],
  [
    'records',
    'skips whatever the conflict',
    (store) => ({
      insert: async (entity, rows, options) => {
        try {
          return await store.insert(entity, rows, options)
        } catch (error) {
          if (options?.onConflict === 'skip' && isRefusal(error, 'storage.conflict')) return []
          throw error
        }
      },
    }),
  ],
  [
    'records',
    'skips where it should update',
    (store) => ({
      insert: (entity, rows, options) =>
        store.insert(entity, rows, options?.onConflict === 'update' ? { ...options, onConflict: 'skip' } : options),
    }),
  ],
  [
    'records',
    'updates where it should skip',
    (store) => ({
      insert: (entity, rows, options) =>
        store.insert(entity, rows, options?.onConflict === 'skip' ? { ...options, onConflict: 'update' } : options),
    }),
  ],
  [
    'records',
    'writes the fields of the first row',
    (store) => ({
      insert: (entity, rows, options) => {
        const names = Object.keys(rows[0] ?? {})
        return store.insert(
          entity,
          rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name]]))),
          options,
        )
      },
    }),
  ],
  [
    'records',
    'tells unique texts apart by their letters',
    (store) => ({
      insert: async (entity, rows, options) => {
        try {
          return await store.insert(entity, rows, options)
        } catch (error) {
          if (entity !== 'label' || !isRefusal(error, 'storage.conflict')) throw error
          return store.insert(
            entity,
            rows.map((row) => ({ ...row, name: `${String(row['name'])}.` })),
            options,
          )
        }
      },
    }),
  ],
  [
    'records',
    'drops fields it does not know',
    (store) => ({
      insert: async (entity, rows, options) => {
        try {
          return await store.insert(entity, rows, options)
        } catch (error) {
          if (isRefusal(error)) throw error
          return store.insert(
            entity,
            rows.map(({ nothing: _, ...row }) => row),
            options,
          )
        }
      },
    }),
  ],
  [
    'records',
    'takes a hundred rows at most',
    (store) => ({
      insert: (entity, rows, options) => store.insert(entity, rows.slice(0, 100), options),
      updateEach: (entity, updates) => store.updateEach(entity, updates.slice(0, 100)),
    }),
  ],
  [
    'records',
    'fails on nothing to insert',
    (store) => ({
      insert: async (entity, rows, options) => {
        if (rows.length === 0) throw new Error('No rows')
        return store.insert(entity, rows, options)
      },
    }),
  ],
  [
    'records',
    'updates everything',
    (store) => ({ update: (entity, _, change) => store.update(entity, EVERYTHING, change) }),
  ],
  ['records', 'removes everything', (store) => ({ remove: (entity) => store.remove(entity, EVERYTHING) })],
  ['records', 'removes nothing', (store) => ({ remove: (entity, where) => store.count(entity, where) })],
  [
    'records',
    'cannot set to missing',
    (store) => ({
      update: (entity, where, change) =>
        store.update(entity, where, {
          ...change,
          set: Object.fromEntries(Object.entries(change.set ?? {}).filter(([, value]) => value !== null)),
        }),
    }),
  ],
  [
    'records',
    'leaves missing values out of sums',
    (store) => ({
      update: (entity, where, change) => {
        const { price: _, ...increment } = change.increment ?? {}
        return store.update(entity, where, { ...change, increment })
      },
    }),
  ],
  [
    'records',
    'gives each row the values of the first',
    (store) => ({
      updateEach: (entity, updates) =>
        store.updateEach(
          entity,
          updates.map((update) => ({ ...update, set: updates[0]?.set ?? {} })),
        ),
    }),
  ],
  [
    'records',
    'expects nothing',
    (store) => ({
      updateEach: (entity, updates) =>
        store.updateEach(
          entity,
          updates.map(({ id, set }) => ({ id, set })),
        ),
    }),
  ],
  [
    'records',
    'never finds what it expects to be missing',
    (store) => ({
      updateEach: (entity, updates) =>
        store.updateEach(
          entity,
          updates.filter(({ expect = {} }) => !Object.values(expect).includes(null)),
        ),
    }),
  ],
  [
    'records',
    'keeps the values it was given',
    (store) => {
      const given = new Map<unknown, unknown>()
      return {
        insert: (entity, rows, options) => {
          for (const row of rows) if (entity === 'item') given.set(row['id'], row['createdAt'])
          return store.insert(entity, rows, options)
        },
        find: async (entity, request) => {
          const page = await store.find(entity, request)
          return {
            ...page,
            rows: page.rows.map((row) =>
              given.has(row['id']) && 'createdAt' in row ? { ...row, createdAt: given.get(row['id']) } : row,
            ),
          }
        },
      }
    },
  ],
]
