import type { Write } from '../kernel'
import { entityOf, type Model } from '../model'
import { EVERYTHING, isAmong, isEqual, matcher, type Matcher } from '../query'
import type { Decision, DecisionContext } from '../storage'
import { followedQuery, type Followed, type Step } from './followed-query'
import { segmentOf, type SegmentRecord } from './segment'

/** The one row that names the edition. */
const EDITION = 'segments'

/** A way from records of segments to one that their criteria ask about, and who asks what there. */
export interface Reach {
  readonly steps: readonly Step[]
  /** Every segment that goes this way: a record that comes or goes concerns them all. */
  readonly segments: Set<Followed>
  /** By field: those whose answer may change with it. */
  readonly byField: Map<string, Set<Followed>>
}

/** The segments about records of one entity. */
export interface FollowedEntity {
  readonly segments: Set<Followed>
  readonly byField: Map<string, Set<Followed>>
  /** All of them by what they say of the record alone. */
  readonly near: Matcher<Followed>
}

/** All segments, arranged by what may change their answer. */
export interface Catalogue {
  readonly byId: ReadonlyMap<string, Followed>
  readonly entities: ReadonlyMap<string, FollowedEntity>
  /** By the entity that criteria reach through relations. */
  readonly reaches: ReadonlyMap<string, readonly Reach[]>
}

const NO_SEGMENTS: Catalogue = { byId: new Map(), entities: new Map(), reaches: new Map() }

function at<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

const nameOf = (steps: readonly Step[]): string => steps.map(({ name }) => name).join('.')

/** The fields a segment depends on, by the way that leads to them; the keys that its relations go by are among them. */
function fieldsByWay({ usage, ways }: Followed): ReadonlyMap<string, ReadonlySet<string>> {
  const fields = new Map<string, Set<string>>()
  const use = (way: string, field: string) => at(fields, way, () => new Set<string>()).add(field)
  for (const { via, field } of usage.fields) use(via.join('.'), field)
  for (const steps of ways) {
    const relation = steps.at(-1)?.relation
    if (relation !== undefined) use(nameOf(relation.type === 'many' ? steps : steps.slice(0, -1)), relation.field)
  }
  return fields
}

function index(byField: Map<string, Set<Followed>>, fields: Iterable<string>, one: Followed): void {
  for (const field of fields) at(byField, field, () => new Set<Followed>()).add(one)
}

function arranged(all: readonly Followed[]): Catalogue {
  const entities = new Map<string, FollowedEntity>()
  const reaches = new Map<string, Map<string, Reach>>()
  for (const one of all) {
    const fields = fieldsByWay(one)
    const own = at(entities, one.entity.name, (): FollowedEntity => ({
      segments: new Set(),
      byField: new Map(),
      near: matcher(),
    }))
    own.segments.add(one)
    own.near.add(one, one.near)
    index(own.byField, fields.get('') ?? [], one)
    for (const steps of one.ways) {
      const target = steps.at(-1)?.to.name ?? ''
      const way = nameOf(steps)
      const reach = at(
        at(reaches, target, () => new Map<string, Reach>()),
        `${one.entity.name} ${way}`,
        (): Reach => ({ steps, segments: new Set(), byField: new Map() }),
      )
      reach.segments.add(one)
      index(reach.byField, fields.get(way) ?? [], one)
    }
  }
  return {
    byId: new Map(all.map((one) => [one.segment.id, one])),
    entities,
    reaches: new Map([...reaches].map(([entity, ways]) => [entity, [...ways.values()]])),
  }
}

/** What was compiled for an edition is right as long as the edition is: no two have the same name, of whatever tenant. */
const compiled = new WeakMap<Model, Kept>()
const MOST_KEPT = 64

/** What was compiled before a change is taken over where it was about other segments. */
interface Kept {
  readonly editions: Map<string, Catalogue>
  segments: ReadonlyMap<string, Followed>
}

const contentOf = ({ asks, silent }: SegmentRecord): string => `${asks} ${silent}`

function* compile(kept: Kept, context: DecisionContext): Decision<Catalogue> {
  const rows = yield { entity: 'segment', where: EVERYTHING }
  const segments = rows.map(segmentOf)
  const wanted = new Set<string>()
  for (const segment of segments) if (!kept.segments.has(contentOf(segment))) wanted.add(segment.queryId)
  const where = isAmong(entityOf(context.model, 'savedQuery'), 'id', wanted)
  const queries = wanted.size === 0 ? [] : yield { entity: 'savedQuery', where }
  const byId = new Map(queries.map((row) => [row['id'], row]))
  const followed = segments.flatMap((segment) => {
    const row = byId.get(segment.queryId)
    const known = kept.segments.get(contentOf(segment))
    return known ?? (row === undefined ? [] : (followedQuery(segment, row, context) ?? []))
  })
  kept.segments = new Map(followed.map((one) => [contentOf(one.segment), one]))
  return arranged(followed)
}

/**
 * The segments as they are. None comes, changes or goes until the transaction ends: what it has written and what it followed belong
 * together. For use within a transaction only.
 */
export function* segmentCatalogue(context: DecisionContext): Decision<Catalogue> {
  const { model } = context
  const where = isEqual(entityOf(model, 'segmentEdition'), 'id', EDITION)
  const [row] = yield { entity: 'segmentEdition', where, lock: 'share' }
  const edition = row?.['edition']
  if (typeof edition !== 'string') return NO_SEGMENTS
  const kept: Kept = compiled.get(model) ?? { editions: new Map(), segments: new Map() }
  compiled.set(model, kept)
  const known = kept.editions.get(edition)
  if (known !== undefined) return known
  const catalogue = yield* compile(kept, context)
  const [oldest] = kept.editions.keys()
  if (kept.editions.size >= MOST_KEPT && oldest !== undefined) kept.editions.delete(oldest)
  kept.editions.set(edition, catalogue)
  return catalogue
}

/** From here on no segment comes, changes or goes but by this transaction; waits for every transaction that goes by them. */
export function* holdEdition({ model }: DecisionContext): Decision<void> {
  yield { entity: 'segmentEdition', where: isEqual(entityOf(model, 'segmentEdition'), 'id', EDITION), lock: 'update' }
}

/** One segment, as it is; null where there is none, or none that the model understands. */
export function* segmentNow(id: string, context: DecisionContext): Decision<Followed | null> {
  const { model } = context
  const [row] = yield { entity: 'segment', where: isEqual(entityOf(model, 'segment'), 'id', id) }
  if (row === undefined) return null
  const segment = segmentOf(row)
  const [query] = yield { entity: 'savedQuery', where: isEqual(entityOf(model, 'savedQuery'), 'id', segment.queryId) }
  return query === undefined ? null : followedQuery(segment, query, context)
}

/** There from the start, so that who follows and who makes the first segment meet at it. */
export const firstEdition: Write = {
  type: 'insert',
  entity: 'segmentEdition',
  rows: [{ id: EDITION, edition: null }],
  onConflict: 'skip',
}

/** Ends what was compiled so far: waits for every transaction that goes by it. Null where no segment is left. */
export function newEdition({ identifiers }: DecisionContext, isLast = false): Write {
  const row = { id: EDITION, edition: isLast ? null : identifiers.next() }
  return { type: 'insert', entity: 'segmentEdition', rows: [row], onConflict: 'update', key: ['id'] }
}
