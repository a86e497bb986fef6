import type { Locale, Localized } from '../kernel'
import { entityOf } from '../model'
import type { BoundCriteria } from '../query'
import { readAll, type DecisionContext } from '../storage'
import { logColumns, logRows, type AssignmentLogRow, type LogColumn, type LogReader } from './assignment-rows'

/** The table shows at most this many rows; counts and charts are always of all. */
export const MOST_LOG_ROWS = 10_000

export interface AssignmentLog {
  /** What the columns are called, in the order to show them. */
  readonly columns: readonly LogColumn[]
  /** Newest first. */
  readonly rows: readonly AssignmentLogRow[]
  readonly total: number
  /** Whether rows were left out. */
  readonly cut: boolean
  /** Says that rows were left out and how many there are; null otherwise. */
  readonly message: Localized | null
}

export const NEWEST_FIRST = [{ field: 'at', direction: 'desc' }] as const

/** Reads the newest rows of the log that meet the criteria, with the names they need. */
export async function readAssignmentLog(
  where: BoundCriteria,
  total: number,
  reader: LogReader,
  context: DecisionContext,
): Promise<AssignmentLog> {
  const assignment = entityOf(context.model, 'assignment')
  const found = await readAll(reader.store, {
    entity: assignment.name,
    where,
    orderBy: NEWEST_FIRST,
    limit: MOST_LOG_ROWS,
  })
  const rows = await logRows(found, reader, context)
  const cut = total > rows.length
  const message = cut ? cutMessage(rows.length, total) : null
  return { columns: logColumns(assignment, reader.locale), rows, total, cut, message }
}

function cutMessage(shown: number, total: number): Localized {
  const number = (value: number, locale: Locale): string => new Intl.NumberFormat(locale).format(value)
  return {
    fr: `Les ${number(shown, 'fr')} affectations les plus récentes sont affichées, sur ${number(total, 'fr')}.`,
    en: `The ${number(shown, 'en')} most recent assignments are shown, of ${number(total, 'en')}.`,
  }
}
