import type { Problem } from '../kernel'
import { followPath } from './check-entity'
import type { EntityDefinition, FieldDefinition } from './entity'
import { problem } from './problem'

type Entities = ReadonlyMap<string, EntityDefinition>

/** How records of an entity belong to those of another: the way there, and the reference it ends in. */
export interface Belonging {
  /** To-one relations to follow first; none where the reference is a field of the record itself. */
  readonly relations: readonly string[]
  /** The entity that holds the reference. */
  readonly entity: EntityDefinition
  readonly field: FieldDefinition
  /** The entity that the reference points to. */
  readonly holder: EntityDefinition
}

/** What an entity says it belongs to, followed; null where it says nothing, or its path leads to no reference. */
export function belongingOf(entity: EntityDefinition, all: Entities): Belonging | null {
  const end = entity.belongsTo === null ? null : followPath(entity, entity.belongsTo, all)
  const holder = end?.field.kind === 'reference' ? all.get(end.field.target ?? '') : undefined
  return end === null || holder === undefined ? null : { ...end, holder }
}

/** The entities met when one belonging is followed after another, up to the first that is met again. */
function lineOf(entity: EntityDefinition, all: Entities): readonly string[] {
  const line = [entity.name]
  for (let at = belongingOf(entity, all); at !== null; at = belongingOf(at.holder, all)) {
    const again = line.includes(at.holder.name)
    line.push(at.holder.name)
    if (again) break
  }
  return line
}

/** A path that ends in no reference, and entities that would belong to themselves: what is shared must come to an end. */
export function* checkBelonging(entity: EntityDefinition, all: Entities): Generator<Problem> {
  if (entity.belongsTo === null) return
  const path = `/${entity.name}/belongsTo`
  if (belongingOf(entity, all) === null)
    yield problem('model.belongs_misfit', { path, data: { entity: entity.name, path: entity.belongsTo } })
  const line = lineOf(entity, all)
  if (line.length > 1 && line.at(-1) === entity.name)
    yield problem('model.belongs_cycle', { path, data: { entity: entity.name, line: line.join(' → ') } })
}
