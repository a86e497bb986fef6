import type { Row, Write } from '../kernel'
import { entityOf } from '../model'
import { allOf, anyOf, EVERYTHING, isAmong, isEqual, isEverything, isMissing, type BoundCriteria } from '../query'
import type { RegionReferences } from '../regions'
import type { Decision, DecisionContext } from '../storage'

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

/** Users whose own record names one of these groups. */
function* homes(groups: readonly string[], context: DecisionContext): Decision<readonly Seat[]> {
  const role = context.model.roles.user
  const user = role === null ? null : entityOf(context.model, role.entity)
  if (user === null || user.group === null || !user.fields.has(user.group)) return []
  const { group } = user
  const rows = yield { entity: user.name, where: isAmong(user, group, groups) }
  return rows.map((row) => ({ user: String(row['id']), group: String(row[group]) }))
}

/** The grants of these regions and groups, of users who are not inactive. */
function* activeGrants(
  regions: Iterable<string>,
  groups: readonly string[],
  context: DecisionContext,
): Decision<readonly Row[]> {
  const grant = entityOf(context.model, 'userGrant')
  const access = entityOf(context.model, 'userAccess')
  const rows = yield {
    entity: grant.name,
    where: anyOf(isAmong(grant, 'regionId', regions), isAmong(grant, 'groupId', groups)),
  }
  const users = new Set(rows.map((row) => String(row['userId'])))
  const gone = yield {
    entity: access.name,
    where: allOf(isAmong(access, 'id', users), isEqual(access, 'active', false)),
  }
  const inactive = new Set(gone.map((row) => row['id']))
  return rows.filter((row) => !inactive.has(row['userId']))
}

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
 * How many members regions have: users who stand in one of a region's groups, because their record says so or because they
 * are given the group, the region, or a region around or inside it. Of these only `visible` ones count. A region without any is not in
 * the map.
 */
export function* membersOfRegions(
  regions: readonly string[],
  context: DecisionContext,
  visible: BoundCriteria = EVERYTHING,
): Decision<ReadonlyMap<string, number>> {
  const nesting = entityOf(context.model, 'regionAncestor')
  const membership = entityOf(context.model, 'regionMembership')
  const related = yield {
    entity: nesting.name,
    where: allOf(
      anyOf(isAmong(nesting, 'ancestorId', regions), isAmong(nesting, 'regionId', regions)),
      isMissing(nesting, 'to'),
    ),
  }
  const around = pairs(related, 'regionId', 'ancestorId')
  const within = pairs(related, 'ancestorId', 'regionId')
  const standing = yield {
    entity: membership.name,
    where: allOf(
      isAmong(membership, 'regionId', new Set(regions.flatMap((region) => within.get(region) ?? []))),
      isMissing(membership, 'to'),
    ),
  }
  const places = pairs(standing, 'groupId', 'regionId')
  const groups = [...places.keys()]
  const grants = yield* activeGrants(new Set([...around.keys(), ...within.keys()]), groups, context)
  const seats = [
    ...(yield* homes(groups, context)),
    ...grants.flatMap((row) =>
      typeof row['groupId'] === 'string' ? [{ user: String(row['userId']), group: row['groupId'] }] : [],
    ),
  ]

  const wanted = new Set(regions)
  const members = new Map<string, Set<string>>()
  const join = (region: string, user: string): void => {
    if (!wanted.has(region)) return
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

function pairs(rows: readonly Row[], from: string, to: string): ReadonlyMap<string, readonly string[]> {
  const map = new Map<string, string[]>()
  for (const row of rows) {
    const key = String(row[from])
    const list = map.get(key)
    if (list === undefined) map.set(key, [String(row[to])])
    else list.push(String(row[to]))
  }
  return map
}
