import { systemClock, type Clock } from '../../src/kernel'
import { DEFAULT_TENANT, type StoreAdapter } from '../../src/storage'
import { createDatabase } from './database'
import { memoryStore } from './store'

export interface MemoryOptions {
  /** Where claims take the time from; the machine's clock unless said. */
  readonly clock?: Clock
}

/**
 * Keeps records in the memory of this process, for tests, demonstrations and small tools. It answers exactly as the databases
 * do: unique keys are kept, transactions run one at a time and leave nothing when they fail, what is read shares nothing with
 * what is kept. Records are found by id, reference, unique key and declared index without a scan. How the model maps an entity to
 * a host's table makes no difference here. All stores that one adapter opens share its data, until it is closed.
 *
 * @example
 * ```ts
 * const store = await memoryAdapter().open(model)
 * await store.insert('account', [{ id: 'a1', name: 'Dupont' }])
 * ```
 */
export function memoryAdapter({ clock = systemClock }: MemoryOptions = {}): StoreAdapter {
  const database = createDatabase()
  return {
    open: (model) =>
      database.scope.run(() => {
        database.define(model)
        return memoryStore({ database, model, clock }, database.scope, DEFAULT_TENANT)
      }),
    migrate: (model) => database.scope.run(() => database.define(model)),
    close: () => database.scope.run(() => database.clear()),
  }
}
