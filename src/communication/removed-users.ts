import { entityOf } from '../model'
import { isAmong } from '../query'
import type { Reaction } from '../storage'
import { composedLists, recomposed } from './composed-lists'
import { partsOf, type Composition, type CompositionPart } from './composition'

/** A user who is removed leaves the lists they were put on. */
export const removedUsersLeaveLists: Reaction = {
  name: 'communication.removedUsersLeaveLists',
  entities: (model) => (model.roles.user === null ? [] : [model.roles.user.entity]),
  *react({ changes }, context) {
    const removed = changes.filter((change) => change.type === 'removed').map((change) => change.id)
    if (removed.length === 0) return []
    const entity = entityOf(context.model, 'distributionListMember')
    const rows = yield { entity: entity.name, where: isAmong(entity, 'userId', removed) }
    return rows.map((row) => ({ type: 'remove', entity: entity.name, id: String(row['id']) }))
  },
}

interface Removed {
  readonly users: ReadonlySet<string>
  readonly groups: ReadonlySet<string>
}

const names = (part: CompositionPart, { users, groups }: Removed): boolean =>
  'users' in part
    ? part.users.some((id) => users.has(id))
    : 'groups' in part && part.groups.some((id) => groups.has(id))

/** What is left of a part; nothing of one whose last user or group it was. */
function left(part: CompositionPart, { users, groups }: Removed): readonly CompositionPart[] {
  if ('users' in part) {
    const kept = part.users.filter((id) => !users.has(id))
    return kept.length === 0 ? [] : [{ users: kept }]
  }
  if (!('groups' in part)) return [part]
  const kept = { ...part, groups: part.groups.filter((id) => !groups.has(id)) }
  return kept.groups.length + kept.regions.length === 0 ? [] : [kept]
}

const withoutRemoved = ({ version, include, exclude }: Composition, removed: Removed): Composition => ({
  version,
  include: include.flatMap((part) => left(part, removed)),
  exclude: exclude.flatMap((part) => left(part, removed)),
})

/**
 * Users and groups that are removed leave the compositions that name them: another who gets the id later is not meant. A list whose last
 * part goes with them has nobody on it.
 */
export const removedLeaveCompositions: Reaction = {
  name: 'communication.removedLeaveCompositions',
  entities: ({ roles }) => [roles.user, roles.group].flatMap((role) => role?.entity ?? []),
  *react({ changes }, context) {
    const { roles } = context.model
    const gone = (role: 'user' | 'group'): ReadonlySet<string> =>
      new Set(
        changes.flatMap(({ entity, type, id }) => (type === 'removed' && entity === roles[role]?.entity ? [id] : [])),
      )
    const removed: Removed = { users: gone('user'), groups: gone('group') }
    if (removed.users.size + removed.groups.size === 0) return []
    const lists = yield* composedLists(context, 'update')
    return lists
      .filter(({ composition }) => partsOf(composition).some(({ part }) => names(part, removed)))
      .map(({ row, composition }) => recomposed(row, withoutRemoved(composition, removed)))
  },
}
