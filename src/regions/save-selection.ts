import { z } from 'zod'
import { refuse, type Row, type Write } from '../kernel'
import { entityOf, parseInput, parsePatch, parseRecord } from '../model'
import { allOf, complement, isAmong, isEqual, type BoundCriteria } from '../query'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { demandChoice, originsOf, selectionParts, type Choice, type Origins } from './chosen-groups'
import { ownSelections, selectionFrom, type SavedSelection } from './group-selection'
import { problem } from './problem'
import { demandGroups, groupEntity, lockRegions } from './standing-regions'

const draftSchema = z.strictObject({
  name: z.string(),
  ...selectionParts,
  automaticallyAddNewGroups: z.boolean().default(true),
})

const patchSchema = z.strictObject({
  name: z.string().optional(),
  regions: selectionParts.regions.unwrap().optional(),
  groups: selectionParts.groups.unwrap().optional(),
  automaticallyAddNewGroups: z.boolean().optional(),
  version: z.number().int().optional(),
})

/** Regions and single groups to keep under a name. Unless `automaticallyAddNewGroups` is false they follow the regions. */
export type SelectionDraft = z.input<typeof draftSchema>

/** What to change; regions and groups given replace those there were. With `version`, only while nobody changed it since. */
export type SelectionPatch = z.input<typeof patchSchema>

const SELECTION = 'groupSelection'
const PART = 'groupSelectionPart'

/** Refused with `region.selection_name_taken`: one tells one's own selections apart by their names, folded. */
function* demandNameFree(name: string, except: string | null, context: DecisionContext): Decision<void> {
  const entity = entityOf(context.model, SELECTION)
  const [other] = yield {
    entity: SELECTION,
    where: allOf(
      ownSelections(context.model, context.actor),
      isEqual(entity, 'name', name),
      ...(except === null ? [] : [complement(isEqual(entity, 'id', except))]),
    ),
    limit: 1,
  }
  if (other !== undefined) refuse(problem('region.selection_name_taken', { path: '/name', data: { name } }))
}

/** The groups that it keeps: of those there are, the ones that its owner may read. */
function* kept(choice: Choice, readable: BoundCriteria, context: DecisionContext): Decision<Origins> {
  const origins = yield* originsOf(choice, null, '', context)
  const group = groupEntity(context.model)
  const rows = yield { entity: group.name, where: allOf(isAmong(group, 'id', origins.keys()), readable) }
  const there = new Set(rows.map((row) => String(row['id'])))
  return new Map([...origins].filter(([id]) => there.has(id)))
}

/** The parts of a selection: what was chosen and, frozen, the groups that it comes to now. */
function* partsOf(
  selectionId: string,
  choice: Choice,
  frozen: boolean,
  readable: BoundCriteria,
  context: DecisionContext,
): Decision<readonly Row[]> {
  demandChoice(choice, '')
  // Locked, so that none is removed before the selection stands among its uses.
  yield* lockRegions(choice.regions, context, 'share')
  const named = choice.groups.map((group, index) => ({ group, path: `/groups/${index}` }))
  yield* demandGroups(named, context, readable)
  const origins = yield* kept(choice, readable, context)
  const part = (fields: Row): Row =>
    parseRecord(entityOf(context.model, PART), { id: context.identifiers.next(), selectionId, ...fields })
  return [
    ...choice.regions.map((regionId) => part({ regionId })),
    ...choice.groups.map((groupId) => part({ groupId })),
    ...(frozen
      ? [...origins].flatMap(([groupId, from]) => from.map((regionId) => part({ groupId, regionId, frozen: true })))
      : []),
  ]
}

const insertion = (rows: readonly Row[]): Write => ({ type: 'insert', entity: PART, rows })

/**
 * Keeps regions and single groups under a name, for the one who saves it. `readable` are the groups they may read: no other is kept.
 *
 * @throws refusals `input.invalid`, `region.unknown`, `region.group_unknown`, `region.named_twice`, `region.group_twice`,
 * `region.selection_empty`, `region.selection_name_taken`.
 */
export function* saveSelection(
  input: unknown,
  readable: BoundCriteria,
  context: DecisionContext,
): Decision<Outcome<SavedSelection>> {
  const { regions, groups, ...given } = parseInput(draftSchema, input)
  const row = parseRecord(entityOf(context.model, SELECTION), {
    ...given,
    id: context.identifiers.next(),
    frozenAt: given.automaticallyAddNewGroups ? null : context.now,
    ownerId: context.actor,
    createdAt: context.now,
  })
  yield* demandNameFree(String(row['name']), null, context)
  const parts = yield* partsOf(String(row['id']), { regions, groups }, row['frozenAt'] !== null, readable, context)
  return {
    writes: [{ type: 'insert', entity: SELECTION, rows: [row] }, insertion(parts)],
    value: selectionFrom(row, parts),
  }
}

/** One's own selection, with its parts. Refused with `region.selection_unknown`. */
export function* selectionNamed(
  id: string,
  path: string,
  context: DecisionContext,
  lock?: 'update',
): Decision<{ readonly selection: SavedSelection; readonly parts: readonly Row[] }> {
  const entity = entityOf(context.model, SELECTION)
  const [row] = yield {
    entity: SELECTION,
    where: allOf(isEqual(entity, 'id', id), ownSelections(context.model, context.actor)),
    ...(lock === undefined ? {} : { lock }),
  }
  if (row === undefined) refuse(problem('region.selection_unknown', { path, data: { selection: id } }))
  const parts = yield { entity: PART, where: isEqual(entityOf(context.model, PART), 'selectionId', id) }
  return { selection: selectionFrom(row, parts), parts }
}

/**
 * Renames a selection, chooses other regions and groups, freezes it or lets it follow its regions again. What is chosen anew while it
 * is frozen is kept as it is now.
 *
 * @throws refusals `region.selection_unknown`, `session.stale`, and those of {@link saveSelection}.
 */
export function* editSelection(
  id: string,
  input: unknown,
  readable: BoundCriteria,
  context: DecisionContext,
): Decision<Outcome<SavedSelection>> {
  const { version, regions, groups, ...patch } = parseInput(patchSchema, input)
  const { selection, parts } = yield* selectionNamed(id, '/id', context, 'update')
  if (patch.name !== undefined) yield* demandNameFree(patch.name.trim(), id, context)
  const automatically = patch.automaticallyAddNewGroups ?? selection.automaticallyAddNewGroups
  const chosenAnew = regions !== undefined || groups !== undefined
  const anew = chosenAnew || automatically !== selection.automaticallyAddNewGroups
  const frozenAt = automatically ? null : anew ? context.now : selection.frozenAt
  const set = parsePatch(entityOf(context.model, SELECTION), { ...patch, frozenAt, version: selection.version + 1 })
  const choice = { regions: regions ?? selection.regions, groups: groups ?? selection.groups }
  const now = anew ? yield* partsOf(id, choice, !automatically, readable, context) : parts
  const writes: Write[] = [
    { type: 'update', entity: SELECTION, id, set, expect: { version: version ?? selection.version } },
  ]
  if (anew) {
    writes.push(...parts.map((part): Write => ({ type: 'remove', entity: PART, id: String(part['id']) })))
    writes.push(insertion(now))
  }
  return { writes, value: selectionFrom({ ...selection, ...set }, now) }
}

/** Removes a selection. Refused with `region.selection_unknown`. */
export function* removeSelection(id: string, context: DecisionContext): Decision<Outcome<void>> {
  const { parts } = yield* selectionNamed(id, '/id', context, 'update')
  return {
    writes: [
      ...parts.map((part): Write => ({ type: 'remove', entity: PART, id: String(part['id']) })),
      { type: 'remove', entity: SELECTION, id },
    ],
    value: undefined,
  }
}

/** One's own selections, by name. */
export function* allSelections(context: DecisionContext): Decision<readonly SavedSelection[]> {
  const part = entityOf(context.model, PART)
  const rows = yield {
    entity: SELECTION,
    where: ownSelections(context.model, context.actor),
    orderBy: [{ field: 'name', direction: 'asc' }],
  }
  const ids = rows.map((row) => String(row['id']))
  const parts = yield {
    entity: part.name,
    where: allOf(isAmong(part, 'selectionId', ids), isEqual(part, 'frozen', false)),
  }
  const bySelection = new Map<string, Row[]>()
  for (const one of parts) {
    const key = String(one['selectionId'])
    bySelection.set(key, [...(bySelection.get(key) ?? []), one])
  }
  return rows.map((row) => selectionFrom(row, bySelection.get(String(row['id'])) ?? []))
}

/**
 * The groups of a selection of one's own and what brings each: as its regions are now (or were at `asOf`) or, where it is frozen, as
 * they were when it was saved. Refused with `region.selection_unknown`, `region.unknown`.
 */
export function* originsOfSelection(
  id: string,
  asOf: Date | null,
  path: string,
  context: DecisionContext,
): Decision<{ readonly selection: SavedSelection; readonly origins: Origins }> {
  const { selection, parts } = yield* selectionNamed(id, path, context)
  if (selection.frozenAt === null) return { selection, origins: yield* originsOf(selection, asOf, path, context) }
  const origins = new Map<string, (string | null)[]>()
  for (const part of parts) {
    if (part['frozen'] !== true) continue
    const group = String(part['groupId'])
    const region = typeof part['regionId'] === 'string' ? part['regionId'] : null
    origins.set(group, [...(origins.get(group) ?? []), region])
  }
  return { selection, origins }
}
