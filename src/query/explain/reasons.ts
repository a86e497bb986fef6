import type { LeafVerdict, Verdict } from './verdict'

/** A leaf that decided, with whether it stands under an odd number of negations: it is then its complement that was asked. */
export interface DecidingLeaf {
  readonly leaf: LeafVerdict
  readonly denied: boolean
}

/**
 * The fewest leaves that settle the answer: whatever the others said, it would be the same. All parts of an `and` that holds, one of
 * an `and` that does not; of equally few the first.
 */
export function decidingLeaves(verdict: Verdict, denied = false): readonly DecidingLeaf[] {
  switch (verdict.type) {
    case 'not':
      return decidingLeaves(verdict.part, !denied)
    case 'and':
    case 'or': {
      const needsAll = verdict.holds === (verdict.type === 'and')
      const parts = verdict.parts
        .filter((part) => part.holds === verdict.holds)
        .map((part) => decidingLeaves(part, denied))
      if (needsAll) return parts.flat()
      return parts.reduce((fewest, part) => (part.length < fewest.length ? part : fewest))
    }
    case 'test':
    case 'related':
    case 'measure':
      return [{ leaf: verdict, denied }]
    default:
      return verdict satisfies never
  }
}
