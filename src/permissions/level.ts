/** What a profile grants of a module; each level contains the one before. No grant: the module does not exist for the user. */
export type Level = 'access' | 'read' | 'manage'

const ORDER: Readonly<Record<Level, number>> = { access: 1, read: 2, manage: 3 }

export const atLeast = (held: Level | null, needed: Level): boolean => held !== null && ORDER[held] >= ORDER[needed]

/** How far rights reach: one's own records, those of one's groups, all. */
export type Reach = 'own' | 'structure' | 'all'

/** Rights that belong to no module. */
export type GenericRight = 'administrator' | 'advancedAdministration' | 'export' | 'timeTracking' | 'activityFeed'

export const GENERIC_RIGHTS: readonly GenericRight[] = [
  'administrator',
  'advancedAdministration',
  'export',
  'timeTracking',
  'activityFeed',
]
