import { refuse } from '../kernel'
import { listProblem, segmentToUse } from '../lists'
import { entityOf } from '../model'
import type { Decision, DecisionContext } from '../storage'
import { problem } from './problem'
import { isOfSegment, memberRoleOf, subjectBinding, triggerFacts, type SubjectRole, type Trigger } from './trigger'

/** What an automation is about: the entity of its subjects, and the role that it plays. */
export interface Subject {
  readonly role: SubjectRole
  readonly entity: string
}

/**
 * What a trigger is about. A segment that is named stays until the transaction ends.
 *
 * @throws refusals `lists.segment_unknown`, `automation.segment_subject`.
 */
export function* subjectOf(trigger: Trigger, context: DecisionContext): Decision<Subject> {
  const { model } = context
  if (!isOfSegment(trigger)) {
    const role = triggerFacts(trigger.on).subject
    return { role, entity: subjectBinding(model, role)?.entity ?? role }
  }
  const path = '/trigger/segment'
  const found = yield* segmentToUse(trigger.segment, context)
  if (found === null) return refuse(listProblem('lists.segment_unknown', { path, data: { segment: trigger.segment } }))
  const role = memberRoleOf(model, found.entity)
  if (role !== null) return { role, entity: found.entity }
  const data = { segment: found.segment.name, entity: entityOf(model, found.entity).label }
  return refuse(problem('automation.segment_subject', { path, data }))
}
