import { changedFields, type Change, type Row } from '../kernel'
import { isAmong, type RecordLookup } from '../query'
import type { Decision } from '../storage'
import type { Followed, Step } from './followed-query'
import type { Catalogue, FollowedEntity, Reach } from './segment-catalogue'

/** Records of one entity, each with the segments whose answer about it may have changed. */
export type Touched = Map<string, Set<Followed>>

/** What some changes touch in one entity. */
export interface TouchedRecords {
  /** By a change of their own; only segments that the record was near to or is now. */
  readonly own: Touched
  /** By a change of a record that they are related to. */
  readonly related: Touched
}

const NO_LOOKUP: RecordLookup = { one: () => undefined, many: () => [] }

function touch(touched: Touched, id: string, segments: Iterable<Followed>): void {
  const known = touched.get(id)
  if (known === undefined) touched.set(id, new Set(segments))
  else for (const one of segments) known.add(one)
}

type Concerns = (segment: Followed) => boolean

/** The segments that a change may concern, by the fields that changed; all of them where a record comes or goes. Null: none. */
function concerned(
  change: Change,
  { segments, byField }: Pick<FollowedEntity, 'segments' | 'byField'>,
): Concerns | null {
  if (change.type !== 'updated') return (one) => segments.has(one)
  const sets = changedFields(change).flatMap((field) => byField.get(field) ?? [])
  return sets.length === 0 ? null : (one) => sets.some((set) => set.has(one))
}

/**
 * Those among the segments concerned that a changed record may enter or leave. One that asks only about the record itself, whatever the
 * time, has its answer here: where it is the same before and after, nothing moves.
 */
function movedIn(change: Change, followed: FollowedEntity): readonly Followed[] {
  const concerns = concerned(change, followed)
  if (concerns === null) return []
  const near = (row: Row | null) => new Set(row === null ? [] : followed.near.matches(row, NO_LOOKUP))
  const [before, after] = [near(change.before), near(change.after)]
  const moved: Followed[] = []
  for (const one of before) {
    const isDecided = !one.isTimed && one.ways.length === 0
    if (!(isDecided && after.has(one)) && concerns(one)) moved.push(one)
  }
  for (const one of after) if (!before.has(one) && concerns(one)) moved.push(one)
  return moved
}

function* parentsOf({ from, relation }: Step, rows: readonly Row[], isFirst: boolean): Decision<readonly Row[]> {
  if (relation.type === 'one') {
    const ids = new Set(rows.map((row) => String(row['id'])))
    return yield { entity: from.name, where: isAmong(from, relation.field, ids), lock: 'update' }
  }
  const ids = new Set<string>()
  for (const row of rows) {
    const id = row[relation.field]
    if (typeof id === 'string') ids.add(id)
  }
  // The records asked about are read and locked with all others that are touched.
  if (isFirst) return [...ids].map((id) => ({ id }))
  return yield { entity: from.name, where: isAmong(from, 'id', ids), lock: 'update' }
}

/**
 * The records from which a way leads to these. They and those in between are locked: whoever changes a record on the same way waits,
 * then sees what was changed here.
 */
function* originsOf(steps: readonly Step[], images: readonly Row[]): Decision<readonly string[]> {
  let rows = images
  for (let index = steps.length - 1; index >= 0 && rows.length > 0; index -= 1) {
    const step = steps[index]
    if (step !== undefined) rows = yield* parentsOf(step, rows, index === 0)
  }
  return rows.map((row) => String(row['id']))
}

function* touchedThrough(reach: Reach, changes: readonly Change[], touched: Touched): Decision<void> {
  // Changes that concern the same segments go together: a bulk write is traced in a few questions.
  const groups = new Map<string, { readonly segments: readonly Followed[]; readonly images: Row[] }>()
  for (const change of changes) {
    const concerns = concerned(change, reach)
    if (concerns === null) continue
    const key = change.type === 'updated' ? changedFields(change).sort().join() : ''
    const group = groups.get(key) ?? { segments: [...reach.segments].filter(concerns), images: [] }
    groups.set(key, group)
    for (const image of [change.before, change.after])
      if (image !== null) group.images.push({ ...image, id: change.id })
  }
  for (const { segments, images } of groups.values())
    for (const id of yield* originsOf(reach.steps, images)) touch(touched, id, segments)
}

/**
 * Which records some changes touch, by entity: the changed ones that are still there, and those that are related to them in a way that
 * is asked about.
 */
export function* touchedRecords(
  changes: readonly Change[],
  catalogue: Catalogue,
): Decision<ReadonlyMap<string, TouchedRecords>> {
  const found = new Map<string, TouchedRecords>()
  const of = (entity: string): TouchedRecords => {
    const known = found.get(entity) ?? { own: new Map(), related: new Map() }
    found.set(entity, known)
    return known
  }
  const byEntity = new Map<string, Change[]>()
  for (const change of changes) {
    const alike = byEntity.get(change.entity)
    if (alike === undefined) byEntity.set(change.entity, [change])
    else alike.push(change)
  }
  for (const [entity, alike] of byEntity) {
    const followed = catalogue.entities.get(entity)
    if (followed !== undefined)
      for (const change of alike) {
        if (change.after === null) continue
        const segments = movedIn(change, followed)
        if (segments.length > 0) touch(of(entity).own, change.id, segments)
      }
    for (const reach of catalogue.reaches.get(entity) ?? []) {
      const root = reach.steps[0]?.from.name
      if (root !== undefined) yield* touchedThrough(reach, alike, of(root).related)
    }
  }
  return found
}
