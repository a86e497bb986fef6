import { entityOf, type EntityDefinition, type Model } from '../model'
import { allOf, anyOf, EVERYTHING, isNothing, type BoundCriteria } from '../query'
import type { Actor } from './actor'
import { rightsToChange, rightsToRead } from './kernel-module'
import { atLeast, type GenericRight, type Level, type Reach } from './level'
import { groupsInBound } from './organisation-bound'
import { withinOrganisation } from './organisation-scope'
import { pathAmong } from './path-criteria'
import { perActor } from './per-actor'
import { hasRight, levelFor, reachOf } from './reach-and-level'
import { isShareable } from './share'
import { sharedScope } from './shared-scope'

/** What somebody wants to do with records: see them, or create, change and remove them. */
export type RecordUse = 'read' | 'manage'

/** One way in which records are within an actor's rights, and which records those are. */
export interface Ground {
  /** By reaching everything, by a right, by a module that guards nothing finer; by the record's group, its owner, or a share. */
  readonly by: 'all' | 'right' | 'module' | 'group' | 'owner' | 'share'
  readonly criteria: BoundCriteria
}

/** Why an actor may use no record at all of an entity. */
export type Lack =
  | { readonly of: 'module' }
  | { readonly of: 'level'; readonly held: Level; readonly needed: Level }
  | { readonly of: 'right'; readonly needed: readonly GenericRight[] }

/** What an actor's rights come to for one entity: a lack, or the grounds whose union is the scope. */
export interface Standing {
  readonly module: string
  readonly level: Level | null
  readonly reach: Reach
  readonly lack: Lack | null
  readonly grounds: readonly Ground[]
}

const NEEDED = { read: 'read', manage: 'manage' } as const satisfies Record<RecordUse, Level>

function lackOf(actor: Actor, module: string, level: Level | null, use: RecordUse): Lack | null {
  if (level === null) return { of: 'module' }
  if (!atLeast(level, NEEDED[use])) return { of: 'level', held: level, needed: NEEDED[use] }
  const rights = use === 'manage' ? rightsToChange(module) : rightsToRead(module)
  if (rights !== null && !rights.some((right) => hasRight(actor, right))) return { of: 'right', needed: rights }
  return null
}

/** A group is nobody's own; for those who reach only their own records, the groups they belong to stand in for it. */
const isGroup = (entity: EntityDefinition): boolean => entity.group === 'id' && entity.owner === null

function shareGround(model: Model, actor: Actor, entity: EntityDefinition, use: RecordUse): readonly Ground[] {
  const criteria = sharedScope(model, actor, entity, use)
  return isNothing(criteria) ? [] : [{ by: 'share', criteria }]
}

function groundsOf(model: Model, actor: Actor, entity: EntityDefinition, use: RecordUse): readonly Ground[] {
  if (use === 'manage' && rightsToChange(entity.module) !== null) return [{ by: 'right', criteria: EVERYTHING }]
  const reach = reachOf(actor, entity.module)
  if (reach === 'all') return [{ by: 'all', criteria: EVERYTHING }]
  if (entity.group === null && entity.owner === null) return [{ by: 'module', criteria: EVERYTHING }]
  const grounds: Ground[] = []
  if (entity.group !== null && (reach === 'structure' || isGroup(entity)))
    grounds.push({ by: 'group', criteria: pathAmong(model, entity, entity.group, actor.groups) })
  if (entity.owner !== null)
    grounds.push({ by: 'owner', criteria: pathAmong(model, entity, entity.owner, [actor.id, ...actor.team]) })
  if (isShareable(model, entity)) grounds.push(...shareGround(model, actor, entity, use))
  return grounds
}

/** Whatever gives it, a right ends at the organisation. Groups that are all within it need not be asked again. */
function inBound(model: Model, actor: Actor, entity: EntityDefinition, ground: Ground): Ground {
  const bound = actor.bound ?? null
  if (bound === null) return ground
  if (ground.by === 'group' && groupsInBound(actor.groups, bound).length === actor.groups.length) return ground
  return { ...ground, criteria: allOf(ground.criteria, withinOrganisation(model, actor, entity.name, 'read')) }
}

/** What decides, for one actor and one entity; the scope and every explanation are made of it. */
export const standingOf = perActor((model, actor, entity, use): Standing => {
  const definition = entityOf(model, entity)
  const { module } = definition
  const level = levelFor(actor, module)
  const lack = lackOf(actor, module, level, use)
  const given = lack === null ? groundsOf(model, actor, definition, use) : []
  const grounds = given.map((ground) => inBound(model, actor, definition, ground))
  return { module, level, reach: reachOf(actor, module), lack, grounds }
})

/**
 * The records of an entity that an actor may read or change: joined by AND to every find, count, aggregate, stream and export.
 * Everything for the reach `all`; those of one's groups, and one's own, for `structure`; one's own for `own`; beside these, what is
 * shared with one, all of it within one's organisation; nothing without the level. Entities that know neither group nor owner are guarded by the level of their module alone.
 */
export const scopeOf = perActor((model, actor, entity, use): BoundCriteria =>
  anyOf(...standingOf(model, actor, entity, use).grounds.map(({ criteria }) => criteria)),
)
