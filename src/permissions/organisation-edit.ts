import { z } from 'zod'
import { refuse } from '../kernel'
import { entityOf, parseInput, parsePatch } from '../model'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { brandFields, brandSchema } from './brand'
import {
  above,
  demandBelow,
  demandNameFree,
  demandOrganisation,
  demandOrganisations,
  editedOrganisation,
  nestAnew,
} from './organisation'
import type { OrganisationBound } from './organisation-bound'
import { problem } from './organisation-problem'

const word = z.string().min(1).max(191)
const version = z.number().int().optional()

const renaming = z.strictObject({ organisation: word, name: z.string(), version })

/** An organisation's new name; with the version that was read, an edit over somebody else's is refused. */
export type OrganisationRenaming = z.input<typeof renaming>

const moving = z.strictObject({ organisation: word, parentId: word.nullable(), version })

/** Where an organisation goes: below another, or to the top (null). */
export type OrganisationMove = z.input<typeof moving>

const branding = z.strictObject({ organisation: word, ...brandSchema.shape, version })

/** The white label of an organisation: what is left out stays, null comes from the one above again. */
export type OrganisationBranding = z.input<typeof branding>

/**
 * Renames an organisation. Take the lock {@link RIGHTS_LOCK}.
 *
 * @throws refusals `input.invalid`, `record.invalid`, `organisation.unknown`, `organisation.beyond`, `organisation.name_taken`,
 * `session.stale`.
 */
export function* renameOrganisation(
  input: unknown,
  bound: OrganisationBound | null,
  context: DecisionContext,
): Decision<Outcome<void>> {
  const given = parseInput(renaming, input)
  const patch = parsePatch(entityOf(context.model, 'organisation'), { name: given.name })
  const organisation = yield* demandOrganisation(given.organisation, '/organisation', bound, context)
  demandBelow(organisation.id, '/organisation', bound)
  const place = { parentId: organisation.parentId, except: [organisation.id] }
  yield* demandNameFree(String(patch['name']), '/name', place, context)
  return { writes: [editedOrganisation(organisation, patch, given.version)], value: undefined }
}

/**
 * Moves an organisation, with everything below it, below another or to the top. Take the lock {@link RIGHTS_LOCK}.
 *
 * @throws refusals `input.invalid`, `organisation.unknown`, `organisation.beyond`, `organisation.cycle`, `organisation.name_taken`,
 * `session.stale`.
 */
export function* moveOrganisation(
  input: unknown,
  bound: OrganisationBound | null,
  context: DecisionContext,
): Decision<Outcome<void>> {
  const given = parseInput(moving, input)
  const { parentId } = given
  const named = [
    { id: given.organisation, path: '/organisation' },
    ...(parentId === null ? [] : [{ id: parentId, path: '/parentId' }]),
  ]
  const organisation = (yield* demandOrganisations(named, bound, context)).get(given.organisation)
  if (organisation === undefined) throw new Error('An organisation that was demanded is there')
  demandBelow(organisation.id, '/organisation', bound)
  if (parentId === null && bound !== null) refuse(problem('organisation.beyond', { path: '/parentId' }))
  if (parentId !== null && (yield* above(parentId, context)).includes(organisation.id))
    refuse(problem('organisation.cycle', { path: '/parentId', data: { organisation: organisation.name } }))
  const edit = editedOrganisation(organisation, { parentId }, given.version)
  // A move to where it is changes nothing.
  if (parentId === organisation.parentId) return { writes: [edit], value: undefined }
  yield* demandNameFree(organisation.name, '/organisation', { parentId, except: [organisation.id] }, context)
  return { writes: [...(yield* nestAnew(organisation.id, parentId, context)), edit], value: undefined }
}

/**
 * Sets the white label of an organisation; whoever is bounded by it may, too. Take the lock {@link RIGHTS_LOCK}.
 *
 * @throws refusals `input.invalid`, `organisation.unknown`, `organisation.logo_refused`, `organisation.colour_refused`,
 * `session.stale`.
 */
export function* brandOrganisation(
  input: unknown,
  bound: OrganisationBound | null,
  context: DecisionContext,
): Decision<Outcome<void>> {
  const { organisation: id, version: read, ...brand } = parseInput(branding, input)
  const set = parsePatch(entityOf(context.model, 'organisation'), brandFields(brand, ''))
  const organisation = yield* demandOrganisation(id, '/organisation', bound, context)
  return { writes: [editedOrganisation(organisation, set, read)], value: undefined }
}
