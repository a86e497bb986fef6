import { z } from 'zod'
import { entityOf } from '../model'
import { EVERYTHING, isAmong } from '../query'
import type { Decision, DecisionContext } from '../storage'
import { brandAmong, type Brand } from './brand'
import { organisationFrom, type Organisation } from './organisation'
import type { OrganisationBound } from './organisation-bound'

/** An organisation in figures. Those that say nothing else count what is below it too. */
export interface OrganisationFigures extends Organisation {
  /** The brand it speaks under, with what it takes from those above it. */
  readonly shown: Brand
  readonly groups: number
  readonly users: number
  readonly organisations: number
  /** The groups of the organisation itself. */
  readonly ownGroups: number
  /** The users who are given the organisation itself. */
  readonly ownUsers: number
  /** The organisations directly below it. */
  readonly ownOrganisations: number
}

/** How many rows name each organisation, as a store counts them. */
const counted = z.array(z.object({ organisationId: z.string(), rows: z.coerce.number() }))

const byOrganisation = (rows: readonly unknown[]): ReadonlyMap<string, number> =>
  new Map(counted.parse(rows).map(({ organisationId, rows: count }) => [organisationId, count]))

/** The organisations within a bound, by name; all of them where there is none. */
export function* organisationsWithin(
  bound: OrganisationBound | null,
  context: DecisionContext,
): Decision<readonly Organisation[]> {
  const entity = entityOf(context.model, 'organisation')
  const rows = yield {
    entity: entity.name,
    where: bound === null ? EVERYTHING : isAmong(entity, 'id', bound.organisations),
    orderBy: [{ field: 'name', direction: 'asc' }],
  }
  return rows.map(organisationFrom)
}

/** Organisations in figures; `groups` and `users` are how many each has itself. */
export function* organisationFigures(
  bound: OrganisationBound | null,
  counts: { readonly groups: readonly unknown[]; readonly users: readonly unknown[] },
  context: DecisionContext,
): Decision<readonly OrganisationFigures[]> {
  const entity = entityOf(context.model, 'organisation')
  const nesting = entityOf(context.model, 'organisationAncestor')
  const own = yield* organisationsWithin(bound, context)
  const outer =
    bound === null || bound.above.length === 0
      ? []
      : (yield { entity: entity.name, where: isAmong(entity, 'id', bound.above) }).map(organisationFrom)
  const pairs = yield {
    entity: nesting.name,
    where: isAmong(
      nesting,
      'ancestorId',
      own.map(({ id }) => id),
    ),
  }
  const all = new Map([...outer, ...own].map((one) => [one.id, one]))
  const [groups, users] = [byOrganisation(counts.groups), byOrganisation(counts.users)]
  const below = new Map<string, string[]>()
  for (const row of pairs) {
    const at = String(row['ancestorId'])
    const ids = below.get(at)
    if (ids === undefined) below.set(at, [String(row['organisationId'])])
    else ids.push(String(row['organisationId']))
  }
  const children = new Map<string | null, number>()
  for (const { parentId } of own) children.set(parentId, (children.get(parentId) ?? 0) + 1)
  return own.flatMap((one) => {
    const inner = below.get(one.id) ?? []
    const sum = (figures: ReadonlyMap<string, number>): number =>
      inner.reduce((total, id) => total + (figures.get(id) ?? 0), 0)
    const shown = brandAmong(one.id, all)
    if (shown === null) return []
    return [
      {
        ...one,
        shown,
        groups: sum(groups),
        users: sum(users),
        organisations: Math.max(inner.length - 1, 0),
        ownGroups: groups.get(one.id) ?? 0,
        ownUsers: users.get(one.id) ?? 0,
        ownOrganisations: children.get(one.id) ?? 0,
      },
    ]
  })
}
