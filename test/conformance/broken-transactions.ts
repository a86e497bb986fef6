import { isRefusal } from '../../src/kernel'
import { EVERYTHING } from '../../src/query'
import type { Store } from '../../src/storage'
import type { Breakage, BrokenStore } from './broken-store'

/** Adds by reading first and writing afterwards. */
const readingFirst: Breakage = (store, self) => ({
  update: async (entity, where, change) => {
    const { increment = {}, set = {} } = change
    if (Object.keys(increment).length === 0) return store.update(entity, where, change)
    const { rows } = await self().find(entity, { where, orderBy: [], limit: 1_000 })
    const updates = rows.map((row) => ({
      id: String(row['id']),
      set: {
        ...set,
        ...Object.fromEntries(Object.entries(increment).map(([name, by]) => [name, Number(row[name] ?? 0) + by])),
      },
    }))
    return (await store.updateEach(entity, updates)).length
  },
})

/** Hands calls to the store inside while a transaction is open. */
function lettingOuterIn(): Breakage {
  let inside: Store | null = null
  return (store) => ({
    count: async (entity, where) => (inside ?? store).count(entity, where),
    insert: async (entity, rows, options) => (inside ?? store).insert(entity, rows, options),
    transaction: async (work, options) => {
      if (inside !== null) return inside.transaction(work, options)
      return store.transaction(async (inner) => {
        inside = inner
        try {
          return await work(inner)
        } finally {
          inside = null
        }
      }, options)
    },
  })
}

/** A transaction's store goes on to work when the transaction is over. */
const neverOver: Breakage = (store) => ({
  transaction: (work, options) =>
    store.transaction(
      (inner) =>
        work({
          ...inner,
          count: (entity, where) =>
            inner.count(entity, where).catch((error: unknown) => {
              if (isRefusal(error, 'storage.transaction_over')) return store.count(entity, where)
              throw error
            }),
        }),
      options,
    ),
})

/** Ways in which transactions go wrong. */
export const brokenTransactions: readonly BrokenStore[] = [
  ['transactions', 'forgets to roll back', (_, self) => ({ transaction: (work) => work(self()) })],
  [
    'transactions',
    'rolls everything back',
    (store) => ({
      transaction: (work, options) =>
        store.transaction(async (inner) => {
          await work(inner)
          throw new Error('rolled back')
        }, options),
    }),
  ],
  [
    'transactions',
    'wraps what was thrown',
    (store) => ({
      transaction: (work, options) =>
        store.transaction(work, options).catch((error: unknown) => {
          throw new Error('The transaction failed', { cause: error })
        }),
    }),
  ],
  [
    'transactions',
    'has no savepoints',
    (store) => ({
      transaction: (work, options) => {
        const flat = (inner: Store): Store => ({ ...inner, transaction: (nested) => nested(flat(inner)) })
        return store.transaction((inner) => work(flat(inner)), options)
      },
    }),
  ],
  [
    'transactions',
    'keeps savepoints when the rest fails',
    (store) => ({
      transaction: (work, options) => {
        const later: (() => Promise<unknown>)[] = []
        const keeping = (inner: Store): Store => ({
          ...inner,
          insert: (entity, rows, how) => {
            later.push(() => store.insert(entity, rows, { onConflict: 'skip' }))
            return inner.insert(entity, rows, how)
          },
        })
        return store
          .transaction(
            (inner) => work({ ...inner, transaction: (nested) => inner.transaction((deep) => nested(keeping(deep))) }),
            options,
          )
          .catch(async (error: unknown) => {
            for (const again of later) await again()
            throw error
          })
      },
    }),
  ],
  ['transactions', 'lets the outer store into its transaction', lettingOuterIn()],
  ['transactions', 'never ends a transaction', neverOver],
  ['transactions', 'loses increments made at once', readingFirst],
  ['transactions', 'declares no transactions', (store) => ({ features: { ...store.features, transactions: false } })],
  [
    'transactions',
    'inserts a key twice',
    (store) => ({
      insert: async (entity, rows, options) => {
        if (options?.onConflict !== 'skip') return store.insert(entity, rows, options)
        const taken = await store.count(entity, EVERYTHING)
        return taken > 0
          ? []
          : store.insert(
              entity,
              rows.map((row) => ({ ...row, slot: null })),
            )
      },
    }),
  ],
  [
    'transactions',
    'checks versions before it writes',
    (store) => ({
      updateEach: async (entity, updates) => {
        const held = await Promise.all(
          updates.map(async ({ id, set, expect = {} }) => {
            const { rows } = await store.find(entity, { where: EVERYTHING, orderBy: [], limit: 1_000 })
            const row = rows.find((one) => one['id'] === id)
            return row !== undefined && Object.entries(expect).every(([name, value]) => row[name] === value)
              ? [{ id, set }]
              : []
          }),
        )
        return store.updateEach(entity, held.flat())
      },
    }),
  ],
]
