import { refuse, type Change, type Write } from '../kernel'
import { entityOf, parseRecord, type Model } from '../model'
import { EVERYTHING, isAmong } from '../query'
import type { Decision, DecisionContext, Reaction } from '../storage'
import { administrator, allAccess } from './built-in-profiles'
import { administratorProfiles, administratorRemains } from './last-administrator'
import { problem } from './problem'

const idsOf = (changes: readonly Change[], type: Change['type']): readonly string[] =>
  changes.filter((change) => change.type === type).map(({ id }) => id)

const role = (entity: string | undefined): readonly string[] => (entity === undefined ? [] : [entity])

/** The first user of all becomes administrator, every later one gets all access; who has something already keeps it. */
function* welcome(users: readonly string[], context: DecisionContext): Decision<readonly Write[]> {
  if (users.length === 0) return []
  const access = entityOf(context.model, 'userAccess')
  const somebody = yield { entity: access.name, where: EVERYTHING, limit: 1 }
  const rows = users.map((id, index) => {
    const { code } = index === 0 && somebody.length === 0 ? administrator : allAccess
    return parseRecord(access, { id, profile: code, reach: 'all' })
  })
  return [{ type: 'insert', entity: access.name, rows, onConflict: 'skip', key: ['id'] }]
}

/** What a user had leaves with them. The last administrator stays: refused with `rights.last_administrator`. */
function* dismiss(users: readonly string[], context: DecisionContext): Decision<readonly Write[]> {
  if (users.length === 0) return []
  const access = entityOf(context.model, 'userAccess')
  const grant = entityOf(context.model, 'userGrant')
  const held = yield { entity: access.name, where: isAmong(access, 'id', users), lock: 'update' }
  const administrators = yield* administratorProfiles(context)
  const leaving = held.find((row) => row['active'] === true && administrators.includes(String(row['profile'])))
  if (leaving !== undefined && !(yield* administratorRemains(users, administrators, context)))
    refuse(problem('rights.last_administrator', { data: { user: leaving['id'] } }))
  const grants = yield { entity: grant.name, where: isAmong(grant, 'userId', users) }
  return [
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
