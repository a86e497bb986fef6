import { z } from 'zod'
import { refuse, type Row, type Write } from '../kernel'
import { entityOf } from '../model'
import { allOf, complement, EVERYTHING, isAmong, isEqual, isMissing } from '../query'
import type { Decision, DecisionContext } from '../storage'
import { coloursSchema, type Colours } from './brand-parts'
import type { OrganisationBound } from './organisation-bound'
import { problem } from './organisation-problem'

/** What an organisation sets of its white label; null comes from the one above. */
export interface OwnBrand {
  /** The name it speaks under. */
  readonly name: string | null
  /** An `https` address, or an image in a `data:` address. */
  readonly logo: string | null
  /** By the host's own words (`primary`, `text` …), each `#rrggbb`. */
  readonly colours: Colours | null
}

/** A franchise or a subsidiary. */
export interface Organisation {
  readonly id: string
  readonly name: string
  readonly parentId: string | null
  readonly brand: OwnBrand
  readonly version: number
}

const stored = z.object({
  id: z.string(),
  name: z.string(),
  parentId: z.string().nullable(),
  displayName: z.string().nullable(),
  logo: z.string().nullable(),
  colours: coloursSchema.nullable(),
  version: z.number(),
})

export function organisationFrom(row: Row): Organisation {
  const { displayName, logo, colours, ...rest } = stored.parse(row)
  return { ...rest, brand: { name: displayName, logo, colours } }
}

/** Which organisations are right above and below which: a pair each, an organisation being below itself. */
function* pairs(
  field: 'organisationId' | 'ancestorId',
  ids: Iterable<string>,
  context: DecisionContext,
): Decision<readonly Row[]> {
  const nesting = entityOf(context.model, 'organisationAncestor')
  return yield { entity: nesting.name, where: isAmong(nesting, field, ids) }
}

/** The organisations below one, itself included. */
export function* below(organisation: string, context: DecisionContext): Decision<readonly string[]> {
  return (yield* pairs('ancestorId', [organisation], context)).map((row) => String(row['organisationId']))
}

/** The organisations above one, itself included. */
export function* above(organisation: string, context: DecisionContext): Decision<readonly string[]> {
  return (yield* pairs('organisationId', [organisation], context)).map((row) => String(row['ancestorId']))
}

/** Says that each of these is below each of those. */
export function nestBelow(
  organisations: readonly string[],
  ancestors: readonly string[],
  context: DecisionContext,
): Write[] {
  const rows = organisations.flatMap((organisationId) =>
    ancestors.map((ancestorId) => ({ id: context.identifiers.next(), organisationId, ancestorId })),
  )
  return rows.length === 0 ? [] : [{ type: 'insert', entity: 'organisationAncestor', rows }]
}

/** What changes in the nesting when an organisation goes below `parentId`, with everything below it. */
export function* nestAnew(
  organisation: string,
  parentId: string | null,
  context: DecisionContext,
): Decision<readonly Write[]> {
  const nesting = entityOf(context.model, 'organisationAncestor')
  const moved = yield* below(organisation, context)
  const line = parentId === null ? [] : yield* above(parentId, context)
  const before = (yield* above(organisation, context)).filter((id) => id !== organisation)
  const lost = yield {
    entity: nesting.name,
    where: allOf(
      isAmong(nesting, 'organisationId', moved),
      isAmong(
        nesting,
        'ancestorId',
        before.filter((id) => !line.includes(id)),
      ),
    ),
  }
  const gained = line.filter((id) => !before.includes(id))
  return [
    ...lost.map((row): Write => ({ type: 'remove', entity: nesting.name, id: String(row['id']) })),
    ...nestBelow(moved, gained, context),
  ]
}

/**
 * Organisations by id, locked for what is about to change. What is not within the bound of the one who acts is not there for them:
 * refused with `organisation.unknown` at the path of each.
 */
export function* demandOrganisations(
  named: readonly { readonly id: string; readonly path: string }[],
  bound: OrganisationBound | null,
  context: DecisionContext,
): Decision<ReadonlyMap<string, Organisation>> {
  const entity = entityOf(context.model, 'organisation')
  const seen = bound === null ? named : named.filter(({ id }) => bound.organisations.includes(id))
  const rows =
    seen.length === 0
      ? []
      : yield {
          entity: entity.name,
          where: isAmong(
            entity,
            'id',
            seen.map(({ id }) => id),
          ),
          orderBy: [{ field: 'id', direction: 'asc' }],
          lock: 'update',
        }
  const found = new Map(rows.map(organisationFrom).map((one) => [one.id, one]))
  const unknown = named.filter(({ id }) => !found.has(id))
  if (unknown.length > 0)
    refuse(unknown.map(({ id, path }) => problem('organisation.unknown', { path, data: { organisation: id } })))
  return found
}

/**
 * One organisation, locked for what is about to change. What is not within the bound of the one who acts is not there for them: refused
 * with `organisation.unknown` at the path.
 */
export function* demandOrganisation(
  id: string,
  path: string,
  bound: OrganisationBound | null,
  context: DecisionContext,
): Decision<Organisation> {
  const found = (yield* demandOrganisations([{ id, path }], bound, context)).get(id)
  return found ?? refuse(problem('organisation.unknown', { path, data: { organisation: id } }))
}

/**
 * Who is bounded by an organisation changes those below it: where it stands itself, and what it is called there, is for those above.
 * Refused with `organisation.beyond`.
 */
export function demandBelow(id: string, path: string, bound: OrganisationBound | null): void {
  if (bound !== null && id === bound.organisation) refuse(problem('organisation.beyond', { path }))
}

/** Refused with `organisation.name_taken`: sisters are told apart by their names, folded. */
export function* demandNameFree(
  name: string,
  path: string,
  place: { readonly parentId: string | null; readonly except: readonly string[] },
  context: DecisionContext,
): Decision<void> {
  const entity = entityOf(context.model, 'organisation')
  const [other] = yield {
    entity: entity.name,
    where: allOf(
      place.parentId === null ? isMissing(entity, 'parentId') : isEqual(entity, 'parentId', place.parentId),
      isEqual(entity, 'name', name),
      place.except.length === 0 ? EVERYTHING : complement(isAmong(entity, 'id', place.except)),
    ),
    limit: 1,
  }
  if (other !== undefined) refuse(problem('organisation.name_taken', { path, data: { name } }))
}

/** A change to one that was read; with the version that was read outside, an edit over somebody else's is refused. */
export const editedOrganisation = (organisation: Organisation, set: Row, expected: number | undefined): Write => ({
  type: 'update',
  entity: 'organisation',
  id: organisation.id,
  set,
  expect: { version: expected ?? organisation.version },
})
