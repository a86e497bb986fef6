import type { Reaction } from '../storage'
import { automationReaction } from './automation-reaction'
import { openedReaction } from './opened-reaction'
import { segmentReaction } from './segment-reaction'
import { subjectReaction } from './subject-reaction'

/** What automations do by themselves when records, or they themselves, change. */
export const automationReactions: readonly Reaction[] = [
  openedReaction,
  subjectReaction,
  segmentReaction,
  automationReaction,
]
