import type { BoundCriteria } from '../bound'
import { contradict, type Simplify } from './facts'

/** Beyond so many cases looked at, nothing is concluded. */
const MOST_CASES = 200

/**
 * Whether every way through the choices leads to a contradiction, one case after the other. True is certain, false is not: of
 * more cases than a few hundred some are never looked at.
 */
export function refutes(
  plain: readonly BoundCriteria[],
  choices: readonly BoundCriteria[],
  simplify: Simplify,
): boolean {
  let cases = 0
  const isImpossible = (known: readonly BoundCriteria[], open: readonly BoundCriteria[]): boolean => {
    cases += 1
    if (cases > MOST_CASES) return false
    if (contradict(known, simplify)) return true
    const [choice, ...rest] = open
    if (choice?.type !== 'or') return false
    return choice.criteria.every((way) => {
      const parts = way.type === 'and' ? way.criteria : [way]
      const more = parts.filter(({ type }) => type === 'or')
      return isImpossible([...known, ...parts.filter(({ type }) => type !== 'or')], [...rest, ...more])
    })
  }
  return isImpossible(plain, choices)
}
