import type { Locale } from '../../kernel'

const formats = new Map<string, Intl.ListFormat>()

function format(locale: Locale, type: 'conjunction' | 'disjunction'): Intl.ListFormat {
  const key = `${locale} ${type}`
  const known = formats.get(key) ?? new Intl.ListFormat(locale, { type })
  formats.set(key, known)
  return known
}

/** `A, B et C`. */
export const together = (locale: Locale, items: readonly string[]): string =>
  format(locale, 'conjunction').format(items)

/** `A, B ou C`. */
export const either = (locale: Locale, items: readonly string[]): string => format(locale, 'disjunction').format(items)
