import { refuse } from '../kernel'
import type { EntityDefinition, FieldDefinition, Model } from '../model'
import { isOrderable } from '../query'
import { problem } from './problem'
import type { FindRequest, Ordering } from './store'

/** The entity that a store was asked for. An unknown one is a bug of the caller. */
export function storedEntity(model: Model, name: string): EntityDefinition {
  const entity = model.entities.get(name)
  if (entity === undefined) throw new Error(`The store keeps no entity ${name}`)
  return entity
}

/** The field that a store was asked for. An unknown one is a bug of the caller. */
export function storedField(entity: EntityDefinition, name: string): FieldDefinition {
  const field = entity.fields.get(name)
  if (field === undefined) throw new Error(`${entity.name} has no field ${name}`)
  return field
}

/** Refused with `storage.cannot_order` where a field has no order (tags, json). */
export function checkOrder(entity: EntityDefinition, orderBy: readonly Ordering[]): void {
  for (const [position, { field: name }] of orderBy.entries()) {
    if (!isOrderable(storedField(entity, name)))
      refuse(
        problem('storage.cannot_order', { path: `/orderBy/${position}`, data: { entity: entity.name, field: name } }),
      )
  }
}

/** A page has a whole number of rows, at least one, and one place at most. Others are a bug of the caller. */
export function checkExtent({ limit, after, before }: FindRequest): void {
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw new Error(`A page has a whole number of rows, at least 1: ${limit}`)
  if (after !== undefined && before !== undefined)
    throw new Error('A page stands after one place or before one, not both')
}

/** What every adapter checks of a page before it reads one. Bugs of the caller throw; see also {@link checkOrder}. */
export function checkFind(entity: EntityDefinition, request: FindRequest): void {
  checkExtent(request)
  for (const name of request.fields ?? []) storedField(entity, name)
  checkOrder(entity, request.orderBy)
}
