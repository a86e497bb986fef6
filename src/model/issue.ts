import { z } from 'zod'
import { jsonPointer, type Localized } from '../kernel'

/** What a schema finds wrong with a value: where, and in both languages, why. */
export interface Issue {
  readonly path: string
  readonly reason: Localized
}

/** Zod speaks English by itself; asked again, it says the same in French. */
export function issuesOf(schema: z.ZodType, input: unknown, error: z.ZodError): readonly Issue[] {
  const french = schema.safeParse(input, { error: z.locales.fr().localeError }).error?.issues ?? []
  return error.issues.map(({ path, message }, index) => ({
    path: jsonPointer(path.map((step) => (typeof step === 'symbol' ? String(step) : step))),
    reason: { fr: french[index]?.message ?? message, en: message },
  }))
}
