import type { Localized } from '../kernel'
import type { EntityDefinition } from './entity'
import { wordsOf } from './read-field'

/** The words users see for a relation: its own, those of the field that holds the id, or the relation's name. */
export function relationLabel(entity: EntityDefinition, name: string): Localized {
  const relation = entity.relations.get(name)
  const own = relation?.label ?? (relation?.type === 'one' ? entity.fields.get(relation.field)?.label : undefined)
  return own ?? wordsOf(name)
}
