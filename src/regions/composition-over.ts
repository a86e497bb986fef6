import type { Row } from '../kernel'
import { entityOf } from '../model'
import { allOf, anyOf, compares, isAmong, isMissing, type BoundCriteria } from '../query'
import type { Decision, DecisionContext } from '../storage'

/** A time, half-open; null: without a beginning, or without an end. */
export interface Timespan {
  readonly from: Date | null
  readonly to: Date | null
}

/** The groups of a region during a time in which they did not change. */
export interface CompositionSpan extends Timespan {
  readonly groups: readonly string[]
}

const instant = (value: unknown): number => (value instanceof Date ? value.getTime() : Number.POSITIVE_INFINITY)
const inForceAt = (row: Row, at: number): boolean => instant(row['from']) <= at && at < instant(row['to'])

/** The rows that were in force at some moment of a time. */
function during(name: string, { from, to }: Timespan, { model }: DecisionContext): BoundCriteria {
  const entity = entityOf(model, name)
  return allOf(
    ...(from === null ? [] : [anyOf(isMissing(entity, 'to'), compares(entity, 'to', 'gt', from))]),
    ...(to === null ? [] : [compares(entity, 'from', 'lt', to)]),
  )
}

/** What a region held, from change to change. */
function spansOf(
  nested: readonly Row[],
  members: ReadonlyMap<string, readonly Row[]>,
  { from, to }: Timespan,
): CompositionSpan[] {
  const [first, last] = [from?.getTime() ?? Number.NEGATIVE_INFINITY, to?.getTime() ?? Number.POSITIVE_INFINITY]
  const held = nested.flatMap((row) => members.get(String(row['regionId'])) ?? [])
  const changes = new Set([first])
  for (const row of [...nested, ...held])
    for (const at of [instant(row['from']), instant(row['to'])]) if (at > first && at < last) changes.add(at)
  const edges = [...changes].sort((a, b) => a - b)
  const spans: { from: Date | null; to: Date | null; groups: string[] }[] = []
  for (const [index, at] of edges.entries()) {
    const inside = nested
      .filter((row) => inForceAt(row, at))
      .flatMap((row) => members.get(String(row['regionId'])) ?? [])
    const groups = [...new Set(inside.filter((row) => inForceAt(row, at)).map((row) => String(row['groupId'])))].sort()
    const next = edges[index + 1]
    const end = next === undefined ? to : new Date(next)
    const before = spans.at(-1)
    if (before !== undefined && before.groups.join('\n') === groups.join('\n')) before.to = end
    else spans.push({ from: Number.isFinite(at) ? new Date(at) : null, to: end, groups })
  }
  return spans
}

/**
 * The groups of regions over a time, those of the regions inside them included: what a report that attributes to the composition there
 * was then goes by. One that held nothing has spans without groups.
 */
export function* compositionOver(
  regions: readonly string[],
  time: Timespan,
  context: DecisionContext,
): Decision<ReadonlyMap<string, readonly CompositionSpan[]>> {
  const nesting = entityOf(context.model, 'regionAncestor')
  const membership = entityOf(context.model, 'regionMembership')
  const nested = yield {
    entity: nesting.name,
    where: allOf(isAmong(nesting, 'ancestorId', regions), during(nesting.name, time, context)),
  }
  const inside = new Set(nested.map((row) => String(row['regionId'])))
  const rows = yield {
    entity: membership.name,
    where: allOf(isAmong(membership, 'regionId', inside), during(membership.name, time, context)),
  }
  const members = new Map<string, Row[]>()
  for (const row of rows) {
    const list = members.get(String(row['regionId']))
    if (list === undefined) members.set(String(row['regionId']), [row])
    else list.push(row)
  }
  return new Map(
    regions.map((region) => [
      region,
      spansOf(
        nested.filter((row) => row['ancestorId'] === region),
        members,
        time,
      ),
    ]),
  )
}
