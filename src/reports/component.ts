import type { Localized } from '../kernel'

/**
 * What one part of a report answers: what it has, or that the filters chosen say nothing about it, or that they leave nothing.
 * Three different outcomes, never an empty chart.
 */
export type Component<T> =
  | ({ readonly outcome: 'data' } & T)
  | { readonly outcome: 'notApplicable' | 'noData'; readonly message: Localized }

export const NOT_APPLICABLE = {
  outcome: 'notApplicable',
  message: {
    fr: "Les filtres sélectionnés ne s'appliquent pas ici.",
    en: 'The selected filters do not apply here.',
  },
} as const satisfies Component<object>

export const NO_DATA = {
  outcome: 'noData',
  message: { fr: 'Les filtres sélectionnés ne donnent aucune donnée.', en: 'The selected filters have no data.' },
} as const satisfies Component<object>
