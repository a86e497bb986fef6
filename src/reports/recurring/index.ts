import { recurringExportRun } from './export-run'
import { recurringExport } from './recurring-export'

export { beginRun } from './begin-run'
export {
  createRecurringExport,
  editRecurringExport,
  removeRecurringExport,
  switchOffRecurringExport,
  switchOnRecurringExport,
  type ExportReach,
} from './edit-recurring'
export { exportLetter } from './export-letter'
export {
  exportQueryUses,
  exportRegionReferences,
  removedGroupsLeaveExports,
  removedUsersEndExports,
} from './export-references'
export {
  EXPORT_RUN_REASONS,
  EXPORT_RUN_STATUSES,
  exportRunOf,
  runShown,
  type ExportRunReason,
  type ExportRunRow,
  type ExportRunStatus,
  type TrackedExportRun,
} from './export-run'
export { beginningOf } from './occurrences'
export { plannedTimes } from './plan-runs'
export { problem as recurringProblem } from './problem'
export {
  parseExportDraft,
  parseExportPatch,
  type RecurringExportDraft,
  type RecurringExportPatch,
} from './recurring-draft'
export {
  definitionOf,
  exportShown,
  standingExports,
  type ExportContent,
  type ExportDefinition,
  type ExportSelection,
  type MissedRuns,
  type RecurringExport,
} from './recurring-export'

/** What the kernel keeps of recurring exports. */
export const recurringEntities = { recurringExport, recurringExportRun }
