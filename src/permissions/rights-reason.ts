import type { Localized } from '../kernel'

/** One step of an answer: a stable code, what it speaks of, and a sentence. */
export interface RightsReason {
  readonly code: string
  readonly data: Readonly<Record<string, unknown>>
  readonly message: Localized
}
