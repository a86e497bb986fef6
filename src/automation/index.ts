export { ACTIONS, type Action, type ActionType, type EmailAction, type Recipient, type TaskAction } from './action'
export { automationEntities, automationOf, runOf, type Automation, type AutomationRun } from './automation-entities'
export { automationReferences, keptConditions } from './condition-references'
export { isAddress } from './address'
export { demandReaching, reachMembers } from './reach-members'
export type { Committer } from './committer'
export {
  createAutomation,
  editAutomation,
  pauseAutomations,
  pausedSince,
  removeAutomation,
  resumeAutomations,
  switchAutomation,
} from './decisions'
export { parseAutomationDraft, parseAutomationPatch, type AutomationDraft, type AutomationPatch } from './draft'
export { dueOf, type Intent } from './intent'
export { NO_MAILER, type MailAttachment, type Mailer, type MailMessage } from './mailer'
export { placeRun, type Placing } from './placing'
export { planDate, planRuns, type PlanContext, type RunPlan, type SubjectChange } from './planner'
export { problem as automationProblem } from './problem'
export { automationReactions } from './reactions'
export { automationsOfSegments } from './segment-uses'
export { RUN_REASONS, RUN_STATUSES, type RunReason, type RunStatus } from './run-status'
export { backoff } from './run-settlement'
export {
  createScheduler,
  type QueuedWork,
  type RunScheduler,
  type SchedulerOptions,
  type TickOptions,
  type TickReport,
} from './scheduler'
export type { Timer } from './scheduler-loop'
export { brandsOfSubjects } from './subject-brand'
export { DEFAULT_WALL_TIME, type Timing } from './timing'
export { runColumns, RUN_COLUMNS, visibleRuns, type RunColumn, type TrackedRun } from './tracking'
export { SEGMENT_TRIGGERS, TRIGGER_LABELS, type Trigger, type TriggerType } from './trigger'
export type { RunCounts } from './worker'
