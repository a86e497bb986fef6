import { refuse } from '../kernel'
import { entityOf } from '../model'
import { isAmong, isEqual } from '../query'
import { usesSeen, usesTold, type Decision, type DecisionContext, type ReferringRecord, type Visible } from '../storage'
import { problem } from './problem'
import type { QueryUses } from './query-use'
import { segmentOf, type SegmentRecord } from './segment'

/** Asked before segments are removed: what follows them, and would be left without. */
export type SegmentUses = (
  segments: readonly string[],
  context: DecisionContext,
) => Decision<readonly ReferringRecord[]>

/** Who uses segments, as far as somebody may see. */
export interface SegmentUsers {
  readonly registry: readonly SegmentUses[]
  readonly visible: Visible
}

/** Refused with `lists.segment_in_use`. The segment is to be locked: nobody begins to use it meanwhile. */
export function* demandSegmentUnused(
  { id, name }: SegmentRecord,
  { registry, visible }: SegmentUsers,
  context: DecisionContext,
): Decision<void> {
  const all: ReferringRecord[] = []
  for (const usesOf of registry) all.push(...(yield* usesOf([id], context)))
  const seen = yield* usesSeen(all, visible, context.model)
  if (seen.uses.length > 0 || seen.others)
    refuse(problem('lists.segment_in_use', { data: { name, ...usesTold(seen) } }))
}

/** What uses a segment uses its query too. */
export const throughSegments = (usesOf: SegmentUses): QueryUses =>
  function* (queries, context) {
    const where = isAmong(entityOf(context.model, 'segment'), 'queryId', queries)
    const segments = yield { entity: 'segment', where, fields: ['id'] }
    if (segments.length === 0) return []
    return yield* usesOf(
      segments.map((row) => String(row['id'])),
      context,
    )
  }

/** A segment that is about to be used, with the entity of its records; it stays until the transaction ends. Null where there is none. */
export function* segmentToUse(
  id: string,
  { model }: DecisionContext,
): Decision<{ readonly segment: SegmentRecord; readonly entity: string } | null> {
  const [row] = yield { entity: 'segment', where: isEqual(entityOf(model, 'segment'), 'id', id), lock: 'share' }
  if (row === undefined) return null
  const segment = segmentOf(row)
  const [query] = yield { entity: 'savedQuery', where: isEqual(entityOf(model, 'savedQuery'), 'id', segment.queryId) }
  const entity = query?.['entity']
  return typeof entity === 'string' ? { segment, entity } : null
}
