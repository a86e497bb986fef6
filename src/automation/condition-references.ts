import { entityOf } from '../model'
import { isMissing } from '../query'
import { criteriaReferences } from '../regions'

/** The regions that automations name in their conditions; of those that were deleted nothing acts any more. */
export const automationReferences = criteriaReferences({
  entity: 'automation',
  field: 'condition',
  where: (model) => isMissing(entityOf(model, 'automation'), 'removedAt'),
  label: ({ name }) => ({ fr: `l'automatisation ${String(name)}`, en: `the automation ${String(name)}` }),
})
