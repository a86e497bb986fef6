import { entityOf, type EntityDefinition, type Model } from '../model'
import type { OrganisationBound } from '../permissions'
import { anyOf, isAmong, isEqual, isMissing, type BoundCriteria } from '../query'

/** Records on the other side of a relation of the kernel's own entities. */
function related(model: Model, entity: EntityDefinition, name: string, criteria: BoundCriteria): BoundCriteria {
  const relation = entity.relations.get(name)
  if (relation === undefined) throw new Error(`The entity ${entity.name} has no relation ${name}`)
  return { type: 'related', relation, target: entityOf(model, relation.target), negated: false, criteria }
}

/** The lists that a user was put on, and that of everyone; which dynamic lists they are on takes questions to know. */
export function listsWith(model: Model, user: string): BoundCriteria {
  const list = entityOf(model, 'distributionList')
  const member = entityOf(model, 'distributionListMember')
  return anyOf(isEqual(list, 'kind', 'everyone'), related(model, list, 'members', isEqual(member, 'userId', user)))
}

/** The announcements meant for a user, whatever their dates: those of the lists they are on, `dynamic` being those of dynamic lists. */
export function meantFor(model: Model, user: string, dynamic: BoundCriteria): BoundCriteria {
  return anyOf(related(model, entityOf(model, 'announcement'), 'list', listsWith(model, user)), dynamic)
}

/** The announcements that somebody may meet whom an organisation bounds: those of the whole, of it, of those above it and below it. */
export function announcementsWithin(model: Model, { organisations, above }: OrganisationBound): BoundCriteria {
  const entity = entityOf(model, 'announcement')
  return anyOf(isMissing(entity, 'organisationId'), isAmong(entity, 'organisationId', [...organisations, ...above]))
}
