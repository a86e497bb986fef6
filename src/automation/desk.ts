import { isRefusal } from '../kernel'
import { entityOf } from '../model'
import { allOf, isAmong } from '../query'
import type { Decision, DecisionContext } from '../storage'
import type { Recipient } from './action'
import { automationOf, type Automation, type AutomationRun } from './automation-entities'
import { boundCondition } from './condition'
import { gatherDossiers, type Dossier } from './dossier'
import { groupedBy } from './grouping'
import { rowsById, type RowsById } from './reading'
import { triggerFacts } from './trigger'

/** Everything known of some runs that are due. */
export interface Desk {
  readonly automations: ReadonlyMap<string, Automation>
  readonly dossiers: ReadonlyMap<string, Dossier>
  /** For each automation with a condition, the subjects that meet it, or why it cannot be asked. */
  readonly conditions: ReadonlyMap<string, ReadonlySet<string> | string>
  readonly users: RowsById
}

export const subjectKey = (run: AutomationRun): string => `${run.subjectEntity} ${run.subjectId}`

function* dossiersOf(
  runs: readonly AutomationRun[],
  automations: Desk['automations'],
  { model }: DecisionContext,
): Decision<Desk['dossiers']> {
  const dossiers = new Map<string, Dossier>()
  const bySubject = groupedBy(runs, (run) => {
    const automation = automations.get(run.automationId)
    return automation === undefined ? '' : triggerFacts(automation.trigger.on).subject
  })
  for (const role of ['event', 'quote', 'invoice'] as const) {
    const about = bySubject.get(role) ?? []
    const [first] = about
    if (first === undefined) continue
    const subjects = yield* rowsById(
      model,
      first.subjectEntity,
      about.map((run) => run.subjectId),
    )
    const isBranded = about.some((run) => automations.get(run.automationId)?.action.do !== 'changeStatus')
    const gathered = yield* gatherDossiers(role, subjects, model, isBranded)
    for (const [id, dossier] of gathered) dossiers.set(`${first.subjectEntity} ${id}`, dossier)
  }
  return dossiers
}

function* conditionsOf(
  runs: readonly AutomationRun[],
  automations: Desk['automations'],
  context: DecisionContext,
): Decision<Desk['conditions']> {
  const met = new Map<string, ReadonlySet<string> | string>()
  for (const [id, about] of groupedBy(runs, (run) => run.automationId)) {
    const automation = automations.get(id)
    const [first] = about
    if (automation === undefined || automation.condition === null || first === undefined) continue
    const entity = entityOf(context.model, first.subjectEntity)
    try {
      const condition = yield* boundCondition(entity.name, automation.condition, context)
      const where = allOf(
        isAmong(
          entity,
          'id',
          about.map((run) => run.subjectId),
        ),
        condition,
      )
      met.set(id, new Set((yield { entity: entity.name, where }).map((row) => String(row['id']))))
    } catch (error) {
      if (!isRefusal(error)) throw error
      met.set(id, error.messageIn(context.locale))
    }
  }
  return met
}

function* usersNamed(automations: Desk['automations'], { model }: DecisionContext): Decision<RowsById> {
  if (model.roles.user === null) return new Map()
  const recipients = [...automations.values()].flatMap(({ action }): readonly Recipient[] => {
    if (action.do === 'changeStatus') return []
    return action.do === 'email' ? [...action.to, ...action.bcc] : action.to
  })
  return yield* rowsById(
    model,
    model.roles.user.entity,
    recipients.map((one) => (one.who === 'user' ? one.user : null)),
  )
}

/** Gathers what some runs are about: one reading for each entity, however many runs. */
export function* gatherDesk(runs: readonly AutomationRun[], context: DecisionContext): Decision<Desk> {
  const rows = yield* rowsById(
    context.model,
    'automation',
    runs.map((run) => run.automationId),
  )
  const automations = new Map([...rows].map(([id, row]) => [id, automationOf(row)]))
  return {
    automations,
    dossiers: yield* dossiersOf(runs, automations, context),
    conditions: yield* conditionsOf(runs, automations, context),
    users: yield* usersNamed(automations, context),
  }
}
