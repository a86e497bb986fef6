export { assign, openConversation, type AssignInput } from './assign'
export { assignmentSources, reportEntities, reportEntitiesFor } from './assignment'
export { assignmentCriteria, NO_FILTERS, type AssignmentFilters } from './assignment-filters'
export { MOST_LOG_ROWS, NOBODY, type AssignmentLog, type AssignmentLogRow } from './assignment-log'
export {
  assignmentsReport,
  type AssignmentsReport,
  type AssignmentsSpec,
  type ReportSources,
  type SourceCount,
  type SourceCounts,
} from './assignments-report'
export { barChart, pieChart, type Chart, type ChartPart, type ChartWords } from './chart'
export { type Component, NO_DATA, NOT_APPLICABLE } from './component'
export { percentages } from './percentages'
export { planReport, type PeriodPlan, type ReportPlan } from './plan-report'
export { problem as reportProblem } from './problem'
export { assignmentLog, CONVERSATION_ASSIGNED, reportReactions } from './record-assignments'
export {
  parseReport,
  parseReportRange,
  type ReportMeasure,
  type CheckedReport,
  type ReportRange,
  type ReportSpec,
} from './report-spec'
export { runReport, type Figures, type ReportRow, type ReportTable } from './run-report'
