import { z } from 'zod'
import type { Locale } from '../kernel'
import { inWords, parseInput } from '../model'
import { timeZoneSchema, type TableFileOptions } from '../reports'
import type { BatchProgress } from './code-replacement'
import { givenFunction } from './given-function'
import type { OrderBy } from './record-reads'

/** As which file something is written, and how it goes on. */
export interface FileOptions extends TableFileOptions {
  /** What the file is called, without extension; by what is exported unless given. */
  readonly name?: string | undefined
  /** Told after each page that was read; `total` is counted at the start. What it throws ends the export. */
  readonly onProgress?: ((progress: BatchProgress) => void | Promise<void>) | undefined
  /** Ends the export before its next page, with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** What of records is written, and how. */
export interface ExportOptions<F extends string = string> extends FileOptions {
  /** From first to last; else those of the display; else every field but `id` and those of data for programs (json). */
  readonly columns?: readonly F[] | undefined
  /** That of the display, or by id, unless given. */
  readonly orderBy?: readonly OrderBy<F>[] | undefined
  /** The language of headings, words and decimals; that of the kernel unless given. */
  readonly locale?: Locale | undefined
  /** The zone whose local time instants are written in; that of the kernel unless given. */
  readonly timeZone?: string | undefined
  /** Adds, behind each column that shows the names of other records, one with their ids. */
  readonly ids?: boolean | undefined
}

const fileShape = {
  format: z.enum(['csv', 'xlsx']).optional(),
  separator: z.enum([';', ',', '\t']).optional(),
  name: z.string().min(1).max(200).optional(),
  onProgress: givenFunction<NonNullable<FileOptions['onProgress']>>().optional(),
  signal: z
    .custom<AbortSignal>(
      (value) => value instanceof AbortSignal,
      inWords({ fr: 'un AbortSignal est attendu', en: 'an AbortSignal is expected' }),
    )
    .optional(),
}

const fileOptions = z.strictObject(fileShape)

const exportOptions = z.strictObject({
  ...fileShape,
  columns: z.array(z.string()).max(1_000).readonly().optional(),
  // Read with the records.
  orderBy: z.unknown().optional(),
  locale: z.enum(['fr', 'en']).optional(),
  timeZone: timeZoneSchema.optional(),
  ids: z.boolean().optional(),
})

/** Refused with `input.invalid`. */
export const parseFileOptions = (options: FileOptions): z.output<typeof fileOptions> => parseInput(fileOptions, options)

/** Refused with `input.invalid`. */
export const parseExportOptions = (options: ExportOptions): z.output<typeof exportOptions> =>
  parseInput(exportOptions, options)
