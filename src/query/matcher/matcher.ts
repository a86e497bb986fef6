import type { Row } from '../../kernel'
import type { BoundCriteria } from '../bound'
import { predicate } from '../predicate'
import type { RecordLookup, RowTest } from '../row-test'
import type { MatcherEntry, Standing } from './held'
import { standing } from './standing'

/** Many criteria about records of one entity, held ready: one record in, the keys of those it meets out. */
export interface Matcher<Key> {
  /** How many criteria it holds. */
  readonly size: number
  /** Holds criteria under a key; those it held under it are held no more. */
  add(key: Key, criteria: BoundCriteria): void
  /** Whether there was anything under the key. */
  remove(key: Key): boolean
  /** The keys of the criteria that the record meets, in the order in which they were added. */
  matches(row: Row, lookup: RecordLookup): readonly Key[]
}

/** What has changed since the index was built: beyond an eighth of it, or so many, it is built again. */
const FEW_CHANGES = 64

/**
 * Holds criteria ready to be met. They are indexed by what they ask of the fields of a record (values, order, tags, patterns), what several
 * ask alike is asked once, and related records are walked through once for all: of ten thousand criteria only the few that are nearly
 * met are looked at. It finds what the predicate of each finds.
 *
 * Criteria bound to a moment stay bound to it: those that speak of the present are to be bound and added again as it passes.
 *
 * @example
 * const segments = matcher(saved.map(({ id, prepared }) => ({ key: id, criteria: bindQuery(prepared, binding) })))
 * segments.matches(account, lookup) // ['overdue-clients', 'vip']
 */
export function matcher<Key>(entries: Iterable<MatcherEntry<Key>> = []): Matcher<Key> {
  const held = new Map<Key, BoundCriteria>()
  for (const { key, criteria } of entries) held.set(key, criteria)
  let index: Standing<Key> | null = null
  let indexed = 0
  /** Removed or replaced since the index was built. */
  const gone = new Set<Key>()
  /** Added since then, in order. */
  const fresh = new Map<Key, RowTest>()

  const rebuild = (): Standing<Key> => {
    gone.clear()
    fresh.clear()
    indexed = held.size
    return standing([...held].map(([key, criteria]) => ({ key, criteria })))
  }
  const forget = (key: Key): boolean => {
    if (!held.delete(key)) return false
    if (!fresh.delete(key)) gone.add(key)
    return true
  }
  const changed = (): void => {
    if (gone.size + fresh.size > Math.max(FEW_CHANGES, indexed / 8)) index = null
  }

  return {
    get size() {
      return held.size
    },
    add(key, criteria) {
      forget(key)
      held.set(key, criteria)
      if (index !== null) fresh.set(key, predicate(criteria))
      changed()
    },
    remove(key) {
      const was = forget(key)
      changed()
      return was
    },
    matches(row, lookup) {
      const found: Key[] = []
      index ??= rebuild()
      const isWhole = gone.size === 0
      index.each(row, lookup, (key) => {
        if (isWhole || !gone.has(key)) found.push(key)
      })
      for (const [key, holds] of fresh) if (holds(row, lookup)) found.push(key)
      return found
    },
  }
}
