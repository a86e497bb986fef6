import { isRefusal, type Write } from '../kernel'
import type { DecisionContext } from '../storage'
import { actEmail, actStatus, actTask, type Act, type Scene } from './act'
import { isOn, type Automation, type AutomationRun } from './automation-entities'
import type { Desk } from './desk'
import { planDate } from './planner'
import { moveRun } from './placing'
import type { RunReason } from './run-status'
import { dateSlotOf } from './trigger'

/** What is to become of a run that is due. */
export type Verdict =
  | Act
  | { readonly type: 'cancel'; readonly reason: RunReason }
  | { readonly type: 'move'; readonly write: Write }
  | { readonly type: 'fail'; readonly error: string }

function act(automation: Automation, scene: Scene, statuses: Map<string, unknown>): Act {
  const { action } = automation
  switch (action.do) {
    case 'email':
      return actEmail(action, scene)
    case 'task':
      return actTask(action, scene)
    case 'changeStatus':
      return actStatus(action.status, scene, statuses)
    default:
      return action satisfies never
  }
}

/** Looks again at what planning saw: everything may have changed since, even behind the kernel's back. */
export function verdictOn(
  run: AutomationRun,
  desk: Desk,
  statuses: Map<string, unknown>,
  context: DecisionContext,
): Verdict {
  const automation = desk.automations.get(run.automationId)
  if (automation === undefined || automation.removedAt !== null) return { type: 'cancel', reason: 'automationRemoved' }
  if (!isOn(automation)) return { type: 'cancel', reason: 'automationOff' }
  const dossier = desk.dossiers.get(run.id)
  if (dossier === undefined) return { type: 'cancel', reason: 'subjectRemoved' }
  if (dateSlotOf(automation.trigger.on) !== null) {
    const plan = planDate(automation, dossier.subject, context)
    if (plan === null) return { type: 'cancel', reason: 'dateEmptied' }
    if (plan.dueAt.getTime() > context.now.getTime() && plan.dueAt.getTime() !== run.dueAt.getTime())
      return { type: 'move', write: moveRun(run, plan) }
  }
  const condition = desk.conditions.get(run.automationId)
  if (typeof condition === 'string') return { type: 'fail', error: condition }
  if (condition !== undefined && !condition.has(run.subjectId)) return { type: 'skip', reason: 'condition' }
  try {
    return act(automation, { run, dossier, users: desk.users, context }, statuses)
  } catch (error) {
    if (!isRefusal(error)) throw error
    return { type: 'fail', error: error.messageIn(context.locale) }
  }
}
