export type { Actor, ActorProvider, Profile, SuppliedActor } from './actor'
export { assignRights, type RightsAssignment } from './assign-rights'
export { administrator, allAccess, BUILT_IN_PROFILES, manager } from './built-in-profiles'
export { everyUser, usersAffected } from './affected-users'
export { allows, can } from './can'
export { defineProfile, type ProfileDefinition } from './define-profile'
export { effectiveRights, effectiveRightsOf, type EffectiveRights } from './effective-rights'
export {
  explainRights,
  LEVEL_WORDS,
  RIGHT_WORDS,
  systemAllowed,
  type RightsExplanation,
  type SharesTold,
} from './explanation'
export { bothRules, fieldRuleProblems, fieldsUnder, visibleModel, type FieldRule, type FieldRules } from './field-rules'
export { allProfiles } from './find-profile'
export { KERNEL_MODULES, rightsToChange, rightsToRead } from './kernel-module'
export { RIGHTS_LOCK } from './last-administrator'
export { atLeast, GENERIC_RIGHTS, type GenericRight, type Level, type Reach } from './level'
export { pathAmong } from './path-criteria'
export { hasRight, levelFor, levelOf, managesRights, reachOf } from './reach-and-level'
export { brandSchema, brandsOf, brandsOfGroups, type Brand, type BrandDraft } from './brand'
export type { Colours } from './brand-parts'
export { demandOrganisation, organisationFrom, type Organisation, type OwnBrand } from './organisation'
export { boundOf, type OrganisationBound } from './organisation-bound'
export { createOrganisation, type NewOrganisation } from './organisation-create'
export {
  brandOrganisation,
  moveOrganisation,
  renameOrganisation,
  type OrganisationBranding,
  type OrganisationMove,
  type OrganisationRenaming,
} from './organisation-edit'
export { organisationEntities } from './organisation-entities'
export {
  assignToOrganisation,
  unassignFromOrganisation,
  type OrganisationComposition,
  type PlacedGroup,
} from './organisation-groups'
export { organisationFigures, organisationsWithin, type OrganisationFigures } from './organisation-overview'
export { problem as organisationProblem } from './organisation-problem'
export { problem as permissionProblem } from './problem'
export { organisationReactions } from './organisation-reactions'
export {
  removeOrganisation,
  type OrganisationHolder,
  type OrganisationRemoval,
  type RemovalSurroundings,
} from './organisation-remove'
export { usersOf, withinOrganisation } from './organisation-scope'
export { moduleStates, switchModule, type ModuleState } from './module-switch'
export { parseSupplied } from './parse-supplied'
export { grantReferences, membersOfRegions } from './region-members'
export { actorFromRecords, actorFromSupplied, userRecord } from './resolve-actor'
export { permissionEntities } from './rights-entities'
export { epochEntities, epochOf, raiseEpoch, rightsEntities, seedEpoch } from './rights-epoch'
export { scopeOf, standingOf, type Ground, type Lack, type RecordUse, type Standing } from './scope'
export { isShareable, type SharedRecord, type Share, type ShareUse } from './share'
export { readSharesReaching, speaksOfShares } from './share-path'
export { shareReactions } from './share-reactions'
export type { ShareWording } from './share-reason'
export {
  giveShares,
  readShares,
  takeShares,
  usersOfGift,
  type KnownUsers,
  type ShareGift,
  type Sharer,
  type ShareTaking,
} from './share-record'
export {
  rightsDifference,
  type FieldDifference,
  type ModuleStanding,
  type RightsDifference,
  type ScopeDifference,
} from './rights-difference'
export type { RightsReason } from './rights-reason'
export { entitiesUnderRightsLock, permissionReactions } from './user-reactions'
