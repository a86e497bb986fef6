import type { Write } from '../../kernel'
import { entityOf, parseRecord } from '../../model'
import { allOf, isAmong, isEqual } from '../../query'
import type { Decision, DecisionContext } from '../../storage'
import type { ExportRunReason } from './export-run'

const RUN = 'recurringExportRun'

/** The place of the one run of an export that waits for its time. */
export const NEXT = 'next'

/** The next run of an export; none where its schedule has no other time. */
export function plannedRun(
  exportId: string,
  dueAt: Date | null,
  { model, identifiers, now }: DecisionContext,
): readonly Write[] {
  if (dueAt === null) return []
  const row = { id: identifiers.next(), exportId, slot: NEXT, status: 'pending', dueAt, nextAt: dueAt, createdAt: now }
  return [{ type: 'insert', entity: RUN, rows: [parseRecord(entityOf(model, RUN), row)] }]
}

/** When the runs that wait are due, by export. */
export function* plannedTimes(
  exports: readonly string[],
  { model }: DecisionContext,
): Decision<ReadonlyMap<string, Date>> {
  const run = entityOf(model, RUN)
  const where = allOf(isAmong(run, 'exportId', exports), isEqual(run, 'slot', NEXT))
  const rows = yield { entity: RUN, where, fields: ['exportId', 'dueAt'] }
  return new Map(rows.flatMap(({ exportId, dueAt }) => (dueAt instanceof Date ? [[String(exportId), dueAt]] : [])))
}

/**
 * Takes back the runs that wait. With a reason, those that were begun and are to be tried again end by it too. A worker that holds one
 * finds that it lost it.
 */
export function* unplanned(
  exports: readonly string[],
  reason: ExportRunReason | null,
  { model, now }: DecisionContext,
): Decision<readonly Write[]> {
  const run = entityOf(model, RUN)
  const where = allOf(isAmong(run, 'exportId', exports), isEqual(run, 'status', 'pending'))
  const rows = yield { entity: RUN, where, lock: 'update' }
  return rows.flatMap((row): readonly Write[] => {
    const id = String(row['id'])
    if (row['slot'] === NEXT) return [{ type: 'remove', entity: RUN, id }]
    const set = { status: 'skipped', reason, nextAt: null, token: null, finishedAt: now }
    return reason === null ? [] : [{ type: 'update', entity: RUN, id, set }]
  })
}
