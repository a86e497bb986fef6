import { bindingAt, groupsNamed } from '../lists'
import { entityOf } from '../model'
import { boundOf, pathAmong, usersOf } from '../permissions'
import { bindQuery, isEqual, NOTHING, type BoundCriteria, type PreparedQuery } from '../query'
import { groupsWithin } from '../regions'
import type { Decision, DecisionContext } from '../storage'
import { audienceOf, membersKept, partsIn, type AudienceReading } from './audience-reading'
import { userEntity, type PlacesPart } from './composition'
import type { KnownLists, KnownPart } from './known-lists'

/** How criteria of compositions are bound at a moment: nobody in particular asks, and a region that is gone has no groups. */
export function* boundAt(
  parts: readonly KnownPart[],
  context: DecisionContext,
): Decision<(query: PreparedQuery) => BoundCriteria> {
  const groups = new Map<PreparedQuery, Readonly<Record<string, readonly string[]>>>()
  for (const { means } of parts)
    if ('asks' in means) groups.set(means.asks, yield* groupsNamed(means.asks.query, context))
  return (query) => bindQuery(query, bindingAt(context, groups.get(query) ?? {}, context.now))
}

/**
 * The members of a list as one set of criteria over users, everything in it as it is at the moment of the context: a page, a count and
 * a stream of members are each one question, whatever the list is made of.
 *
 * @throws refusals `communication.no_users` and those of a list that cannot be read any more.
 */
export function* membersCriteria(id: string, lists: KnownLists, context: DecisionContext): Decision<BoundCriteria> {
  const { model } = context
  const user = userEntity(model)
  const parts = partsIn([id], lists)
  const asked = yield* boundAt(parts, context)
  const groups = new Map<PlacesPart, readonly string[]>()
  for (const { means } of parts)
    if ('regions' in means) groups.set(means, [...(yield* groupsWithin(means.regions, null, context)), ...means.groups])
  const organisations = new Map<string, BoundCriteria>()
  for (const { organisationId } of lists.values())
    if (organisationId !== null && !organisations.has(organisationId))
      organisations.set(organisationId, usersOf(model, yield* boundOf(organisationId, context)))
  const reading: AudienceReading = {
    placed: (part) => (user.group === null ? NOTHING : pathAmong(model, user, user.group, groups.get(part) ?? [])),
    chosen: (list) => membersKept(model, isEqual(entityOf(model, 'distributionListMember'), 'listId', list)),
    asked,
    within: (organisation) => organisations.get(organisation) ?? NOTHING,
  }
  return audienceOf(model, id, lists, reading)
}
