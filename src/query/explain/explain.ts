import type { Locale, Row } from '../../kernel'
import type { Model } from '../../model'
import type { Binding } from '../binding'
import type { PreparedQuery } from '../compile'
import type { CriteriaNode } from '../criteria'
import { type Naming, sentence, tellerOf } from '../describe'
import type { RecordLookup } from '../row-test'
import { judge } from './judge'
import { decidingLeaves } from './reasons'
import type { Verdict } from './verdict'

/** One of the fewest leaves that settle the answer. */
export interface Reason {
  readonly path: string
  /** Whether what the text says holds; a leaf under a negation is told as its complement. */
  readonly holds: boolean
  /** `Status is “client”: no (Prospect)`: what was asked, the answer, and what was seen. */
  readonly text: string
}

/** Why a record is in, or is not. */
export interface Explanation {
  readonly holds: boolean
  readonly verdict: Verdict
  /** Empty where the criteria ask nothing. */
  readonly reasons: readonly Reason[]
}

/** In which words an explanation is given. */
export interface Wording {
  readonly model: Model
  readonly locale: Locale
  /** Instants are shown in the zone of the binding unless another is named. */
  readonly naming?: Naming
}

/**
 * Why one record meets the criteria, or does not: the verdict on every part, with the value each leaf saw and the related record that
 * decided, and the fewest leaves that settle it. It agrees with the predicate on every record.
 *
 * @throws the refusals of `bindQuery`.
 * @example
 * explain(prepared, account, lookup, binding, { model, locale: 'en' }).reasons.map(({ text }) => text)
 * // ['there are invoices where Status is “overdue”: no (0 of 3)']
 */
export function explain(
  prepared: PreparedQuery,
  row: Row,
  lookup: RecordLookup,
  binding: Binding,
  { model, locale, naming = {} }: Wording,
): Explanation {
  const teller = tellerOf(model, locale, { timeZone: binding.timeZone, ...naming })
  const { entity, checked, query } = prepared
  const node: CriteriaNode = query.where
  const verdict = judge({ prepared, binding, lookup, teller }, { entity, node, checked, path: '/where' }, row)
  const reasons = decidingLeaves(verdict).map(({ leaf, denied }): Reason => {
    const holds = leaf.holds !== denied
    const told = denied ? sentence(teller, ...placeOf(prepared, leaf.path), 'alone', true) : leaf.text
    return { path: leaf.path, holds, text: teller.voice.reason(told, holds, leaf.saw) }
  })
  return { holds: verdict.holds, verdict, reasons }
}

/** The part of the query at a path that a verdict names. Leaves that decide are never on the other side of a relation. */
function placeOf({ entity, query }: PreparedQuery, path: string): [PreparedQuery['entity'], CriteriaNode] {
  const steps = path.split('/').slice(2)
  let node: CriteriaNode = query.where
  for (const step of steps) {
    if (node.type === 'not') node = node.criteria
    else if ((node.type === 'and' || node.type === 'or') && step !== 'criteria')
      node = node.criteria[Number(step)] ?? node
  }
  return [entity, node]
}
