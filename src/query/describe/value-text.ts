import { isCivilDate, type Locale, localized } from '../../kernel'
import type { EntityDefinition, FieldDefinition } from '../../model'
import type { Naming } from './naming'
import type { Voice } from './voice'

const MOST_CHARACTERS = 80
const MOST_ITEMS = 10

/** What could hide or turn text around: controls, line separators, bidi marks. */
const UNSAFE = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu

/** How values are shown in one language: dates, numbers and money as `Intl` writes them there, codes by their labels. */
export interface ValueText {
  readonly number: (value: number) => string
  readonly date: (date: string) => string
  /** A value as a record or criteria hold it; the criteria's own day `2026-03-29` for an instant is shown as a day. */
  readonly of: (entity: EntityDefinition, field: FieldDefinition, value: unknown) => string
  readonly name: (entity: string, id: string) => string
  /** The first of many, and how many more there are. */
  readonly some: <Item>(items: readonly Item[], show: (item: Item) => string) => readonly string[]
}

export function valueText(voice: Voice, naming: Naming): ValueText {
  const { locale } = voice
  const plain = numberFormat(locale, {})
  const dates = dateFormat(locale, { dateStyle: 'long', timeZone: 'UTC' })
  const number = (value: number): string => plain.format(value)
  const date = (written: string): string => voice.day(dates.format(new Date(`${written}T00:00:00Z`)))
  const quoted = (text: string): string => voice.quote(shown(text))
  const named = (entity: string, id: string): string => {
    const name = naming.nameOf?.(entity, id)
    return name === undefined ? quoted(id) : shown(name)
  }

  const single = (entity: EntityDefinition, field: FieldDefinition, value: unknown): string => {
    if (typeof value === 'boolean') return value ? voice.yes : voice.no
    if (typeof value === 'number') return field.kind === 'money' ? money(locale, field, value) : number(value)
    if (value instanceof Date) return instant(voice, value, naming.timeZone)
    if (typeof value !== 'string') return voice.missing
    switch (field.kind) {
      case 'date':
        return date(value)
      case 'instant':
        return isCivilDate(value) ? date(value) : instant(voice, new Date(value), naming.timeZone)
      case 'id':
        return named(entity.name, value)
      case 'reference':
        return named(field.target ?? '', value)
      default: {
        const label = codeLabel(entity, field, value, naming)
        return label === undefined ? quoted(value) : localized(label, locale)
      }
    }
  }

  const some = <Item>(items: readonly Item[], show: (item: Item) => string): readonly string[] => {
    if (items.length <= MOST_ITEMS + 1) return items.map(show)
    const more = items.length - MOST_ITEMS
    return [...items.slice(0, MOST_ITEMS).map(show), voice.others(more, number(more))]
  }

  return {
    number,
    date,
    name: named,
    some,
    of: (entity, field, value) => {
      if (!Array.isArray(value)) return value === '' ? voice.missing : single(entity, field, value)
      const items: readonly unknown[] = value
      return items.length === 0 ? voice.missing : some(items, (item) => single(entity, field, item)).join(', ')
    },
  }
}

function codeLabel(entity: EntityDefinition, field: FieldDefinition, code: string, naming: Naming) {
  if (field.kind === 'text') return undefined
  return field.options.find((option) => option.code === code)?.label ?? naming.labelOf?.(entity.name, field.name, code)
}

function shown(text: string): string {
  const visible = text.slice(0, 2 * MOST_CHARACTERS).replace(UNSAFE, '\ufffd')
  const points = [...visible]
  return points.length > MOST_CHARACTERS ? `${points.slice(0, MOST_CHARACTERS).join('')}…` : visible
}

// Intl objects are dear to make and are the same for everybody.
const numberFormats = new Map<string, Intl.NumberFormat>()
const dateFormats = new Map<string, Intl.DateTimeFormat>()

function numberFormat(locale: Locale, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  const known =
    numberFormats.get(key) ??
    new Intl.NumberFormat(locale, options.style === 'currency' ? options : { ...options, maximumFractionDigits: 20 })
  numberFormats.set(key, known)
  return known
}

function dateFormat(locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  const known = dateFormats.get(key) ?? new Intl.DateTimeFormat(locale, options)
  dateFormats.set(key, known)
  return known
}

function money(locale: Locale, field: FieldDefinition, minorUnits: number): string {
  const { currency } = field
  if (currency === undefined) throw new Error(`The money field ${field.name} has no currency`)
  const format = numberFormat(locale, { style: 'currency', currency })
  return format.format(minorUnits / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}

/** To the minute, or as finely as the instant itself is told. */
function instant(voice: Voice, value: Date, timeZone: string | undefined): string {
  if (Number.isNaN(value.getTime())) return voice.missing
  const fine = value.getTime() % 1_000 !== 0
  const format = dateFormat(voice.locale, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(fine || value.getTime() % 60_000 !== 0 ? { second: '2-digit' } : {}),
    ...(fine ? { fractionalSecondDigits: 3 } : {}),
    ...(timeZone === undefined ? { timeZone: 'UTC', timeZoneName: 'short' } : { timeZone }),
  })
  return voice.day(format.format(value))
}
