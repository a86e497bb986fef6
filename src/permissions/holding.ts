import { entityOf, type Model } from '../model'
import { allOf, isAmong, isMissing } from '../query'
import { groupsWithin } from '../regions'
import type { Decision, DecisionContext } from '../storage'
import type { Actor, Profile } from './actor'
import { liftedFields } from './field-rules'
import { LEVEL_WORDS, REACH_WORDS, RIGHT_WORDS } from './explanation'
import { atLeast, type Level, type Reach } from './level'
import { hasRight, levelOf, reachOf } from './reach-and-level'
import type { Localized } from '../kernel'

/** What somebody has or would have. */
export interface Holding {
  readonly profile: Profile
  readonly reach: Reach
  readonly regions: readonly string[]
  readonly groups: readonly string[]
  /** What bounds them; null: nothing does. */
  readonly organisation: string | null
  /** Everybody below, whose records are their own too. */
  readonly team?: readonly string[]
}

const REACHES: readonly Reach[] = ['own', 'structure', 'all']
const wider = (a: Reach, b: Reach): boolean => REACHES.indexOf(a) > REACHES.indexOf(b)
const levelAbove = (wanted: Level | null, held: Level | null): wanted is Level =>
  wanted !== null && !atLeast(held, wanted)

const named = (names: readonly string[]): Localized => ({ fr: names.join(', '), en: names.join(', ') })

/** What a profile with a reach holds beyond an actor, in words. */
export function* beyondProfile(
  actor: Actor,
  wanted: Pick<Holding, 'profile' | 'reach'>,
  model: Model,
): Generator<Localized> {
  const modules = new Set(['*', ...Object.keys(wanted.profile.modules), ...Object.keys(actor.profile.modules)])
  for (const module of modules) {
    const level = levelOf(wanted.profile, module)
    if (levelAbove(level, levelOf(actor.profile, module)))
      yield { fr: `${LEVEL_WORDS[level].fr} (${module})`, en: `${LEVEL_WORDS[level].en} (${module})` }
  }
  for (const right of wanted.profile.rights) if (!hasRight(actor, right)) yield RIGHT_WORDS[right]
  if (wider(wanted.reach, actor.reach)) yield REACH_WORDS[wanted.reach]
  const overridden = new Set([...Object.keys(wanted.profile.reach ?? {}), ...Object.keys(actor.profile.reach ?? {})])
  for (const module of overridden) {
    const reach = reachOf(wanted, module)
    if (levelOf(wanted.profile, module) !== null && wider(reach, reachOf(actor, module)))
      yield { fr: `${REACH_WORDS[reach].fr} (${module})`, en: `${REACH_WORDS[reach].en} (${module})` }
  }
  // A rule on a field is lifted for whoever reads the module without it.
  for (const { module, label } of liftedFields(actor.profile.fields ?? {}, wanted.profile.fields ?? {}, model.entities))
    if (module === null || atLeast(levelOf(wanted.profile, module), 'read')) yield label
}

/** Whether somebody would be, or is, outside the organisation that bounds an actor. */
const isOutside = ({ bound = null }: Actor, organisation: string | null): boolean =>
  bound !== null && (organisation === null || !bound.organisations.includes(organisation))

/**
 * What somebody would have beyond what an actor holds, in words; nothing for an administrator within their organisation, whose right is to give any right.
 * A region is held by whoever is given it or one around it; a group, by whoever belongs to it; a team, by whoever stands above it.
 */
export function* beyond(actor: Actor, wanted: Holding, context: DecisionContext): Decision<readonly Localized[]> {
  if (isOutside(actor, wanted.organisation))
    return [{ fr: 'ce qui dépasse votre organisation', en: 'what reaches beyond your organisation' }]
  if (hasRight(actor, 'administrator')) return []
  const missing = [...beyondProfile(actor, wanted, context.model)]
  if (actor.reach === 'all') return missing
  const nesting = entityOf(context.model, 'regionAncestor')
  const held = yield {
    entity: nesting.name,
    where: allOf(
      isAmong(nesting, 'regionId', wanted.regions),
      isAmong(nesting, 'ancestorId', actor.regions ?? []),
      isMissing(nesting, 'to'),
    ),
  }
  const regions = new Set(held.map((row) => row['regionId']))
  const strangeRegions = wanted.regions.filter((region) => !regions.has(region))
  const groups = new Set([...actor.groups, ...(yield* groupsWithin(actor.regions ?? [], null, context))])
  const strangeGroups = wanted.groups.filter((group) => !groups.has(group))
  if (strangeRegions.length > 0) missing.push(named(strangeRegions))
  if (strangeGroups.length > 0) missing.push(named(strangeGroups))
  const strangers = (wanted.team ?? []).filter((user) => user !== actor.id && !actor.team.includes(user))
  if (strangers.length > 0) missing.push(named(strangers))
  return missing
}
