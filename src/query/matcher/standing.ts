import { alternativesOf } from './alternatives'
import type { MatcherEntry, Standing } from './held'
import { sharedLeaves } from './shared-leaves'
import { slotIndex } from './slot-index'

/** Indexes criteria once: what each way to meet them asks of fields, and what remains to be evaluated. */
export function standing<Key>(entries: readonly MatcherEntry<Key>[]): Standing<Key> {
  const slots = entries.flatMap(({ criteria }, entry) =>
    alternativesOf(criteria).map((conjunction) => ({ entry, conjunction })),
  )
  const index = slotIndex(slots.map(({ conjunction }) => conjunction))
  const leaves = sharedLeaves(standing)
  const remaining = index.remaining.map((rest) =>
    rest.length === 0 ? null : rest.map((leaf) => leaves.numberOf(leaf)),
  )
  const entryOf = Int32Array.from(slots, ({ entry }) => entry)
  const keys = entries.map(({ key }) => key)
  return {
    each(row, lookup, found) {
      leaves.begin(row, lookup)
      let last = -1
      index.each(row, (slot) => {
        const entry = entryOf[slot] ?? -1
        // The slots of an entry stand side by side: one that holds is enough.
        if (entry === last) return
        const rest = remaining[slot] ?? null
        if (rest !== null && !rest.every(leaves.holds)) return
        last = entry
        const key = keys[entry]
        if (key !== undefined) found(key)
      })
    },
  }
}
