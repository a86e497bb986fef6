import type { Write } from '../kernel'
import type { Reaction } from '../storage'
import { end } from './lineage'
import { lockHolders } from './place-groups'
import { removedGroupsAreNotSelected } from './selection-references'
import { demandNotEmptied } from './standing-regions'

/**
 * A group that is removed leaves its regions, in the same transaction. Where it is the last of a region the whole is refused
 * with `region.left_empty`.
 */
const removedGroupsLeave: Reaction = {
  name: 'regions.removed_groups_leave',
  entities: (model) => (model.roles.group === null ? [] : [model.roles.group.entity]),
  *react({ changes }, context) {
    const removed = changes.filter(({ type }) => type === 'removed').map(({ id }) => id)
    if (removed.length === 0) return []
    const { locked, current } = yield* lockHolders(removed, [], context)
    const writes: Write[] = []
    for (const region of locked.values()) {
      const rows = current.filter((row) => row['regionId'] === region.id)
      const groups = rows.map((row) => String(row['groupId']))
      if (groups.length > 0) yield* demandNotEmptied(region, { groups, regions: [] }, '', context)
      writes.push(...end('regionMembership', rows, context))
    }
    return writes
  },
}

export const regionReactions: readonly Reaction[] = [removedGroupsLeave, removedGroupsAreNotSelected]
