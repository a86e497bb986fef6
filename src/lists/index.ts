import { accountStatus } from './account-status'
import { adoptedTags } from './adopted-tags'
import { knownStatuses } from './known-statuses'
import { savedQuery } from './saved-query'
import { segmentEntities } from './segment'
import { tag } from './tag'

/** What the kernel keeps of lists. */
export const listEntities = { savedQuery, accountStatus, tag, ...segmentEntities }

/** What lists do by themselves when records change. */
export const listReactions = [knownStatuses, adoptedTags]

export { listQuery, listToRun, type AccountList, type ListToRun } from './account-list'
export { defaultAccountStatuses, readAccountStatus, seedLists, statusTerms, type AccountStatus } from './account-status'
export { USUAL_DISPLAY, type Display } from './display'
export {
  addTerm,
  allTerms,
  demandTerms,
  editTerm,
  orderTerms,
  removeTerm,
  type NewTerm,
  type TermPatch,
} from './edit-terms'
export {
  buildBatch,
  buryBatch,
  finishBuild,
  isPlainBuild,
  memberRow,
  newMembers,
  orphans,
  suspects,
} from './build-segment'
export {
  createSegment,
  editSegment,
  removeSegment,
  seenSegment,
  seenSegments,
  segmentUses,
  type NewSegment,
  type SegmentPatch,
} from './edit-segment'
export { bindingAt, groupsNamed, type Followed } from './followed-query'
export { asItsOwner } from './owner-reference'
export { problem as listProblem } from './problem'
export { queryReferences } from './query-references'
export { demandUnused, usesOfQuery, type QueryUse, type QueryUses, type UsesSeen, type Visible } from './query-use'
export { testsOf } from './map-tests'
export { readableQuery, readSavedQuery } from './read-saved-query'
export { recodedQuery, type CriteriaRewrite, type KeptCriteria } from './recode-queries'
export { closeReplacement, holds, openReplacement, replaceCode, type Replacement } from './replace-code'
export {
  duplicateQuery,
  editQuery,
  removeQuery,
  saveQuery,
  type NewSavedQuery,
  type QueryCopy,
  type SavedQueryPatch,
} from './save-query'
export { visibleQueries, type SavedQuery } from './saved-query'
export { segmentShown, segmentsOf, standingIn, type Segment } from './segment'
export { firstEdition, segmentCatalogue, segmentNow } from './segment-catalogue'
export {
  acknowledgeEvents,
  eventsLock,
  readEvents,
  type SegmentEvent,
  type SegmentEvents,
  type SegmentReading,
  type SegmentReceipt,
} from './segment-events'
export { segmentReactions } from './segment-reactions'
export { segmentToUse, throughSegments, type SegmentUses } from './segment-use'
export { dueRows, passTime } from './segment-time'
export { tagTerms, type Tag } from './tag'
export {
  beyondReach,
  parseTagging,
  tagBatch,
  taggable,
  type RecordOutcome,
  type TagBatch,
  type TaggedRecords,
  type Tagging,
  type TagsWanted,
} from './tag-records'
export { readTerm, type CodeHolder, type Term, type Vocabulary } from './term'
