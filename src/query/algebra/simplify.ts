import { allOf, type BoundCriteria, isEverything, NOTHING } from '../bound'
import { complement, normalise } from '../normalise'
import { criteriaKey } from './criteria-key'
import { contradict, excludes } from './facts'
import { refutes } from './refute'

/** Beyond so many parts, parts are no longer held against each other one by one. */
const MOST_COMPARED = 100

/**
 * The same records, asked for in fewer words: what contradicts itself is nothing, what always holds is everything, what follows from the
 * rest is left out. It goes further than the normal form, and takes longer: empty ranges, two values for one field, a question and its
 * complement, counts that cannot be. Any field may be missing here, whatever the model says.
 *
 * @example
 * const where = query(model, 'account', (a) => and(a.revenue.gt(10), a.revenue.lt(5)))
 * isNothing(simplify(compileQuery(model, 'account', where, binding))) // true
 */
export function simplify(criteria: BoundCriteria): BoundCriteria {
  switch (criteria.type) {
    case 'and':
      return conjunction(criteria.criteria.map(simplify))
    case 'or':
      return complement(conjunction(criteria.criteria.map((one) => complement(simplify(one)))))
    case 'test':
      return criteria
    case 'related':
    case 'measure':
      return normalise({ ...criteria, criteria: simplify(criteria.criteria) })
    default:
      return criteria satisfies never
  }
}

/** All of these at once; each is simple already. */
function conjunction(criteria: readonly BoundCriteria[]): BoundCriteria {
  const whole = allOf(...criteria)
  if (whole.type !== 'and') return whole
  const parts = distinct(whole.criteria)
  const plain = parts.filter(({ type }) => type !== 'or')
  if (contradict(parts, simplify)) return NOTHING
  if (parts.length > MOST_COMPARED) return allOf(...parts)
  const choices: BoundCriteria[] = []
  for (const [index, part] of parts.entries()) {
    if (part.type !== 'or') continue
    if (part.criteria.some((one) => follows(plain, one))) continue
    const open = part.criteria.filter((one) => !excludes(plain, [one], simplify))
    const choice = open.length === part.criteria.length ? part : simplify({ type: 'or', criteria: open })
    // What is left of it may say more about the rest: begin again.
    if (choice.type !== 'or' || open.length === 0)
      return conjunction([...plain, ...choices, choice, ...parts.slice(index + 1).filter(({ type }) => type === 'or')])
    choices.push(choice)
  }
  if (choices.length > 1 && refutes(plain, choices, simplify)) return NOTHING
  return allOf(...withoutConsequences(plain), ...choices)
}

const follows = (known: readonly BoundCriteria[], one: BoundCriteria): boolean =>
  excludes(known, [complement(one)], simplify)

function distinct(parts: readonly BoundCriteria[]): readonly BoundCriteria[] {
  const seen = new Set<string>()
  return parts.filter((part) => {
    const key = criteriaKey(part)
    if (isEverything(part) || seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/** Without the parts that follow from the others, the later ones first. */
function withoutConsequences(parts: readonly BoundCriteria[]): readonly BoundCriteria[] {
  let kept = parts
  for (const part of parts.toReversed()) {
    const others = kept.filter((one) => one !== part)
    if (follows(others, part)) kept = others
  }
  return kept
}
