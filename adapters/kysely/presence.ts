import type { BoundCriteria } from '../../src/query'

/** Whether every record that meets the criteria has a value in the field: a list ordered by it then has no missing end. */
export function requiresValue(where: BoundCriteria, field: string): boolean {
  switch (where.type) {
    case 'and':
      return where.criteria.some((one) => requiresValue(one, field))
    case 'or':
      return where.criteria.length > 0 && where.criteria.every((one) => requiresValue(one, field))
    case 'test': {
      const isAsked = where.field.name === field || ('other' in where && where.other.name === field)
      return isAsked && where.negated === (where.operator === 'empty')
    }
    case 'related':
      return !where.negated && where.relation.type === 'one' && where.relation.field === field
    case 'measure':
      return false
    default:
      return where satisfies never
  }
}
