import { isPlainObject } from './json'
import type { Locale } from './localized'

const MAX_LENGTH = 80
const MAX_ITEMS = 20

/** What could break a log line, hide or turn text around: controls, line separators, bidi marks, lone surrogates. */
const UNSAFE = /[\p{Cc}\p{Cs}\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu

/** Replaces each `{name}` of a template by the value of that name; names without a value are left as they are. */
export function interpolate(template: string, data: Readonly<Record<string, unknown>>, locale: Locale): string {
  return template.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(data, name) ? safeText(data[name], locale) : placeholder,
  )
}

/** A value as it may stand in a message: at most 80 characters, nothing in it that is not visible. */
export function safeText(value: unknown, locale: Locale): string {
  const text = readText(value, locale)
  // Cut before escaping, so that the work is bounded by the limit and not by the value.
  const points = Array.from(text.slice(0, 2 * MAX_LENGTH + 2))
  const escaped = points.map((point) =>
    point.replace(UNSAFE, (unsafe) => `\\u{${(unsafe.codePointAt(0) ?? 0).toString(16)}}`),
  )
  let result = ''
  for (const [index, piece] of escaped.entries()) {
    const room = index === escaped.length - 1 && points.join('').length === text.length ? MAX_LENGTH : MAX_LENGTH - 1
    if (result.length + piece.length > room) return `${result}…`
    result += piece
  }
  return result
}

/** A message must never fail because of the value it speaks of: cyclic, too deep, with a throwing `toJSON`, or a Proxy that throws. */
function readText(value: unknown, locale: Locale): string {
  try {
    return plainText(value, locale)
  } catch {
    return '…'
  }
}

function plainText(value: unknown, locale: Locale): string {
  if (typeof value === 'string') return value
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (Array.isArray(value)) {
    const items = value.slice(0, MAX_ITEMS).map((item) => plainText(item, locale))
    return value.length > MAX_ITEMS ? `${items.join(', ')}, …` : items.join(', ')
  }
  if (isPlainObject(value)) {
    const own = value[locale]
    if (typeof own === 'string' && typeof value['fr'] === 'string' && typeof value['en'] === 'string') return own
  }
  if (typeof value === 'object' && value !== null) return objectText(value)
  return String(value)
}

function objectText(value: object): string {
  try {
    return JSON.stringify(value) ?? Object.prototype.toString.call(value)
  } catch {
    return Object.prototype.toString.call(value)
  }
}
