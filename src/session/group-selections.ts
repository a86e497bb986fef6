import type { CriteriaNode, GroupSelection, Operand } from '../query'

function inOperand(value: Operand | undefined): GroupSelection[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap((item: Operand) => inOperand(item))
  return 'ref' in value && value.ref === 'groups' ? [value.selection] : []
}

/** The selections of groups that criteria refer to: what must be resolved before they are bound. */
export function groupSelections(criteria: CriteriaNode): GroupSelection[] {
  switch (criteria.type) {
    case 'and':
    case 'or':
      return criteria.criteria.flatMap(groupSelections)
    case 'not':
    case 'related':
    case 'measure':
      return groupSelections(criteria.criteria)
    case 'test':
      return inOperand(criteria.value)
    default:
      return criteria satisfies never
  }
}
