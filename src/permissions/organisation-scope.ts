import { entityOf, followPath, type EntityDefinition, type Model } from '../model'
import {
  allOf,
  anyOf,
  complement,
  EVERYTHING,
  isAmong,
  isEqual,
  isMissing,
  isPresent,
  NOTHING,
  type BoundCriteria,
} from '../query'
import type { Actor } from './actor'
import type { OrganisationBound } from './organisation-bound'
import { along, pathAmong } from './path-criteria'
import { perActor } from './per-actor'

/** Some record of another entity whose `field` names this one meets the criteria. */
const someOf = (target: EntityDefinition, field: string, criteria: BoundCriteria): BoundCriteria => ({
  type: 'related',
  relation: { type: 'many', target: target.name, field },
  target,
  negated: false,
  criteria,
})

/** The record that `field` names meets the criteria. */
const oneOf = (target: EntityDefinition, field: string, criteria: BoundCriteria): BoundCriteria => ({
  type: 'related',
  relation: { type: 'one', target: target.name, field },
  target,
  negated: false,
  criteria,
})

/** A user who is given one of the organisations, by the kernel's own records. */
function givenOne(model: Model, field: string, bound: OrganisationBound): BoundCriteria {
  const access = model.entities.get('userAccess')
  // A plain model knows no rights: there the host says who belongs where.
  return access === undefined ? NOTHING : oneOf(access, field, isAmong(access, 'organisationId', bound.organisations))
}

/** The users of an organisation: those given it or one below it, and those whose group is in it. */
export function usersOf(model: Model, bound: OrganisationBound): BoundCriteria {
  const user = model.roles.user === null ? null : entityOf(model, model.roles.user.entity)
  return anyOf(
    user === null || user.group === null ? NOTHING : pathAmong(model, user, user.group, bound.groups),
    givenOne(model, 'id', bound),
  )
}

/** The users of an organisation, and oneself. */
const usersWithin = (model: Model, user: EntityDefinition, actor: Actor, bound: OrganisationBound): BoundCriteria =>
  anyOf(usersOf(model, bound), isEqual(user, 'id', actor.id))

/** The records whose owner is a user of the organisation. */
function ownedWithin(model: Model, entity: EntityDefinition, actor: Actor, bound: OrganisationBound): BoundCriteria {
  const end = entity.owner === null ? null : followPath(entity, entity.owner, model.entities)
  if (end === null) return NOTHING
  const role = model.roles.user
  const users =
    role === null
      ? isEqual(end.entity, end.field.name, actor.id)
      : oneOf(
          entityOf(model, role.entity),
          end.field.name,
          usersWithin(model, entityOf(model, role.entity), actor, bound),
        )
  return along(model, entity, end.relations, users)
}

/** The records whose path to a group ends in nothing; none where it always ends in a group. */
function withoutGroup(model: Model, entity: EntityDefinition, path: string): BoundCriteria {
  const end = followPath(entity, path, model.entities)
  if (end === null || !end.field.nullable) return NOTHING
  return complement(along(model, entity, end.relations, isPresent(end.entity, end.field.name)))
}

/** Regions that hold, themselves or inside them, one of the groups as things are now. */
function regionsHolding(model: Model, groups: readonly string[]): BoundCriteria {
  const nesting = entityOf(model, 'regionAncestor')
  const membership = entityOf(model, 'regionMembership')
  const holds = someOf(
    membership,
    'regionId',
    allOf(isAmong(membership, 'groupId', groups), isMissing(membership, 'to')),
  )
  if (groups.length === 0) return NOTHING
  return someOf(
    nesting,
    'ancestorId',
    allOf(isMissing(nesting, 'to'), oneOf(entityOf(model, 'region'), 'regionId', holds)),
  )
}

/** What the kernel keeps of regions and rights belongs to an organisation by the groups and users that it names. */
function ownRecordsWithin(model: Model, entity: EntityDefinition, bound: OrganisationBound): BoundCriteria | null {
  const { organisations, groups } = bound
  switch (entity.name) {
    case 'organisation':
      return isAmong(entity, 'id', organisations)
    case 'organisationGroup':
      return isAmong(entity, 'organisationId', organisations)
    case 'organisationAncestor':
      return allOf(isAmong(entity, 'organisationId', organisations), isAmong(entity, 'ancestorId', organisations))
    case 'region':
      return regionsHolding(model, groups)
    case 'regionMembership':
      return isAmong(entity, 'groupId', groups)
    case 'regionAncestor':
      return oneOf(entityOf(model, 'region'), 'regionId', regionsHolding(model, groups))
    case 'userAccess':
      return isAmong(entity, 'organisationId', organisations)
    case 'userGrant':
      return allOf(
        givenOne(model, 'userId', bound),
        anyOf(
          isAmong(entity, 'groupId', groups),
          oneOf(entityOf(model, 'region'), 'regionId', regionsHolding(model, groups)),
        ),
      )
    case 'share':
      return givenOne(model, 'userId', bound)
    default:
      return null
  }
}

/** Groups are asked of the store, so that one that was just created in an organisation is in it. */
function groupsWithin(model: Model, entity: EntityDefinition, bound: OrganisationBound): BoundCriteria {
  const member = model.entities.get('organisationGroup')
  return member === undefined
    ? isAmong(entity, 'id', bound.groups)
    : someOf(member, 'groupId', isAmong(member, 'organisationId', bound.organisations))
}

/**
 * The records of an entity that belong to the organisation of an actor, or to one below it; everything for an actor whom none bounds.
 * A record belongs where its group does; without a group, where its owner does. What has neither is common to all organisations.
 * Joined by AND to whatever rights give: nothing, a share no more than a right to administer, leads out of it.
 */
export const withinOrganisation = perActor((model, actor, name): BoundCriteria => {
  const bound = actor.bound ?? null
  if (bound === null) return EVERYTHING
  const entity = entityOf(model, name)
  const own = ownRecordsWithin(model, entity, bound)
  if (own !== null) return own
  if (entity.name === model.roles.group?.entity) return groupsWithin(model, entity, bound)
  if (entity.name === model.roles.user?.entity) return usersWithin(model, entity, actor, bound)
  if (entity.group === null) return entity.owner === null ? EVERYTHING : ownedWithin(model, entity, actor, bound)
  return anyOf(
    pathAmong(model, entity, entity.group, bound.groups),
    allOf(withoutGroup(model, entity, entity.group), ownedWithin(model, entity, actor, bound)),
  )
})
