import type { Row } from '../../kernel'
import { criteriaKey } from '../algebra'
import type { BoundCriteria } from '../bound'
import { predicate } from '../predicate'
import type { RecordLookup, RowTest } from '../row-test'
import { type Beyond, relatedLeaves } from './related-leaves'
import type { Hold } from './held'

/** Criteria of which each is evaluated at most once for a record, however many ask it. */
export interface SharedLeaves {
  /** The number of a leaf: the same for equal leaves. */
  numberOf(leaf: BoundCriteria): number
  /** Another record is asked about. */
  begin(row: Row, lookup: RecordLookup): void
  readonly holds: (leaf: number) => boolean
}

export function sharedLeaves(hold: Hold): SharedLeaves {
  const numbers = new Map<string, number>()
  const tests: RowTest[] = []
  const related = relatedLeaves(hold)
  let answers = new Int8Array(0)
  let current: { readonly row: Row; readonly lookup: RecordLookup } | null = null
  const testOf = (leaf: BoundCriteria): RowTest => (isBeyond(leaf) ? related.add(leaf) : predicate(leaf))
  return {
    numberOf(leaf) {
      const key = criteriaKey(leaf)
      const known = numbers.get(key)
      if (known !== undefined) return known
      numbers.set(key, tests.length)
      return tests.push(testOf(leaf)) - 1
    },
    begin(row, lookup) {
      if (answers.length < tests.length) answers = new Int8Array(tests.length)
      else answers.fill(0)
      current = { row, lookup }
      related.begin()
    },
    holds(leaf) {
      const known = answers[leaf] ?? 0
      if (known !== 0) return known > 0
      const answer = current !== null && tests[leaf]?.(current.row, current.lookup) === true
      answers[leaf] = answer ? 1 : -1
      return answer
    },
  }
}

const isBeyond = (leaf: BoundCriteria): leaf is Beyond => leaf.type === 'related' || leaf.type === 'measure'
