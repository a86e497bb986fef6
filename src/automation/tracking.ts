import type { Localized } from '../kernel'
import { entityOf, type Model } from '../model'
import { allOf, anyOf, EVERYTHING, isEqual, isEverything, type BoundCriteria } from '../query'
import type { ActionType } from './action'
import type { Automation, AutomationRun } from './automation-entities'
import { subjectEntities, type Trigger, type TriggerType } from './trigger'

/** The columns that tracking shows, each of which may be hidden. */
export const RUN_COLUMNS = {
  createdAt: { fr: 'Créée le', en: 'Created' },
  dueAt: { fr: 'Échéance', en: 'Due' },
  finishedAt: { fr: 'Faite le', en: 'Done' },
  delay: { fr: 'Délai (jours)', en: 'Delay (days)' },
  side: { fr: 'Avant ou après', en: 'Before or after' },
  name: { fr: 'Nom', en: 'Name' },
  trigger: { fr: 'Déclencheur', en: 'Trigger' },
  action: { fr: 'Action', en: 'Action' },
  condition: { fr: 'Condition', en: 'Condition' },
  restriction: { fr: 'Restriction', en: 'Restriction' },
} as const satisfies Readonly<Record<string, Localized>>

export type RunColumn = keyof typeof RUN_COLUMNS

/** What every line of tracking tells, and what the columns that are shown add. */
export interface TrackedRun
  extends
    Pick<
      AutomationRun,
      | 'id'
      | 'automationId'
      | 'subjectEntity'
      | 'subjectId'
      | 'eventId'
      | 'status'
      | 'reason'
      | 'attempts'
      | 'error'
      | 'result'
    >,
    Partial<Pick<AutomationRun, 'createdAt' | 'dueAt' | 'finishedAt'>> {
  readonly delay?: number
  readonly side?: 'before' | 'after' | 'at once'
  readonly name?: string
  readonly trigger?: TriggerType
  readonly action?: ActionType
  /** A query; null: none. */
  readonly condition?: unknown
  readonly restriction?: Restricted<Trigger>
}

type Restricted<T> = T extends Trigger ? Omit<T, 'on'> : never

const sideOf = ({ offsetDays, wallTime }: AutomationRun): 'before' | 'after' | 'at once' => {
  if (wallTime === null) return 'at once'
  return offsetDays < 0 ? 'before' : 'after'
}

/** One line of tracking. Columns not asked for are not there. */
export function runColumns(run: AutomationRun, automation: Automation, columns: ReadonlySet<RunColumn>): TrackedRun {
  const { id, automationId, subjectEntity, subjectId, eventId, status, reason, attempts, error, result } = run
  const { on: trigger, ...restriction } = automation.trigger
  const shown = {
    createdAt: run.createdAt,
    dueAt: run.dueAt,
    finishedAt: run.finishedAt,
    delay: Math.abs(run.offsetDays),
    side: sideOf(run),
    name: automation.name,
    trigger,
    action: automation.action.do,
    condition: automation.condition,
    restriction,
  }
  const kept = Object.fromEntries(
    Object.entries(shown).filter(([name]) => [...columns].some((column) => column === name)),
  )
  return { id, automationId, subjectEntity, subjectId, eventId, status, reason, attempts, error, result, ...kept }
}

/** The runs about subjects that somebody may read, by the scope of each entity that automations are about. */
export function visibleRuns(model: Model, scope: (entity: string) => BoundCriteria): BoundCriteria {
  const run = entityOf(model, 'automationRun')
  const about = subjectEntities(model).map((name) => {
    const criteria = scope(name)
    const isAbout = isEqual(run, 'subjectEntity', name)
    if (isEverything(criteria)) return { isAll: true, criteria: isAbout }
    const relation = { type: 'one', target: name, field: 'subjectId' } as const
    const target = entityOf(model, name)
    return { isAll: false, criteria: allOf(isAbout, { type: 'related', relation, target, negated: false, criteria }) }
  })
  return about.every(({ isAll }) => isAll) ? EVERYTHING : anyOf(...about.map(({ criteria }) => criteria))
}
