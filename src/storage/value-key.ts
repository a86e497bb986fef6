import type { FieldDefinition } from '../model'
import { foldedForm } from '../query'

/**
 * A key under which two values of a field meet exactly when `eq` holds between them: texts by their folded form, instants by
 * their time, tags as a set. Null for a missing value, which equals nothing.
 */
export function valueKey(field: FieldDefinition, value: unknown): string | number | boolean | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return field.kind === 'text' && field.exact !== true ? foldedForm(value) : value
  if (typeof value === 'boolean') return value
  // -0 and 0 are one number.
  if (typeof value === 'number') return value + 0
  if (value instanceof Date) return value.getTime()
  if (Array.isArray(value)) return JSON.stringify([...new Set(value.map(String))].sort())
  throw new Error(`A value of ${field.name} (${field.kind}) has no key: ${typeof value}`)
}

/** One key for several fields of a row; null where one of them is missing. */
export function rowKey(fields: readonly FieldDefinition[], values: (field: FieldDefinition) => unknown): string | null {
  const parts: (string | number | boolean)[] = []
  for (const field of fields) {
    const part = valueKey(field, values(field))
    if (part === null) return null
    parts.push(part)
  }
  return JSON.stringify(parts)
}
