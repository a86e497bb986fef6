import type { Row, Write } from '../kernel'
import { entityOf, type EntityDefinition } from '../model'
import { allOf, anyOf, compares, isAmong, isMissing, isNothing, NOTHING, type BoundCriteria } from '../query'
import type { Decision, DecisionContext } from '../storage'
import type { Region } from './region'

/** The rows in force at a moment: from `from`, until before `to`. Null: those in force now, whatever the clocks of others say. */
export function inForce(entity: EntityDefinition, asOf: Date | null): BoundCriteria {
  if (asOf === null) return isMissing(entity, 'to')
  return allOf(
    compares(entity, 'from', 'lte', asOf),
    anyOf(isMissing(entity, 'to'), compares(entity, 'to', 'gt', asOf)),
  )
}

/** When what began at `from` ends if it ends now: never before it began, even when the clock went back. */
export const endOf = (row: Row, now: Date): Date =>
  row['from'] instanceof Date && row['from'] > now ? row['from'] : now

/** The nesting rows of regions (which regions contain them) as they are now. */
export function* nestingOf(regions: Iterable<string>, context: DecisionContext): Decision<readonly Row[]> {
  const nesting = entityOf(context.model, 'regionAncestor')
  return yield { entity: nesting.name, where: allOf(isAmong(nesting, 'regionId', regions), inForce(nesting, null)) }
}

/**
 * Each of these regions with every one around it, itself included: of all regions together their parents tell what the nesting rows say,
 * of which there are many more.
 */
export function nestingByParents(
  regions: readonly Pick<Region, 'id' | 'parentId'>[],
): readonly (readonly [ancestor: string, region: string])[] {
  const parents = new Map(regions.map(({ id, parentId }) => [id, parentId]))
  const pairs: (readonly [string, string])[] = []
  for (const { id } of regions)
    for (let at: string | null = id; at !== null && parents.has(at); at = parents.get(at) ?? null) pairs.push([at, id])
  return pairs
}

/** The regions inside these, themselves included, as of a moment or (null) as they are now. */
export function* inside(
  regions: Iterable<string>,
  asOf: Date | null,
  context: DecisionContext,
): Decision<readonly string[]> {
  const nesting = entityOf(context.model, 'regionAncestor')
  const rows = yield {
    entity: nesting.name,
    where: allOf(isAmong(nesting, 'ancestorId', regions), inForce(nesting, asOf)),
    fields: ['regionId'],
  }
  return [...new Set(rows.map((row) => String(row['regionId'])))]
}

/**
 * That the region which a field names is inside one of these, or one of them, as of a moment or (null) as they are now. Databases begin
 * with the few rows of the nesting that name these.
 */
export function isInside(
  field: string,
  regions: Iterable<string>,
  asOf: Date | null,
  { model }: DecisionContext,
): BoundCriteria {
  const [region, nesting] = [entityOf(model, 'region'), entityOf(model, 'regionAncestor')]
  const criteria = allOf(isAmong(nesting, 'ancestorId', regions), inForce(nesting, asOf))
  if (isNothing(criteria)) return NOTHING
  return {
    type: 'related',
    relation: { type: 'one', target: region.name, field },
    target: region,
    negated: false,
    criteria: {
      type: 'related',
      relation: { type: 'many', target: nesting.name, field: 'regionId' },
      target: nesting,
      negated: false,
      criteria,
    },
  }
}

/** The regions that contain this one, itself included, as they are now. */
export function* above(region: string, context: DecisionContext): Decision<readonly string[]> {
  return (yield* nestingOf([region], context)).map((row) => String(row['ancestorId']))
}

/** Says that each of these regions is inside each of those. */
export function nest(pairs: Iterable<readonly [region: string, ancestor: string]>, context: DecisionContext): Write[] {
  const rows = [...pairs].map(([regionId, ancestorId]) => ({
    id: context.identifiers.next(),
    regionId,
    ancestorId,
    from: context.now,
    to: null,
  }))
  return rows.length === 0 ? [] : [{ type: 'insert', entity: 'regionAncestor', rows }]
}

/** Ends rows that last until now. */
export function end(
  entity: 'regionAncestor' | 'regionMembership',
  rows: readonly Row[],
  context: DecisionContext,
): Write[] {
  return rows.map((row) => ({
    type: 'update',
    entity,
    id: String(row['id']),
    set: { to: endOf(row, context.now), ...(entity === 'regionMembership' ? { slot: null } : {}) },
  }))
}
