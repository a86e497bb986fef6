import { followPath, type EntityDefinition, type Model } from '../model'
import { isAmong, isNothing, NOTHING, type BoundCriteria } from '../query'

/** The records from which to-one relations, followed one after another, lead to one that meets the criteria. */
export function along(
  model: Model,
  entity: EntityDefinition,
  relations: readonly string[],
  criteria: BoundCriteria,
): BoundCriteria {
  if (isNothing(criteria)) return NOTHING
  const steps: { relation: Extract<BoundCriteria, { type: 'related' }>['relation']; target: EntityDefinition }[] = []
  let at = entity
  for (const name of relations) {
    const relation = at.relations.get(name)
    const target = relation === undefined ? undefined : model.entities.get(relation.target)
    if (relation === undefined || target === undefined)
      throw new Error(`The path ${relations.join('.')} of ${entity.name} is broken`)
    steps.push({ relation, target })
    at = target
  }
  return steps.reduceRight<BoundCriteria>(
    (inner, { relation, target }) => ({ type: 'related', relation, target, negated: false, criteria: inner }),
    criteria,
  )
}

/**
 * The records whose path of to-one relations (`groupId`, `conversation.groupId`) ends in one of these ids. `defineModel` has
 * checked the path; that it leads nowhere is a bug.
 */
export function pathAmong(model: Model, entity: EntityDefinition, path: string, ids: Iterable<string>): BoundCriteria {
  const end = followPath(entity, path, model.entities)
  if (end === null) throw new Error(`The path ${path} of ${entity.name} leads nowhere`)
  return along(model, entity, end.relations, isAmong(end.entity, end.field.name, ids))
}
