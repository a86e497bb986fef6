import type { EntityDefinition, Relation } from '../model'

/** The name under which an entity has a relation; one of its own, or it is a bug. */
export function relationName(entity: EntityDefinition, relation: Relation): string {
  for (const [name, one] of entity.relations) if (one === relation) return name
  throw new Error(`The entity ${entity.name} has no such relation to ${relation.target}`)
}
