import type { Reaction } from '../storage'
import { assignmentLog } from './record-assignments'
import { removedGroupsLeaveExports, removedUsersEndExports } from './recurring'

/** What reports do by themselves when records change. */
export const reportReactions: readonly Reaction[] = [assignmentLog, removedUsersEndExports, removedGroupsLeaveExports]
