import { z } from 'zod'
import { refuse, type Write } from '../kernel'
import { entityOf, parseInput, parseRecord } from '../model'
import { isEqual } from '../query'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { brandFields, brandSchema } from './brand'
import {
  above,
  demandNameFree,
  demandOrganisation,
  nestBelow,
  organisationFrom,
  type Organisation,
} from './organisation'
import type { OrganisationBound } from './organisation-bound'
import { placeGroups } from './organisation-groups'
import { problem } from './organisation-problem'

const word = z.string().min(1).max(191)

const draft = z.strictObject({
  id: word.optional(),
  name: z.string(),
  parentId: word.nullable().optional(),
  groups: z.array(word).max(100_000).default([]),
  brand: brandSchema.default({}),
})

/**
 * An organisation to create: its name, where it stands (at the top unless said; below one's own for who is bounded by one), its groups,
 * and its white label.
 */
export type NewOrganisation = z.input<typeof draft>

/**
 * Creates an organisation. Groups that belong to another leave it. Take the lock {@link RIGHTS_LOCK}.
 *
 * @throws refusals `input.invalid`, `record.invalid`, `organisation.unknown` (the parent), `organisation.beyond`,
 * `organisation.name_taken`, `organisation.group_twice`, `region.group_unknown`, `organisation.logo_refused`,
 * `organisation.colour_refused`, `storage.conflict` where an identifier given is taken.
 */
export function* createOrganisation(
  input: unknown,
  bound: OrganisationBound | null,
  context: DecisionContext,
): Decision<Outcome<Organisation>> {
  const given = parseInput(draft, input)
  const parentId = given.parentId === undefined ? (bound?.organisation ?? null) : given.parentId
  if (parentId === null && bound !== null) refuse(problem('organisation.beyond', { path: '/parentId' }))
  if (parentId !== null) yield* demandOrganisation(parentId, '/parentId', bound, context)
  const entity = entityOf(context.model, 'organisation')
  const row = parseRecord(entity, {
    id: given.id ?? context.identifiers.next(),
    name: given.name,
    parentId,
    ...brandFields(given.brand, '/brand'),
  })
  const organisation = organisationFrom(row)
  yield* demandNameFree(organisation.name, '/name', { parentId, except: [] }, context)
  const [taken] = yield { entity: entity.name, where: isEqual(entity, 'id', organisation.id), limit: 1 }
  if (taken !== undefined)
    refuse(problem('organisation.id_twice', { path: '/id', data: { organisation: organisation.id } }))
  const placed = yield* placeGroups(organisation.id, given.groups, context)
  const line = parentId === null ? [] : yield* above(parentId, context)
  const writes: readonly Write[] = [
    { type: 'insert', entity: entity.name, rows: [row] },
    ...nestBelow([organisation.id], [organisation.id, ...line], context),
    ...placed.writes,
  ]
  return { writes, value: organisation }
}
