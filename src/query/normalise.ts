import {
  allOf,
  anyOf,
  type BoundCriteria,
  type BoundMeasure,
  type BoundRelated,
  type BoundTest,
  type BoundValue,
  EVERYTHING,
  isNothing,
  NOTHING,
} from './bound'

/** Bound criteria in which negations may still stand anywhere and lists may be empty. Every {@link BoundCriteria} is one. */
export type LooseCriteria =
  | { readonly type: 'and' | 'or'; readonly criteria: readonly LooseCriteria[] }
  | { readonly type: 'not'; readonly criteria: LooseCriteria }
  | BoundTest
  | (Omit<BoundRelated, 'criteria'> & { readonly criteria: LooseCriteria })
  | (Omit<BoundMeasure, 'criteria'> & { readonly criteria: LooseCriteria })

/**
 * The normal form: negation only at the leaves, constants folded, nesting flattened, no value twice in a list. The same records
 * match before and after, whatever is missing in them; the normal form of a normal form is itself.
 */
export function normalise(criteria: LooseCriteria): BoundCriteria {
  return push(criteria, false)
}

/** The criteria that hold for exactly the other records. */
export function complement(criteria: BoundCriteria): BoundCriteria {
  return push(criteria, true)
}

function push(criteria: LooseCriteria, negated: boolean): BoundCriteria {
  switch (criteria.type) {
    case 'and':
    case 'or': {
      const parts = criteria.criteria.map((one) => push(one, negated))
      return (criteria.type === 'and') === negated ? anyOf(...parts) : allOf(...parts)
    }
    case 'not':
      return push(criteria.criteria, !negated)
    case 'test':
      return testOf(criteria, criteria.negated !== negated)
    case 'related':
      return relatedOf({ ...criteria, criteria: normalise(criteria.criteria) }, criteria.negated !== negated)
    case 'measure':
      return measureOf({ ...criteria, criteria: normalise(criteria.criteria) }, criteria.negated !== negated)
    default:
      return criteria satisfies never
  }
}

const constant = (holds: boolean): BoundCriteria => (holds ? EVERYTHING : NOTHING)

function testOf(test: BoundTest, negated: boolean): BoundCriteria {
  if (test.operator === 'in') {
    const values = distinct(test.values)
    const [only] = values
    if (only === undefined) return constant(negated)
    if (values.length === 1) return { type: 'test', field: test.field, negated, operator: 'eq', value: only }
    return { ...test, negated, values }
  }
  if (test.operator === 'hasAny') {
    const values = [...new Set(test.values)]
    return values.length === 0 ? constant(negated) : { ...test, negated, values }
  }
  return { ...test, negated }
}

function distinct(values: readonly BoundValue[]): readonly BoundValue[] {
  const seen = new Set<BoundValue>()
  return values.filter((value) => {
    const key = value instanceof Date ? value.getTime() : value
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

function relatedOf(related: BoundRelated, negated: boolean): BoundCriteria {
  return isNothing(related.criteria) ? constant(negated) : { ...related, negated }
}

const COMPLEMENTS = { lt: 'gte', lte: 'gt', gt: 'lte', gte: 'lt' } as const

function measureOf(measure: BoundMeasure, negated: boolean): BoundCriteria {
  const isTotal = measure.measure === 'count' || measure.measure === 'sum'
  if (isNothing(measure.criteria)) return constant((isTotal && holds(0, measure)) !== negated)
  // A count or a sum is never missing, so the complement of a comparison is the opposite comparison.
  const { operator } = measure
  const asked: BoundMeasure =
    negated && isTotal && operator !== 'eq'
      ? { ...measure, negated: false, operator: COMPLEMENTS[operator] }
      : { ...measure, negated }
  return measure.measure === 'count' ? countOf(asked) : asked
}

function holds(figure: number, { operator, value }: BoundMeasure): boolean {
  switch (operator) {
    case 'eq':
      return figure === value
    case 'lt':
      return figure < value
    case 'lte':
      return figure <= value
    case 'gt':
      return figure > value
    case 'gte':
      return figure >= value
    default:
      return operator satisfies never
  }
}

/** Counting is dear: "at least one" and "none" ask for existence, and what every count meets asks for nothing. */
function countOf(measure: BoundMeasure): BoundCriteria {
  const { relation, target, criteria, negated, operator, value } = measure
  const exists = (isNegated: boolean): BoundCriteria => ({
    type: 'related',
    relation,
    target,
    negated: isNegated,
    criteria,
  })
  switch (operator) {
    case 'eq':
      if (value < 0) return constant(negated)
      return value === 0 ? exists(!negated) : measure
    case 'gte':
      if (value <= 0) return EVERYTHING
      return value === 1 ? exists(false) : measure
    case 'gt':
      if (value < 0) return EVERYTHING
      return value === 0 ? exists(false) : measure
    case 'lt':
      if (value <= 0) return NOTHING
      return value === 1 ? exists(true) : measure
    case 'lte':
      if (value < 0) return NOTHING
      return value === 0 ? exists(true) : measure
    default:
      return operator satisfies never
  }
}
