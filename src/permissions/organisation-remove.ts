import { z } from 'zod'
import { refuse, type Localized, type Row, type Write } from '../kernel'
import { entityOf, parseInput, type Model } from '../model'
import { allOf, isAmong, isEqual, type BoundCriteria } from '../query'
import {
  usesTold,
  type Decision,
  type DecisionContext,
  type Outcome,
  type ReferringRecord,
  type UsesSeen,
} from '../storage'
import {
  below,
  demandBelow,
  demandNameFree,
  demandOrganisations,
  editedOrganisation,
  nestAnew,
  organisationFrom,
  type Organisation,
} from './organisation'
import type { OrganisationBound } from './organisation-bound'
import { problem } from './organisation-problem'

/** Records that say in `organisationId` whose they are, such as the distribution lists of an organisation. */
export interface OrganisationHolder {
  readonly entity: string
  /** Whether an organisation cannot go while it has some; the others keep what they say. */
  readonly keeps: boolean
  /** What a user recognises one by. */
  readonly label: (row: Row) => Localized
}

/** What the removal of an organisation must know besides its records. */
export interface RemovalSurroundings {
  readonly holders: readonly OrganisationHolder[]
  /** Which records of an entity the one who acts may read: of the others it is only said that there are some. */
  readonly visible: (entity: string) => BoundCriteria
}

const removal = z.strictObject({
  organisation: z.string().min(1).max(191),
  replacement: z.string().min(1).max(191).optional(),
  version: z.number().int().optional(),
})

/** An organisation to remove, and the one that takes over what it has. */
export type OrganisationRemoval = z.input<typeof removal>

const same = (word: string): Localized => ({ fr: word, en: word })

/** The words for a group or a user, by the field that plays their name. */
function nameOf(model: Model, role: 'group' | 'user', row: Row): Localized {
  return same(String(row[model.roles[role]?.fields.name ?? 'id'] ?? row['id']))
}

/** Everything that names the organisation: what is below it, its groups, its users, and what holders keep. */
function* rowsHeld(
  organisation: string,
  holders: readonly OrganisationHolder[],
  { model }: DecisionContext,
): Decision<ReadonlyMap<string, readonly Row[]>> {
  const held = new Map<string, readonly Row[]>()
  for (const [name, field] of [
    ['organisation', 'parentId'],
    ['organisationGroup', 'organisationId'],
    ['userAccess', 'organisationId'],
    ...holders.map(({ entity }) => [entity, 'organisationId'] as const),
  ] as const)
    held.set(name, yield { entity: name, where: isEqual(entityOf(model, name), field, organisation), lock: 'update' })
  return held
}

/** What of all that stands in the way, named where the one who acts may read it. */
function* usesAmong(
  held: ReadonlyMap<string, readonly Row[]>,
  { holders, visible }: RemovalSurroundings,
  { model }: DecisionContext,
): Decision<UsesSeen> {
  const uses: ReferringRecord[] = []
  let all = 0
  const readable = function* (name: string, ids: readonly string[], label: (row: Row) => Localized): Decision<void> {
    all += ids.length
    if (ids.length === 0) return
    const entity = entityOf(model, name)
    const rows = yield { entity: name, where: allOf(isAmong(entity, 'id', ids), visible(name)) }
    uses.push(...rows.map((row) => ({ entity: name, id: String(row['id']), label: label(row) })))
  }
  const idsOf = (name: string, field: string): readonly string[] =>
    (held.get(name) ?? []).map((row) => String(row[field]))
  yield* readable('organisation', idsOf('organisation', 'id'), (row) => same(String(row['name'])))
  const { group, user } = model.roles
  const groups = idsOf('organisationGroup', 'groupId')
  if (group === null) all += groups.length
  else yield* readable(group.entity, groups, (row) => nameOf(model, 'group', row))
  const users = idsOf('userAccess', 'id')
  if (user === null) all += users.length
  else yield* readable(user.entity, users, (row) => nameOf(model, 'user', row))
  for (const { entity, keeps, label } of holders) if (keeps) yield* readable(entity, idsOf(entity, 'id'), label)
  return { uses, others: all > uses.length }
}

function* demandUnused(
  organisation: Organisation,
  held: ReadonlyMap<string, readonly Row[]>,
  surroundings: RemovalSurroundings,
  context: DecisionContext,
): Decision<void> {
  const seen = yield* usesAmong(held, surroundings, context)
  if (seen.uses.length === 0 && !seen.others) return
  const data = {
    organisation: organisation.name,
    ...usesTold(seen),
  }
  refuse(problem('organisation.in_use', { path: '/organisation', data }))
}

/** Gives everything that an organisation has to another. */
function* handOver(
  held: ReadonlyMap<string, readonly Row[]>,
  to: Organisation,
  context: DecisionContext,
): Decision<readonly Write[]> {
  const writes: Write[] = []
  const children = (held.get('organisation') ?? []).map(organisationFrom)
  const place = { parentId: to.id, except: children.map(({ id }) => id) }
  for (const child of children) {
    yield* demandNameFree(child.name, '/replacement', place, context)
    writes.push(...(yield* nestAnew(child.id, to.id, context)))
    writes.push(editedOrganisation(child, { parentId: to.id }, undefined))
  }
  for (const [entity, rows] of held) {
    if (entity === 'organisation') continue
    for (const row of rows)
      writes.push({ type: 'update', entity, id: String(row['id']), set: { organisationId: to.id } })
  }
  return writes
}

/**
 * Removes an organisation that has nothing left, or gives what it has to another. Take the lock {@link RIGHTS_LOCK}.
 *
 * @throws refusals `input.invalid`, `organisation.unknown`, `organisation.beyond`, `organisation.in_use` with the list of uses,
 * `organisation.cycle` where the replacement is itself or below it, `organisation.name_taken`, `session.stale`.
 */
export function* removeOrganisation(
  input: unknown,
  bound: OrganisationBound | null,
  surroundings: RemovalSurroundings,
  context: DecisionContext,
): Decision<Outcome<void>> {
  const given = parseInput(removal, input)
  const { replacement } = given
  const named = [
    { id: given.organisation, path: '/organisation' },
    ...(replacement === undefined ? [] : [{ id: replacement, path: '/replacement' }]),
  ]
  const found = yield* demandOrganisations(named, bound, context)
  const organisation = found.get(given.organisation)
  const to = replacement === undefined ? undefined : found.get(replacement)
  if (organisation === undefined) throw new Error('An organisation that was demanded is there')
  demandBelow(organisation.id, '/organisation', bound)
  if (to !== undefined && (yield* below(organisation.id, context)).includes(to.id))
    refuse(problem('organisation.cycle', { path: '/replacement', data: { organisation: organisation.name } }))
  const held = yield* rowsHeld(organisation.id, surroundings.holders, context)
  if (to === undefined) yield* demandUnused(organisation, held, surroundings, context)
  const handed = to === undefined ? [] : yield* handOver(held, to, context)
  const nesting = entityOf(context.model, 'organisationAncestor')
  const own = yield { entity: nesting.name, where: isEqual(nesting, 'organisationId', organisation.id) }
  const writes: readonly Write[] = [
    editedOrganisation(organisation, {}, given.version),
    ...handed,
    ...own.map((row): Write => ({ type: 'remove', entity: nesting.name, id: String(row['id']) })),
    { type: 'remove', entity: 'organisation', id: organisation.id },
  ]
  return { writes, value: undefined }
}
