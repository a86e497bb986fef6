import { testClock } from '../../src/kernel'
import type { Model } from '../../src/model'
import type { Store } from '../../src/storage'
import type { ConformanceHarness } from '../../adapters/conformance'
import { memoryAdapter } from '../../adapters/memory'

/** The kit over one memory, as it is or through a wrapper. */
export function memoryHarness(wrap: (store: Store, model: Model) => Store = (store) => store): ConformanceHarness {
  const clock = testClock('2026-03-29T10:00:00.000Z')
  const adapter = memoryAdapter({ clock })
  return {
    clock,
    open: async (model) => ({ store: wrap(await adapter.open(model), model), close: async () => undefined }),
  }
}
