import type { Locale, Localized, Row } from '../kernel'
import { entityOf } from '../model'
import { NOTHING, type BoundCriteria } from '../query'
import { streamPages, type DecisionContext } from '../storage'
import { NEWEST_FIRST } from './assignment-log'
import { logColumns, logRows } from './assignment-rows'
import { readAssignmentsSpec, type ReportSources } from './assignments-spec'
import type { Cell, TableColumn } from './table-file'

const TITLE: Localized = { fr: 'Affectations', en: 'Assignments' }

/** The log of a period to be written to a file: its rows as they are read, page after page, and how many there are. */
export interface AssignmentsToExport {
  readonly title: Localized
  readonly locale: Locale
  readonly timeZone: string
  readonly columns: readonly TableColumn[]
  readonly pages: AsyncIterable<readonly Row[]>
  readonly cells: (rows: readonly Row[]) => Promise<readonly (readonly Cell[])[]>
  readonly count: () => Promise<number>
}

/**
 * The whole log of a period, newest first, however long it is. What the reader may see is settled by this call.
 *
 * @throws refusals `input.invalid`, `reports.range_unknown`, and those of `parseRange`.
 */
export async function assignmentsToExport(
  input: unknown,
  sources: ReportSources & { readonly signal?: AbortSignal | undefined },
  context: DecisionContext,
): Promise<AssignmentsToExport> {
  const { plan, locale, labels, apply } = await readAssignmentsSpec(input, sources, context)
  const where = apply ? plan.current.groups.where : NOTHING
  const shown = logColumns(entityOf(context.model, 'assignment'), locale)
  const { user, contact } = context.model.roles
  const visible = new Map(
    [user, contact].flatMap((role) => (role === null ? [] : [[role.entity, sources.visible(role.entity)] as const])),
  )
  const { store, signal } = sources
  const reader = { store, visible: (entity: string) => visible.get(entity) ?? NOTHING, labels, locale }
  return {
    title: TITLE,
    locale,
    timeZone: plan.timeZone,
    columns: shown.map(({ field, label }) => ({ key: field, label, kind: field === 'at' ? 'instant' : 'text' })),
    pages: logPages({ store, signal }, where),
    async cells(found) {
      const rows = await logRows(found, reader, context)
      return rows.map((row) => shown.map(({ field }) => row[field]))
    },
    count: () => store.count('assignment', where),
  }
}

async function* logPages(
  { store, signal }: Pick<ReportSources, 'store'> & { readonly signal: AbortSignal | undefined },
  where: BoundCriteria,
): AsyncGenerator<readonly Row[]> {
  const request = { where, orderBy: NEWEST_FIRST, pageSize: 1_000, ...(signal === undefined ? {} : { signal }) }
  for await (const { rows } of streamPages(store, 'assignment', request)) yield rows
}
