import type { BoundCriteria } from '../query'
import { allOf } from '../query'

/**
 * Criteria as this actor may ask them: inside a relation only related records that the actor may read count, so that a filter
 * cannot probe what a list would not show.
 */
export function scopeRelations(criteria: BoundCriteria, scope: (entity: string) => BoundCriteria): BoundCriteria {
  switch (criteria.type) {
    case 'and':
    case 'or':
      return { ...criteria, criteria: criteria.criteria.map((one) => scopeRelations(one, scope)) }
    case 'test':
      return criteria
    case 'related':
    case 'measure':
      return { ...criteria, criteria: allOf(scopeRelations(criteria.criteria, scope), scope(criteria.target.name)) }
    default:
      return criteria satisfies never
  }
}
