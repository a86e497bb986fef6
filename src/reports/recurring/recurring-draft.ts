import { z } from 'zod'
import { parseSchedule, type RecurringSchedule } from '../../kernel'
import { parseInput } from '../../model'
import { selectionParts } from '../../regions'
import { contentSchema, MOST_NAME } from './recurring-export'

const name = z.string().trim().min(1).max(MOST_NAME)
const format = z.enum(['csv', 'xlsx'])
const missed = z.enum(['latest', 'all', 'skip'])
const selection = z.strictObject({ ...selectionParts, automaticallyAddNewGroups: z.boolean().default(true) }).nullable()

const draftSchema = z.strictObject({
  name,
  content: contentSchema,
  format: format.default('csv'),
  /** Read by the calendar. */
  schedule: z.unknown(),
  missed: missed.default('latest'),
  selection: selection.default(null),
  active: z.boolean().default(true),
})

const patchSchema = z
  .strictObject({ name, content: contentSchema, format, schedule: z.unknown(), missed, selection })
  .partial()
  .extend({ version: z.number().int().optional() })

/**
 * What to export, when and for which groups. A CSV file of everything that one may see, active at once, one run for all that were missed:
 * unless said otherwise. A selection follows its regions unless `automaticallyAddNewGroups` is false.
 */
export type RecurringExportDraft = Omit<z.input<typeof draftSchema>, 'schedule'> & {
  readonly schedule: RecurringSchedule
}

/** What to change; a selection given replaces the one there was. With `version`, only while nobody changed it since. */
export type RecurringExportPatch = Omit<z.input<typeof patchSchema>, 'schedule'> & {
  readonly schedule?: RecurringSchedule
}

/** Which groups are wanted, as it was said; null: everything that the owner may see. */
export type WantedSelection = z.output<typeof selection>

export type ReadDraft = Omit<z.output<typeof draftSchema>, 'schedule'> & { readonly schedule: RecurringSchedule }
export type ReadPatch = Omit<z.output<typeof patchSchema>, 'schedule'> & {
  readonly schedule?: RecurringSchedule | undefined
}

/** Refused with `input.invalid`, and as the calendar refuses a schedule. */
export function parseExportDraft(input: unknown): ReadDraft {
  const given = parseInput(draftSchema, input)
  return { ...given, schedule: parseSchedule(given.schedule, '/schedule') }
}

/** Refused as {@link parseExportDraft}. */
export function parseExportPatch(input: unknown): ReadPatch {
  const { schedule, ...given } = parseInput(patchSchema, input)
  return schedule === undefined ? given : { ...given, schedule: parseSchedule(schedule, '/schedule') }
}
