export { assign, openConversation, type AssignInput } from './assign'
export { assignmentSources, reportEntities, reportEntitiesFor } from './assignment'
export { assignmentCriteria, NO_FILTERS, type AssignmentFilters } from './assignment-filters'
export { MOST_LOG_ROWS, type AssignmentLog } from './assignment-log'
export { NOBODY, type AssignmentLogRow, type LogColumn } from './assignment-rows'
export { assignmentsToExport, type AssignmentsToExport } from './assignments-export'
export { assignmentsReport, type AssignmentsReport, type SourceCount, type SourceCounts } from './assignments-report'
export { readAssignmentsSpec, type AssignmentsSpec, type ReportSources } from './assignments-spec'
export { barChart, pieChart, type Chart, type ChartPart, type ChartWords } from './chart'
export { type Component, NO_DATA, NOT_APPLICABLE } from './component'
export { percentages } from './percentages'
export { planReport, type PeriodPlan, type ReportPlan } from './plan-report'
export { problem as reportProblem } from './problem'
export { reportReactions } from './reactions'
export { assignmentLog, CONVERSATION_ASSIGNED } from './record-assignments'
export {
  beginningOf,
  beginRun,
  createRecurringExport,
  definitionOf,
  editRecurringExport,
  EXPORT_RUN_REASONS,
  EXPORT_RUN_STATUSES,
  exportLetter,
  exportQueryUses,
  exportRegionReferences,
  exportRunOf,
  exportShown,
  parseExportDraft,
  parseExportPatch,
  plannedTimes,
  recurringEntities,
  recurringProblem,
  removeRecurringExport,
  runShown,
  standingExports,
  switchOffRecurringExport,
  switchOnRecurringExport,
  type ExportContent,
  type ExportDefinition,
  type ExportReach,
  type ExportRunReason,
  type ExportRunRow,
  type ExportRunStatus,
  type ExportSelection,
  type MissedRuns,
  type RecurringExport,
  type RecurringExportDraft,
  type RecurringExportPatch,
  type TrackedExportRun,
} from './recurring'
export {
  parseReport,
  parseReportRange,
  timeZoneSchema,
  type ReportMeasure,
  type CheckedReport,
  type ReportRange,
  type ReportSpec,
} from './report-spec'
export {
  tableFile,
  type Cell,
  type CellPages,
  type ColumnKind,
  type CsvSeparator,
  type ExportedFile,
  type Table,
  type TableColumn,
  type TableFileOptions,
  type TableFormat,
  type TableWords,
} from './table-file'
export { runReport, type Figures, type ReportRow, type ReportTable } from './run-report'
