import type { BoundCriteria } from '../../src/query'
import type { TableLayout } from './table-layout'

/** A condition that is a union of grounds, each of which finds its rows by an index of its own: those of some groups, these here. */
export interface Grounded {
  /** As it stands in the criteria; the same object for as long as whoever made the criteria keeps them. */
  readonly condition: BoundCriteria
  readonly grounds: readonly BoundCriteria[]
}

/** Null for conditions of another kind. */
export function groundedIn(layout: TableLayout, condition: BoundCriteria): Grounded | null {
  const grounds = condition.type === 'or' ? condition.criteria : [condition]
  const isFound = grounds.every((ground) => askedOf(ground).some((field) => leadsAnIndex(layout, field)))
  return isFound && grounds.length > 0 ? { condition, grounds } : null
}

/** Whether a condition says whose records are meant, as rights do. */
export function saysWhose({ entity: { group, owner } }: TableLayout, { grounds }: Grounded): boolean {
  return grounds.some((ground) => askedOf(ground).some((field) => field === group || field === owner))
}

/** The fields that have one of the values given in every row that meets the condition. */
export function askedOf(condition: BoundCriteria): readonly string[] {
  if (condition.type === 'and') return condition.criteria.flatMap(askedOf)
  if (condition.type !== 'test' || condition.negated) return []
  return condition.operator === 'in' || condition.operator === 'eq' ? [condition.field.name] : []
}

/** Whether an index begins with the field. Of a host's table it is taken for granted where the entity says so, or says whose records are by it. */
export function leadsAnIndex({ entity, own, columns }: TableLayout, field: string): boolean {
  if (columns.get(field)?.joined !== null) return false
  if (field === 'id') return true
  if (own !== null) return own.indexes.some(({ type, fields }) => type !== 'set' && fields[0] === field)
  const leading = [...entity.indexes, ...entity.unique].map(([first]) => first)
  return field === entity.group || field === entity.owner || leading.includes(field)
}
