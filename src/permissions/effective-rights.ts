import type { Localized } from '../kernel'
import { entityOf } from '../model'
import { isAmong } from '../query'
import type { Decision, DecisionContext } from '../storage'
import type { Actor } from './actor'
import type { GenericRight, Level, Reach } from './level'
import { levelOf, reachOf } from './reach-and-level'
import { accessOf, actorFromRecords } from './resolve-actor'

/** What a user may do, as it is now. */
export interface EffectiveRights {
  readonly user: string
  readonly profile: { readonly code: string; readonly label: Localized }
  readonly rights: readonly GenericRight[]
  readonly reach: Reach
  /** The modules that exist for the user. */
  readonly modules: readonly { readonly module: string; readonly level: Level; readonly reach: Reach }[]
  /** The regions given, and every group: those of the regions and single ones. */
  readonly regions: readonly { readonly id: string; readonly name: string }[]
  readonly groups: readonly string[]
  /** For the next assignment; null where the host supplies its actors. */
  readonly version: number | null
}

/** Spells out an actor's rights, module by module. */
export function* effectiveRights(actor: Actor, context: DecisionContext): Decision<EffectiveRights> {
  const region = entityOf(context.model, 'region')
  const rows = yield {
    entity: region.name,
    where: isAmong(region, 'id', actor.regions ?? []),
    orderBy: [{ field: 'name', direction: 'asc' }],
  }
  const names = [...new Set([...context.model.entities.values()].map(({ module }) => module))].sort()
  const access = yield* accessOf(actor.id, context)
  return {
    user: actor.id,
    profile: { code: actor.profile.code, label: actor.profile.label },
    rights: actor.profile.rights,
    reach: actor.reach,
    modules: names.flatMap((module) => {
      const level = levelOf(actor.profile, module)
      return level === null ? [] : [{ module, level, reach: reachOf(actor, module) }]
    }),
    regions: rows.map((row) => ({ id: String(row['id']), name: String(row['name']) })),
    groups: actor.groups,
    version: access?.version ?? null,
  }
}

/** As {@link effectiveRights}, by the kernel's records; null for a user without any right. */
export function* effectiveRightsOf(user: string, context: DecisionContext): Decision<EffectiveRights | null> {
  const actor = yield* actorFromRecords(user, context)
  return actor === null ? null : yield* effectiveRights(actor, context)
}
