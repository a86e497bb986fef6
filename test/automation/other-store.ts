import type { Store, StoreAdapter } from 'clientele/storage'

/** The same data through a store of which some operations are others. */
export function overStore(adapter: StoreAdapter, others: (store: Store) => Partial<Store>): StoreAdapter {
  const over = (store: Store): Store => ({
    ...store,
    transaction: (work, options) => store.transaction((inner) => work(over(inner)), options),
    forTenant: (tenant) => over(store.forTenant(tenant)),
    ...others(store),
  })
  return { ...adapter, open: async (model) => over(await adapter.open(model)) }
}

/** A worker to whom something happens once it took its runs. */
export const afterClaim = (adapter: StoreAdapter, happens: (tenant: string) => Promise<void>): StoreAdapter =>
  overStore(adapter, (store) => ({
    async claim(...args) {
      const rows = await store.claim(...args)
      if (rows.length > 0) await happens(store.tenant)
      return rows
    },
  }))
