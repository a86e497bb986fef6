import { foldText } from '../kernel'
import type { EntityDefinition, FieldDefinition } from '../model'
import { NOTHING, type BoundCriteria, type BoundTest, type BoundValue } from './bound'

/** A field the library's own code relies on; that it is missing is a bug, not a refusal. */
export function fieldOf(entity: EntityDefinition, name: string): FieldDefinition {
  const field = entity.fields.get(name)
  if (field === undefined) throw new Error(`The entity ${entity.name} has no field ${name}`)
  return field
}

const bound = (field: FieldDefinition, value: BoundValue): BoundValue =>
  field.kind === 'text' && field.exact !== true && typeof value === 'string' ? foldText(value) : value

/** `field = value`, ready for a store. For library code; criteria from outside go through `compileQuery`. */
export function isEqual(entity: EntityDefinition, name: string, value: BoundValue): BoundTest {
  const field = fieldOf(entity, name)
  return { type: 'test', field, negated: false, operator: 'eq', value: bound(field, value) }
}

/** `field in values`; nothing for an empty list. */
export function isAmong(entity: EntityDefinition, name: string, values: Iterable<BoundValue>): BoundCriteria {
  const field = fieldOf(entity, name)
  const distinct = [...new Set([...values].map((value) => bound(field, value)))]
  const [only] = distinct
  if (only === undefined) return NOTHING
  if (distinct.length === 1) return { type: 'test', field, negated: false, operator: 'eq', value: only }
  return { type: 'test', field, negated: false, operator: 'in', values: distinct }
}

export function compares(
  entity: EntityDefinition,
  name: string,
  operator: 'lt' | 'lte' | 'gt' | 'gte',
  value: BoundValue,
): BoundTest {
  const field = fieldOf(entity, name)
  return { type: 'test', field, negated: false, operator, value: bound(field, value) }
}

export function isMissing(entity: EntityDefinition, name: string): BoundTest {
  return { type: 'test', field: fieldOf(entity, name), negated: false, operator: 'empty' }
}

export function isPresent(entity: EntityDefinition, name: string): BoundTest {
  return { type: 'test', field: fieldOf(entity, name), negated: true, operator: 'empty' }
}
