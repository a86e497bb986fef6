import { entityOf } from '../model'
import { isAmong } from '../query'
import type { Reaction } from '../storage'

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
