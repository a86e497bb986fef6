import type { BoundTest } from '../bound'

type PatternTest = Extract<BoundTest, { operator: 'contains' | 'startsWith' | 'endsWith' }>

const isPattern = (test: BoundTest): test is PatternTest =>
  test.operator === 'contains' || test.operator === 'startsWith' || test.operator === 'endsWith'

/**
 * Whether no text can meet these, seen from the patterns that are wanted: it begins in two ways, ends in two ways, or has what it
 * must not have. Where it is not seen, such a text may still be impossible.
 */
export function textConflict(tests: readonly BoundTest[]): boolean {
  const patterns = tests.filter(isPattern)
  const wanted = patterns.filter(({ negated }) => !negated)
  return wanted.some((one) => patterns.some((other) => (other.negated ? forbids(other, one) : excludes(other, one))))
}

/** Whether what one text must have is what it must not have. */
function forbids(forbidden: PatternTest, { operator, value }: PatternTest): boolean {
  if (forbidden.operator === 'contains') return value.includes(forbidden.value)
  if (forbidden.operator !== operator) return false
  return operator === 'startsWith' ? value.startsWith(forbidden.value) : value.endsWith(forbidden.value)
}

function excludes(one: PatternTest, other: PatternTest): boolean {
  if (one.operator === 'startsWith' && other.operator === 'startsWith')
    return !one.value.startsWith(other.value) && !other.value.startsWith(one.value)
  if (one.operator === 'endsWith' && other.operator === 'endsWith')
    return !one.value.endsWith(other.value) && !other.value.endsWith(one.value)
  return false
}
