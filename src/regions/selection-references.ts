import type { Row, Write } from '../kernel'
import { entityOf } from '../model'
import { allOf, isAmong, isEqual } from '../query'
import type { Decision, DecisionContext, Reaction } from '../storage'
import type { RegionReferences } from './region-references'

const PART = 'groupSelectionPart'

/** The parts by which selections follow regions. Of a frozen one a region is only where its groups came from. */
function* following(
  regions: readonly string[],
  context: DecisionContext,
): Decision<{ readonly parts: readonly Row[]; readonly selections: ReadonlyMap<string, Row> }> {
  const part = entityOf(context.model, PART)
  const selection = entityOf(context.model, 'groupSelection')
  const parts = yield { entity: PART, where: allOf(isAmong(part, 'regionId', regions), isEqual(part, 'frozen', false)) }
  const rows = yield {
    entity: selection.name,
    where: allOf(
      isAmong(
        selection,
        'id',
        parts.map((row) => String(row['selectionId'])),
      ),
      isEqual(selection, 'automaticallyAddNewGroups', true),
    ),
  }
  const selections = new Map(rows.map((row) => [String(row['id']), row]))
  return { parts: parts.filter((row) => selections.has(String(row['selectionId']))), selections }
}

/** Saved selections that follow regions. */
export const selectionReferences: RegionReferences = {
  *uses(regions, context) {
    const { selections } = yield* following(regions, context)
    return [...selections].map(([id, row]) => ({
      entity: 'groupSelection',
      id,
      label: { fr: `la sélection ${String(row['name'])}`, en: `the selection ${String(row['name'])}` },
    }))
  },
  *replace(regions, replacement, context) {
    const { parts, selections } = yield* following(regions, context)
    const part = entityOf(context.model, PART)
    const there = yield {
      entity: PART,
      where: allOf(
        isAmong(part, 'selectionId', selections.keys()),
        isEqual(part, 'regionId', replacement),
        isEqual(part, 'frozen', false),
      ),
    }
    const have = new Set(there.map((row) => row['selectionId']))
    const moved = parts.map((row): Write => {
      const id = String(row['id'])
      if (have.has(row['selectionId'])) return { type: 'remove', entity: PART, id }
      have.add(row['selectionId'])
      return { type: 'update', entity: PART, id, set: { regionId: replacement } }
    })
    // Whoever read the selection before sees that it changed.
    const versions = [...selections].map(([id, row]): Write => ({
      type: 'update',
      entity: 'groupSelection',
      id,
      set: { version: Number(row['version']) + 1 },
    }))
    return [...moved, ...versions]
  },
}

/** A group that is removed is in no selection any more. */
export const removedGroupsAreNotSelected: Reaction = {
  name: 'regions.removed_groups_are_not_selected',
  entities: (model) => (model.roles.group === null ? [] : [model.roles.group.entity]),
  *react({ changes }, context) {
    const removed = changes.filter(({ type }) => type === 'removed').map(({ id }) => id)
    if (removed.length === 0) return []
    const part = entityOf(context.model, PART)
    const rows = yield { entity: PART, where: isAmong(part, 'groupId', removed) }
    return rows.map((row): Write => ({ type: 'remove', entity: PART, id: String(row['id']) }))
  },
}
