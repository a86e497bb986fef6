import { z } from 'zod'
import { defineProblems, jsonPointer, refuse } from '../kernel'

const problem = defineProblems({
  'input.invalid': {
    en: 'What was given is refused: {reason}.',
    fr: 'Ce qui a été donné est refusé : {reason}.',
  },
})

type Issues = readonly z.core.$ZodIssue[]

/** What zod says of the same issue in French; its own words are English. */
function inFrench(schema: z.ZodType, input: unknown): Issues {
  return schema.safeParse(input, { error: z.locales.fr().localeError }).error?.issues ?? []
}

/**
 * Input from outside that is no whole record, such as what an action takes. Every issue is refused at once, with its path.
 *
 * @throws refusals `input.invalid`.
 * @example
 * ```ts
 * const { name } = parseInput(z.strictObject({ name: z.string().min(1) }), input)
 * ```
 */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const outcome = schema.safeParse(input)
  if (outcome.success) return outcome.data
  const french = inFrench(schema, input)
  refuse(
    outcome.error.issues.map((issue, index) =>
      problem('input.invalid', {
        path: jsonPointer(issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))),
        data: { reason: { fr: french[index]?.message ?? issue.message, en: issue.message } },
      }),
    ),
  )
}
