import { localized, refuse } from '../kernel'
import { entityOf, type EntityDefinition } from '../model'
import { allOf, EVERYTHING, type BoundCriteria } from '../query'
import {
  assignmentsToExport,
  reportProblem,
  tableFile,
  type AssignmentsSpec,
  type ExportedFile,
  type ReportSources,
} from '../reports'
import type { SessionCore } from './core'
import { parseFileOptions, type FileOptions } from './export-options'
import { toldPages } from './export-records'
import { demandField, type FieldUse } from './field-access'

/** The entity that plays the conversation. Refused with `reports.no_conversations`. */
export function conversationEntity(core: SessionCore): EntityDefinition {
  const role = core.model.roles.conversation
  return entityOf(core.model, role?.entity ?? refuse(reportProblem('reports.no_conversations')))
}

/** Refused where the assignee of conversations is hidden from the actor or, to be changed, read-only. */
export function demandAssignee(core: SessionCore, use: FieldUse, path = ''): void {
  const role = core.fields.whole.roles.conversation
  const field = role?.fields.assignee ?? null
  if (role !== null && field !== null) demandField(core.fields, { entity: role.entity, field, path }, use)
}

/**
 * What the report of assignments is made of, as far as the actor may read it, and within criteria of the library's own. Refused as
 * `session.reports.assignments`.
 */
export function assignmentSources(core: SessionCore, within: BoundCriteria = EVERYTHING): ReportSources {
  core.demandLevel('reports', 'read')
  core.demandLevel(conversationEntity(core).module, 'read')
  demandAssignee(core, 'see')
  return {
    store: core.store,
    compile: async (entity, where) => allOf(await core.compile(entity, where), within),
    visible: (entity) => core.scope(entity, 'read'),
  }
}

/** The log of assignments as a file. Refused as `session.reports.exportAssignments`. */
export async function exportAssignments(
  core: SessionCore,
  spec: AssignmentsSpec,
  options: FileOptions,
  within: BoundCriteria = EVERYTHING,
): Promise<ExportedFile> {
  core.demand('export')
  const sources = assignmentSources(core, within)
  const { format, separator, name, onProgress, signal } = parseFileOptions(options)
  signal?.throwIfAborted()
  const log = await assignmentsToExport(spec, { ...sources, signal }, core.context())
  const { columns, locale, timeZone } = log
  const total = onProgress === undefined ? 0 : await log.count()
  const pages = toldPages(log.pages, log.cells, { onProgress, total })
  const title = name ?? localized(log.title, locale)
  return tableFile({ title, columns, pages, locale, timeZone }, { format, separator })
}
