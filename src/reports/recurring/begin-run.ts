import type { Row, Write } from '../../kernel'
import { entityOf } from '../../model'
import { allOf, isEqual } from '../../query'
import type { Decision, DecisionContext, Outcome } from '../../storage'
import { exportRunOf, type ExportRunRow } from './export-run'
import { beginningOf } from './occurrences'
import { plannedRun } from './plan-runs'
import { definitionOf, standingExports, type ExportDefinition } from './recurring-export'

const RUN = 'recurringExportRun'

/** A run that is to be done now, or what became of it instead. */
export type BegunRun =
  | { readonly type: 'begun'; readonly definition: ExportDefinition; readonly run: ExportRunRow }
  | { readonly type: 'skipped' }
  /** Taken back, or taken by another worker. */
  | { readonly type: 'lost' }

/**
 * Begins a run that a worker took: counts what was missed and plans the one after it, in the same transaction and once, however often it
 * is tried.
 */
export function* beginRun(taken: ExportRunRow, token: string, context: DecisionContext): Decision<Outcome<BegunRun>> {
  const { model, now } = context
  const entity = entityOf(model, 'recurringExport')
  const lost: Outcome<BegunRun> = { writes: [], value: { type: 'lost' } }
  // The export first, as whoever edits it does.
  const [row] = yield {
    entity: entity.name,
    where: allOf(isEqual(entity, 'id', taken.exportId), isEqual(entity, 'active', true), standingExports(model)),
    lock: 'share',
  }
  const held = entityOf(model, RUN)
  const where = allOf(isEqual(held, 'id', taken.id), isEqual(held, 'token', token), isEqual(held, 'status', 'pending'))
  const [mine] = yield { entity: RUN, where, lock: 'update' }
  if (row === undefined || mine === undefined) return lost
  const definition = definitionOf(row)
  const run = exportRunOf(mine)
  const update = (set: Row): Write => ({ type: 'update', entity: RUN, id: run.id, set })
  if (run.startedAt !== null) return { writes: [], value: { type: 'begun', definition, run } }
  const { acts, missed, next } = beginningOf(definition, run.dueAt, now)
  const begun = { slot: null, startedAt: now, missed }
  const skipped = { status: 'skipped', reason: 'late', nextAt: null, token: null, finishedAt: now }
  return {
    writes: [update(acts ? begun : { ...begun, ...skipped }), ...plannedRun(definition.id, next, context)],
    value: acts ? { type: 'begun', definition, run: { ...run, ...begun } } : { type: 'skipped' },
  }
}
