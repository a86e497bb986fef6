import { z } from 'zod'
import { jsonPointer, type Localized } from '../kernel'
import { wordedIn } from './issue-wording'
import { holdsBytes } from './plain-data'

/** What a schema finds wrong with a value: where, and in both languages, why. */
export interface Issue {
  readonly path: string
  readonly reason: Localized
}

const MOST_ISSUES = 20

const frenchOfZod = z.locales.fr().localeError
const worded = wordedIn('fr')
const french: z.core.$ZodErrorMap = (issue) => worded(issue) ?? frenchOfZod(issue)

const OUR_WORDS = { error: wordedIn('en') } satisfies z.core.ParseContext

const NOT_PLAIN: Issue = {
  path: '',
  reason: { fr: 'des octets n’ont pas leur place ici', en: 'bytes have no place here' },
}

/** The first issues of input that was parsed with our words; it is asked again for those in French. */
function issuesOf(schema: z.ZodType, input: unknown, error: z.ZodError): readonly Issue[] {
  const inFrench = schema.safeParse(input, { error: french }).error?.issues ?? []
  const misfits = new Set<string>()
  const issues: Issue[] = []
  for (const [index, { code, path: steps, message }] of error.issues.entries()) {
    const path = jsonPointer(steps.map((step) => (typeof step === 'symbol' ? String(step) : step)))
    // What is of another type altogether is not too short as well.
    if (misfits.has(path)) continue
    if (code === 'invalid_type') misfits.add(path)
    issues.push({ path, reason: { fr: inFrench[index]?.message ?? message, en: message } })
    if (issues.length === MOST_ISSUES) break
  }
  return issues
}

/** Input read by its schema, or what is wrong with it. */
export function readBy<S extends z.ZodType>(
  schema: S,
  input: unknown,
): { readonly data: z.output<S> } | { readonly issues: readonly Issue[] } {
  try {
    const outcome = schema.safeParse(input, OUR_WORDS)
    return outcome.success ? { data: outcome.data } : { issues: issuesOf(schema, input, outcome.error) }
  } catch (error) {
    // Zod freezes what is read-only whether it fits or not, and bytes cannot be.
    if (error instanceof TypeError && holdsBytes(input)) return { issues: [NOT_PLAIN] }
    throw error
  }
}
