import { isTimeZone, type Row } from '../kernel'
import type { Model } from '../model'
import { isOn, type Automation } from './automation-entities'
import { anchorValueOf, dueOf, type Intent } from './intent'
import { DEFAULT_WALL_TIME, offsetDaysOf, type Timing } from './timing'
import {
  dateSlotOf,
  isOfSegment,
  openedField,
  subjectBinding,
  triggerFacts,
  type SegmentTrigger,
  type Trigger,
  type TriggerType,
} from './trigger'

/** A run that ought to be. */
export interface RunPlan {
  readonly automationId: string
  readonly subjectEntity: string
  readonly subjectId: string
  readonly eventId: string | null
  readonly occurrence: string
  readonly intent: Intent
  readonly dueAt: Date
}

/** What happened to a subject, under a name of its own: the occurrence of what it sets off. */
export interface SubjectChange {
  readonly name: string
  readonly entity: string
  readonly id: string
  readonly before: Row | null
  readonly after: Row | null
  /** The event it concerns, which says the zone: the subject itself, or that of a quote or an invoice. */
  readonly event: Row | null
}

/** All that planning knows besides the automation and the records. */
export interface PlanContext {
  readonly model: Model
  readonly now: Date
  /** The zone of events that name none. */
  readonly timeZone: string
}

/**
 * The runs that an automation wants because of a change, whether there are some already or not: what {@link placeRun} then
 * compares with those that stand. Pure: the same code plans, moves, plans again and simulates.
 */
export function planRuns(automation: Automation, change: SubjectChange, context: PlanContext): readonly RunPlan[] {
  if (!isOn(automation) || change.after === null) return []
  if (isOfSegment(automation.trigger)) return []
  const { when, subject } = triggerFacts(automation.trigger.on)
  if (subjectBinding(context.model, subject)?.entity !== change.entity) return []
  if (when === 'start' || when === 'end') return compact(planDate(automation, change.after, context))
  if (when === 'created' && change.before !== null) return []
  if (when === 'opened' && (subject === 'event' || !isOpened(change, openedField(context.model, subject)))) return []
  if (when === 'statusChanged' && !reaches(automation.trigger, change, context)) return []
  // What happens once to a record needs no name of its own.
  const isOnce = when === 'created' || when === 'opened'
  const occurrence = isOnce ? automation.trigger.on : occurrenceOf(automation.trigger.on, change.name)
  return [planFrom(automation, change, change.event, occurrence, context.now, context)]
}

/** What a run runs for: what happened, under a name of its own. */
export const occurrenceOf = (type: TriggerType, name: string): string => `${type}@${name}`

const compact = (plan: RunPlan | null): readonly RunPlan[] => (plan === null ? [] : [plan])

/** What an automation on a date wants of a subject as it is now; null where the date is empty. */
export function planDate(automation: Automation, subject: Row, context: PlanContext): RunPlan | null {
  const type = automation.trigger.on
  const slot = dateSlotOf(type)
  const binding = context.model.roles.event
  const field = slot === null ? null : (binding?.fields[slot] ?? null)
  if (slot === null || binding === null || field === null) return null
  const anchorValue = anchorValueOf(subject[field])
  if (anchorValue === null) return null
  const intent: Intent = {
    anchor: slot,
    anchorValue,
    offsetDays: offsetDaysOf(automation.timing),
    wallTime: wallTimeOf(automation.timing) ?? DEFAULT_WALL_TIME,
    zone: zoneFor(automation.timing, subject, context),
  }
  const occurrence = automation.repeats ? `${type}@${anchorValue}` : type
  return planOf(
    automation,
    { entity: binding.entity, id: String(subject['id']) },
    String(subject['id']),
    occurrence,
    intent,
  )
}

/** What an automation wants of something that happened to a record at an instant. */
export function planFrom(
  automation: Automation,
  subject: { readonly entity: string; readonly id: string },
  event: Row | null,
  occurrence: string,
  at: Date,
  context: PlanContext,
): RunPlan {
  const intent: Intent = {
    anchor: 'change',
    anchorValue: at.toISOString(),
    offsetDays: offsetDaysOf(automation.timing),
    wallTime: wallTimeOf(automation.timing),
    zone: zoneFor(automation.timing, event, context),
  }
  return planOf(automation, subject, event === null ? null : String(event['id']), occurrence, intent)
}

function planOf(
  automation: Automation,
  { entity, id }: { readonly entity: string; readonly id: string },
  eventId: string | null,
  occurrence: string,
  intent: Intent,
): RunPlan {
  const about = { automationId: automation.id, subjectEntity: entity, subjectId: id, eventId }
  return { ...about, occurrence, intent, dueAt: dueOf(intent) }
}

/** Null for what happens at once. */
const wallTimeOf = (timing: Timing): string | null =>
  timing.when === 'immediately' ? null : (timing.at ?? DEFAULT_WALL_TIME)

/** The zone the automation names, else the event's own, else the one of the installation. */
function zoneFor(timing: Timing, event: Row | null, { model, timeZone }: PlanContext): string {
  if (timing.when !== 'immediately' && timing.timeZone !== undefined) return timing.timeZone
  const field = model.roles.event?.fields.timeZone ?? null
  const own = event === null || field === null ? null : event[field]
  return isTimeZone(own) ? own : timeZone
}

/** The field by which a quote or an invoice names its event. */
export const eventFieldOf = (model: Model, role: 'quote' | 'invoice'): string | null =>
  model.roles[role]?.fields.event ?? null

/** Whether the status went from one that the trigger names to one that it names, in a pipeline that it names. */
function reaches(trigger: Exclude<Trigger, SegmentTrigger>, change: SubjectChange, { model }: PlanContext): boolean {
  const { subject } = triggerFacts(trigger.on)
  const fields = subjectBinding(model, subject)?.fields
  if (fields === undefined || !('status' in fields) || change.before === null || change.after === null) return false
  const left = change.before[fields.status ?? '']
  const reached = change.after[fields.status ?? '']
  if (left === reached) return false
  const pipeline = 'pipeline' in fields && fields.pipeline !== null ? change.after[fields.pipeline] : null
  return isNamed(trigger.from, left) && isNamed(trigger.to, reached) && isNamed(trigger.pipeline, pipeline)
}

/** Whether the client opened it for the first time, as far as is known. */
export const isOpened = ({ before, after }: Pick<SubjectChange, 'before' | 'after'>, field: string | null): boolean =>
  field !== null && before !== null && (before[field] ?? null) === null && (after?.[field] ?? null) !== null

const isNamed = (names: readonly string[] | undefined, value: unknown): boolean =>
  names === undefined || (typeof value === 'string' && names.includes(value))
