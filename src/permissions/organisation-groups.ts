import { z } from 'zod'
import { refuse, type Write } from '../kernel'
import { entityOf, parseInput } from '../model'
import { allOf, isAmong, isEqual } from '../query'
import { demandGroups } from '../regions'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { demandOrganisation, editedOrganisation, type Organisation } from './organisation'
import type { OrganisationBound } from './organisation-bound'
import { problem } from './organisation-problem'

const word = z.string().min(1).max(191)
const composition = z.strictObject({
  organisation: word,
  groups: z.array(word).min(1).max(100_000),
  version: z.number().int().optional(),
})

/** Groups to put into an organisation, or to take out; with the version that was read, an edit over somebody else's is refused. */
export type OrganisationComposition = z.input<typeof composition>

/** What became of a group: which organisation it left, null where it was in none. */
export interface PlacedGroup {
  readonly group: string
  readonly from: string | null
}

function demandOnce(groups: readonly string[]): void {
  const first = new Map(groups.toReversed().map((group, index) => [group, groups.length - 1 - index]))
  const twice = groups.flatMap((group, index) =>
    first.get(group) === index
      ? []
      : [problem('organisation.group_twice', { path: `/groups/${index}`, data: { group } })],
  )
  if (twice.length > 0) refuse(twice)
}

/** Puts groups into an organisation; one that is in another leaves it. */
export function* placeGroups(
  organisation: string,
  groups: readonly string[],
  context: DecisionContext,
): Decision<Outcome<readonly PlacedGroup[]>> {
  demandOnce(groups)
  yield* demandGroups(
    groups.map((group, index) => ({ group, path: `/groups/${index}` })),
    context,
  )
  const member = entityOf(context.model, 'organisationGroup')
  const there =
    groups.length === 0 ? [] : yield { entity: member.name, where: isAmong(member, 'groupId', groups), lock: 'update' }
  const known = new Map(there.map((row) => [String(row['groupId']), row]))
  const fresh = groups.filter((group) => !known.has(group))
  const writes: Write[] = there.flatMap((row): Write[] =>
    row['organisationId'] === organisation
      ? []
      : [{ type: 'update', entity: member.name, id: String(row['id']), set: { organisationId: organisation } }],
  )
  if (fresh.length > 0)
    writes.push({
      type: 'insert',
      entity: member.name,
      rows: fresh.map((groupId) => ({ id: context.identifiers.next(), groupId, organisationId: organisation })),
    })
  const value = groups.map((group) => {
    const from = known.get(group)?.['organisationId']
    return { group, from: typeof from === 'string' ? from : null }
  })
  return { writes, value }
}

/** Nothing is changed by it: only the version that was read outside is held against the one that is there. */
const expected = (organisation: Organisation, version: number | undefined): Write[] =>
  version === undefined ? [] : [editedOrganisation(organisation, {}, version)]

/**
 * Puts groups into an organisation; one that is in another leaves it, and the answer says which. Take the lock {@link RIGHTS_LOCK}.
 *
 * @throws refusals `input.invalid`, `organisation.unknown`, `organisation.group_twice`, `region.group_unknown`, `session.stale`.
 */
export function* assignToOrganisation(
  input: unknown,
  bound: OrganisationBound | null,
  context: DecisionContext,
): Decision<Outcome<readonly PlacedGroup[]>> {
  const given = parseInput(composition, input)
  const organisation = yield* demandOrganisation(given.organisation, '/organisation', bound, context)
  const placed = yield* placeGroups(organisation.id, given.groups, context)
  return { ...placed, writes: [...expected(organisation, given.version), ...placed.writes] }
}

/**
 * Takes groups out of an organisation, into none: only whom none bounds may. Take the lock {@link RIGHTS_LOCK}.
 *
 * @throws refusals `input.invalid`, `organisation.unknown`, `organisation.beyond`, `organisation.group_twice`,
 * `organisation.group_not_in`, `session.stale`.
 */
export function* unassignFromOrganisation(
  input: unknown,
  bound: OrganisationBound | null,
  context: DecisionContext,
): Decision<Outcome<void>> {
  const given = parseInput(composition, input)
  const organisation = yield* demandOrganisation(given.organisation, '/organisation', bound, context)
  // A group of no organisation is out of reach of all that are bounded.
  if (bound !== null) refuse(problem('organisation.beyond', { path: '/groups' }))
  demandOnce(given.groups)
  const member = entityOf(context.model, 'organisationGroup')
  const there = yield {
    entity: member.name,
    where: allOf(isAmong(member, 'groupId', given.groups), isEqual(member, 'organisationId', organisation.id)),
    lock: 'update',
  }
  const held = new Set(there.map((row) => row['groupId']))
  const strange = given.groups.flatMap((group, index) =>
    held.has(group)
      ? []
      : [
          problem('organisation.group_not_in', {
            path: `/groups/${index}`,
            data: { group, organisation: organisation.name },
          }),
        ],
  )
  if (strange.length > 0) refuse(strange)
  const writes = there.map((row): Write => ({ type: 'remove', entity: member.name, id: String(row['id']) }))
  return { writes: [...expected(organisation, given.version), ...writes], value: undefined }
}
