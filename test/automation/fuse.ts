import type { Store, StoreAdapter } from 'clientele/storage'

/** A process that dies: at its nth step, and at every step it would take after that. */
export interface Fuse {
  /** Counts a step; throws where the process dies. */
  step(): void
  arm(steps: number): void
  readonly isBlown: boolean
}

export function fuse(): Fuse {
  let left = Number.POSITIVE_INFINITY
  return {
    step() {
      left -= 1
      if (left <= 0) throw new Error('The process is dead')
    },
    arm(steps) {
      left = steps
    },
    get isBlown() {
      return left <= 0
    },
  }
}

/** A store whose process may die ahead of each operation, or after it was done and before anybody knew. */
export function mortal(store: Store, life: Fuse): Store {
  const at = async <T>(operation: () => Promise<T>): Promise<T> => {
    life.step()
    const result = await operation()
    life.step()
    return result
  }
  return {
    features: store.features,
    tenant: store.tenant,
    find: (...args) => at(() => store.find(...args)),
    count: (...args) => at(() => store.count(...args)),
    aggregate: (...args) => at(() => store.aggregate(...args)),
    insert: (...args) => at(() => store.insert(...args)),
    update: (...args) => at(() => store.update(...args)),
    updateEach: (...args) => at(() => store.updateEach(...args)),
    remove: (...args) => at(() => store.remove(...args)),
    claim: (...args) => at(() => store.claim(...args)),
    tenantsDue: (...args) => at(() => store.tenantsDue(...args)),
    transaction: (work, options) => at(() => store.transaction((inner) => work(mortal(inner, life)), options)),
    forTenant: (tenant) => mortal(store.forTenant(tenant), life),
    within: (connection) => mortal(store.within(connection), life),
  }
}

export const mortalAdapter = (adapter: StoreAdapter, life: Fuse): StoreAdapter => ({
  open: async (model) => mortal(await adapter.open(model), life),
  migrate: (model) => adapter.migrate(model),
  close: () => adapter.close(),
})
