import { refuse } from '../kernel'
import { segmentCatalogue } from '../lists'
import { entityOf } from '../model'
import { allOf, isAmong, isEqual } from '../query'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { isOn, type Automation } from './automation-entities'
import { standing } from './decisions'
import { gathered, newRun } from './placing'
import { occurrenceOf, planFrom } from './planner'
import { problem } from './problem'
import { isOfSegment } from './trigger'

/** What still is to be done, was done, or could not be: whoever has such a run is not reached again. */
const REACHED = ['pending', 'done', 'failed'] as const

/** Refused with `automation.unknown`, `automation.not_of_members` where it is off or does not wait for who enters a segment. */
export function* demandReaching(id: string, context: DecisionContext): Decision<Automation> {
  const automation = yield* standing(id, context)
  const { trigger } = automation
  if (!isOn(automation) || !isOfSegment(trigger) || trigger.on !== 'segment.entered')
    refuse(problem('automation.not_of_members', { data: { automation: automation.name } }))
  return automation
}

/**
 * Sets an automation off for some records, as if they entered its segment now: for those that are inside, and that it has not reached yet.
 * `campaign` names the call. Members stay as they are until the transaction ends. Refused as {@link demandReaching}.
 */
export function* reachMembers(
  id: string,
  records: readonly string[],
  campaign: string,
  context: DecisionContext,
): Decision<Outcome<void>> {
  const { model, now } = context
  const automation = yield* demandReaching(id, context)
  const { trigger } = automation
  const catalogue = yield* segmentCatalogue(context)
  const followed = isOfSegment(trigger) ? catalogue.byId.get(trigger.segment) : undefined
  if (followed === undefined) return { writes: [], value: undefined }
  const member = entityOf(model, 'segmentMember')
  const run = entityOf(model, 'automationRun')
  const inside = yield {
    entity: member.name,
    where: allOf(
      isEqual(member, 'segmentId', followed.segment.id),
      isAmong(member, 'recordId', records),
      isEqual(member, 'inside', true),
    ),
    lock: 'share',
  }
  const reached = yield {
    entity: run.name,
    where: allOf(isEqual(run, 'automationId', id), isAmong(run, 'subjectId', records), isAmong(run, 'status', REACHED)),
    fields: ['subjectId'],
  }
  const already = new Set(reached.map((row) => row['subjectId']))
  const occurrence = occurrenceOf(trigger.on, campaign)
  const writes = inside
    .map((row) => String(row['recordId']))
    .filter((record) => !already.has(record))
    .map((record) => {
      const subject = { entity: followed.entity.name, id: record }
      return newRun(planFrom(automation, subject, null, occurrence, now, context), context)
    })
  return { writes: gathered(writes), value: undefined }
}
