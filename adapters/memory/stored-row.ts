import type { Row } from '../../src/kernel'
import type { EntityDefinition } from '../../src/model'

/**
 * A row as it is kept: every field of the entity is there, frozen to the last level and shared with nobody. Opaque data goes
 * through JSON, as it does in a database.
 */
export function keptRow(entity: EntityDefinition, values: Row): Row {
  const row: Record<string, unknown> = {}
  for (const name of entity.fields.keys()) row[name] = keptValue(entity, name, values[name])
  return Object.freeze(row)
}

function keptValue(entity: EntityDefinition, name: string, value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (entity.fields.get(name)?.kind === 'json') return frozenJson(JSON.parse(JSON.stringify(value)))
  if (value instanceof Date) return new Date(value)
  return Array.isArray(value) ? Object.freeze([...value]) : value
}

function frozenJson(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) frozenJson(member)
    Object.freeze(value)
  }
  return value
}

/** A row as it is handed out: a Date cannot be frozen, so each reader has his own. */
export function handedRow(row: Row, fields: readonly string[]): Row {
  const copy: Record<string, unknown> = {}
  for (const name of fields) {
    const value = row[name]
    copy[name] = value instanceof Date ? new Date(value) : value
  }
  return copy
}
