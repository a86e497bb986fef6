import { refuse, sameValue, type Write } from '../kernel'
import { entityOf, parseRecord } from '../model'
import { allOf, isEqual, isMissing } from '../query'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { automationOf, type Automation } from './automation-entities'
import { checkedCondition } from './condition'
import { checkDefinition } from './definition'
import { parseAutomationDraft, parseAutomationPatch } from './draft'
import { problem } from './problem'
import { subjectOf } from './subject'

/** A new automation, active unless said otherwise. Its runs are planned by what reacts to it. */
export function* createAutomation(input: unknown, context: DecisionContext): Decision<Outcome<Automation>> {
  const draft = parseAutomationDraft(input)
  const subject = yield* subjectOf(draft.trigger, context)
  yield* checkDefinition(draft, subject, context)
  const condition = yield* checkedCondition(subject.entity, draft.condition, context)
  const row = parseRecord(entityOf(context.model, 'automation'), {
    ...draft,
    condition,
    id: context.identifiers.next(),
    triggerType: draft.trigger.on,
    actionType: draft.action.do,
    ownerId: context.actor,
    createdAt: context.now,
  })
  return { writes: [{ type: 'insert', entity: 'automation', rows: [row] }], value: automationOf(row) }
}

/** An automation that was not deleted, held until the transaction ends. Refused with `automation.unknown`. */
export function* standing(id: string, { model }: DecisionContext): Decision<Automation> {
  const entity = entityOf(model, 'automation')
  const where = allOf(isEqual(entity, 'id', id), isMissing(entity, 'removedAt'))
  const [row] = yield { entity: 'automation', where, lock: 'update' }
  return row === undefined ? refuse(problem('automation.unknown', { data: { automation: id } })) : automationOf(row)
}

function changed(automation: Automation, set: Partial<Automation>, version: number | undefined): Outcome<Automation> {
  const differs = Object.entries(set).some(
    ([name, value]) => !sameValue(value, new Map(Object.entries(automation)).get(name)),
  )
  const write: Write = {
    type: 'update',
    entity: 'automation',
    id: automation.id,
    set,
    ...(version === undefined ? {} : { expect: { version } }),
  }
  return { writes: [write], value: { ...automation, ...set, version: automation.version + (differs ? 1 : 0) } }
}

/** Changes what is given, and checks the whole again: a condition or a template may no longer fit its trigger. */
export function* editAutomation(
  id: string,
  input: unknown,
  version: number | undefined,
  context: DecisionContext,
): Decision<Outcome<Automation>> {
  const patch = parseAutomationPatch(input)
  const automation = yield* standing(id, context)
  const trigger = patch.trigger ?? automation.trigger
  const timing = patch.timing ?? automation.timing
  const action = patch.action ?? automation.action
  const subject = yield* subjectOf(trigger, context)
  yield* checkDefinition({ trigger, timing, action }, subject, context)
  const wanted = patch.condition === undefined ? automation.condition : patch.condition
  const set = {
    name: patch.name ?? automation.name,
    trigger,
    timing,
    action,
    condition: yield* checkedCondition(subject.entity, wanted, context),
    repeats: patch.repeats ?? automation.repeats,
    triggerType: trigger.on,
    actionType: action.do,
  }
  return changed(automation, set, version)
}

/** Switched off, what waits is cancelled; switched on, what is still ahead is planned again. */
export function* switchAutomation(
  id: string,
  active: boolean,
  context: DecisionContext,
): Decision<Outcome<Automation>> {
  return changed(yield* standing(id, context), { active }, undefined)
}

/** Deleted, it leaves every list and never runs again; what it did stays in the tracking. */
export function* removeAutomation(id: string, context: DecisionContext): Decision<Outcome<void>> {
  const { writes } = changed(yield* standing(id, context), { removedAt: context.now }, undefined)
  return { writes, value: undefined }
}

const EVERYTHING = 'all'

/** Nothing runs for this tenant until it is resumed; planning goes on. Pausing what is paused changes nothing. */
export function* pauseAutomations(context: DecisionContext): Decision<Outcome<void>> {
  const paused = yield* pauseRow(context)
  const row = { id: context.identifiers.next(), scope: EVERYTHING, since: context.now, byUserId: context.actor }
  const write: Write = { type: 'insert', entity: 'automationPause', rows: [row], onConflict: 'skip', key: ['scope'] }
  return { writes: paused === null ? [write] : [], value: undefined }
}

function* pauseRow({ model }: DecisionContext): Decision<{ readonly id: string; readonly since: Date } | null> {
  const where = isEqual(entityOf(model, 'automationPause'), 'scope', EVERYTHING)
  const [row] = yield { entity: 'automationPause', where }
  return row !== undefined && row['since'] instanceof Date ? { id: String(row['id']), since: row['since'] } : null
}

/** Everything runs again, what became due meanwhile first. */
export function* resumeAutomations(context: DecisionContext): Decision<Outcome<void>> {
  const pause = yield* pauseRow(context)
  const writes: Write[] = pause === null ? [] : [{ type: 'remove', entity: 'automationPause', id: pause.id }]
  return { writes, value: undefined }
}

/** Since when everything is paused; null where it runs. */
export function* pausedSince(context: DecisionContext): Decision<Date | null> {
  return (yield* pauseRow(context))?.since ?? null
}
