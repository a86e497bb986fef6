import type { Binding } from '../binding'
import { isEverything, isNothing } from '../bound'
import type { CheckedCriteria } from '../checked'
import { bindQuery, type PreparedQuery } from '../compile'
import { simplify } from './simplify'

/** A part of a query that answers the same for every record. */
export interface ConstantPart {
  /** Its place in the query, a JSON pointer; `/where` is the whole. */
  readonly path: string
  readonly holds: boolean
}

/**
 * The parts of a query that contradict themselves or always hold, as it would be bound now: what its author should look at. Each the
 * largest such part; an empty combination says so itself and is not told.
 *
 * @throws the refusals of `bindQuery`.
 * @example constantParts(prepared, binding) // [{ path: '/where/criteria/1', holds: false }]
 */
export function constantParts(prepared: PreparedQuery, binding: Binding): readonly ConstantPart[] {
  const found: ConstantPart[] = []
  const look = (checked: CheckedCriteria, path: string): void => {
    if ((checked.type === 'and' || checked.type === 'or') && checked.criteria.length === 0) return
    const simple = simplify(bindQuery({ ...prepared, checked }, binding))
    if (isEverything(simple) || isNothing(simple)) {
      found.push({ path, holds: isEverything(simple) })
      return
    }
    switch (checked.type) {
      case 'and':
      case 'or':
        for (const [index, part] of checked.criteria.entries()) look(part, `${path}/criteria/${index}`)
        return
      case 'not':
      case 'related':
      case 'measure':
        look(checked.criteria, `${path}/criteria`)
        return
      case 'test':
        return
      default:
        checked satisfies never
    }
  }
  look(prepared.checked, '/where')
  return found
}
