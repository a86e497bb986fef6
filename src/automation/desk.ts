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
import { roleOfSubject, type SubjectRole } from './trigger'

/** Everything known of some runs that are due. */
export interface Desk {
  readonly automations: ReadonlyMap<string, Automation>
  /** What each run is about, by the id of the run; not there where its subject is gone. */
  readonly dossiers: ReadonlyMap<string, Dossier>
  /** For each automation with a condition, the subjects that meet it, or why it cannot be asked. */
  readonly conditions: ReadonlyMap<string, ReadonlySet<string> | string>
  readonly users: RowsById
}

function* dossiersOf(
  runs: readonly AutomationRun[],
  automations: Desk['automations'],
  { model }: DecisionContext,
): Decision<Desk['dossiers']> {
  const dossiers = new Map<string, Dossier>()
  const roleOf = (run: AutomationRun): SubjectRole | null => {
    const automation = automations.get(run.automationId)
    return automation === undefined ? null : roleOfSubject(model, automation.trigger, run.subjectEntity)
  }
  for (const about of groupedBy(runs, (run) => `${run.subjectEntity} ${roleOf(run)}`).values()) {
    const [first] = about
    const role = first === undefined ? null : roleOf(first)
    if (first === undefined || role === null) continue
    const subjects = yield* rowsById(
      model,
      first.subjectEntity,
      about.map((run) => run.subjectId),
    )
    const isBranded = about.some((run) => automations.get(run.automationId)?.action.do !== 'changeStatus')
    const gathered = yield* gatherDossiers(role, subjects, model, isBranded)
    for (const run of about) {
      const dossier = gathered.get(run.subjectId)
      if (dossier !== undefined) dossiers.set(run.id, dossier)
    }
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
