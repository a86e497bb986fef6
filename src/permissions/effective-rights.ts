import type { Localized } from '../kernel'
import { entityOf } from '../model'
import { allOf, isAmong, isEqual } from '../query'
import type { Decision, DecisionContext } from '../storage'
import type { Actor } from './actor'
import type { FieldRules } from './field-rules'
import type { GenericRight, Level, Reach } from './level'
import { withinOrganisation } from './organisation-scope'
import { levelFor, reachOf } from './reach-and-level'
import { accessOf, actorFromRecords } from './resolve-actor'
import type { SharedRecord } from './share'

/** What a user may do, as it is now. */
export interface EffectiveRights {
  readonly user: string
  readonly profile: { readonly code: string; readonly label: Localized }
  readonly rights: readonly GenericRight[]
  readonly reach: Reach
  /** The fields that are hidden from the user, or read-only for them. */
  readonly fields: FieldRules
  /** The modules that exist for the user. */
  readonly modules: readonly { readonly module: string; readonly level: Level; readonly reach: Reach }[]
  /** The regions given, and every group: those of the regions and single ones. */
  readonly regions: readonly { readonly id: string; readonly name: string }[]
  readonly groups: readonly string[]
  /** What bounds the user; null: nothing does. */
  readonly organisation: { readonly id: string; readonly name: string } | null
  /** Whom the user reports to, and everybody below, whose records count as their own. */
  readonly manager: string | null
  readonly team: readonly string[]
  /** The records that others share with the user. */
  readonly shares: readonly SharedRecord[]
  /** For the next assignment; null where the host supplies its actors. */
  readonly version: number | null
}

function* organisationNamed(
  organisation: string | null,
  context: DecisionContext,
): Decision<EffectiveRights['organisation']> {
  if (organisation === null) return null
  const entity = entityOf(context.model, 'organisation')
  const [row] = yield { entity: entity.name, where: isEqual(entity, 'id', organisation) }
  return { id: organisation, name: row === undefined ? organisation : String(row['name']) }
}

/** Spells out an actor's rights, module by module. */
export function* effectiveRights(actor: Actor, context: DecisionContext): Decision<EffectiveRights> {
  const region = entityOf(context.model, 'region')
  const rows = yield {
    entity: region.name,
    where: allOf(
      isAmong(region, 'id', actor.regions ?? []),
      withinOrganisation(context.model, actor, region.name, 'read'),
    ),
    orderBy: [{ field: 'name', direction: 'asc' }],
  }
  const names = [...new Set([...context.model.entities.values()].map(({ module }) => module))].sort()
  const access = yield* accessOf(actor.id, context)
  return {
    user: actor.id,
    profile: { code: actor.profile.code, label: actor.profile.label },
    rights: actor.profile.rights,
    reach: actor.reach,
    fields: actor.profile.fields ?? {},
    modules: names.flatMap((module) => {
      const level = levelFor(actor, module)
      return level === null ? [] : [{ module, level, reach: reachOf(actor, module) }]
    }),
    regions: rows.map((row) => ({ id: String(row['id']), name: String(row['name']) })),
    groups: actor.groups,
    organisation: yield* organisationNamed(actor.bound?.organisation ?? null, context),
    manager: access?.managerId ?? null,
    team: actor.team,
    shares: actor.shares ?? [],
    version: access?.version ?? null,
  }
}

/** As {@link effectiveRights}, by the kernel's records; null for a user without any right. */
export function* effectiveRightsOf(user: string, context: DecisionContext): Decision<EffectiveRights | null> {
  const actor = yield* actorFromRecords(user, context)
  return actor === null ? null : yield* effectiveRights(actor, context)
}
