import type { TestClock } from '../../src/kernel'
import type { Model } from '../../src/model'
import type { HostConnection, Store } from '../../src/storage'

/** What an adapter can be checked for, from the least to the most. */
export const LEVELS = [
  'records',
  'criteria',
  'aggregates',
  'transactions',
  'claims',
  'host-transactions',
  'shared',
] as const

export type ConformanceLevel = (typeof LEVELS)[number]

export interface OpenOptions {
  /** Where the store must take the time of its claims from. Always the same clock. */
  readonly clock: TestClock
}

export interface OpenedStore {
  readonly store: Store
  /** Called when the check is over. */
  close(): Promise<void>
  /**
   * Runs the work inside a transaction of the host's own, and commits it; if the work throws, rolls back and throws on.
   * Needed where the store declares `hostTransactions`.
   */
  hostTransaction?(work: (connection: HostConnection) => Promise<void>): Promise<void>
}

/** How the kit comes to the stores it checks. */
export interface ConformanceHarness {
  /**
   * Opens a store whose tables are made for the model. It is called for every check, and twice by some: all stores see the same
   * data, so it may well hand out one store again and again. The data is empty before the first check; checks keep apart by tenants
   * of their own.
   */
  open(model: Model, options: OpenOptions): Promise<OpenedStore>
  /** The levels to check; all unless said. */
  readonly levels?: readonly ConformanceLevel[]
  /** The clock to move; the kit makes one unless said. */
  readonly clock?: TestClock
}

/** One thing an adapter must do. Checks move one clock, so they run one after the other. */
export interface ConformanceCheck {
  readonly level: ConformanceLevel
  readonly name: string
  /** Rejects with an Error that says what was expected and what was found. */
  run(): Promise<void>
}

export interface ConformanceFailure {
  readonly level: ConformanceLevel
  readonly name: string
  readonly error: unknown
}

export interface ConformanceReport {
  readonly passed: number
  readonly failures: readonly ConformanceFailure[]
}
