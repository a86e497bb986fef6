import { z } from 'zod'
import { parseInput } from '../model'
import { allOf, isAmong, isEverything, type GroupSelection } from '../query'
import {
  allSelections,
  editSelection,
  groupEntity,
  originsOf,
  originsOfSelection,
  parseSelection,
  removeSelection,
  saveSelection,
  shownGroups,
  type ChosenGroups,
  type Origins,
  type SavedSelection,
  type SelectionDraft,
  type SelectionPatch,
} from '../regions'
import { decide, readAll } from '../storage'
import type { SessionCore } from './core'
import { recordId } from './record-id'

/** Regions and single groups said now, or a selection that was saved, by its id. */
export type AskedSelection = GroupSelection | { readonly saved: string }

/** What a selection comes to for the one who looks. */
export interface SelectionContents extends ChosenGroups {
  /** Since when the groups are kept as they were; null: they follow their regions. */
  readonly frozenAt: Date | null
}

const momentSchema = z.strictObject({ asOf: z.date().optional() })

/** Every group that a selection comes to, whoever may see it. */
export async function chosenGroups(
  core: SessionCore,
  selection: AskedSelection,
  asOf: Date | null,
  path = '',
): Promise<{ readonly origins: Origins; readonly frozenAt: Date | null }> {
  if (typeof selection === 'object' && selection !== null && 'saved' in selection) {
    const id = recordId(selection.saved, `${path}/saved`)
    const found = await decide(core.store, originsOfSelection(id, asOf, `${path}/saved`, core.context()))
    return { origins: found.origins, frozenAt: found.selection.frozenAt }
  }
  const origins = await decide(core.store, originsOf(parseSelection(selection), asOf, path, core.context()))
  return { origins, frozenAt: null }
}

/** Selections of groups, among the actions of `session.regions`. */
export function selectionActions(core: SessionCore) {
  const readable = () => core.scope(groupEntity(core.model).name, 'read')
  return {
    /**
     * The ids of the groups of a selection, of those that the actor may read: its regions as they are now, or as they were at
     * `asOf`, and its single groups. A saved selection that is frozen has the groups it was saved with.
     *
     * @throws refusals `region.unknown`, `region.selection_unknown`, `region.named_twice`, `region.group_twice`, `input.invalid`, and
     * the missing level on the module `regions`.
     */
    async resolve(selection: AskedSelection, moment: { readonly asOf?: Date } = {}): Promise<readonly string[]> {
      core.demandLevel('regions', 'read')
      const { asOf = null } = parseInput(momentSchema, moment)
      const groups = [...(await chosenGroups(core, selection, asOf)).origins.keys()]
      const entity = groupEntity(core.model)
      const scope = readable()
      if (isEverything(scope) || groups.length === 0) return groups
      const rows = await readAll(core.store, {
        entity: entity.name,
        where: allOf(isAmong(entity, 'id', groups), scope),
      })
      const visible = new Set(rows.map((row) => row['id']))
      return groups.filter((group) => visible.has(group))
    },

    /**
     * The groups of a selection by name, each with where it comes from: a region that was chosen, or itself. Only those that the actor
     * may read; `others` says whether there are more. Refused as `resolve`.
     *
     * @example
     * ```ts
     * const { groups, others } = await session.regions.contents({ regions: [north.id], groups: ['brest'] })
     * // [{ id: 'arras', name: 'Arras', label: { fr: 'Groupe', en: 'Group' }, from: [{ type: 'region', id: '…', name: 'Nord' }] }, …]
     * ```
     */
    async contents(selection: AskedSelection, moment: { readonly asOf?: Date } = {}): Promise<SelectionContents> {
      core.demandLevel('regions', 'read')
      const { asOf = null } = parseInput(momentSchema, moment)
      const { origins, frozenAt } = await chosenGroups(core, selection, asOf)
      const shown = await decide(core.store, shownGroups(origins, readable(), core.context()))
      return { ...shown, frozenAt }
    },

    /**
     * Keeps regions and single groups under a name, for oneself. It follows its regions as they change; with
     * `automaticallyAddNewGroups: false` it keeps the groups there are now, of those that the actor may read.
     *
     * @throws refusals `input.invalid`, `region.unknown`, `region.group_unknown`, `region.named_twice`, `region.group_twice`,
     * `region.selection_empty`, `region.selection_name_taken`, and the missing level on the module `regions`.
     * @example
     * ```ts
     * const { id } = await session.regions.saveSelection({ name: 'Nord et Brest', regions: [north.id], groups: ['brest'] })
     * await session.regions.resolve({ saved: id })
     * ```
     */
    async saveSelection(selection: SelectionDraft): Promise<SavedSelection> {
      core.demandLevel('regions', 'read')
      return core.perform((context) => saveSelection(selection, readable(), context))
    },

    /**
     * Renames a selection of one's own, chooses other regions and groups, freezes it or lets it follow its regions again.
     *
     * @throws refusals `region.selection_unknown`, `session.stale`, and those of `saveSelection`.
     */
    async editSelection(id: string, patch: SelectionPatch): Promise<SavedSelection> {
      core.demandLevel('regions', 'read')
      return core.perform((context) => editSelection(recordId(id), patch, readable(), context))
    },

    /** Refused with `region.selection_unknown`, and the missing level on the module `regions`. */
    async removeSelection(id: string): Promise<void> {
      core.demandLevel('regions', 'read')
      return core.perform((context) => removeSelection(recordId(id), context))
    },

    /** One's own selections, by name. */
    async selections(): Promise<readonly SavedSelection[]> {
      core.demandLevel('regions', 'read')
      return decide(core.store, allSelections(core.context()))
    },
  }
}
