export type { Actor, ActorProvider, Profile, SuppliedActor } from './actor'
export { assignRights, type RightsAssignment } from './assign-rights'
export { administrator, allAccess, BUILT_IN_PROFILES, manager } from './built-in-profiles'
export { allows, can } from './can'
export { defineProfile, type ProfileDefinition } from './define-profile'
export { effectiveRights, effectiveRightsOf, type EffectiveRights } from './effective-rights'
export {
  explainRights,
  LEVEL_WORDS,
  RIGHT_WORDS,
  systemAllowed,
  type RightsExplanation,
  type RightsReason,
} from './explanation'
export { allProfiles } from './find-profile'
export { KERNEL_MODULES, rightsToChange } from './kernel-module'
export { RIGHTS_LOCK } from './last-administrator'
export { atLeast, GENERIC_RIGHTS, type GenericRight, type Level, type Reach } from './level'
export { hasRight, levelOf, managesRights, reachOf } from './reach-and-level'
export { parseSupplied } from './parse-supplied'
export { grantReferences, membersOfRegions } from './region-members'
export { actorFromRecords, actorFromSupplied, userRecord } from './resolve-actor'
export { permissionEntities } from './rights-entities'
export { epochEntities, epochOf, raiseEpoch, rightsEntities, seedEpoch } from './rights-epoch'
export { scopeOf, standingOf, type Ground, type Lack, type RecordUse, type Standing } from './scope'
export { entitiesUnderRightsLock, permissionReactions } from './user-reactions'
