import { visibleRuns } from '../automation'
import { meantFor, shownAt } from '../communication'
import { segmentsOf, visibleQueries } from '../lists'
import { entityOf, type Model } from '../model'
import { atLeast, hasRight, levelFor, managesRights, pathAmong, type Actor } from '../permissions'
import { allOf, EVERYTHING, isEqual, isEverything, isNothing, NOTHING, type BoundCriteria } from '../query'
import { ownBulkActions, ownBulkItems, ownSelectionParts, ownSelections } from '../regions'
import { visibleEntries } from './visible-entries'
import { visibleShares } from './visible-shares'

/** Who looks, and when. */
export interface Viewer {
  readonly actor: Actor
  /** The announcements of the dynamic lists that they are on. */
  readonly dynamicallyMeant: () => BoundCriteria
  readonly now: Date
  readonly timeZone: string
}

/** The records that name a user whom somebody may read; all of them where the model has no users. */
function aboutReadableUsers(model: Model, readable: (entity: string) => BoundCriteria): BoundCriteria {
  const { user } = model.roles
  const criteria = user === null ? EVERYTHING : readable(user.entity)
  if (user === null || isEverything(criteria) || isNothing(criteria)) return criteria
  const relation = { type: 'one', target: user.entity, field: 'userId' } as const
  return { type: 'related', relation, target: entityOf(model, user.entity), negated: false, criteria }
}

/**
 * What holds of some of the kernel's records whatever the rights: a private query is its owner's, an announcement is for the members of its
 * list and for its days, lists for those who make them, runs, shares and entries of the journal are for those who may read what they are
 * about, the rights of others, and what is switched off, for those who manage them, how often rights have changed for nobody. Joined by AND
 * to every scope, so that no list or criteria gets round it.
 */
export function privacyOf(
  model: Model,
  entity: string,
  { actor, dynamicallyMeant, now, timeZone }: Viewer,
  readable: (entity: string) => BoundCriteria,
): BoundCriteria {
  switch (entity) {
    case 'bulkAction':
      return ownBulkActions(model, actor.id)
    case 'bulkItem':
      return ownBulkItems(model, actor.id)
    case 'groupSelection':
      return ownSelections(model, actor.id)
    case 'groupSelectionPart':
      return ownSelectionParts(model, actor.id)
    case 'savedQuery':
      return visibleQueries(model, actor.id)
    case 'segment':
      return segmentsOf(model, visibleQueries(model, actor.id))
    case 'recurringExport':
      return hasRight(actor, 'administrator') ? EVERYTHING : isEqual(entityOf(model, entity), 'ownerId', actor.id)
    case 'recurringExportRun':
      return hasRight(actor, 'administrator')
        ? EVERYTHING
        : pathAmong(model, entityOf(model, entity), 'export.ownerId', [actor.id])
    // Who is in a segment, and who came and went, is told by its own calls: they know which records the actor may see.
    case 'segmentMember':
    case 'segmentEvent':
    case 'segmentReader':
    // That some segment was made or changed is nobody's business either.
    case 'segmentEdition':
      return NOTHING
    case 'announcement':
      return allOf(meantFor(model, actor.id, dynamicallyMeant()), shownAt(model, now, timeZone))
    // Who is on which list is for those who make lists; others have the announcements.
    case 'distributionList':
      return atLeast(levelFor(actor, entityOf(model, entity).module), 'manage') ? EVERYTHING : NOTHING
    case 'distributionListMember':
      return atLeast(levelFor(actor, entityOf(model, entity).module), 'manage')
        ? aboutReadableUsers(model, readable)
        : NOTHING
    case 'automationRun':
      return visibleRuns(model, readable)
    case 'journalEntry':
      return visibleEntries(model, readable)
    case 'userAccess':
      return managesRights(actor) ? EVERYTHING : isEqual(entityOf(model, entity), 'id', actor.id)
    case 'userGrant':
      return managesRights(actor) ? EVERYTHING : isEqual(entityOf(model, entity), 'userId', actor.id)
    case 'share':
      return visibleShares(model, actor, readable)
    case 'moduleSwitch':
      return managesRights(actor) ? EVERYTHING : NOTHING
    case 'rightsEpoch':
      return NOTHING
    default:
      return EVERYTHING
  }
}
