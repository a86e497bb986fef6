import { type CheckedCriteria, type CheckedMeasure, type CheckedRelated, type CheckedTest } from '../query'

type Leaf = CheckedTest | CheckedRelated | CheckedMeasure

/**
 * Criteria that hold wherever these do, without what is left open: a record that does not meet them cannot meet the whole, whatever
 * the answer to the rest.
 */
export function loosened(criteria: CheckedCriteria, isOpen: (leaf: Leaf) => boolean, wanted = true): CheckedCriteria {
  const open: CheckedCriteria = { type: wanted ? 'and' : 'or', criteria: [] }
  switch (criteria.type) {
    case 'and':
    case 'or':
      return { type: criteria.type, criteria: criteria.criteria.map((one) => loosened(one, isOpen, wanted)) }
    case 'not':
      return { type: 'not', criteria: loosened(criteria.criteria, isOpen, !wanted) }
    case 'test':
    case 'measure':
      return isOpen(criteria) ? open : criteria
    case 'related': {
      if (isOpen(criteria)) return open
      const within = criteria.quantifier === 'none' ? !wanted : wanted
      return { ...criteria, criteria: loosened(criteria.criteria, isOpen, within) }
    }
    default:
      return criteria satisfies never
  }
}
