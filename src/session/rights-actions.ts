import { z } from 'zod'
import { refuse } from '../kernel'
import { entityOf, parseInput } from '../model'
import {
  actorFromRecords,
  allProfiles,
  assignRights,
  defineProfile,
  effectiveRights,
  explainRights,
  managesRights,
  RIGHT_WORDS,
  RIGHTS_LOCK,
  standingOf,
  systemAllowed,
  type Actor,
  type EffectiveRights,
  type RightsExplanation,
  type Ground,
  type Profile,
  type ProfileDefinition,
  type RecordUse,
  type RightsAssignment,
} from '../permissions'
import { allOf, isEqual } from '../query'
import { decide, type Decision, type DecisionContext } from '../storage'
import { problem } from './problem'
import { recordId, userId } from './record-id'
import type { LiveCore } from './session-core'

const recordUse = z.strictObject({ use: z.enum(['read', 'manage']) })

const ALONE = { locks: [RIGHTS_LOCK] }

/** The rights of a session: `session.rights`. */
export function rightsActions(core: LiveCore, { areSupplied }: { readonly areSupplied: boolean }) {
  /** Changing the rights of others takes one of two rights; the refusal names the lesser one. */
  const demandManaging = (): void => {
    if (core.actor !== null && !managesRights(core.actor)) core.demand('advancedAdministration')
  }
  /** Who gives, as their rights are now that nobody else changes rights: what was read before may have been taken meanwhile. */
  function* giverNow(context: DecisionContext): Decision<Actor | null> {
    const { actor } = core
    if (actor === null || areSupplied) return actor
    const giver = yield* actorFromRecords(actor.id, context)
    if (giver === null) return refuse(problem('session.no_actor', { data: { user: actor.id } }))
    if (!managesRights(giver)) {
      const right = RIGHT_WORDS.advancedAdministration
      refuse(problem('session.missing_right', { data: { right, profile: giver.profile.label } }))
    }
    return giver
  }
  return {
    /**
     * Gives a user a profile, a reach, regions and single groups; what is left out stays. Takes the right `administrator`, or
     * `advancedAdministration` for rights that do not go beyond one's own.
     *
     * @throws refusals `session.rights_supplied` where your identity system says what users have, `rights.user_unknown`,
     * `rights.profile_unknown`, `rights.profile_needed`, `rights.named_twice`,
     * `region.unknown`, `region.group_unknown`, `rights.not_held`, `rights.last_administrator`, `session.stale`, and the
     * missing right.
     * @example
     * ```ts
     * await session.rights.assign({ user: 'marie', profile: 'manager', reach: 'structure', regions: [north.id] })
     * ```
     */
    async assign(assignment: RightsAssignment): Promise<void> {
      demandManaging()
      if (areSupplied) refuse(problem('session.rights_supplied'))
      return core.perform(function* (context) {
        return yield* assignRights(assignment, yield* giverNow(context), context)
      }, ALONE)
    },

    /**
     * Defines a profile, or defines it anew. Takes the right `administrator`, or `advancedAdministration` for a profile that
     * does not go beyond one's own rights.
     *
     * @throws refusals `rights.profile_built_in`, `rights.not_held`, `rights.last_administrator_profile`, `session.stale`, and
     * the missing right.
     */
    async define(profile: ProfileDefinition): Promise<void> {
      demandManaging()
      return core.perform(function* (context) {
        return yield* defineProfile(profile, yield* giverNow(context), context)
      }, ALONE)
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
      const one = isEqual(definition, 'id', recordId(id))
      if (core.actor === null) return systemAllowed(use)
      const standing = standingOf(core.model, core.actor, entity, use)
      const held: Ground[] = []
      for (const ground of standing.grounds) {
        // Some records are private whatever the grounds: the scope says so as well.
        const where = allOf(one, ground.criteria, core.scope(entity, use))
        const { rows } = await core.store.find(entity, { where, orderBy: [], limit: 1, fields: ['id'] })
        if (rows.length > 0) held.push(ground)
      }
      return explainRights(core.model, core.actor, entity, standing, held)
    },
  }
}

/** The rights of a session over a model: `can` knows its entities. */
export interface RightsActions<N extends string = string> extends Omit<ReturnType<typeof rightsActions>, 'can'> {
  can(use: RecordUse, entity: N, id: string): Promise<RightsExplanation>
}
