import { isPlainObject } from '../../src/kernel'

/**
 * What drivers hand over, read whatever their settings: whole numbers come as numbers, texts or bigints, flags as numbers or
 * booleans, JSON parsed or not. What cannot be read as expected is missing, never guessed.
 */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  if (value instanceof Uint8Array) return new TextDecoder().decode(value)
  return null
}

export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value
  const text = typeof value === 'string' ? value : textOf(value)
  const number = Number(text)
  if (number === 0 && (text === null || text.trim() === '')) return null
  return Number.isNaN(number) ? null : number
}

export function booleanOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value
  switch (textOf(value)) {
    case '1':
    case 't':
    case 'true':
      return true
    case '0':
    case 'f':
    case 'false':
      return false
    default:
      return null
  }
}

/** JSON as it was stored; what a driver has parsed already stays. */
export function jsonOf(value: unknown): unknown {
  if (typeof value === 'string') return JSON.parse(value)
  if (Array.isArray(value) || isPlainObject(value)) return value
  const text = textOf(value)
  return text === null ? null : JSON.parse(text)
}

/** The codes of a JSON list. */
export function wordsOf(value: unknown): readonly string[] | null {
  const list = jsonOf(value)
  if (!Array.isArray(list)) return null
  return list.every((code) => typeof code === 'string') ? list : list.map(String)
}
