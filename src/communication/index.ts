import type { Reaction } from '../storage'
import { announcement } from './announcement'
import { distributionList, distributionListMember } from './distribution-list'
import { queriesOfListsStay } from './composition-uses'
import { removedLeaveCompositions, removedUsersLeaveLists } from './removed-users'

/** What the kernel keeps of communication. */
export const communicationEntities = { distributionList, distributionListMember, announcement }

/** What communication does by itself when records change. */
export const communicationReactions: readonly Reaction[] = [
  removedUsersLeaveLists,
  removedLeaveCompositions,
  queriesOfListsStay,
]

export { announcementKinds, readAnnouncement, type Announcement, type AnnouncementKind } from './announcement'
export { announcementsWithin, listsWith, meantFor } from './audience'
export { partsIn } from './audience-reading'
export {
  parseComposition,
  userEntity,
  type Composition,
  type CompositionPart,
  type CriteriaPart,
  type ListPart,
  type NewComposition,
  type NewCompositionPart,
  type PlacesPart,
  type QueryPart,
  type UsersPart,
} from './composition'
export { audienceReferences, audienceUses, keptCompositions } from './composition-uses'
export { describeComposition, describePart } from './describe-composition'
export { readList, type DistributionList } from './distribution-list'
export {
  addMembers,
  createList,
  recomposeList,
  removeMembers,
  renameList,
  type ListRecomposition,
  type ListRenaming,
  type NewDistributionList,
} from './edit-list'
export { explainMember, type MemberVerdict, type PartVerdict } from './explain-member'
export { knownLists, type KnownList, type KnownLists, type KnownPart } from './known-lists'
export { demandKeepable } from './keepable-list'
export { normaliseLink } from './link'
export { listRow, listWithNamed, membersOf } from './list-membership'
export { dynamicListsOf, type ListsOfUser } from './lists-of-user'
export { membersCriteria } from './members-criteria'
export { problem as communicationProblem } from './problem'
export { publish, type NewAnnouncement } from './publish'
export { demandUnusedList, removeList } from './remove-list'
export { EVERYONE, seedCommunication } from './seed'
export { shownAt, showingSpan, type ShownDays } from './showing'
export { checkTitle, MOST_TITLE_CHARACTERS, visibleLength } from './title'
export { sectionsOf, visibleTo, type AnnouncementSection, type MayTell } from './visible'
