import { z } from 'zod'
import type { Row } from '../kernel'
import { entityOf } from '../model'
import { isEqual } from '../query'
import { groupsOfSelection, groupsWithin } from '../regions'
import { atOnce, type Decision, type DecisionContext } from '../storage'
import type { Actor, Profile, SuppliedActor } from './actor'
import { findProfile } from './find-profile'
import type { Reach } from './level'
import { modulesSwitchedOff } from './module-switch'
import { boundOf, groupsInBound, namedBound, type OrganisationBound } from './organisation-bound'
import type { SharedRecord } from './share'
import { firstExpiry, sharedWith } from './standing-shares'
import { teamOf } from './team'

/** What the kernel keeps of a user's access. */
export const storedAccess = z.object({
  profile: z.string(),
  reach: z.enum(['own', 'structure', 'all']),
  active: z.boolean(),
  managerId: z.string().nullable().default(null),
  organisationId: z.string().nullable().default(null),
  version: z.number(),
})

export type UserAccess = z.output<typeof storedAccess>

/** What the kernel's records say a user has, or null. */
export function* accessOf(user: string, context: DecisionContext, lock?: 'update'): Decision<UserAccess | null> {
  const access = entityOf(context.model, 'userAccess')
  const [row] = yield {
    entity: access.name,
    where: isEqual(access, 'id', user),
    ...(lock === undefined ? {} : { lock }),
  }
  return row === undefined ? null : storedAccess.parse(row)
}

/** The regions and single groups that a user is given. */
export function* grantsOf(
  user: string,
  context: DecisionContext,
): Decision<{ readonly regions: readonly Row[]; readonly groups: readonly Row[] }> {
  const grant = entityOf(context.model, 'userGrant')
  const rows = yield { entity: grant.name, where: isEqual(grant, 'userId', user) }
  return {
    regions: rows.filter((row) => typeof row['regionId'] === 'string'),
    groups: rows.filter((row) => typeof row['groupId'] === 'string'),
  }
}

/** The record of a user where the model has users; null where it is not there, empty where the model has none. */
export function* userRecord(user: string, context: DecisionContext): Decision<Row | null> {
  const role = context.model.roles.user
  if (role === null) return {}
  const entity = entityOf(context.model, role.entity)
  const [row] = yield { entity: entity.name, where: isEqual(entity, 'id', user) }
  return row ?? null
}

/** What holds of users wherever their rights come from: what is shared with them, and what is switched off for everybody. */
function* commonRights(
  user: string,
  context: DecisionContext,
): Decision<{
  readonly shares: readonly SharedRecord[]
  readonly modulesOff: readonly string[]
  readonly validUntil: Date | null
}> {
  const [shares, modulesOff] = yield* atOnce(sharedWith(user, context), modulesSwitchedOff(context))
  return { shares, modulesOff, validUntil: firstExpiry(shares) }
}

/** The regions that a user is given, and the groups: those of the regions as they are now, then single ones. */
function* placesOf(
  user: string,
  context: DecisionContext,
): Decision<{ readonly regions: readonly string[]; readonly groups: readonly string[] }> {
  const grants = yield* grantsOf(user, context)
  const regions = grants.regions.map((row) => String(row['regionId']))
  const within = yield* groupsWithin(regions, null, context)
  return { regions, groups: [...new Set([...within, ...grants.groups.map((row) => String(row['groupId']))])] }
}

/** What needs no question. */
function* given<T>(value: T): Decision<T> {
  yield* []
  return value
}

/** What a user's access gives. Null where there is none, or it is not active. */
function* standingOf(
  user: string,
  context: DecisionContext,
): Decision<{ readonly profile: Profile; readonly reach: Reach; readonly bound: OrganisationBound | null } | null> {
  const access = yield* accessOf(user, context)
  if (access === null || !access.active) return null
  const [profile, bound] = yield* atOnce(
    findProfile(access.profile, '', context),
    access.organisationId === null ? given(null) : boundOf(access.organisationId, context),
  )
  return { profile, reach: access.reach, bound }
}

/**
 * Who a user is by the kernel's own records, the groups of their regions as they are now. Null, and so no right at all, for a user
 * who is not there, has no profile or was made inactive. `record` is the user's where it was read already.
 */
export function* actorFromRecords(user: string, context: DecisionContext, record?: Row): Decision<Actor | null> {
  const [standing, fields, places, team, common] = yield* atOnce(
    standingOf(user, context),
    record === undefined ? userRecord(user, context) : given(record),
    placesOf(user, context),
    teamOf(user, context),
    commonRights(user, context),
  )
  if (standing === null || fields === null) return null
  const { regions, groups } = places
  return { id: user, ...standing, groups: groupsInBound(groups, standing.bound), regions, team, fields, ...common }
}

/**
 * Who a user is by what the host's identity system says, its regions resolved as they are now. What is not supplied is no right:
 * without a reach, one's own records; without groups and regions, no group.
 *
 * @throws refusals `rights.profile_unknown` at `/profile`, `region.unknown` at `/regions/<index>`, `organisation.unknown` at
 * `/organisation`.
 */
export function* actorFromSupplied(user: string, supplied: SuppliedActor, context: DecisionContext): Decision<Actor> {
  const { profile, reach = 'own', groups = [], regions = [], team = [], organisation = null, fields = {} } = supplied
  const [bound, held, within, common] = yield* atOnce(
    organisation === null ? given(null) : namedBound(organisation, '/organisation', context),
    typeof profile === 'string' ? findProfile(profile, '/profile', context) : given(profile),
    groupsOfSelection({ regions, groups }, null, context),
    commonRights(user, context),
  )
  return {
    id: user,
    profile: held,
    reach,
    groups: groupsInBound(within, bound),
    regions,
    team,
    bound,
    fields,
    ...common,
  }
}
