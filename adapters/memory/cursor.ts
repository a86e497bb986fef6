import { isPlainObject, refuse, type Row } from '../../src/kernel'
import type { EntityDefinition, FieldDefinition } from '../../src/model'
import { storageProblem, storedField, type Cursor, type Ordering } from '../../src/storage'

/** The order a cursor belongs to, in a text. */
const signature = (entity: EntityDefinition, orderBy: readonly Ordering[]): string =>
  [entity.name, ...orderBy.map(({ field, direction }) => `${direction} ${field}`)].join(',')

/** The place of a row in an order: base64url of the values that decide it. */
export function cursorAt(entity: EntityDefinition, orderBy: readonly Ordering[], row: Row): Cursor {
  const values = orderBy.map(({ field }) => row[field] ?? null)
  const bytes = new TextEncoder().encode(JSON.stringify({ o: signature(entity, orderBy), v: values, id: row['id'] }))
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** A row that stands where the cursor says. Refused with `storage.bad_cursor` where it was made elsewhere or for another order. */
export function rowAt(entity: EntityDefinition, orderBy: readonly Ordering[], cursor: Cursor): Row {
  const read = parsed(cursor)
  if (!isPlainObject(read)) return refuse(storageProblem('storage.bad_cursor'))
  const { o, v, id } = read
  if (o !== signature(entity, orderBy) || typeof id !== 'string' || !Array.isArray(v) || v.length !== orderBy.length)
    return refuse(storageProblem('storage.bad_cursor'))
  const values: readonly unknown[] = v
  const row: Record<string, unknown> = {}
  for (const [position, { field }] of orderBy.entries())
    row[field] = valueOf(storedField(entity, field), values[position])
  return { ...row, id }
}

function parsed(cursor: Cursor): unknown {
  try {
    const binary = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

function valueOf(field: FieldDefinition, value: unknown): unknown {
  if (value === null) return null
  const read = field.kind === 'instant' && typeof value === 'string' ? new Date(value) : value
  if (!isOfKind(field, read)) refuse(storageProblem('storage.bad_cursor'))
  return read
}

function isOfKind({ kind }: FieldDefinition, value: unknown): boolean {
  if (kind === 'instant') return value instanceof Date && !Number.isNaN(value.getTime())
  if (kind === 'boolean') return typeof value === 'boolean'
  if (kind === 'number' || kind === 'money') return typeof value === 'number'
  return typeof value === 'string'
}
