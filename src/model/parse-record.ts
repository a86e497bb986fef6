import { isPlainObject, isWellFormedText, jsonPointer, refuse, type Problem, type Row } from '../kernel'
import type { EntityDefinition } from './entity'
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

function malformed(value: unknown, path: readonly (string | number)[], found: Problem[]): void {
  if (typeof value === 'string') {
    if (!isWellFormedText(value)) found.push(problem('text.malformed', { path: jsonPointer(path) }))
  } else if (Array.isArray(value)) value.forEach((item, index) => malformed(item, [...path, index], found))
  else if (isPlainObject(value)) for (const [key, item] of Object.entries(value)) malformed(item, [...path, key], found)
}

function check(entity: EntityDefinition, input: unknown, mode: 'whole' | 'patch'): Row {
  if (!isPlainObject(input))
    refuse(problem('record.invalid', { data: { field: entity.name, reason: 'an object is wanted' } }))
  const problems: Problem[] = []
  for (const name of Object.keys(input))
    if (!entity.fields.has(name))
      problems.push(
        problem('record.unknown_field', {
          path: jsonPointer([name]),
          data: { entity: entity.name, field: name, known: [...entity.fields.keys()].join(', ') },
        }),
      )
  malformed(input, [], problems)
  if (problems.length > 0) refuse(problems)
  const given = readInstants(entity, input)
  const row: Record<string, unknown> = {}
  for (const field of entity.fields.values()) {
    if (mode === 'patch' && !Object.hasOwn(given, field.name)) continue
    if (field.name === 'id' && given['id'] === undefined) continue
    const outcome = field.schema.safeParse(given[field.name])
    if (outcome.success) row[field.name] = outcome.data ?? null
    else
      for (const issue of outcome.error.issues)
        problems.push(
          problem('record.invalid', {
            path: jsonPointer([field.name, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))]),
            data: { field: field.name, reason: issue.message },
          }),
        )
  }
  if (problems.length > 0) refuse(problems)
  if (mode === 'whole') checkWhole(entity, given)
  return row
}

/** The rules of the host's zod object that span fields, such as "the end is after the start". */
function checkWhole(entity: EntityDefinition, given: Row): void {
  if ((entity.schema.def.checks ?? []).length === 0) return
  const outcome = entity.schema.safeParse({ id: 'new', ...given })
  if (outcome.success) return
  refuse(
    outcome.error.issues.map((issue) => {
      const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))
      return problem('record.invalid', {
        path: jsonPointer(path),
        data: { field: path.join('.') || entity.name, reason: issue.message },
      })
    }),
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
 * Some fields of a record from outside: only those given are checked and returned. With the record as it was, the rules of
 * the schema that span fields are checked on what it would become.
 */
export function parsePatch(entity: EntityDefinition, input: unknown, before?: Row): Row {
  const patch = check(entity, input, 'patch')
  if (before !== undefined) checkWhole(entity, { ...before, ...patch })
  return patch
}
