import { z } from 'zod'
import { refuse } from '../kernel'
import { entityOf, parseInput } from '../model'
import {
  actorFromRecords,
  assignToOrganisation,
  boundOf,
  brandOrganisation,
  brandsOf,
  brandsOfGroups,
  createOrganisation,
  hasRight,
  moveOrganisation,
  organisationFigures,
  organisationsWithin,
  removeOrganisation,
  renameOrganisation,
  RIGHT_WORDS,
  RIGHTS_LOCK,
  unassignFromOrganisation,
  type Actor,
  type Brand,
  type NewOrganisation,
  type Organisation,
  type OrganisationBound,
  type OrganisationBranding,
  type OrganisationComposition,
  type OrganisationFigures,
  type OrganisationHolder,
  type OrganisationMove,
  type OrganisationRemoval,
  type OrganisationRenaming,
  type PlacedGroup,
} from '../permissions'
import { allOf, isEqual, isPresent } from '../query'
import { groupEntity } from '../regions'
import { decide, type Decision, type DecisionContext, type Outcome } from '../storage'
import type { SessionCore } from './core'
import { problem } from './problem'

const MODULE = 'organisations'
const ALONE = { locks: [RIGHTS_LOCK] }

/** What says in `organisationId` whose it is, besides users and groups. */
const HOLDERS: readonly OrganisationHolder[] = [
  {
    entity: 'distributionList',
    keeps: true,
    label: (row) => ({ fr: String(row['name']), en: String(row['name']) }),
  },
  // What was announced was announced.
  { entity: 'announcement', keeps: false, label: () => ({ fr: 'une annonce', en: 'an announcement' }) },
]

const speaker = z.union([
  z.strictObject({ group: z.string().min(1).max(191) }),
  z.strictObject({ organisation: z.string().min(1).max(191) }),
])

/** Whose brand is meant: that of a group, or of an organisation. */
export type Speaker = z.input<typeof speaker>

/**
 * The organisations of a session: `session.organisations`. Whatever changes them takes the right `administrator`; whom an organisation
 * bounds administers it and those below it, and to them there are no others.
 */
export function organisationActions(core: SessionCore, { areSupplied }: { readonly areSupplied: boolean }) {
  /** Who acts, and within what, now that nobody else changes rights. */
  function* boundNow(context: DecisionContext): Decision<OrganisationBound | null> {
    const { actor } = core
    if (actor === null) return null
    if (areSupplied) return actor.bound ? yield* boundOf(actor.bound.organisation, context) : null
    const now: Actor | null = yield* actorFromRecords(actor.id, context)
    if (now === null) return refuse(problem('session.no_actor', { data: { user: actor.id } }))
    if (!hasRight(now, 'administrator')) {
      const data = { right: RIGHT_WORDS.administrator, profile: now.profile.label }
      refuse(problem('session.missing_right', { data }))
    }
    return now.bound ?? null
  }
  const change = <T>(
    decision: (bound: OrganisationBound | null, context: DecisionContext) => Decision<Outcome<T>>,
  ): Promise<T> => {
    core.demand('administrator')
    return core.perform(function* (context) {
      return yield* decision(yield* boundNow(context), context)
    }, ALONE)
  }
  const bound = (): OrganisationBound | null => core.actor?.bound ?? null

  return {
    /**
     * Creates an organisation over groups, below another or at the top; who is bounded by one creates below theirs. A group belongs to
     * one organisation at most, and leaves the one it was in.
     *
     * @throws refusals `input.invalid`, `record.invalid`, `organisation.unknown` (the parent), `organisation.beyond`,
     * `organisation.name_taken`, `organisation.id_twice`, `organisation.group_twice`, `region.group_unknown`,
     * `organisation.logo_refused`, `organisation.colour_refused`, and the missing right.
     * @example
     * ```ts
     * const bretagne = await session.organisations.create({
     *   name: 'Franchise Bretagne',
     *   groups: ['rennes', 'brest'],
     *   brand: { name: 'Maison Breizh', logo: 'https://cdn.example.com/breizh.png', colours: { primary: '#0b6e4f' } },
     * })
     * await session.rights.assign({ user: 'gwen', profile: 'administrator', organisation: bretagne.id })
     * ```
     */
    create: (organisation: NewOrganisation): Promise<Organisation> =>
      change((within, context) => createOrganisation(organisation, within, context)),

    /**
     * Renames an organisation.
     *
     * @throws refusals `organisation.unknown`, `organisation.beyond` for one's own, `organisation.name_taken`, `record.invalid`,
     * `session.stale`, and the missing right.
     */
    rename: (renaming: OrganisationRenaming): Promise<void> =>
      change((within, context) => renameOrganisation(renaming, within, context)),

    /**
     * Moves an organisation, with everything below it, below another (`parentId`) or to the top (null).
     *
     * @throws refusals `organisation.unknown`, `organisation.beyond`, `organisation.cycle`, `organisation.name_taken`, `session.stale`,
     * and the missing right.
     */
    move: (move: OrganisationMove): Promise<void> =>
      change((within, context) => moveOrganisation(move, within, context)),

    /**
     * Sets the name, logo and colours that an organisation shows: an `https` address or a PNG, JPEG, GIF or WebP image in a `data:`
     * address of at most 100,000 characters; at most 20 colours as `#rrggbb`, under words of your own. What is left out stays, null
     * comes from the organisation above.
     *
     * @throws refusals `organisation.unknown`, `organisation.logo_refused`, `organisation.colour_refused`, `session.stale`, and the
     * missing right.
     */
    brand: (branding: OrganisationBranding): Promise<void> =>
      change((within, context) => brandOrganisation(branding, within, context)),

    /**
     * Puts groups into an organisation. One that is in another leaves it; the answer says of each where it was.
     *
     * @throws refusals `organisation.unknown`, `organisation.group_twice`, `region.group_unknown`, `session.stale`, and the missing
     * right.
     */
    assign: (composition: OrganisationComposition): Promise<readonly PlacedGroup[]> =>
      change((within, context) => assignToOrganisation(composition, within, context)),

    /**
     * Takes groups out of an organisation, into none.
     *
     * @throws refusals `organisation.unknown`, `organisation.beyond` to whom an organisation bounds, `organisation.group_not_in`,
     * `organisation.group_twice`, `session.stale`, and the missing right.
     */
    unassign: (composition: OrganisationComposition): Promise<void> =>
      change((within, context) => unassignFromOrganisation(composition, within, context)),

    /**
     * Removes an organisation that has no group, no user, no list and nothing below it; or, with a `replacement`, gives all that to
     * another one. Users that your identity system supplies are not known here: have it name another organisation first.
     *
     * @throws refusals `organisation.unknown`, `organisation.beyond` for one's own, `organisation.in_use` with the list of uses,
     * `organisation.cycle`, `organisation.name_taken`, `session.stale`, and the missing right.
     */
    remove: (removal: OrganisationRemoval): Promise<void> =>
      change((within, context) =>
        removeOrganisation(
          removal,
          within,
          { holders: HOLDERS, visible: (entity) => core.scope(entity, 'read') },
          context,
        ),
      ),

    /**
     * The organisations by name: one's own with those below it, all of them where none bounds. Takes the level `read` on the module
     * `organisations`.
     */
    async list(): Promise<readonly Organisation[]> {
      core.demandLevel(MODULE, 'read')
      return decide(core.store, organisationsWithin(bound(), core.context()))
    },

    /** The same with what each shows and how many groups, users and organisations it has. Takes the right `administrator`. */
    async overview(): Promise<readonly OrganisationFigures[]> {
      core.demand('administrator')
      const counted = (name: string): Promise<readonly unknown[]> =>
        core.store.aggregate(name, {
          where: isPresent(entityOf(core.model, name), 'organisationId'),
          groupBy: [{ as: 'organisationId', field: 'organisationId' }],
          measures: [{ as: 'rows', measure: 'count' }],
        })
      const counts = { groups: await counted('organisationGroup'), users: await counted('userAccess') }
      return decide(core.unconfined, organisationFigures(bound(), counts, core.context()))
    },

    /**
     * The name, logo and colours under which a group or an organisation speaks; without either, those of the actor's own. Null for a
     * group that is in none, for what is not there, and for what the actor may not see.
     *
     * @example
     * ```ts
     * const brand = await session.organisations.brandOf({ group: account.groupId })
     * ```
     */
    async brandOf(whose?: Speaker): Promise<Brand | null> {
      const own = bound()
      const asked = whose === undefined ? null : parseInput(speaker, whose)
      if (asked !== null && 'group' in asked) {
        const entity = groupEntity(core.model)
        const seen = allOf(isEqual(entity, 'id', asked.group), core.scope(entity.name, 'read'))
        if ((await core.store.count(entity.name, seen)) === 0) return null
        return (
          (await decide(core.unconfined, brandsOfGroups([asked.group], core.fields.whole))).get(asked.group) ?? null
        )
      }
      if (asked !== null) core.demandLevel(MODULE, 'read')
      const organisation = asked === null ? own?.organisation : asked.organisation
      if (organisation === undefined || own?.organisations.includes(organisation) === false) return null
      return (await decide(core.unconfined, brandsOf([organisation], core.fields.whole))).get(organisation) ?? null
    },
  }
}
