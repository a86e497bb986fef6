import { refuse, type Change, type Localized, type Row, type Write } from '../kernel'
import { entityOf, parseRecord, type Model } from '../model'
import { EVERYTHING, isAmong } from '../query'
import type { Decision, DecisionContext, Reaction } from '../storage'
import type { Actor } from './actor'
import { administrator, allAccess } from './built-in-profiles'
import { findProfile } from './find-profile'
import { beyond, type Holding } from './holding'
import { administersAll, administratorProfiles, administratorRemains } from './last-administrator'
import { reportFurtherUp } from './manager'
import { problem } from './problem'
import { actorFromRecords, storedAccess } from './resolve-actor'
import { teamOf } from './team'

const idsOf = (changes: readonly Change[], type: Change['type']): readonly string[] =>
  changes.filter((change) => change.type === type).map(({ id }) => id)

const role = (entity: string | undefined): readonly string[] => (entity === undefined ? [] : [entity])

/**
 * What the one who acts lacks of what somebody has or would have; nothing for the system. Only who has just removed themselves is
 * not there: they take nobody else's rights.
 */
function* lacking(wanted: Holding, context: DecisionContext): Decision<readonly Localized[]> {
  const actor = yield* actingUser(context)
  return actor === null ? [] : yield* beyond(actor, wanted, context)
}

function* actingUser(context: DecisionContext): Decision<Actor | null> {
  return context.actor === null ? null : yield* actorFromRecords(context.actor, context)
}

/**
 * The first user of all becomes administrator, every later one gets all access; who has something already keeps it. Nobody gives
 * what they do not hold: a user made by somebody without all access has nothing until rights are assigned, and one made by somebody
 * whom an organisation bounds is bounded by it, too.
 */
function* welcome(users: readonly string[], context: DecisionContext): Decision<readonly Write[]> {
  if (users.length === 0) return []
  const access = entityOf(context.model, 'userAccess')
  const somebody = yield { entity: access.name, where: EVERYTHING, limit: 1 }
  const organisation = (yield* actingUser(context))?.bound?.organisation ?? null
  const wanted = { profile: allAccess, reach: 'all', regions: [], groups: [], organisation } as const
  if ((yield* lacking(wanted, context)).length > 0) return []
  const rows = users.map((id, index) => {
    const { code } = index === 0 && somebody.length === 0 ? administrator : allAccess
    return parseRecord(access, { id, profile: code, reach: 'all', organisationId: organisation })
  })
  return [{ type: 'insert', entity: access.name, rows, onConflict: 'skip', key: ['id'] }]
}

/** Nobody takes more than they hold, by removing the user either. Refused with `rights.not_held`. */
function* demandHeld(leaving: readonly Row[], grants: readonly Row[], context: DecisionContext): Decision<void> {
  if (context.actor === null) return
  for (const row of leaving) {
    const own = grants.filter((grant) => grant['userId'] === row['id'])
    const named = (field: string) => own.flatMap((grant) => (typeof grant[field] === 'string' ? [grant[field]] : []))
    const { reach, organisationId: organisation } = storedAccess.parse(row)
    const team = yield* teamOf(String(row['id']), context)
    const profile = yield* findProfile(String(row['profile']), '', context)
    const holding = { profile, reach, team, regions: named('regionId'), groups: named('groupId'), organisation }
    const missing = yield* lacking(holding, context)
    if (missing.length > 0) refuse(problem('rights.not_held', { data: { missing } }))
  }
}

/**
 * What a user had leaves with them, and who reported to them reports further up. The last administrator stays: refused with `rights.last_administrator`; and so does whoever has
 * more than the one who acts.
 */
function* dismiss(users: readonly string[], context: DecisionContext): Decision<readonly Write[]> {
  if (users.length === 0) return []
  const access = entityOf(context.model, 'userAccess')
  const grant = entityOf(context.model, 'userGrant')
  const held = yield { entity: access.name, where: isAmong(access, 'id', users), lock: 'update' }
  const administrators = yield* administratorProfiles(context)
  const leaving = held.find((row) => administersAll(storedAccess.parse(row), administrators))
  if (leaving !== undefined && !(yield* administratorRemains(users, administrators, context)))
    refuse(problem('rights.last_administrator', { data: { user: leaving['id'] } }))
  const grants = yield { entity: grant.name, where: isAmong(grant, 'userId', users) }
  yield* demandHeld(held, grants, context)
  return [
    ...(yield* reportFurtherUp(held, users, context)),
    ...grants.map((row): Write => ({ type: 'remove', entity: grant.name, id: String(row['id']) })),
    ...held.map((row): Write => ({ type: 'remove', entity: access.name, id: String(row['id']) })),
  ]
}

const usersComeAndGo: Reaction = {
  name: 'permissions.users_come_and_go',
  entities: (model) => role(model.roles.user?.entity),
  *react({ changes }, context) {
    return [
      ...(yield* dismiss(idsOf(changes, 'removed'), context)),
      ...(yield* welcome(idsOf(changes, 'created'), context)),
    ]
  },
}

/** A group that is removed is nobody's any more. */
const removedGroupsAreTaken: Reaction = {
  name: 'permissions.removed_groups_are_taken',
  entities: (model) => role(model.roles.group?.entity),
  *react({ changes }, context) {
    const groups = idsOf(changes, 'removed')
    if (groups.length === 0) return []
    const grant = entityOf(context.model, 'userGrant')
    const rows = yield { entity: grant.name, where: isAmong(grant, 'groupId', groups) }
    return rows.map((row): Write => ({ type: 'remove', entity: grant.name, id: String(row['id']) }))
  },
}

/**
 * What the rights do by themselves. For where the library keeps the users: leave them out where the host supplies its actors.
 * A transaction that creates or removes records of {@link entitiesUnderRightsLock} must hold the lock {@link RIGHTS_LOCK}:
 * otherwise two users created at once could both be the first.
 */
export const permissionReactions: readonly Reaction[] = [usersComeAndGo, removedGroupsAreTaken]

/** The entities whose records come and go under the lock of the rights. */
export const entitiesUnderRightsLock = (model: Model): readonly string[] => role(model.roles.user?.entity)
