import { z } from 'zod'
import { refuse, type Row, type Write } from '../kernel'
import { entityOf, parseInput, parseRecord } from '../model'
import { demandGroups, demandRegions } from '../regions'
import type { Decision, DecisionContext, Outcome } from '../storage'
import type { Actor } from './actor'
import { findProfile } from './find-profile'
import { beyond, type Holding } from './holding'
import { administersAll, administratorProfiles, administratorRemains } from './last-administrator'
import { demandManager } from './manager'
import { demandOrganisation } from './organisation'
import { problem } from './problem'
import { accessOf, grantsOf, userRecord, type UserAccess } from './resolve-actor'
import { teamOf } from './team'

const word = z.string().min(1).max(191)
const assignment = z.strictObject({
  user: word,
  profile: word.optional(),
  reach: z.enum(['own', 'structure', 'all']).optional(),
  active: z.boolean().optional(),
  regions: z.array(word).optional(),
  groups: z.array(word).optional(),
  manager: word.nullable().optional(),
  organisation: word.nullable().optional(),
  version: z.number().int().optional(),
})

/**
 * What a user is to have. What is left out stays as it is; regions and single groups given replace those there were; `manager` is
 * whom they report to, null for nobody; `organisation`
 * bounds everything that they may do to it and those below it, null lifts that. With the
 * version that was read, a change over somebody else's is refused.
 */
export type RightsAssignment = z.input<typeof assignment>

type Grants = { readonly regions: readonly Row[]; readonly groups: readonly Row[] }

function demandOnce(names: readonly string[] | undefined, path: string): void {
  const twice = (names ?? []).flatMap((name, index, all) =>
    all.indexOf(name) < index ? [problem('rights.named_twice', { path: `${path}/${index}`, data: { name } })] : [],
  )
  if (twice.length > 0) refuse(twice)
}

/** The grants to take away and to add, so that those of one kind are exactly these. */
function difference(
  user: string,
  field: 'regionId' | 'groupId',
  there: readonly Row[],
  wanted: readonly string[] | undefined,
  context: DecisionContext,
): Write[] {
  if (wanted === undefined) return []
  const grant = entityOf(context.model, 'userGrant')
  const known = new Set(there.map((row) => row[field]))
  const kept = new Set<unknown>(wanted)
  const rows = wanted
    .filter((id) => !known.has(id))
    .map((id) => parseRecord(grant, { id: context.identifiers.next(), userId: user, [field]: id }))
  return [
    ...there
      .filter((row) => !kept.has(row[field]))
      .map((row): Write => ({ type: 'remove', entity: grant.name, id: String(row['id']) })),
    ...(rows.length === 0 ? [] : [{ type: 'insert' as const, entity: grant.name, rows }]),
  ]
}

const ids = (rows: readonly Row[], field: string): readonly string[] => rows.map((row) => String(row[field]))

/** Refused with `rights.not_held` unless the giver holds both what there was and what there would be. */
function* demandHeld(giver: Actor | null, holdings: readonly Holding[], context: DecisionContext): Decision<void> {
  if (giver === null) return
  for (const holding of holdings) {
    const missing = yield* beyond(giver, holding, context)
    if (missing.length > 0) refuse(problem('rights.not_held', { data: { missing } }))
  }
}

/**
 * What is to bound the user: what is said, else what bounds them already; of somebody who had nothing, what bounds the giver. An
 * organisation that the giver does not see is not there for them.
 */
function* organisationOf(
  given: string | null | undefined,
  before: UserAccess | null,
  giver: Actor | null,
  context: DecisionContext,
): Decision<string | null> {
  const bound = giver?.bound ?? null
  if (given === undefined) return before === null ? (bound?.organisation ?? null) : before.organisationId
  if (given !== null) yield* demandOrganisation(given, '/organisation', bound, context)
  return given
}

function accessWrite(
  user: string,
  before: UserAccess | null,
  after: Row,
  expected: number | undefined,
  context: DecisionContext,
): Write {
  const access = entityOf(context.model, 'userAccess')
  if (before === null)
    return { type: 'insert', entity: access.name, rows: [parseRecord(access, { id: user, ...after })] }
  return {
    type: 'update',
    entity: access.name,
    id: user,
    set: { ...after, version: before.version + 1 },
    expect: { version: expected ?? before.version },
  }
}

/**
 * Gives a user a profile, a reach, regions and single groups. `giver` null is the system. Take the lock {@link RIGHTS_LOCK}.
 *
 * @throws refusals `rights.user_unknown`, `rights.profile_unknown`, `rights.profile_needed`, `rights.named_twice`,
 * `rights.manager_cycle`, `region.unknown`, `region.group_unknown`, `organisation.unknown`, `rights.not_held`, `rights.last_administrator`, `session.stale`.
 */
export function* assignRights(input: unknown, giver: Actor | null, context: DecisionContext): Decision<Outcome<void>> {
  const given = parseInput(assignment, input)
  const { user, regions, groups } = given
  demandOnce(regions, '/regions')
  demandOnce(groups, '/groups')
  if ((yield* userRecord(user, context)) === null)
    refuse(problem('rights.user_unknown', { path: '/user', data: { user } }))
  const before = yield* accessOf(user, context, 'update')
  const code = given.profile ?? before?.profile
  if (code === undefined) refuse(problem('rights.profile_needed', { path: '/profile', data: { user } }))
  const profile = yield* findProfile(code, '/profile', context)
  const reach = given.reach ?? before?.reach ?? 'own'
  const active = given.active ?? before?.active ?? true
  const team = yield* teamOf(user, context)
  const from = before?.managerId ?? null
  const managerId = given.manager === undefined ? from : given.manager
  yield* demandManager({ user, team, from, to: managerId }, giver, context)
  if (regions !== undefined) yield* demandRegions(regions, null, '/regions', context)
  yield* demandGroups(
    (groups ?? []).map((group, index) => ({ group, path: `/groups/${index}` })),
    context,
  )

  const organisation = yield* organisationOf(given.organisation, before, giver, context)
  const grants: Grants = yield* grantsOf(user, context)
  const held = { regions: ids(grants.regions, 'regionId'), groups: ids(grants.groups, 'groupId') }
  const holdings: Holding[] = [
    { profile, reach, team, regions: regions ?? held.regions, groups: groups ?? held.groups, organisation },
  ]
  if (before !== null)
    holdings.unshift({
      profile: yield* findProfile(before.profile, '', context),
      reach: before.reach,
      team,
      ...held,
      organisation: before.organisationId,
    })
  yield* demandHeld(giver, holdings, context)

  const administrators = yield* administratorProfiles(context)
  const was = before !== null && administersAll(before, administrators)
  const stays = administersAll({ profile: code, active, organisationId: organisation }, administrators)
  if (was && !stays && !(yield* administratorRemains([user], administrators, context)))
    refuse(problem('rights.last_administrator', { path: '/user', data: { user } }))
  return {
    writes: [
      accessWrite(
        user,
        before,
        { profile: code, reach, active, managerId, organisationId: organisation },
        given.version,
        context,
      ),
      ...difference(user, 'regionId', grants.regions, regions, context),
      ...difference(user, 'groupId', grants.groups, groups, context),
    ],
    value: undefined,
  }
}
