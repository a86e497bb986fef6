import { z } from 'zod'
import { refuse, type Row } from '../kernel'
import { entityOf, followPath, parseInput } from '../model'
import { allOf, EVERYTHING, isAmong, isEqual, NOTHING } from '../query'
import { groupEntity } from '../regions'
import {
  createRecurringExport,
  definitionOf,
  editRecurringExport,
  exportRunOf,
  exportShown,
  parseExportDraft,
  parseExportPatch,
  plannedTimes,
  readAssignmentsSpec,
  recurringProblem,
  removeRecurringExport,
  reportProblem,
  runShown,
  standingExports,
  switchOffRecurringExport,
  switchOnRecurringExport,
  type ExportContent,
  type ExportReach,
  type ExportRunStatus,
  type ExportSelection,
  type RecurringExport,
  type RecurringExportDraft,
  type RecurringExportPatch,
  type TrackedExportRun,
} from '../reports'
import { decide, readAll } from '../storage'
import { assignmentSources } from './assignments-file'
import type { SessionCore } from './core'
import { recordId } from './record-id'
import { queryToRun } from './saved-query-actions'
import { underPathLater } from './under-path'

const MODULE = 'reports'
const EXPORT = 'recurringExport'
const RUN = 'recurringExportRun'

const STATUSES = ['pending', 'done', 'skipped', 'failed'] as const satisfies readonly ExportRunStatus[]

const runsSchema = z.strictObject({
  export: z.string().min(1).max(191).optional(),
  status: z.enum(STATUSES).optional(),
  limit: z.number().int().min(1).max(1_000).default(50),
  after: z.string().max(100_000).nullish(),
})

/** Which runs to show: of one export or of all; 50 of them unless said, the latest first. */
export type ExportRunsRequest = z.input<typeof runsSchema>

/** A page of tracked runs; `end` leads to the next. */
export interface ExportRunsPage {
  readonly rows: readonly TrackedExportRun[]
  readonly end: string | null
  readonly more: boolean
}

/** The path to whose group the records of an entity are. Refused with `reports.no_group`, also where the actor does not see it. */
export function groupPathOf(core: Pick<SessionCore, 'model' | 'fields'>, name: string, path: string): string {
  const { group, label } = entityOf(core.fields.whole, name)
  const isSeen = group !== null && followPath(entityOf(core.model, name), group, core.model.entities) !== null
  return isSeen ? group : refuse(reportProblem('reports.no_group', { path, data: { entity: label } }))
}

/** Of which entity the records of a content are. Refused where the actor could not export it now. */
async function demandContent(core: SessionCore, content: ExportContent): Promise<string> {
  switch (content.of) {
    case 'query': {
      const { query } = await underPathLater('/content/query', () => queryToRun(core, content.query))
      core.demandLevel(entityOf(core.model, query.entity).module, 'read')
      return query.entity
    }
    case 'assignments': {
      const { of: _, ...spec } = content
      await underPathLater('/content', () => readAssignmentsSpec(spec, assignmentSources(core), core.context()))
      return 'assignment'
    }
    default:
      return content satisfies never
  }
}

/** Whoever saves an export could make it now: it says no more than they may see. */
async function demandExportable(
  core: SessionCore,
  content: ExportContent,
  selection: Pick<ExportSelection, 'regions'> | null,
): Promise<void> {
  const entity = await demandContent(core, content)
  if (selection === null) return
  groupPathOf(core, entity, '/selection')
  if (selection.regions.length > 0) core.demandLevel('regions', 'read')
}

/** Recurring exports: `session.reports.recurring`. */
export function recurringExportActions(core: SessionCore) {
  const within = () => core.scope(EXPORT, 'manage')
  const reach = (): ExportReach => ({
    exports: within(),
    groups: core.fields.whole.roles.group === null ? NOTHING : core.scope(groupEntity(core.model).name, 'read'),
  })
  const manage = (): void => core.demandLevel(MODULE, 'manage')

  async function exportsShown(rows: readonly Row[]): Promise<readonly RecurringExport[]> {
    const definitions = rows.map(definitionOf)
    const ids = definitions.map(({ id }) => id)
    const times = await decide(core.store, plannedTimes(ids, core.context()))
    return definitions.map((definition) => exportShown(definition, times.get(definition.id) ?? null))
  }

  async function standing(id: string | null): Promise<readonly Row[]> {
    core.demandLevel(MODULE, 'read')
    const entity = entityOf(core.model, EXPORT)
    const one = id === null ? EVERYTHING : isEqual(entity, 'id', id)
    return readAll(core.store, {
      entity: EXPORT,
      where: allOf(one, standingExports(core.model), core.scope(EXPORT, 'read')),
      orderBy: [{ field: 'name', direction: 'asc' }],
    })
  }

  async function exportNamed(id: string): Promise<RecurringExport> {
    const [found] = await exportsShown(await standing(recordId(id)))
    return found ?? refuse(recurringProblem('reports.export_unknown', { data: { export: id } }))
  }

  return {
    /**
     * Has the result of a saved query, or the log of assignments, written to a file and mailed to oneself at the times of a schedule. Each
     * run acts as its owner at that moment: their rights, scope, field rules and organisation are those of the run, and so are the records.
     * A `selection` narrows it to the groups of regions and to single groups: as the regions are composed at each run or, with
     * `automaticallyAddNewGroups: false`, as they are now. What was missed while nothing ran makes one run (`missed: 'latest'`), a run each
     * (`'all'`, the last 30) or none (`'skip'`).
     *
     * @throws refusals `session.missing_level` on `reports` and on the module of the records, `session.missing_right` (`export`), `input.invalid`,
     * `calendar.*` as `parseSchedule`, `lists.query_unknown`, `session.hidden_field`, `reports.no_group`, `region.unknown`,
     * `region.group_unknown`, `region.named_twice`, `region.group_twice`, `region.selection_empty`, `reports.export_without_owner`.
     * @example
     * ```ts
     * const weekly = await session.reports.recurring.create({
     *   name: 'Clients du Nord',
     *   content: { of: 'query', query: clients.id },
     *   format: 'xlsx',
     *   schedule: { recurs: 'weekly', on: [1], at: '08:00', timeZone: 'Europe/Paris' },
     *   selection: { regions: [north.id], groups: ['brest'] },
     * })
     * ```
     */
    async create(draft: RecurringExportDraft): Promise<RecurringExport> {
      manage()
      core.demand('export')
      const read = parseExportDraft(draft)
      await demandExportable(core, read.content, read.selection)
      return core.perform((context) => createRecurringExport(read, reach(), context))
    },

    /**
     * Changes an export of one's own: what is left out stays. A selection given replaces the one there was (null: everything), and is frozen
     * as of now where it does not follow its regions. Another schedule holds from now on.
     *
     * @throws refusals `reports.export_unknown`, `reports.export_not_owner`, `session.stale`, and those of `create`.
     */
    async edit(id: string, patch: RecurringExportPatch): Promise<RecurringExport> {
      manage()
      core.demand('export')
      const read = parseExportPatch(patch)
      const current = await exportNamed(id)
      const { content = current.content, selection = current.selection } = read
      if (read.content !== undefined || read.selection !== undefined) await demandExportable(core, content, selection)
      return core.perform((context) =>
        editRecurringExport(recordId(id), { ...read, version: read.version ?? current.version }, reach(), context),
      )
    },

    /**
     * Has an export of one's own run again, from its next time on. Refused with `reports.export_unknown`, `reports.export_not_owner`, and as
     * levels and rights are.
     */
    async switchOn(id: string): Promise<RecurringExport> {
      manage()
      core.demand('export')
      return core.perform((context) => switchOnRecurringExport(recordId(id), reach(), context))
    },

    /**
     * Stops an export: one's own, or for an administrator anybody's. What is under way and has not left is not mailed. Refused with
     * `reports.export_unknown`.
     */
    async switchOff(id: string): Promise<RecurringExport> {
      manage()
      return core.perform((context) => switchOffRecurringExport(recordId(id), reach(), context))
    },

    /** Removes an export, as `switchOff`; its runs stay in the tracking. Refused with `reports.export_unknown`. */
    async remove(id: string): Promise<void> {
      manage()
      return core.perform((context) => removeRecurringExport(recordId(id), reach(), context))
    },

    /** One's own exports by name; for an administrator, everybody's. */
    async list(): Promise<readonly RecurringExport[]> {
      return exportsShown(await standing(null))
    },

    /** Refused with `reports.export_unknown`. */
    get: (id: string): Promise<RecurringExport> => exportNamed(id),

    /**
     * What became of each time: pending, done (when, to whom, which file, how many rows), skipped or failed and why, also of exports that were
     * removed since. The latest first.
     *
     * @throws refusals `session.missing_level`, `input.invalid`, `storage.bad_cursor`.
     * @example
     * ```ts
     * const { rows } = await session.reports.recurring.runs({ export: weekly.id, status: 'failed' })
     * rows.map(({ dueAt, problems }) => `${dueAt.toISOString()}: ${problems?.[0]?.message.fr}`)
     * ```
     */
    async runs(request: ExportRunsRequest = {}): Promise<ExportRunsPage> {
      core.demandLevel(MODULE, 'read')
      const { export: id, status, limit, after } = parseInput(runsSchema, request)
      const entity = entityOf(core.model, RUN)
      const page = await core.store.find(RUN, {
        where: allOf(
          core.scope(RUN, 'read'),
          id === undefined ? EVERYTHING : isEqual(entity, 'exportId', id),
          status === undefined ? EVERYTHING : isEqual(entity, 'status', status),
        ),
        orderBy: [{ field: 'dueAt', direction: 'desc' }],
        limit,
        ...(typeof after === 'string' ? { after } : {}),
      })
      const runs = page.rows.map(exportRunOf)
      const where = isAmong(entityOf(core.model, EXPORT), 'id', new Set(runs.map(({ exportId }) => exportId)))
      const exports = await readAll(core.store, { entity: EXPORT, where, fields: ['name'] })
      const names = new Map(exports.map((row) => [row['id'], String(row['name'])]))
      return { rows: runs.map((run) => runShown(run, names.get(run.exportId) ?? '')), end: page.end, more: page.more }
    },
  }
}
