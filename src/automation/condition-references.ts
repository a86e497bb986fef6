import type { Write } from '../kernel'
import type { KeptCriteria } from '../lists'
import { entityOf, type Model } from '../model'
import { isMissing, type BoundCriteria } from '../query'
import { criteriaReferences } from '../regions'

const standing = (model: Model): BoundCriteria => isMissing(entityOf(model, 'automation'), 'removedAt')

/** The regions that automations name in their conditions; of those that were deleted nothing acts any more. */
export const automationReferences = criteriaReferences({
  entity: 'automation',
  field: 'condition',
  where: standing,
  label: ({ name }) => ({ fr: `l'automatisation ${String(name)}`, en: `the automation ${String(name)}` }),
})

/** The conditions of automations, those switched off too, follow codes that are moved into others. */
export const keptConditions: KeptCriteria = function* (rewritten, { model }) {
  const rows = yield { entity: 'automation', where: standing(model), lock: 'update' }
  return rows.flatMap((row): Write[] => {
    const condition = rewritten(row['condition'])
    if (condition === null) return []
    const set = { condition, version: Number(row['version']) + 1 }
    return [{ type: 'update', entity: 'automation', id: String(row['id']), set }]
  })
}
