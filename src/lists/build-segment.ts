import type { Row } from '../kernel'
import { entityOf } from '../model'
import { allOf, anyOf, complement, isAmong, isEqual, type BoundCriteria } from '../query'
import type { Decision, DecisionContext, Outcome } from '../storage'
import type { Followed } from './followed-query'
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
 * Whether the first members of a segment are simply those that meet its criteria now: nobody is to be told of them, and time changes
 * nothing about them.
 */
export const isPlainBuild = ({ isTimed, segment }: Followed): boolean => segment.silent && !isTimed

/** Those of such members that are not kept yet. */
export const newMembers = ({ held, segment }: Followed, { model }: DecisionContext): BoundCriteria =>
  allOf(held, complement(standingIn(model, segment.id, 'all')))

/** What is kept about such a member. */
export const memberRow = (recordId: string, { segment }: Followed, { identifiers }: DecisionContext): Row => ({
  id: identifiers.next(),
  recordId,
  segmentId: segment.id,
  inside: true,
  changesAt: null,
})

/**
 * Looks at some suspects of a build again and writes where they stand. By the segment as it is now: a build that was overtaken does no
 * harm. Answers whether there is still such a segment.
 */
export function* buildBatch(id: string, ids: readonly string[], context: DecisionContext): Decision<Outcome<boolean>> {
  const followed = (yield* segmentCatalogue(context)).byId.get(id)
  if (followed === undefined) return { writes: [], value: false }
  const { silent } = followed.segment
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
