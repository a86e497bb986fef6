import type { QueryUses } from '../../lists'
import type { Write } from '../../kernel'
import { entityOf } from '../../model'
import { allOf, isAmong, isEqual } from '../../query'
import { criteriaReferences, type RegionReferences } from '../../regions'
import type { Reaction } from '../../storage'
import { endedExports } from './edit-recurring'
import { definitionOf, standingExports } from './recurring-export'

const EXPORT = 'recurringExport'

const labelOf = (name: unknown) => ({
  fr: `l'export récurrent ${String(name)}`,
  en: `the recurring export ${String(name)}`,
})

/** Recurring exports run saved queries, also while they are switched off. */
export const exportQueryUses: QueryUses = function* (queries, { model }) {
  const where = allOf(isAmong(entityOf(model, EXPORT), 'queryId', queries), standingExports(model))
  const rows = yield { entity: EXPORT, where, fields: ['name'] }
  return rows.map((row) => ({ entity: EXPORT, id: String(row['id']), label: labelOf(row['name']) }))
}

/** Recurring exports follow regions. Of a frozen one a region is only where its groups came from. */
export const exportRegionReferences: RegionReferences = criteriaReferences({
  entity: EXPORT,
  field: 'groups',
  where: (model) => allOf(isEqual(entityOf(model, EXPORT), 'automaticallyAddNewGroups', true), standingExports(model)),
  label: (row) => labelOf(row['name']),
})

/** The exports of a user who is removed end with them. */
export const removedUsersEndExports: Reaction = {
  name: 'reports.removed_users_end_exports',
  entities: (model) => (model.roles.user === null ? [] : [model.roles.user.entity]),
  *react({ changes }, context) {
    const removed = changes.filter(({ type }) => type === 'removed').map(({ id }) => id)
    if (removed.length === 0) return []
    const where = allOf(isAmong(entityOf(context.model, EXPORT), 'ownerId', removed), standingExports(context.model))
    const rows = yield { entity: EXPORT, where, fields: [], lock: 'update' }
    return rows.length === 0
      ? []
      : yield* endedExports(
          rows.map((row) => String(row['id'])),
          context,
        )
  },
}

/** A group that is removed is in no export any more; one whose last group it was exports nothing. */
export const removedGroupsLeaveExports: Reaction = {
  name: 'reports.removed_groups_leave_exports',
  entities: (model) => (model.roles.group === null ? [] : [model.roles.group.entity]),
  *react({ changes }, context) {
    const removed = new Set(changes.filter(({ type }) => type === 'removed').map(({ id }) => id))
    if (removed.size === 0) return []
    const without = (groups: readonly string[]) => groups.filter((group) => !removed.has(group))
    const rows = yield { entity: EXPORT, where: standingExports(context.model), lock: 'update' }
    return rows.map(definitionOf).flatMap(({ id, groups, frozenGroups }): readonly Write[] => {
      if (groups === null) return []
      const chosen = { ...groups.selection, groups: without(groups.selection.groups) }
      const kept = frozenGroups === null ? null : without(frozenGroups)
      const set = { groups: { ...groups, selection: chosen }, frozenGroups: kept }
      return [{ type: 'update', entity: EXPORT, id, set }]
    })
  },
}
