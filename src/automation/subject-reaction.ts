import { sameValue, type Change, type Write } from '../kernel'
import type { Model } from '../model'
import type { Decision, DecisionContext, Reaction } from '../storage'
import type { Automation, AutomationRun } from './automation-entities'
import { groupedBy } from './grouping'
import { eventFieldOf, isOpened, planRuns, type SubjectChange } from './planner'
import { cancelRun, gathered, placeRun } from './placing'
import { automationsOn, holdingRuns, pendingRuns, rowsById } from './reading'
import {
  dateSlotOf,
  openedField,
  RECORD_TRIGGERS,
  subjectBinding,
  subjectEntities,
  subjectRoleOf,
  triggerFacts,
  type TriggerType,
} from './trigger'

/** The triggers that a change may set off, whatever automations there are. */
function triggersOf(change: Change, model: Model): readonly TriggerType[] {
  const { before, after } = change
  if (after === null) return []
  const moved = (field: string | null | undefined): boolean =>
    field !== null && field !== undefined && !sameValue(before?.[field], after[field])
  return RECORD_TRIGGERS.filter((type) => {
    const { subject, when } = triggerFacts(type)
    const binding = subjectBinding(model, subject)
    if (binding?.entity !== change.entity) return false
    if (when === 'created') return before === null
    if (when === 'opened') return subject !== 'event' && isOpened(change, openedField(model, subject))
    if (when === 'statusChanged') return before !== null && moved(binding.fields.status)
    return before === null || moved(model.roles.event?.fields[when]) || moved(model.roles.event?.fields.timeZone)
  })
}

const idsOf = (changes: readonly Change[]): string[] => changes.map((change) => change.id)

/** The changes with the events they concern, each under a name of its own. */
function* withEvents(changes: readonly Change[], context: DecisionContext): Decision<readonly SubjectChange[]> {
  const { model, identifiers } = context
  const event = model.roles.event
  const eventIdOf = (change: Change): unknown => {
    const role = subjectRoleOf(model, change.entity)
    const field = role === null || role === 'event' ? null : eventFieldOf(model, role)
    return field === null ? null : change.after?.[field]
  }
  const events = event === null ? new Map() : yield* rowsById(model, event.entity, changes.map(eventIdOf))
  return changes.map((change) => ({
    name: identifiers.next(),
    entity: change.entity,
    id: change.id,
    before: change.before,
    after: change.after,
    event: change.entity === event?.entity ? change.after : (events.get(String(eventIdOf(change))) ?? null),
  }))
}

/** The runs that wait for the dates of changed subjects, or hold their slot. New records have none. */
function* heldFor(
  automations: readonly Automation[],
  changes: readonly Change[],
  model: Model,
): Decision<readonly AutomationRun[]> {
  const onDates = automations.filter((automation) => dateSlotOf(automation.trigger.on) !== null)
  const entity = model.roles.event?.entity
  const updated = changes.filter((change) => change.before !== null && change.entity === entity)
  if (onDates.length === 0 || updated.length === 0 || entity === undefined) return []
  return yield* holdingRuns(
    model,
    onDates.map(({ id }) => id),
    { entity, ids: idsOf(updated) },
  )
}

function* cancelRemoved(changes: readonly Change[], { model, now }: DecisionContext): Decision<readonly Write[]> {
  const writes: Write[] = []
  for (const entity of new Set(changes.map((change) => change.entity))) {
    const subjects = idsOf(changes.filter((change) => change.entity === entity))
    const runs = yield* pendingRuns(model, { about: { entity, subjects } })
    writes.push(...runs.map((run) => cancelRun(run, 'subjectRemoved', now)))
  }
  return writes
}

function placeAll(
  automation: Automation,
  change: SubjectChange,
  held: readonly AutomationRun[],
  context: DecisionContext,
): readonly Write[] {
  const plans = planRuns(automation, change, context)
  if (plans.length > 0) return plans.flatMap((plan) => placeRun(plan, held, context, { aheadOnly: false }))
  if (dateSlotOf(automation.trigger.on) === null) return []
  return held.filter((run) => run.status === 'pending').map((run) => cancelRun(run, 'dateEmptied', context.now))
}

/**
 * Plans, moves and cancels runs as events, quotes and invoices are created, changed and deleted: in the transaction of the
 * change, so that neither is ever seen without the other.
 */
export const subjectReaction: Reaction = {
  name: 'automation.plan',
  entities: subjectEntities,
  *react({ changes }, context) {
    const { model } = context
    const writes = [
      ...(yield* cancelRemoved(
        changes.filter((change) => change.after === null),
        context,
      )),
    ]
    const concerned = changes
      .map((change) => ({ change, types: triggersOf(change, model) }))
      .filter(({ types }) => types.length > 0)
    if (concerned.length === 0) return writes
    const automations = yield* automationsOn(model, new Set(concerned.flatMap(({ types }) => types)))
    if (automations.length === 0) return writes
    const setOff = concerned.map(({ change }) => change)
    const named = yield* withEvents(setOff, context)
    const held = groupedBy(yield* heldFor(automations, setOff, model), (run) => `${run.automationId} ${run.subjectId}`)
    for (const [index, { types }] of concerned.entries()) {
      const change = named[index]
      for (const automation of automations)
        if (change !== undefined && types.includes(automation.trigger.on))
          writes.push(...placeAll(automation, change, held.get(`${automation.id} ${change.id}`) ?? [], context))
    }
    return gathered(writes)
  },
}
