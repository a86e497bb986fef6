import type { Write } from '../kernel'
import { entityOf } from '../model'
import { allOf, anyOf, bindQuery, complement, isAmong, isEqual, type BoundCriteria } from '../query'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { bindingAt, type Followed } from './followed-query'
import { newEdition, segmentCatalogue } from './segment-catalogue'
import { segmentOf, standingIn } from './segment'
import { departed, settled } from './segment-standing'

/** A build of a segment's members, as it was ordered. */
export interface SegmentBuild {
  readonly followed: Followed
  /** Nothing was built yet. */
  readonly isFirst: boolean
}

/**
 * The records that a build has to look at: where time changes nothing, those whose answer is another than the one that is kept, which is
 * also where a build that was cut short goes on; otherwise all that may be members at some time.
 */
export function suspects({ followed, isFirst }: SegmentBuild, { model }: DecisionContext): BoundCriteria {
  const { held, isTimed, segment } = followed
  if (isFirst) return held
  if (isTimed) return anyOf(held, standingIn(model, segment.id, 'all'))
  const inside = standingIn(model, segment.id, 'members')
  return anyOf(allOf(held, complement(inside)), allOf(inside, complement(held)))
}

/** The rows kept about records that are no longer there. */
export function orphans({ segment, entity }: Followed, { model }: DecisionContext): BoundCriteria {
  const member = entityOf(model, 'segmentMember')
  const isThere: BoundCriteria = {
    type: 'related',
    relation: { type: 'one', target: entity.name, field: 'recordId' },
    target: entity,
    negated: false,
    criteria: { type: 'and', criteria: [] },
  }
  return allOf(isEqual(member, 'segmentId', segment.id), complement(isThere))
}

/**
 * The members found by a first build that is not told of, straight from the store: who meets the criteria is read and locked in one
 * question where that is exact.
 */
function* firstMembers(
  followed: Followed,
  ids: readonly string[],
  context: DecisionContext,
): Decision<readonly Write[]> {
  const { entity, held, segment } = followed
  const member = entityOf(context.model, 'segmentMember')
  const among = isAmong(entity, 'id', ids)
  const where = allOf(among, held)
  // Related records are seen as they were before the lock was had: they are asked about again under it.
  if (followed.ways.length > 0) yield { entity: entity.name, where: among, fields: ['id'], lock: 'update' }
  const inside = yield { entity: entity.name, where, fields: ['id'], lock: 'update' }
  const kept = yield {
    entity: member.name,
    where: allOf(isAmong(member, 'recordId', ids), isEqual(member, 'segmentId', segment.id)),
    fields: ['recordId'],
  }
  const known = new Set(kept.map((row) => row['recordId']))
  const rows = inside.flatMap(({ id }) =>
    known.has(id)
      ? []
      : [{ id: context.identifiers.next(), recordId: id, segmentId: segment.id, inside: true, changesAt: null }],
  )
  return rows.length === 0 ? [] : [{ type: 'insert', entity: member.name, rows }]
}

/**
 * Looks at some suspects of a build again and writes where they stand. By the segment as it is now: a build that was overtaken does no
 * harm. Answers whether there is still such a segment.
 */
export function* buildBatch(
  id: string,
  ids: readonly string[],
  context: DecisionContext,
  isFirst = false,
): Decision<Outcome<boolean>> {
  const followed = (yield* segmentCatalogue(context)).byId.get(id)
  if (followed === undefined) return { writes: [], value: false }
  const { silent } = followed.segment
  if (isFirst && silent && !followed.isTimed)
    return { writes: yield* firstMembers(followed, ids, context), value: true }
  const questions = ids.map((recordId) => ({ recordId, followed, at: context.now }))
  return { writes: yield* settled(followed.entity, questions, context, { silent }), value: true }
}

/** Lets go of what is kept about records that are gone. */
export function* buryBatch(id: string, ids: readonly string[], context: DecisionContext): Decision<Outcome<void>> {
  const catalogue = yield* segmentCatalogue(context)
  const followed = catalogue.byId.get(id)
  if (followed === undefined) return { writes: [], value: undefined }
  const { entity } = followed
  const there = yield { entity: entity.name, where: isAmong(entity, 'id', ids), fields: ['id'] }
  const known = new Set(there.map((row) => row['id']))
  const gone = ids.filter((one) => !known.has(one))
  return { writes: yield* departed(catalogue, entity, gone, context), value: undefined }
}

/** Says that a build is over, unless another was ordered meanwhile. Answers whether the members fit now. */
export function* finishBuild(id: string, version: number, context: DecisionContext): Decision<Outcome<boolean>> {
  const where = isEqual(entityOf(context.model, 'segment'), 'id', id)
  const [row] = yield { entity: 'segment', where, lock: 'update' }
  if (row === undefined) return { writes: [], value: true }
  const segment = segmentOf(row)
  if (segment.buildSince === null) return { writes: [], value: true }
  if (segment.version !== version) return { writes: [], value: false }
  const set = { buildSince: null, silent: false }
  return { writes: [{ type: 'update', entity: 'segment', id, set }, newEdition(context)], value: true }
}

/** The criteria of a segment at a moment: what a build, once over, makes its members agree with. */
export const criteriaAt = (followed: Followed, at: Date, context: DecisionContext): BoundCriteria =>
  bindQuery(followed.prepared, bindingAt(context, followed.segment.groups, at))
