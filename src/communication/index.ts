import type { Reaction } from '../storage'
import { announcement } from './announcement'
import { distributionList, distributionListMember } from './distribution-list'
import { removedUsersLeaveLists } from './removed-users'

/** What the kernel keeps of communication. */
export const communicationEntities = { distributionList, distributionListMember, announcement }

/** What communication does by itself when records change. */
export const communicationReactions: readonly Reaction[] = [removedUsersLeaveLists]

export { announcementKinds, readAnnouncement, type Announcement, type AnnouncementKind } from './announcement'
export { announcementsWithin, listsWith, meantFor } from './audience'
export {
  addMembers,
  createList,
  removeMembers,
  renameList,
  type ListRenaming,
  type NewDistributionList,
} from './edit-list'
export { normaliseLink } from './link'
export { membersOf, readList, type DistributionList } from './list-membership'
export { problem as communicationProblem } from './problem'
export { publish, type NewAnnouncement } from './publish'
export { EVERYONE, seedCommunication } from './seed'
export { shownAt, showingSpan, type ShownDays } from './showing'
export { checkTitle, MOST_TITLE_CHARACTERS, visibleLength } from './title'
export { sectionsOf, visibleTo, type AnnouncementSection } from './visible'
