import { type BoundCriteria, type BoundTest, type BoundValue, isNothing } from '../bound'

/** Beyond so many ways to be met, the rest of criteria is left whole and evaluated where it is needed. */
const MOST_ALTERNATIVES = 32

/** What must hold all at once; a combination among them is evaluated as it stands. */
export type Conjunction = readonly BoundCriteria[]

/** The ways in which criteria can be met: at least one of them holds exactly when the criteria do. */
export function alternativesOf(criteria: BoundCriteria): readonly Conjunction[] {
  switch (criteria.type) {
    case 'and':
      return product(criteria.criteria)
    case 'or': {
      if (isNothing(criteria)) return []
      const ways = mergeValues(criteria.criteria).flatMap(alternativesOf)
      return ways.length > MOST_ALTERNATIVES ? [[criteria]] : ways
    }
    case 'test':
    case 'related':
    case 'measure':
      return [[criteria]]
    default:
      return criteria satisfies never
  }
}

function product(parts: readonly BoundCriteria[]): readonly Conjunction[] {
  let found: readonly Conjunction[] = [[]]
  for (const part of parts) {
    const ways = alternativesOf(part)
    const taken = found.length * ways.length > MOST_ALTERNATIVES ? [[part]] : ways
    found = found.flatMap((one) => taken.map((way) => [...one, ...way]))
  }
  return found
}

/** `a = 1 or a = 2 or b` is `a in (1, 2) or b`: one way less. */
function mergeValues(parts: readonly BoundCriteria[]): readonly BoundCriteria[] {
  const merged = new Map<string, BoundTest & { readonly operator: 'in' }>()
  const others: BoundCriteria[] = []
  for (const part of parts) {
    const values = part.type === 'test' && !part.negated ? valuesIn(part) : null
    if (part.type !== 'test' || values === null) others.push(part)
    else {
      const { field } = part
      const known = merged.get(field.name)?.values ?? []
      merged.set(field.name, { type: 'test', field, negated: false, operator: 'in', values: [...known, ...values] })
    }
  }
  return [...merged.values(), ...others]
}

function valuesIn(test: BoundTest): readonly BoundValue[] | null {
  if (test.operator === 'eq') return [test.value]
  return test.operator === 'in' ? test.values : null
}
