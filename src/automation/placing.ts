import type { Json, Row, Write } from '../kernel'
import type { AutomationRun } from './automation-entities'
import { sameIntent } from './intent'
import type { RunPlan } from './planner'
import type { RunReason } from './run-status'

/** What writing a run needs besides the plan. */
export interface Placing {
  readonly now: Date
  readonly identifiers: { next(): string }
}

const intentFields = ({ intent, dueAt, occurrence, eventId }: RunPlan): Row => ({
  ...intent,
  eventId,
  occurrence,
  slot: occurrence,
  dueAt,
})

const waiting = (dueAt: Date): Row => ({
  status: 'pending',
  reason: null,
  nextAt: dueAt,
  token: null,
  attempts: 0,
  finishedAt: null,
  error: null,
})

const settled = (status: 'skipped' | 'cancelled', reason: RunReason, now: Date): Row => ({
  status,
  reason,
  nextAt: null,
  token: null,
  finishedAt: now,
})

const change = (run: AutomationRun, set: Row): Write => ({ type: 'update', entity: 'automationRun', id: run.id, set })

/** The run gives its slot back, so that it may be planned again. `result` tells more of why. */
export const cancelRun = (run: AutomationRun, reason: RunReason, now: Date, result: Json = null): Write =>
  change(run, { ...settled('cancelled', reason, now), slot: null, result })

/** A run whose cancellation is taken back by the transaction that cancelled it. */
export const reviveRun = (run: AutomationRun): Write =>
  change(run, { ...waiting(run.dueAt), slot: run.occurrence, result: null })

const skipRun = (run: AutomationRun, plan: RunPlan, now: Date): Write =>
  change(run, { ...intentFields(plan), ...settled('skipped', 'past', now) })

/** The same run at another time; whoever held it loses it. */
export const moveRun = (run: AutomationRun, plan: RunPlan): Write =>
  change(run, { ...intentFields(plan), ...waiting(plan.dueAt) })

/** A run that waits, whenever it is due: what is overdue when it is planned is done at once. */
export const newRun = (plan: RunPlan, context: Placing): Write => insertRun(plan, {}, context)

function insertRun(plan: RunPlan, state: Row, { now, identifiers }: Placing): Write {
  const { automationId, subjectEntity, subjectId } = plan
  const row = {
    id: identifiers.next(),
    automationId,
    subjectEntity,
    subjectId,
    ...intentFields(plan),
    ...waiting(plan.dueAt),
    ...state,
    createdAt: now,
    result: null,
  }
  // Planning twice plans once: the slot is taken.
  return {
    type: 'insert',
    entity: 'automationRun',
    rows: [row],
    onConflict: 'skip',
    key: ['automationId', 'subjectId', 'slot'],
  }
}

const isAsPlanned = (run: AutomationRun, plan: RunPlan): boolean =>
  sameIntent(run, plan.intent) && run.dueAt.getTime() === plan.dueAt.getTime() && run.occurrence === plan.occurrence

/** A date is awaited once, whatever it is moved to; things that happen, each for itself. */
const awaits = (run: AutomationRun, plan: RunPlan): boolean =>
  run.anchor === plan.intent.anchor && (run.anchor !== 'change' || run.occurrence === plan.occurrence)

/**
 * Makes the runs of one automation for one subject what the plan wants: moves the one that waits, plans a new one, or lets stand
 * what is done. `held` are those that wait or hold a slot. What is past when it is planned is skipped, and says so; where
 * `aheadOnly`, it is not even written down.
 */
export function placeRun(
  plan: RunPlan,
  held: readonly AutomationRun[],
  context: Placing,
  { aheadOnly }: { readonly aheadOnly: boolean },
): readonly Write[] {
  const isPast = plan.dueAt.getTime() < context.now.getTime()
  const holder = held.find((run) => run.slot === plan.occurrence)
  const open = held.find((run) => run.status === 'pending' && awaits(run, plan))
  if (open !== undefined && (holder === undefined || holder.id === open.id)) {
    if (isAsPlanned(open, plan)) return []
    return [isPast ? skipRun(open, plan, context.now) : moveRun(open, plan)]
  }
  const writes = open === undefined ? [] : [cancelRun(open, 'dateMoved', context.now)]
  if (holder !== undefined) {
    const revives = holder.status !== 'done' && !isPast && !isAsPlanned(holder, plan)
    return revives ? [...writes, moveRun(holder, plan)] : writes
  }
  if (isPast) return aheadOnly ? writes : [...writes, insertRun(plan, settled('skipped', 'past', context.now), context)]
  return [...writes, insertRun(plan, {}, context)]
}

/** The same writes with all new runs in one batch at the end, after the slots they may need are free. */
export function gathered(writes: readonly Write[]): readonly Write[] {
  const inserts = writes.filter((write) => write.type === 'insert')
  const [first] = inserts
  const others = writes.filter((write) => write.type !== 'insert')
  return first === undefined ? others : [...others, { ...first, rows: inserts.flatMap((write) => write.rows) }]
}
