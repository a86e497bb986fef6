import { entityOf } from '../model'
import {
  allProfiles,
  assignRights,
  defineProfile,
  effectiveRights,
  effectiveRightsOf,
  explainRights,
  managesRights,
  RIGHTS_LOCK,
  standingOf,
  systemAllowed,
  type EffectiveRights,
  type RightsExplanation,
  type Ground,
  type Profile,
  type ProfileDefinition,
  type RecordUse,
  type RightsAssignment,
} from '../permissions'
import { allOf, isEqual } from '../query'
import { decide } from '../storage'
import type { SessionCore } from './core'

const ALONE = { locks: [RIGHTS_LOCK] }

/** The rights of a session: `session.rights`. */
export function rightsActions(core: SessionCore) {
  /** Changing the rights of others takes one of two rights; the refusal names the lesser one. */
  const demandManaging = (): void => {
    if (core.actor !== null && !managesRights(core.actor)) core.demand('advancedAdministration')
  }
  return {
    /**
     * Gives a user a profile, a reach, regions and single groups; what is left out stays. Takes the right `administrator`, or
     * `advancedAdministration` for rights that do not go beyond one's own.
     *
     * @throws refusals `rights.user_unknown`, `rights.profile_unknown`, `rights.profile_needed`, `rights.named_twice`,
     * `region.unknown`, `region.group_unknown`, `rights.not_held`, `rights.last_administrator`, `session.stale`, and the
     * missing right.
     * @example
     * ```ts
     * await session.rights.assign({ user: 'marie', profile: 'manager', reach: 'structure', regions: [north.id] })
     * ```
     */
    async assign(assignment: RightsAssignment): Promise<void> {
      demandManaging()
      return core.perform((context) => assignRights(assignment, core.actor, context), ALONE)
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
      return core.perform((context) => defineProfile(profile, core.actor, context), ALONE)
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
     * What a user may do by the kernel's records. Of others it takes the right to manage theirs. Null for a user without any
     * right.
     */
    async effective(user: string): Promise<EffectiveRights | null> {
      if (user !== core.actor?.id) demandManaging()
      return decide(core.store, effectiveRightsOf(user, core.context()))
    },

    /**
     * Whether the actor may read or change a record, and why: the grants that allow it, or the least that is missing. It asks
     * the store the very criteria that scope every list. A record that is out of reach and one that is not there get the same
     * answer.
     *
     * @example
     * ```ts
     * const { allowed, because } = await session.rights.can('manage', 'account', id)
     * because.map(({ message }) => message.fr)
     * ```
     */
    async can(use: RecordUse, entity: string, id: string): Promise<RightsExplanation> {
      if (core.actor === null) return systemAllowed(use)
      const standing = standingOf(core.model, core.actor, entity, use)
      const held: Ground[] = []
      for (const ground of standing.grounds) {
        const where = allOf(isEqual(entityOf(core.model, entity), 'id', id), ground.criteria)
        const { rows } = await core.store.find(entity, { where, orderBy: [], limit: 1, fields: ['id'] })
        if (rows.length > 0) held.push(ground)
      }
      return explainRights(core.model, core.actor, entity, standing, held)
    },
  }
}

export type RightsActions = ReturnType<typeof rightsActions>
