import { addDays, civilDateOf, sameValue, startOfDay, type Write } from '../kernel'
import { entityOf } from '../model'
import { allOf, compares, isEqual } from '../query'
import type { Decision, DecisionContext, Reaction } from '../storage'
import { automationOf, isOn, runOf, type Automation, type AutomationRun } from './automation-entities'
import { groupedBy } from './grouping'
import { planDate, planFrom } from './planner'
import { cancelRun, gathered, placeRun } from './placing'
import { holdingRuns, pendingRuns, rowsById } from './reading'
import { offsetDaysOf } from './timing'
import { stillTold } from './segment-reaction'
import { dateSlotOf, isOfSegment } from './trigger'

/** Further than any zone is from another, and any time of day from midnight. */
const MARGIN_DAYS = 3

/** Plans the dates of every subject that is still ahead; what waits and is no longer ahead is skipped, and says so. */
function* planAhead(automation: Automation, context: DecisionContext): Decision<readonly Write[]> {
  const { model, now, timeZone } = context
  const slot = dateSlotOf(automation.trigger.on)
  const binding = model.roles.event
  const name = slot === null ? null : (binding?.fields[slot] ?? null)
  if (binding === null || name === null) return []
  const entity = entityOf(model, binding.entity)
  const first = addDays(civilDateOf(now, timeZone), -offsetDaysOf(automation.timing) - MARGIN_DAYS)
  const bound = entity.fields.get(name)?.kind === 'date' ? first : startOfDay(first, timeZone)
  const held = yield* holdingRuns(model, [automation.id], null)
  const bySubject = groupedBy(held, (run) => run.subjectId)
  const ahead = yield { entity: entity.name, where: compares(entity, name, 'gte', bound) }
  const seen = new Set(ahead.map((row) => String(row['id'])))
  const waiting = held.filter((run) => run.status === 'pending' && !seen.has(run.subjectId))
  const behind = yield* rowsById(
    model,
    entity.name,
    waiting.map((run) => run.subjectId),
  )
  return [...ahead, ...behind.values()].flatMap((subject) => {
    const plan = planDate(automation, subject, context)
    const its = bySubject.get(String(subject['id'])) ?? []
    return plan === null ? [] : placeRun(plan, its, context, { aheadOnly: true })
  })
}

/** Runs of something that happened, under the automation's timing as it is now: the moment it happened stays. */
function* planHappened(
  automation: Automation,
  runs: readonly AutomationRun[],
  context: DecisionContext,
): Decision<readonly Write[]> {
  const { model } = context
  const event = model.roles.event
  const events =
    event === null
      ? new Map()
      : yield* rowsById(
          model,
          event.entity,
          runs.map((run) => run.eventId),
        )
  const [first] = runs
  const subjects =
    first === undefined
      ? new Map()
      : yield* rowsById(
          model,
          first.subjectEntity,
          runs.map((run) => run.subjectId),
        )
  return runs.flatMap((run) => {
    const subject = subjects.get(run.subjectId)
    if (subject === undefined) return []
    const plan = planFrom(
      automation,
      { entity: run.subjectEntity, id: run.subjectId },
      events.get(run.eventId ?? '') ?? null,
      run.occurrence,
      new Date(run.anchorValue),
      context,
    )
    return placeRun(plan, run.status === 'pending' ? [run] : [], context, { aheadOnly: run.status !== 'pending' })
  })
}

/** What was still to come of something that happened when the automation was switched off. */
function* resumable(automation: Automation, context: DecisionContext): Decision<readonly AutomationRun[]> {
  const entity = entityOf(context.model, 'automationRun')
  const where = allOf(
    isEqual(entity, 'automationId', automation.id),
    isEqual(entity, 'status', 'cancelled'),
    isEqual(entity, 'reason', 'automationOff'),
    isEqual(entity, 'anchor', 'change'),
  )
  const runs = (yield { entity: 'automationRun', where }).map(runOf)
  // Switched off twice, an occurrence was cancelled twice.
  const once = [...new Map(runs.map((run) => [`${run.subjectId} ${run.occurrence}`, run])).values()]
  if (!isOfSegment(automation.trigger)) return once
  return yield* stillTold(automation.trigger, once, context)
}

/** The same trigger under the timing as it is now, or another trigger. */
function* replan(before: Automation, after: Automation, context: DecisionContext): Decision<readonly Write[]> {
  const pending = yield* pendingRuns(context.model, { automations: [after.id] })
  if (!sameValue(before.trigger, after.trigger)) {
    const cancelled = pending.map((run) => cancelRun(run, 'automationEdited', context.now))
    return [...cancelled, ...(yield* planAhead(after, context))]
  }
  if (dateSlotOf(after.trigger.on) !== null) return yield* planAhead(after, context)
  return yield* planHappened(after, pending, context)
}

function* reactTo(
  before: Automation | null,
  after: Automation | null,
  context: DecisionContext,
): Decision<readonly Write[]> {
  const wasOn = before !== null && isOn(before)
  if (after === null || !isOn(after)) {
    if (before === null || !wasOn) return []
    const reason = after === null || after.removedAt !== null ? 'automationRemoved' : 'automationOff'
    const runs = yield* pendingRuns(context.model, { automations: [before.id] })
    return runs.map((run) => cancelRun(run, reason, context.now))
  }
  if (before === null) return yield* planAhead(after, context)
  if (!wasOn) {
    const resumed = yield* planHappened(after, yield* resumable(after, context), context)
    return [...resumed, ...(yield* planAhead(after, context))]
  }
  const isPlannedAlike =
    sameValue(before.trigger, after.trigger) &&
    sameValue(before.timing, after.timing) &&
    before.repeats === after.repeats
  return isPlannedAlike ? [] : yield* replan(before, after, context)
}

/**
 * Switching an automation off or deleting it cancels what waits, with that reason; switching it on plans again from what is still
 * ahead, and so does editing its trigger or its timing.
 */
export const automationReaction: Reaction = {
  name: 'automation.replan',
  entities: () => ['automation'],
  *react({ changes }, context) {
    const writes: Write[] = []
    for (const change of changes) {
      const before = change.before === null ? null : automationOf(change.before)
      const after = change.after === null ? null : automationOf(change.after)
      writes.push(...(yield* reactTo(before, after, context)))
    }
    return gathered(writes)
  },
}
