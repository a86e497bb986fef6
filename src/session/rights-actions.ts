import { z } from 'zod'
import { refuse } from '../kernel'
import { entityOf, parseInput } from '../model'
import {
  actorFromRecords,
  allProfiles,
  assignRights,
  defineProfile,
  effectiveRights,
  hasRight,
  managesRights,
  moduleStates,
  RIGHT_WORDS,
  RIGHTS_LOCK,
  switchModule,
  type Actor,
  type EffectiveRights,
  type ModuleState,
  type RightsExplanation,
  type Profile,
  type ProfileDefinition,
  type RecordUse,
  type RightsAssignment,
} from '../permissions'
import { decide, type Decision, type DecisionContext } from '../storage'
import { inWhole } from './core'
import { givenFunction } from './given-function'
import { hostEntities } from './kernel-model'
import type { RightsPreview } from './preview-rights'
import { problem } from './problem'
import { recordId, userId } from './record-id'
import { rightsOnRecord } from './record-rights'
import type { LiveCore } from './session-core'

const recordUse = z.strictObject({ use: z.enum(['read', 'manage']) })

const previewed = z.strictObject({ change: givenFunction() })

const ALONE = { locks: [RIGHTS_LOCK] }

/** How the rights of a product are kept, and how a change of them is tried. */
export interface RightsOptions<D> {
  /** The host's identity system says what users have. */
  readonly areSupplied: boolean
  readonly preview: (change: (draft: D) => Promise<unknown>) => Promise<RightsPreview>
}

/** The rights of a session: `session.rights`. */
export function rightsActions<D>(core: LiveCore, { areSupplied, preview }: RightsOptions<D>) {
  /** Changing the rights of others takes one of two rights; the refusal names the lesser one. */
  const demandManaging = (): void => {
    if (core.actor !== null && !managesRights(core.actor)) core.demand('advancedAdministration')
  }
  /** Who gives, as their rights are now that nobody else changes rights: what was read before may have been taken meanwhile. */
  function* giverNow(
    context: DecisionContext,
    right: 'administrator' | 'advancedAdministration' = 'advancedAdministration',
  ): Decision<Actor | null> {
    const { actor } = core
    if (actor === null || areSupplied) return actor
    const giver = yield* actorFromRecords(actor.id, context)
    if (giver === null) return refuse(problem('session.no_actor', { data: { user: actor.id } }))
    if (!hasRight(giver, 'administrator') && !hasRight(giver, right))
      refuse(problem('session.missing_right', { data: { right: RIGHT_WORDS[right], profile: giver.profile.label } }))
    return giver
  }
  return {
    /**
     * Gives a user a profile, a reach, regions, single groups and a manager; what is left out stays. Whoever manages somebody has the
     * records of everybody below as their own. Takes the right `administrator`, or
     * `advancedAdministration` for rights that do not go beyond one's own.
     *
     * @throws refusals `session.rights_supplied` where your identity system says what users have, `rights.user_unknown`,
     * `rights.profile_unknown`, `rights.profile_needed`, `rights.named_twice`,
     * `rights.manager_cycle`, `region.unknown`, `region.group_unknown`, `rights.not_held`, `rights.last_administrator`, `session.stale`, and the
     * missing right.
     * @example
     * ```ts
     * await session.rights.assign({ user: 'marie', profile: 'manager', reach: 'structure', regions: [north.id] })
     * ```
     */
    async assign(assignment: RightsAssignment): Promise<void> {
      demandManaging()
      if (areSupplied) refuse(problem('session.rights_supplied'))
      return core.perform(function* (seen) {
        const context = inWhole(core, seen)
        return yield* assignRights(assignment, yield* giverNow(context), context)
      }, ALONE)
    },

    /**
     * Defines a profile, or defines it anew. Takes the right `administrator`, or `advancedAdministration` for a profile that
     * does not go beyond one's own rights: a field that is hidden from the giver, or read-only for them, stays so. `fields` names by
     * entity the fields that are hidden (they do not exist for the user) or read-only.
     *
     * @throws refusals `rights.field_entity`, `rights.field_unknown`, `rights.field_identity`, `rights.profile_built_in`,
     * `rights.not_held`, `rights.last_administrator_profile`, `session.stale`, and the missing right.
     * @example
     * ```ts
     * await session.rights.define({
     *   code: 'seller', label: { fr: 'Vendeur', en: 'Seller' }, modules: { accounts: 'manage' }, rights: [],
     *   fields: { account: { revenue: 'hidden', origin: 'readOnly' } },
     * })
     * ```
     */
    async define(profile: ProfileDefinition): Promise<void> {
      demandManaging()
      return core.perform(function* (seen) {
        const context = inWhole(core, seen)
        return yield* defineProfile(
          profile,
          yield* giverNow(context),
          context,
          hostEntities(core.fields.whole),
          areSupplied ? 'host' : 'kernel',
        )
      }, ALONE)
    },

    /**
     * Switches a module off for everybody, or on again: while it is off it exists for nobody but the system, whatever profiles say, and
     * its records stay as they are. What runs by itself, such as automations, goes on. Takes the right `administrator`.
     *
     * @throws refusals `rights.module_unknown`, `rights.module_stays_on` for what administration stands on, and the missing right.
     * @example
     * ```ts
     * await session.rights.switchModule('invoices', { off: true })
     * ```
     */
    async switchModule(module: string, wanted: { readonly off: boolean }): Promise<void> {
      core.demand('administrator')
      return core.perform(function* (context) {
        yield* giverNow(context, 'administrator')
        return yield* switchModule(module, wanted, context)
      }, ALONE)
    },

    /** Every module, and whether it is switched off for everybody. Takes the right to manage the rights of others. */
    async modules(): Promise<readonly ModuleState[]> {
      demandManaging()
      return decide(core.store, moduleStates(core.context()))
    },

    /** Every profile, the built-in ones first. Takes the level `read` on the module `rights`. */
    async profiles(): Promise<readonly Profile[]> {
      core.demandLevel('rights', 'read')
      return decide(core.store, allProfiles(core.context()))
    },

    /** What the actor may do, module by module, with the groups it reaches; null for the system, which may do everything. */
    async me(): Promise<EffectiveRights | null> {
      return core.actor === null ? null : decide(core.store, effectiveRights(core.actor, core.context()))
    },

    /**
     * What a user may do. Of others it takes the right to manage theirs. Null for a user without any right.
     */
    async effective(user: string): Promise<EffectiveRights | null> {
      if (user !== core.actor?.id) demandManaging()
      const actor = await core.actorOf(userId(user))
      return actor === null ? null : decide(core.store, effectiveRights(actor, core.context()))
    },

    /**
     * Whether the actor may read or change a record, and why: the grants that allow it, or the least that is missing. It asks
     * the store the very criteria that scope every list. A record that is out of reach and one that is not there get the same
     * answer. Refused with `model.entity_unknown`, `session.bad_id`.
     *
     * @example
     * ```ts
     * const { allowed, because } = await session.rights.can('manage', 'account', id)
     * because.map(({ message }) => message.fr)
     * ```
     */
    async can(use: RecordUse, entity: string, id: string): Promise<RightsExplanation> {
      parseInput(recordUse, { use })
      const definition = entityOf(core.model, entity)
      return rightsOnRecord(core, use, definition, recordId(id))
    },

    /**
     * Who would gain and who would lose what by a change of rights, counted per user, module and entity, with the records on demand.
     * The change is made by the calls themselves in a transaction that is undone, so it is refused just as they are; nothing of it
     * is kept. Takes the right to manage the rights of others; records that you may not read are neither counted nor shown. It asks
     * about each user whose rights may move: all of them where a region, an organisation or a switched-off module is concerned.
     *
     * @throws refusals those of the calls made, and the missing right.
     * @example
     * ```ts
     * const { users, records } = await session.rights.preview(async (draft) => {
     *   await draft.rights.assign({ user: 'marie', profile: 'manager', regions: [north.id] })
     * })
     * const lost = await records({ user: 'marie', entity: 'account', which: 'lost' })
     * ```
     */
    async preview(change: (draft: D) => Promise<unknown>): Promise<RightsPreview> {
      demandManaging()
      parseInput(previewed, { change })
      return preview(change)
    },
  }
}

/** The rights of a session over a model: `can` knows its entities. */
export interface RightsActions<N extends string = string, D = unknown> extends Omit<
  ReturnType<typeof rightsActions<D>>,
  'can' | 'preview'
> {
  can(use: RecordUse, entity: N, id: string): Promise<RightsExplanation>
  preview(change: (draft: D) => Promise<unknown>): Promise<RightsPreview<N>>
}
