import type { Localized } from '../kernel'
import type { GenericRight } from './level'

/** The modules that guard the kernel's own entities; profiles name them like the host's. */
export const KERNEL_MODULES: Readonly<Record<string, Localized>> = {
  regions: { fr: 'Régions', en: 'Regions' },
  rights: { fr: 'Droits', en: 'Rights' },
  organisations: { fr: 'Organisations', en: 'Organisations' },
  lists: { fr: 'Listes et requêtes', en: 'Lists and queries' },
  automations: { fr: 'Automatisations', en: 'Automations' },
  reports: { fr: 'Rapports', en: 'Reports' },
  communication: { fr: 'Communication', en: 'Communication' },
  journal: { fr: 'Journal', en: 'Journal' },
}

const KEPT: ReadonlyMap<string, readonly GenericRight[]> = new Map([
  ['regions', ['administrator']],
  ['organisations', ['administrator']],
  ['rights', ['administrator', 'advancedAdministration']],
  ['journal', []],
])

/**
 * The generic rights one of which it takes to change a module's records, whatever the level: regions and rights are for those
 * who administer, the journal for nobody. Null for every other module.
 */
export const rightsToChange = (module: string): readonly GenericRight[] | null => KEPT.get(module) ?? null

/**
 * The generic rights one of which it takes to read a module's records, beside the level: the journal of changes is the activity
 * feed. Null for every other module.
 */
export const rightsToRead = (module: string): readonly GenericRight[] | null =>
  module === 'journal' ? ['activityFeed'] : null

/** Whether a module cannot be switched off: what administration stands on must be there to switch anything on again. */
export const staysOn = (module: string): boolean => (rightsToChange(module) ?? []).length > 0
