import { belongingOf, type EntityDefinition, type Model } from '../model'
import { anyOf, isAmong, isNothing, NOTHING, type BoundCriteria } from '../query'
import type { Actor } from './actor'
import { along } from './path-criteria'
import type { SharedRecord } from './share'

/** The shares that serve a use: those for reading let nobody change anything. */
const serving = (shares: readonly SharedRecord[], use: 'read' | 'manage'): readonly SharedRecord[] =>
  use === 'read' ? shares : shares.filter((share) => share.use === 'work')

type IdsOf = (entity: string) => readonly string[]

/** The records that belong to one with such an id, from one belonging to the next; `defineModel` has made sure that it ends. */
function carried(model: Model, entity: EntityDefinition, idsOf: IdsOf): BoundCriteria {
  const belonging = belongingOf(entity, model.entities)
  if (belonging === null) return NOTHING
  const { relations, field, holder } = belonging
  const above = carried(model, holder, idsOf)
  const relation = { type: 'one', target: holder.name, field: field.name } as const
  const atEnd = anyOf(
    isAmong(belonging.entity, field.name, idsOf(holder.name)),
    isNothing(above) ? NOTHING : { type: 'related', relation, target: holder, negated: false, criteria: above },
  )
  return along(model, entity, relations, atEnd)
}

/** The records of an entity that an actor has by a share, of themselves or of what they belong to. */
export function sharedScope(
  model: Model,
  actor: Actor,
  entity: EntityDefinition,
  use: 'read' | 'manage',
): BoundCriteria {
  const shares = serving(actor.shares ?? [], use)
  if (shares.length === 0) return NOTHING
  const byEntity = new Map<string, string[]>()
  for (const { entity: name, id } of shares) {
    const ids = byEntity.get(name)
    if (ids === undefined) byEntity.set(name, [id])
    else ids.push(id)
  }
  const idsOf: IdsOf = (name) => byEntity.get(name) ?? []
  return anyOf(isAmong(entity, 'id', idsOf(entity.name)), carried(model, entity, idsOf))
}
