import { isPlainObject, jsonPointer, refuse, type Problem, type Row } from '../kernel'
import type { EntityDefinition, FieldDefinition } from './entity'
import { readBy } from './issue'
import { isJsonData, malformedTexts } from './plain-data'
import { problem } from './problem'

const ISO_INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/

/** JSON has no dates: where an instant is expected, ISO 8601 with an offset is read as one. */
function readInstants(entity: EntityDefinition, input: Row): Record<string, unknown> {
  const read: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(input)) {
    const isIso = typeof value === 'string' && entity.fields.get(name)?.kind === 'instant' && ISO_INSTANT.test(value)
    read[name] = isIso ? new Date(value) : value
  }
  return read
}

const AN_OBJECT = { fr: 'un objet est attendu', en: 'an object is expected' }
const NOT_JSON = { fr: 'de simples données JSON sont attendues', en: 'plain JSON data is expected' }

/** A missing value is null wherever it is read; a schema that knows `.optional()` only calls it undefined. */
const missing = (field: FieldDefinition, value: unknown): unknown =>
  value === null && field.nullable && !field.schema.safeParse(null).success ? undefined : value

function check(entity: EntityDefinition, outside: unknown, mode: 'whole' | 'patch'): Row {
  if (!isPlainObject(outside)) refuse(problem('record.invalid', { data: { field: entity.label, reason: AN_OBJECT } }))
  // Read once: a member may be computed. One that is undefined is one that JSON would leave out.
  const input = Object.fromEntries(Object.entries(outside).filter(([, value]) => value !== undefined))
  const problems: Problem[] = []
  for (const name of Object.keys(input))
    if (!entity.fields.has(name))
      problems.push(
        problem('record.unknown_field', {
          path: jsonPointer([name]),
          data: { entity: entity.name, field: name, known: [...entity.fields.keys()].join(', ') },
        }),
      )
  problems.push(...malformedTexts(input))
  if (problems.length > 0) refuse(problems)
  const given = readInstants(entity, input)
  const row: Record<string, unknown> = {}
  for (const field of entity.fields.values()) {
    if (mode === 'patch' && !Object.hasOwn(given, field.name)) continue
    if (field.name === 'id' && given['id'] === undefined) continue
    if (field.kind === 'json' && !isJsonData(given[field.name])) {
      problems.push(
        problem('record.invalid', { path: jsonPointer([field.name]), data: { field: field.label, reason: NOT_JSON } }),
      )
      continue
    }
    const value = missing(field, given[field.name])
    const read = readBy(field.schema, value)
    if ('data' in read) row[field.name] = read.data ?? null
    else
      for (const { path, reason } of read.issues)
        problems.push(
          problem('record.invalid', { path: jsonPointer([field.name]) + path, data: { field: field.label, reason } }),
        )
  }
  if (problems.length > 0) refuse(problems)
  if (mode === 'whole') checkWhole(entity, given)
  return row
}

/** The rules of the host's zod object that span fields, such as "the end is after the start". */
function checkWhole(entity: EntityDefinition, given: Row): void {
  if ((entity.schema.def.checks ?? []).length === 0) return
  const whole = { id: 'new', ...given }
  const read = readBy(entity.schema, whole)
  if ('data' in read) return
  refuse(
    read.issues.map(({ path, reason }) =>
      problem('record.invalid', { path, data: { field: path.slice(1) || entity.label, reason } }),
    ),
  )
}

/**
 * A record from outside, checked against its schema: every field is there, defaults filled in, a missing value is `null`.
 * The id may be absent. Refused with `record.invalid`, `record.unknown_field`, `text.malformed`.
 */
export function parseRecord(entity: EntityDefinition, input: unknown): Row {
  return check(entity, input, 'whole')
}

/**
 * Some fields of a record from outside: only those given (and not `undefined`) are checked and returned. With the record as it was, the rules of
 * the schema that span fields are checked on what it would become.
 */
export function parsePatch(entity: EntityDefinition, input: unknown, before?: Row): Row {
  const patch = check(entity, input, 'patch')
  if (before !== undefined) checkWhole(entity, { ...before, ...patch })
  return patch
}
