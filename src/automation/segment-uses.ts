import type { SegmentUses } from '../lists'
import { entityOf } from '../model'
import { allOf, isAmong, isMissing } from '../query'
import { automationOf } from './automation-entities'
import { isOfSegment, SEGMENT_TRIGGERS } from './trigger'

/** The automations that wait for who enters or leaves some segments, those switched off too. */
export const automationsOfSegments: SegmentUses = function* (segments, { model }) {
  const entity = entityOf(model, 'automation')
  const where = allOf(isMissing(entity, 'removedAt'), isAmong(entity, 'triggerType', SEGMENT_TRIGGERS))
  return (yield { entity: entity.name, where }).map(automationOf).flatMap(({ id, name, trigger }) =>
    isOfSegment(trigger) && segments.includes(trigger.segment)
      ? [
          {
            entity: entity.name,
            id,
            label: { fr: `l'automatisation ${name}`, en: `the automation ${name}` },
          },
        ]
      : [],
  )
}
