import { isPlainObject, refuse, type Row } from '../kernel'
import { parsePatch, type EntityDefinition } from '../model'
import { problem } from './problem'

/**
 * The values that an update expects to find, from outside. What was read may be expected as it is, even where the schema would not
 * let it in today; an instant may be written as ISO 8601. Refused with `session.unknown_expectation` and `record.invalid`.
 */
export function readExpectation(entity: EntityDefinition, input: unknown): Row | undefined {
  if (input === undefined) return undefined
  if (!isPlainObject(input)) return parsePatch(entity, input)
  const expected: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(input)) {
    const field = entity.fields.get(name)
    if (field === undefined)
      refuse(
        problem('session.unknown_expectation', {
          path: `/expect/${name}`,
          data: { entity: entity.label, field: name, known: [...entity.fields.keys()] },
        }),
      )
    const isWritten = field.kind === 'instant' && typeof value === 'string'
    expected[name] = isWritten ? parsePatch(entity, { [name]: value })[name] : (value ?? null)
  }
  return expected
}
