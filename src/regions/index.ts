export { assignGroups, unassignGroups, type GroupsAssigned, type RegionEntry, type RegionExit } from './assign-groups'
export {
  demandChoice,
  originsOf,
  parseSelection,
  selectionParts,
  shownGroups,
  type Choice,
  type ChosenGroup,
  type ChosenGroups,
  type GroupOrigin,
  type Origins,
} from './chosen-groups'
export { bulkEntities, ownBulkActions, ownBulkItems, type BulkState } from './bulk-entities'
export { problem as bulkProblem } from './bulk-problem'
export { compositionOver, type CompositionSpan, type Timespan } from './composition-over'
export { createRegion, type CreatedRegion } from './create-region'
export {
  criteriaReferences,
  demandRegionsNamed,
  regionsNamed,
  withRegionsReplaced,
  type CriteriaHolder,
} from './criteria-references'
export { nestingByParents } from './lineage'
export { pairedIds, pairedIn, type IdPairs } from './pairs'
export { moveRegion, renameRegion, type RegionMove, type RegionRenaming } from './edit-region'
export { ownSelectionParts, ownSelections, type SavedSelection } from './group-selection'
export { problem as regionProblem } from './problem'
export type { RegionDraft, RegionTree } from './region-draft'
export { regionEntities, type RegionOptions } from './region'
export { regionOverview, type OverviewRequest, type RegionFigures } from './region-overview'
export type { RegionReferences, RegionUse } from './region-references'
export {
  demandUnreferenced,
  removeRegion,
  usesOfRegion,
  type RegionRemoval,
  type RegionsRemoved,
  type RegionUsers,
} from './remove-region'
export { regionReactions } from './removed-groups'
export { demandRegions, groupsOfSelection, groupsWithin } from './resolve-groups'
export {
  allSelections,
  editSelection,
  originsOfSelection,
  removeSelection,
  saveSelection,
  type SelectionDraft,
  type SelectionPatch,
} from './save-selection'
export { regionsAround } from './regions-around'
export { searchPlaces, type Place, type PlacePage, type PlaceSearch } from './search-places'
export { selectionReferences } from './selection-references'
export { demandGroups, groupEntity, lockRegions, TOP_LOCK } from './standing-regions'
