import { refuse } from '../../src/kernel'
import { storageProblem, type Cursor, type Ordering } from '../../src/storage'
import type { CellType } from './dialect'
import { textOf } from './driver-value'
import type { Key } from './keyset'
import { hashOf } from './naming'
import type { Parameter } from './sql'

/** The order a cursor belongs to. */
export const orderSignature = (entity: string, orderBy: readonly Ordering[]): string =>
  `${entity}${orderBy.map(({ field, direction }) => ` ${field} ${direction}`).join('')}`

const checkOf = (signature: string, values: string): string => hashOf(`${signature}\n${values}`).toString(36)

/** What a driver hands over for a key, as JSON keeps it. */
const kept = (value: unknown): string | number | boolean | null => {
  if (value === null || value === undefined) return null
  return typeof value === 'number' || typeof value === 'boolean' ? value : textOf(value)
}

/** What btoa does not take is written as JSON may write it. */
const ascii = (json: string): string =>
  json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** A place in a list: the database's own values of the keys, and a check of them and of the order. */
export function cursorOf(signature: string, values: readonly unknown[]): Cursor {
  const json = ascii(JSON.stringify(values.map(kept)))
  return btoa(`${checkOf(signature, json)} ${json}`).replace(/[+/=]/g, (character) => URL_SAFE[character] ?? '')
}

const URL_SAFE: Readonly<Record<string, string>> = { '+': '-', '/': '_' }

/** Refused with `storage.bad_cursor` where the cursor was made elsewhere, for another order, or changed. */
export function placeOf(signature: string, keys: readonly Key[], cursor: Cursor): readonly Parameter[] {
  const text = decoded(cursor)
  const space = text?.indexOf(' ') ?? -1
  if (text === null || space < 0) return refuse(storageProblem('storage.bad_cursor'))
  const json = text.slice(space + 1)
  if (text.slice(0, space) !== checkOf(signature, json)) return refuse(storageProblem('storage.bad_cursor'))
  const values = valuesIn(json)
  if (!Array.isArray(values) || values.length !== keys.length) return refuse(storageProblem('storage.bad_cursor'))
  const place = values.map(kept)
  return place.every((value, index) => fits(value, keys[index]?.cellType ?? null))
    ? place
    : refuse(storageProblem('storage.bad_cursor'))
}

/** Whether a value may stand in such a column: the check of a cursor keeps mistakes out, not somebody who makes one up. */
function fits(value: Parameter, cellType: CellType | null): boolean {
  if (value === null) return true
  if (typeof value === 'string' && value.includes('\0')) return false
  switch (cellType) {
    case null:
      return true
    case 'text':
      return typeof value === 'string'
    case 'integer':
      return typeof value === 'number' ? Number.isSafeInteger(value) : /^-?\d{1,18}$/.test(String(value))
    case 'double':
      return typeof value === 'number'
    case 'boolean':
      return typeof value === 'boolean'
    default:
      return cellType satisfies never
  }
}

/** Null for what is no JSON: anybody can work out the check. */
function valuesIn(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}

function decoded(cursor: Cursor): string | null {
  // Canonical only: a cursor that somebody lengthened is another one.
  if (!/^[\w-]+$/.test(cursor)) return null
  try {
    return atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))
  } catch {
    return null
  }
}
