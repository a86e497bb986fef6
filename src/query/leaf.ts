import { foldText } from '../kernel'
import type { EntityDefinition, FieldDefinition } from '../model'
import type { BoundCriteria, BoundTest, BoundValue } from './bound'
import { normalise } from './normalise'

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
  const wanted = [...values].map((value) => bound(field, value))
  return normalise({ type: 'test', field, negated: false, operator: 'in', values: wanted })
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
