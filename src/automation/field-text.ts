import { isCivilDate, type Locale } from '../kernel'
import type { FieldDefinition } from '../model'

interface Reader {
  readonly locale: Locale
  readonly timeZone: string
}

const YES: Readonly<Record<Locale, string>> = { fr: 'oui', en: 'yes' }
const NO: Readonly<Record<Locale, string>> = { fr: 'non', en: 'no' }

const labelOf = (field: FieldDefinition, code: string, locale: Locale): string =>
  field.options.find((option) => option.code === code)?.label[locale] ?? code

function amount(minor: number, currency: string, locale: Locale): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency })
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}

function dated(value: Date, timeZone: string, locale: Locale, timeStyle: 'short' | undefined): string {
  const format = new Intl.DateTimeFormat(locale, {
    dateStyle: 'long',
    timeZone,
    ...(timeStyle === undefined ? {} : { timeStyle }),
  })
  return format.format(value)
}

/** A field's value as people read it, in their language and, for a moment, in the zone. A missing value is an empty text. */
export function fieldText(field: FieldDefinition, value: unknown, { locale, timeZone }: Reader): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return dated(value, timeZone, locale, 'short')
  if (typeof value === 'boolean') return value ? YES[locale] : NO[locale]
  if (typeof value === 'number')
    return field.currency === undefined
      ? new Intl.NumberFormat(locale).format(value)
      : amount(value, field.currency, locale)
  if (Array.isArray(value)) return value.map((item) => labelOf(field, String(item), locale)).join(', ')
  if (typeof value !== 'string') return ''
  if (field.kind === 'date' && isCivilDate(value))
    return dated(new Date(`${value}T00:00:00Z`), 'UTC', locale, undefined)
  return labelOf(field, value, locale)
}
