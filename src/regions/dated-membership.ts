import { refuse, type Row, type Write } from '../kernel'
import { entityOf } from '../model'
import { allOf, anyOf, compares, isAmong, isEqual, isMissing } from '../query'
import type { Decision, DecisionContext } from '../storage'
import { end } from './lineage'
import { demandPast, type PastPeriod } from './past-period'
import { membershipRow, type Placed } from './place-groups'
import { problem } from './problem'
import type { Region, RegionOptions } from './region'
import { demandNotEmptied, lockRegions, type NamedGroup } from './standing-regions'

/** A region holds nothing before it was there. Refused with `region.before_region`. */
function* demandThere(region: Region, from: Date, context: DecisionContext): Decision<void> {
  const nesting = entityOf(context.model, 'regionAncestor')
  const rows = yield {
    entity: nesting.name,
    where: allOf(isEqual(nesting, 'regionId', region.id), isEqual(nesting, 'ancestorId', region.id)),
  }
  const starts = rows.flatMap((row) => (row['from'] instanceof Date ? [row['from']] : []))
  const since = starts.reduce((first, one) => (one < first ? one : first), starts[0] ?? context.now)
  if (from < since) refuse(problem('region.before_region', { path: '/from', data: { region: region.name, since } }))
}

/** The memberships that share time with a period. One that ended as it began never was. */
function* during(
  groups: readonly string[],
  { from, to }: PastPeriod,
  context: DecisionContext,
): Decision<readonly Row[]> {
  const membership = entityOf(context.model, 'regionMembership')
  const rows = yield {
    entity: membership.name,
    where: allOf(
      isAmong(membership, 'groupId', groups),
      anyOf(isMissing(membership, 'to'), compares(membership, 'to', 'gt', from)),
      ...(to === null ? [] : [compares(membership, 'from', 'lt', to)]),
    ),
    lock: 'update',
  }
  return rows.filter((row) => row['to'] === null || Number(row['to']) > Number(row['from']))
}

const startsBefore = (row: Row, moment: Date): boolean => row['from'] instanceof Date && row['from'] < moment

/** What a period does to the memberships it meets: those that end where it begins, and those that it may not overlap. */
function met(
  rows: readonly Row[],
  region: string,
  { from, to }: PastPeriod,
  exclusive: boolean,
): { readonly ends: readonly Row[]; readonly stays: readonly Row[]; readonly overlaps: readonly Row[] } {
  const concerned = rows.filter((row) => exclusive || row['regionId'] === region)
  const open = (row: Row): boolean => to === null && row['to'] === null && startsBefore(row, from)
  const same = (row: Row): boolean => row['regionId'] === region
  return {
    // A group that is elsewhere now, and was already then, moves as of that moment.
    ends: concerned.filter((row) => open(row) && !same(row)),
    stays: concerned.filter((row) => open(row) && same(row)),
    overlaps: concerned.filter((row) => !open(row)),
  }
}

function* refuseOverlaps(
  overlaps: readonly Row[],
  named: readonly NamedGroup[],
  context: DecisionContext,
): Decision<void> {
  if (overlaps.length === 0) return
  const region = entityOf(context.model, 'region')
  const ids = overlaps.map((row) => String(row['regionId']))
  const rows = yield { entity: region.name, where: isAmong(region, 'id', ids) }
  const names = new Map(rows.map((row) => [row['id'], row['name']]))
  refuse(
    named.flatMap(({ group, path }) => {
      const row = overlaps.find((one) => one['groupId'] === group)
      if (row === undefined) return []
      const { regionId, from, to } = row
      return [problem('region.overlap', { path, data: { group, region: names.get(regionId) ?? regionId, from, to } })]
    }),
  )
}

/**
 * Puts groups into a region as of a moment past, or for a time past. Open to now, a group that was elsewhere leaves there at that
 * moment; anything else that it would overlap is refused. Take the lock {@link TOP_LOCK}: nothing else holds two pasts of one group apart.
 *
 * @throws refusals `region.future_date`, `region.dates_reversed`, `region.before_region`, `region.overlap`, `region.left_empty`.
 */
export function* placeInPast(
  region: Region,
  named: readonly NamedGroup[],
  period: PastPeriod,
  { exclusive = true }: RegionOptions,
  context: DecisionContext,
): Decision<Omit<Placed, 'locked'>> {
  const { from, to } = period
  demandPast(period, context.now)
  yield* demandThere(region, from, context)
  const groups = named.map(({ group }) => group)
  const { ends, stays, overlaps } = met(yield* during(groups, period, context), region.id, period, exclusive)
  yield* refuseOverlaps(overlaps, named, context)
  const sources = yield* lockRegions(new Set(ends.map((row) => String(row['regionId']))), context)
  for (const source of sources.values()) {
    const leaving = ends.filter((row) => row['regionId'] === source.id).map((row) => String(row['groupId']))
    const path = named.find(({ group }) => leaving.includes(group))?.path ?? ''
    yield* demandNotEmptied(source, { groups: leaving, regions: [] }, path, context)
  }
  const unchanged = new Set(stays.map((row) => String(row['groupId'])))
  const arriving = named.filter(({ group }) => !unchanged.has(group))
  const rows = arriving.map((one) => {
    const row = membershipRow({ ...one, region: region.id }, exclusive, { ...context, now: from })
    return to === null ? row : { ...row, to, slot: null }
  })
  const writes: Write[] = [
    ...end('regionMembership', ends, { ...context, now: from }),
    ...(rows.length === 0 ? [] : [{ type: 'insert' as const, entity: 'regionMembership', rows }]),
  ]
  return {
    writes,
    added: arriving.map(({ group }) => group),
    unchanged: [...unchanged],
    moved: ends.map((row) => ({ group: String(row['groupId']), from: String(row['regionId']) })),
  }
}
