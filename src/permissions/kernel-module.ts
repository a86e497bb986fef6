import type { Localized } from '../kernel'
import type { GenericRight } from './level'

/** The modules that guard the kernel's own entities; profiles name them like the host's. */
export const KERNEL_MODULES: Readonly<Record<string, Localized>> = {
  regions: { fr: 'Régions', en: 'Regions' },
  rights: { fr: 'Droits', en: 'Rights' },
  lists: { fr: 'Listes et requêtes', en: 'Lists and queries' },
  automations: { fr: 'Automatisations', en: 'Automations' },
  reports: { fr: 'Rapports', en: 'Reports' },
  communication: { fr: 'Communication', en: 'Communication' },
  journal: { fr: 'Journal', en: 'Journal' },
}

const KEPT: ReadonlyMap<string, readonly GenericRight[]> = new Map([
  ['regions', ['administrator']],
  ['rights', ['administrator', 'advancedAdministration']],
  ['journal', []],
])

/**
 * The generic rights one of which it takes to change a module's records, whatever the level: regions and rights are for those
 * who administer, the journal for nobody. Null for every other module.
 */
export const rightsToChange = (module: string): readonly GenericRight[] | null => KEPT.get(module) ?? null
