import type { Change, Write } from '../kernel'
import { entityOf } from '../model'
import { isAmong } from '../query'
import type { Reaction } from '../storage'
import { accessOf } from './resolve-actor'

const ids = (changes: readonly Change[], type: Change['type']): readonly string[] =>
  changes.filter((change) => change.type === type).map(({ id }) => id)

/** A group that is removed is in no organisation any more. */
const removedGroupsLeaveOrganisations: Reaction = {
  name: 'permissions.removed_groups_leave_organisations',
  entities: (model) => (model.roles.group === null ? [] : [model.roles.group.entity]),
  *react({ changes }, context) {
    const removed = ids(changes, 'removed')
    if (removed.length === 0) return []
    const member = entityOf(context.model, 'organisationGroup')
    const rows = yield { entity: member.name, where: isAmong(member, 'groupId', removed) }
    return rows.map((row): Write => ({ type: 'remove', entity: member.name, id: String(row['id']) }))
  },
}

/** A group that somebody creates whom an organisation bounds is in that organisation: where it is in none, they would not see it. */
const createdGroupsJoinOrganisations: Reaction = {
  name: 'permissions.created_groups_join_organisations',
  entities: (model) => (model.roles.group === null ? [] : [model.roles.group.entity]),
  *react({ changes }, context) {
    const created = ids(changes, 'created')
    if (created.length === 0 || context.actor === null) return []
    const organisationId = (yield* accessOf(context.actor, context))?.organisationId ?? null
    if (organisationId === null) return []
    const rows = created.map((groupId) => ({ id: context.identifiers.next(), groupId, organisationId }))
    return [{ type: 'insert', entity: 'organisationGroup', rows, onConflict: 'skip', key: ['groupId'] }]
  },
}

/** What organisations do by themselves. */
export const organisationReactions: readonly Reaction[] = [
  removedGroupsLeaveOrganisations,
  createdGroupsJoinOrganisations,
]
