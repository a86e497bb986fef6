export type Locale = 'fr' | 'en'

/** A text in every language the library speaks; both are always there. */
export interface Localized {
  readonly fr: string
  readonly en: string
}

export function localized(text: Localized, locale: Locale): string {
  return text[locale]
}
