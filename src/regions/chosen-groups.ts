import { z } from 'zod'
import { refuse, type Localized, type Problem } from '../kernel'
import { entityOf, parseInput } from '../model'
import { allOf, isAmong, type BoundCriteria, type GroupSelection } from '../query'
import { ask, atOnce, type Decision, type DecisionContext } from '../storage'
import { inForce, isInside } from './lineage'
import { problem } from './problem'
import { demandRegions } from './resolve-groups'
import { groupEntity } from './standing-regions'

/** The most regions, and the most single groups, that one selection names. */
const MOST_CHOSEN = 100_000

const words = z.array(z.string().min(1).max(191)).max(MOST_CHOSEN).default([])

/** Regions and single groups, as they come from outside. */
export const selectionParts = { regions: words, groups: words }

const selectionSchema = z.strictObject(selectionParts)

/** Regions and single groups, each named once. */
export interface Choice {
  readonly regions: readonly string[]
  readonly groups: readonly string[]
}

/** Refused with `region.named_twice`, `region.group_twice`. */
function demandOnce({ regions, groups }: Choice, path: string): void {
  const problems: Problem[] = []
  const once = (names: readonly string[], say: (name: string, index: number) => Problem): void => {
    const seen = new Set<string>()
    for (const [index, name] of names.entries()) {
      if (seen.has(name)) problems.push(say(name, index))
      seen.add(name)
    }
  }
  once(regions, (region, index) =>
    problem('region.named_twice', { path: `${path}/regions/${index}`, data: { region } }),
  )
  once(groups, (group, index) => problem('region.group_twice', { path: `${path}/groups/${index}`, data: { group } }))
  if (problems.length > 0) refuse(problems)
}

/** Something is chosen, and nothing twice. Refused with `region.selection_empty`, `region.named_twice`, `region.group_twice`. */
export function demandChoice(choice: Choice, path: string): void {
  if (choice.regions.length + choice.groups.length === 0) refuse(problem('region.selection_empty', { path }))
  demandOnce(choice, path)
}

/** A selection from outside, be it empty. Refused with `input.invalid`, `region.named_twice`, `region.group_twice`. */
export function parseSelection(input: GroupSelection): Choice {
  const choice = parseInput(selectionSchema, input)
  demandOnce(choice, '')
  return choice
}

/** Where a group of a selection comes from: a region that was chosen, or itself. */
export type GroupOrigin =
  | { readonly type: 'single' }
  | { readonly type: 'region'; readonly id: string; readonly name: string }

/** A group of a selection, as it is shown. */
export interface ChosenGroup {
  readonly id: string
  readonly name: string
  /** What it is, in the words of the model. */
  readonly label: Localized
  readonly from: readonly GroupOrigin[]
}

/** What a selection comes to for somebody. */
export interface ChosenGroups {
  /** By name. */
  readonly groups: readonly ChosenGroup[]
  /** Whether there are groups that they may not see; how many would tell of them. */
  readonly others: boolean
}

/** The ids of groups, each with the regions of the choice that bring it (null: it was chosen itself). */
export type Origins = ReadonlyMap<string, readonly (string | null)[]>

/** Every group of a choice and what brings it, in the order of the choice; regions as they are, or as they were. Refused with `region.unknown`. */
export function* originsOf(
  choice: Choice,
  asOf: Date | null,
  path: string,
  context: DecisionContext,
): Decision<Origins> {
  if (choice.regions.length === 0) return new Map(choice.groups.map((group) => [group, [null]]))
  const nesting = entityOf(context.model, 'regionAncestor')
  const membership = entityOf(context.model, 'regionMembership')
  const isChosen = isInside('regionId', choice.regions, asOf, context)
  const [, nested, members] = yield* atOnce(
    demandRegions(choice.regions, asOf, `${path}/regions`, context),
    ask({
      entity: nesting.name,
      where: allOf(isAmong(nesting, 'ancestorId', choice.regions), inForce(nesting, asOf)),
      fields: ['regionId', 'ancestorId'],
    }),
    ask({
      entity: membership.name,
      where: allOf(isChosen, inForce(membership, asOf)),
      fields: ['regionId', 'groupId'],
    }),
  )
  const chosenAround = new Map<string, string[]>()
  for (const row of nested) append(chosenAround, String(row['regionId']), String(row['ancestorId']))
  const origins = new Map<string, (string | null)[]>()
  for (const row of members)
    for (const region of chosenAround.get(String(row['regionId'])) ?? [])
      append(origins, String(row['groupId']), region)
  const rank = new Map(choice.regions.map((region, index) => [region, index]))
  const place = (region: string | null): number => (region === null ? rank.size : (rank.get(region) ?? 0))
  for (const from of origins.values()) if (from.length > 1) from.sort((a, b) => place(a) - place(b))
  for (const group of choice.groups) append(origins, group, null)
  return origins
}

function append<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else if (!list.includes(value)) list.push(value)
}

/** The groups of these origins that somebody may read, with their names, and whether there are others. */
export function* shownGroups(
  origins: Origins,
  readable: BoundCriteria,
  context: DecisionContext,
): Decision<ChosenGroups> {
  const group = groupEntity(context.model)
  const region = entityOf(context.model, 'region')
  const nameField = context.model.roles.group?.fields.name ?? 'id'
  const rows = yield {
    entity: group.name,
    where: allOf(isAmong(group, 'id', origins.keys()), readable),
    orderBy: [{ field: nameField, direction: 'asc' }],
  }
  const regions = new Set([...origins.values()].flat().filter((id) => id !== null))
  const named = yield { entity: region.name, where: isAmong(region, 'id', regions) }
  const names = new Map(named.map((row) => [String(row['id']), String(row['name'])]))
  const groups = rows.map((row) => ({
    id: String(row['id']),
    name: String(row[nameField]),
    label: group.label,
    from: (origins.get(String(row['id'])) ?? []).map((id): GroupOrigin =>
      id === null ? { type: 'single' } : { type: 'region', id, name: names.get(id) ?? id },
    ),
  }))
  return { groups, others: origins.size > groups.length }
}
