import type { Profile } from './actor'
import { GENERIC_RIGHTS } from './level'

/** The profile of the first user: everything. */
export const administrator: Profile = {
  code: 'administrator',
  label: { fr: 'Administrateur', en: 'Administrator' },
  modules: { '*': 'manage' },
  rights: GENERIC_RIGHTS,
}

/** The profile of every later user: all the work of every module, nobody's rights. */
export const allAccess: Profile = {
  code: 'allAccess',
  label: { fr: 'Tous les accès', en: 'All access' },
  modules: { '*': 'manage' },
  rights: ['export', 'timeTracking', 'activityFeed'],
}

/** Whoever answers for a structure: usually given with the reach `structure`. */
export const manager: Profile = {
  code: 'manager',
  label: { fr: 'Gestionnaire', en: 'Manager' },
  modules: { '*': 'manage' },
  rights: ['export', 'timeTracking', 'activityFeed'],
}

/** The profiles that exist from the start, from the widest. */
export const BUILT_IN_PROFILES: readonly Profile[] = [administrator, allAccess, manager]
