import type { Clock, StoreAdapter } from 'clientele'
import { memoryAdapter } from 'clientele/memory'

export interface DemoDatabase {
  readonly name: string
  readonly adapter: StoreAdapter
  close(): Promise<void>
}

export async function openDatabase(url: string | undefined, clock: Clock): Promise<DemoDatabase> {
  const adapter = memoryAdapter({ clock })
  return { name: 'memory', adapter, close: () => adapter.close() }
}
