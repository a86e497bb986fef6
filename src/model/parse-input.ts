import type { z } from 'zod'
import { defineProblems, refuse } from '../kernel'
import { readBy } from './issue'
import { malformedTexts } from './plain-data'

const problem = defineProblems({
  'input.invalid': {
    en: 'What was given is refused: {reason}.',
    fr: 'Ce qui a été donné est refusé : {reason}.',
  },
})

/** No schema of ours describes data deeper than this; what it leaves unknown is read by something else. */
const MOST_LEVELS = 6

/**
 * Input from outside that is no whole record, such as what an action takes. Every issue is refused at once, with its path.
 *
 * @throws refusals `input.invalid`, `text.malformed`.
 * @example
 * ```ts
 * const { name } = parseInput(z.strictObject({ name: z.string().min(1) }), input)
 * ```
 */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const read = readBy(schema, input)
  if ('issues' in read)
    refuse(read.issues.map(({ path, reason }) => problem('input.invalid', { path, data: { reason } })))
  const malformed = malformedTexts(read.data, MOST_LEVELS)
  if (malformed.length > 0) refuse(malformed)
  return read.data
}
