import { z } from 'zod'
import type { Row, Write } from '../kernel'
import { entityOf } from '../model'
import {
  allOf,
  anyOf,
  EVERYTHING,
  isAmong,
  isEqual,
  isEverything,
  isMissing,
  isPresent,
  type BoundCriteria,
} from '../query'
import { nestingByParents, pairedIds, pairedIn, type IdPairs, type RegionReferences } from '../regions'
import { atOnce, type Decision, type DecisionContext } from '../storage'

/** The users who are given regions: a region that takes the place of others is given to each of them once. */
export const grantReferences: RegionReferences = {
  *uses(regions, context) {
    const grant = entityOf(context.model, 'userGrant')
    const rows = yield { entity: grant.name, where: isAmong(grant, 'regionId', regions) }
    const role = context.model.roles.user
    const names = new Map<string, string>()
    if (role !== null && rows.length > 0) {
      const user = entityOf(context.model, role.entity)
      const users = yield {
        entity: user.name,
        where: isAmong(
          user,
          'id',
          rows.map((row) => String(row['userId'])),
        ),
      }
      for (const row of users) names.set(String(row['id']), String(row[role.fields.name ?? 'id']))
    }
    return rows.map((row) => {
      const name = names.get(String(row['userId'])) ?? String(row['userId'])
      return {
        entity: grant.name,
        id: String(row['id']),
        label: { fr: `les droits de ${name}`, en: `the rights of ${name}` },
      }
    })
  },
  *replace(regions, replacement, context) {
    const grant = entityOf(context.model, 'userGrant')
    const rows = yield {
      entity: grant.name,
      where: isAmong(grant, 'regionId', [...regions, replacement]),
      lock: 'update',
    }
    const have = new Set(rows.filter((row) => row['regionId'] === replacement).map((row) => row['userId']))
    return rows
      .filter((row) => row['regionId'] !== replacement)
      .map((row): Write => {
        const id = String(row['id'])
        if (have.has(row['userId'])) return { type: 'remove', entity: grant.name, id }
        have.add(row['userId'])
        return { type: 'update', entity: grant.name, id, set: { regionId: replacement } }
      })
  },
}

interface Seat {
  readonly user: string
  readonly group: string
}

/** Users whose own record names a group: one of these; null: any. */
function* homes(groups: readonly string[] | null, context: DecisionContext): Decision<readonly Seat[]> {
  const role = context.model.roles.user
  const user = role === null ? null : entityOf(context.model, role.entity)
  if (user === null || user.group === null || !user.fields.has(user.group)) return []
  const { group } = user
  const where = groups === null ? isPresent(user, group) : isAmong(user, group, groups)
  const rows = yield { entity: user.name, where, fields: [group] }
  return rows.map((row) => ({ user: String(row['id']), group: String(row[group]) }))
}

function* grantsThat(where: BoundCriteria, context: DecisionContext): Decision<readonly Row[]> {
  return yield { entity: entityOf(context.model, 'userGrant').name, where }
}

/** Those of some users (null: of all) who were made inactive. */
function* inactiveAmong(users: Iterable<string> | null, context: DecisionContext): Decision<ReadonlySet<string>> {
  const access = entityOf(context.model, 'userAccess')
  const among = users === null ? EVERYTHING : isAmong(access, 'id', users)
  const rows = yield { entity: access.name, where: allOf(among, isEqual(access, 'active', false)), fields: ['id'] }
  return new Set(rows.map((row) => String(row['id'])))
}

/** Who stands in which group, who is given which region, and where the groups stand. */
interface Seating {
  readonly seats: readonly Seat[]
  readonly grants: readonly Row[]
  /** The regions of a group. */
  readonly places: IdPairs
}

const seatsOf = (grants: readonly Row[]): readonly Seat[] =>
  grants.flatMap((row) =>
    typeof row['groupId'] === 'string' ? [{ user: String(row['userId']), group: row['groupId'] }] : [],
  )

function* placesOf(where: BoundCriteria, context: DecisionContext): Decision<IdPairs> {
  const membership = entityOf(context.model, 'regionMembership')
  const rows = yield {
    entity: membership.name,
    where: allOf(where, isMissing(membership, 'to')),
    fields: ['groupId', 'regionId'],
  }
  return pairedIn(rows, 'groupId', 'regionId')
}

/** Whoever is inactive has no place, whether by their record or by what they are given. */
function seated(
  places: IdPairs,
  standing: readonly Seat[],
  given: readonly Row[],
  inactive: ReadonlySet<string>,
): Seating {
  const grants = given.filter((row) => !inactive.has(String(row['userId'])))
  return { places, grants, seats: [...standing.filter(({ user }) => !inactive.has(user)), ...seatsOf(grants)] }
}

/** From the regions to their people. */
function* seatingOf(inside: readonly string[], around: Iterable<string>, context: DecisionContext): Decision<Seating> {
  const grant = entityOf(context.model, 'userGrant')
  const places = yield* placesOf(isAmong(entityOf(context.model, 'regionMembership'), 'regionId', inside), context)
  const groups = [...places.keys()]
  const near = anyOf(isAmong(grant, 'regionId', new Set([...inside, ...around])), isAmong(grant, 'groupId', groups))
  const [grants, standing] = yield* atOnce(grantsThat(near, context), homes(groups, context))
  const users = new Set([...standing.map(({ user }) => user), ...grants.map((row) => String(row['userId']))])
  return seated(places, standing, grants, yield* inactiveAmong(users, context))
}

/** From all people to their regions. */
function* seatingOfAll(context: DecisionContext): Decision<Seating> {
  const [grants, standing, inactive] = yield* atOnce(
    grantsThat(EVERYTHING, context),
    homes(null, context),
    inactiveAmong(null, context),
  )
  const groups = new Set([...standing, ...seatsOf(grants)].map(({ group }) => group))
  const places = yield* placesOf(isAmong(entityOf(context.model, 'regionMembership'), 'groupId', groups), context)
  return seated(places, standing, grants, inactive)
}

const standingRegion = z.object({ id: z.string(), parentId: z.string().nullable() })

/** The regions around these and inside them, themselves included; of all regions together the parents tell. */
function* nestingOf(regions: readonly string[] | null, context: DecisionContext): Decision<Surroundings> {
  if (regions === null) {
    const region = entityOf(context.model, 'region')
    const all = yield { entity: region.name, where: isMissing(region, 'removedAt'), fields: ['parentId'] }
    return bothWays(nestingByParents(all.map((row) => standingRegion.parse(row))))
  }
  const nesting = entityOf(context.model, 'regionAncestor')
  const asked = anyOf(isAmong(nesting, 'ancestorId', regions), isAmong(nesting, 'regionId', regions))
  const rows = yield {
    entity: nesting.name,
    where: allOf(asked, isMissing(nesting, 'to')),
    fields: ['regionId', 'ancestorId'],
  }
  return bothWays(rows.map((row) => [String(row['ancestorId']), String(row['regionId'])]))
}

interface Surroundings {
  readonly around: IdPairs
  readonly within: IdPairs
}

const bothWays = (nested: readonly (readonly [ancestor: string, region: string])[]): Surroundings => ({
  around: pairedIds(nested.map(([ancestor, region]) => [region, ancestor])),
  within: pairedIds(nested),
})

/** Inside more regions than this, people are looked at first: lists of all their groups would be longer. */
const MANY_REGIONS = 1_000

/** Those of some users whom somebody may read. */
function* seenOf(
  users: Iterable<string>,
  visible: BoundCriteria,
  context: DecisionContext,
): Decision<ReadonlySet<string>> {
  const role = context.model.roles.user
  if (role === null || isEverything(visible)) return new Set(users)
  const user = entityOf(context.model, role.entity)
  const rows = yield { entity: user.name, where: allOf(isAmong(user, 'id', users), visible), fields: ['id'] }
  return new Set(rows.map((row) => String(row['id'])))
}

/**
 * How many members regions have (null: all regions): users who stand in one of a region's groups, because their record says so or because
 * they are given the group, the region, or a region around or inside it. Of these only those count who are active and `visible`. A region
 * without any is not in the map.
 */
export function* membersOfRegions(
  regions: readonly string[] | null,
  context: DecisionContext,
  visible: BoundCriteria = EVERYTHING,
): Decision<ReadonlyMap<string, number>> {
  const { around, within } = yield* nestingOf(regions, context)
  const inside = regions === null ? null : [...new Set(regions.flatMap((region) => within.get(region) ?? []))]
  const { seats, grants, places } =
    inside === null || inside.length > MANY_REGIONS
      ? yield* seatingOfAll(context)
      : yield* seatingOf(inside, around.keys(), context)

  const wanted = regions === null ? null : new Set(regions)
  const members = new Map<string, Set<string>>()
  const join = (region: string, user: string): void => {
    if (wanted?.has(region) === false) return
    const users = members.get(region) ?? new Set()
    users.add(user)
    members.set(region, users)
  }
  for (const { user, group } of seats)
    for (const place of places.get(group) ?? []) for (const region of around.get(place) ?? []) join(region, user)
  for (const row of grants) {
    if (typeof row['regionId'] !== 'string') continue
    const near = [...(around.get(row['regionId']) ?? []), ...(within.get(row['regionId']) ?? [])]
    for (const region of near) join(region, String(row['userId']))
  }
  const seen = yield* seenOf(new Set([...members.values()].flatMap((users) => [...users])), visible, context)
  const counts = [...members].map(([region, users]): [string, number] => [
    region,
    [...users].filter((user) => seen.has(user)).length,
  ])
  return new Map(counts.filter(([, count]) => count > 0))
}
