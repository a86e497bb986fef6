import type { Row } from '../kernel'
import { EVERYTHING, type BoundCriteria } from '../query'
import {
  assign,
  assignmentsReport,
  openConversation,
  parseReport,
  planReport,
  runReport,
  type AssignInput,
  type AssignmentsReport,
  type AssignmentsSpec,
  type ExportedFile,
  type ReportSpec,
  type ReportTable,
} from '../reports'
import { assignmentSources, conversationEntity, demandAssignee, exportAssignments } from './assignments-file'
import { inWhole, type SessionCore } from './core'
import type { FileOptions } from './export-options'
import { shownRow } from './field-access'
import { newRecord } from './field-writes'
import { withinScope } from './record-actions'
import { recurringExportActions } from './recurring-export-actions'
import { reportByRegion, type RegionReport, type RegionReportSpec } from './region-reports'

/** Users and groups may be named by anybody who may write; other records must be visible. */
function nameable(core: SessionCore): (entity: string) => BoundCriteria {
  const { user, group } = core.model.roles
  return (entity) => (entity === user?.entity || entity === group?.entity ? EVERYTHING : core.scope(entity, 'read'))
}

/** Assignments of conversations and reports over any entity, as one session may use them. */
export function reportActions(core: SessionCore) {
  return {
    /** Saved queries written to a file and mailed, again and again. */
    recurring: recurringExportActions(core),

    /**
     * Gives a conversation to a user, or takes it away with `assigneeId: null`, and says where that came from (`workflow`, `bot`,
     * `zapier` …; the one who acts unless said). Kept in the log; updating the conversation itself is logged just as well.
     *
     * @throws refusals `session.missing_level`, `reports.conversation_unknown`, `reports.assignee_unknown`, `reports.source_unknown`,
     * `session.hidden_field`, `session.read_only_field`.
     */
    async assign(assignment: AssignInput): Promise<void> {
      const conversation = conversationEntity(core)
      core.demandLevel(conversation.module, 'manage')
      demandAssignee(core, 'change', '/assigneeId')
      const scopes = { manage: core.scope(conversation.name, 'manage'), visible: nameable(core) }
      return core.perform((context) => assign(assignment, scopes, context))
    },

    /**
     * Opens a conversation. That of a contact who still has an assignee stands in the assignee's inbox, and nothing is logged.
     *
     * @param record - a new record of the entity that plays the conversation.
     * @returns the conversation as it was written.
     * @throws refusals `session.missing_level`, `record.invalid`, `reports.reference_unknown`, `session.outside_scope`,
     * `session.fields_withheld`, `session.read_only_field`.
     */
    async openConversation(record: Row): Promise<Row> {
      const conversation = conversationEntity(core)
      core.demandLevel(conversation.module, 'manage')
      const given = newRecord(core.fields, conversation.name, record)
      const opened = await core.perform((context) => openConversation(given, nameable(core), inWhole(core, context)), {
        verify: (store, { value }) => withinScope(core, conversation.name)(store, [String(value['id'])]),
      })
      return shownRow(core.fields, conversation.name, opened)
    },

    /**
     * The report of assignments: counts and percentages by source beside those of the equal period before, a bar and a pie chart
     * in Vega-Lite, and the log. Each component says by itself whether it has data.
     *
     * @throws refusals `session.missing_level`, `session.hidden_field` where the assignee is hidden, `input.invalid`, `reports.range_unknown`.
     * @example
     * ```ts
     * const { components } = await session.reports.assignments({ range: 'last30Days', filters: { source: ['workflow'] } })
     * ```
     */
    async assignments(spec: AssignmentsSpec = {}): Promise<AssignmentsReport> {
      return assignmentsReport(spec, assignmentSources(core), core.context())
    },

    /**
     * The log of the same report as a file, CSV or an Excel workbook, newest first: all of it, where the table of the report stops at
     * 10,000 rows. Takes the right `export`; names and rows are those that the actor may read at this call.
     *
     * @throws refusals `session.missing_right`, those of `assignments` and, for the file, of `session.lists.export`.
     * @example
     * ```ts
     * const file = await session.reports.exportAssignments({ range: 'lastMonth', filters: { source: ['workflow'] } }, { format: 'xlsx' })
     * ```
     */
    async exportAssignments(spec: AssignmentsSpec = {}, options: FileOptions = {}): Promise<ExportedFile> {
      return exportAssignments(core, spec, options)
    },

    /**
     * Counts, sums and averages over any entity that the actor may read, by fields and by time.
     *
     * @throws refusals `session.missing_level`, `reports.field_misfit`, `reports.time_missing`, `reports.range_missing`,
     * `reports.name_twice`, `storage.too_many_groups`, and those of `prepareQuery` and `parseRange`.
     * @example
     * ```ts
     * const table = await session.reports.report({
     *   entity: 'invoice', time: 'issuedOn', range: 'lastMonth', bucket: 'week', dimensions: ['status'],
     *   measures: [{ as: 'amount', measure: 'sum', field: 'total' }], compare: true,
     * })
     * ```
     */
    async report(spec: ReportSpec): Promise<ReportTable> {
      core.demandLevel('reports', 'read')
      const report = parseReport(core.model, spec)
      core.demandLevel(report.entity.module, 'read')
      const where = await core.compile(report.entity.name, report.where)
      return runReport(core.store, planReport(report, where, core.context()))
    },

    /**
     * The same for each of some regions, attributed to the groups that a region has `now`, or to those it had `then`, when each record
     * happened: an invoice of January counts for the region its group was in in January.
     *
     * @throws refusals `reports.no_group`, `region.unknown`, `region.named_twice`, `region.selection_empty`, `reports.time_missing` for `then`
     * without a `time`, the missing level on the module `regions`, and those of `report`.
     * @example
     * ```ts
     * const reports = await session.reports.byRegion({
     *   entity: 'invoice', time: 'issuedOn', range: 'lastMonth', regions: [north.id, west.id], attribution: 'then',
     *   measures: [{ as: 'amount', measure: 'sum', field: 'total' }],
     * })
     * reports.map(({ name, report }) => [name, report.totals['amount']])
     * ```
     */
    async byRegion(spec: RegionReportSpec): Promise<readonly RegionReport[]> {
      return reportByRegion(core, spec)
    },
  }
}
