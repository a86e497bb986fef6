import { automationsOfSegments } from '../automation'
import { segmentUses, throughSegments, type QueryUses } from '../lists'
import { exportQueryUses } from '../reports'
import { accountListActions } from './account-list-actions'
import type { SessionCore } from './core'
import { queryWordActions } from './query-words'
import { savedQueryActions } from './saved-query-actions'
import { segmentActions } from './segment-actions'
import type { SegmentUpkeep } from './segment-upkeep'
import { tagActions } from './tag-actions'

export interface ListActionOptions {
  /** What refers to saved queries, asked before one is removed. */
  readonly uses?: readonly QueryUses[]
}

/** What goes by a segment of a query would be left without either. */
const USES = [segmentUses, exportQueryUses, throughSegments(automationsOfSegments)]

/** Saved queries, account statuses, tags and segments, as one session may use them: `session.lists`. */
export function listActions(core: SessionCore, upkeep: SegmentUpkeep, { uses = [] }: ListActionOptions = {}) {
  return {
    ...savedQueryActions(core, [...USES, ...uses]),
    ...queryWordActions(core),
    ...accountListActions(core),
    ...tagActions(core),
    /** Saved queries made to follow their members: who they are, who entered and who left. */
    segments: segmentActions(core, upkeep, [automationsOfSegments]),
  }
}
