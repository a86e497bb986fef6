import type { Row } from '../../kernel'
import type { BoundCriteria } from '../bound'
import type { RecordLookup } from '../row-test'

/** Criteria under a key. */
export interface MatcherEntry<Key> {
  readonly key: Key
  readonly criteria: BoundCriteria
}

/** Many criteria held ready, once and for all. */
export interface Standing<Key> {
  /** Calls back with the key of every entry that the record meets, in the order of the entries. */
  each(row: Row, lookup: RecordLookup, found: (key: Key) => void): void
}

/** Holds criteria ready: what is asked of related records is held in the same way. */
export type Hold = (entries: readonly MatcherEntry<string>[]) => Standing<string>
