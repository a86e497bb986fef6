import type { Row } from '../kernel'
import { entityOf, type Model } from '../model'
import { allOf, EVERYTHING, isAmong, isEqual, isPresent, type BoundCriteria } from '../query'
import type { Decision } from '../storage'
import { automationOf, runOf, type Automation, type AutomationRun } from './automation-entities'
import type { TriggerType } from './trigger'

/** Records by id. */
export type RowsById = ReadonlyMap<string, Row>

/** The records with these ids; a missing id asks for nothing. */
export function* rowsById(model: Model, entity: string, ids: Iterable<unknown>): Decision<RowsById> {
  const wanted = new Set<string>()
  for (const id of ids) if (typeof id === 'string') wanted.add(id)
  if (wanted.size === 0) return new Map()
  const rows = yield { entity, where: isAmong(entityOf(model, entity), 'id', wanted) }
  return new Map(rows.map((row) => [String(row['id']), row]))
}

export function* automationsOn(model: Model, types: Iterable<TriggerType>): Decision<readonly Automation[]> {
  const entity = entityOf(model, 'automation')
  const where = allOf(isEqual(entity, 'active', true), isAmong(entity, 'triggerType', types))
  return (yield { entity: 'automation', where }).map(automationOf).filter((automation) => automation.removedAt === null)
}

/** Runs, locked for what is about to happen to them: a worker that comes meanwhile passes over them. */
function* lockedRuns(where: BoundCriteria): Decision<readonly AutomationRun[]> {
  return (yield { entity: 'automationRun', where, lock: 'update' }).map(runOf)
}

/** The pending runs of some automations, of some subjects, or both. */
export function* pendingRuns(
  model: Model,
  of: {
    readonly automations?: Iterable<string>
    readonly about?: { readonly entity: string; readonly subjects: Iterable<string> }
  },
): Decision<readonly AutomationRun[]> {
  const entity = entityOf(model, 'automationRun')
  const { automations, about } = of
  return yield* lockedRuns(
    allOf(
      isEqual(entity, 'status', 'pending'),
      automations === undefined ? EVERYTHING : isAmong(entity, 'automationId', automations),
      about === undefined ? EVERYTHING : isEqual(entity, 'subjectEntity', about.entity),
      about === undefined ? EVERYTHING : isAmong(entity, 'subjectId', about.subjects),
    ),
  )
}

/** The runs of automations that hold a slot, for some subjects or for all. */
export function* holdingRuns(
  model: Model,
  automations: Iterable<string>,
  subjects: { readonly entity: string; readonly ids: Iterable<string> } | null,
): Decision<readonly AutomationRun[]> {
  const entity = entityOf(model, 'automationRun')
  const whose = allOf(isAmong(entity, 'automationId', automations), isPresent(entity, 'slot'))
  if (subjects === null) return yield* lockedRuns(whose)
  const about = allOf(isEqual(entity, 'subjectEntity', subjects.entity), isAmong(entity, 'subjectId', subjects.ids))
  return yield* lockedRuns(allOf(whose, about))
}
