import { z } from 'zod'
import { localized, type Localized, type Row } from '../kernel'
import { entityOf, parseInput } from '../model'
import { EVERYTHING, type BoundCriteria } from '../query'
import { tableFile, type Cell, type CellPages, type ExportedFile } from '../reports'
import type { SessionCore } from './core'
import { exportColumns } from './export-columns'
import { parseExportOptions, type ExportOptions, type FileOptions } from './export-options'
import { countRecords, MOST_PER_PAGE, pagesOf, type OrderBy } from './record-reads'

/** The records to export, and how they are shown where nothing else is asked. */
export interface ToExport {
  readonly entity: string
  readonly where: unknown
  /** Criteria of the library's own, besides: a part of the records. */
  readonly within?: BoundCriteria
  readonly name: Localized
  readonly columns: readonly string[]
  readonly sort: readonly OrderBy[]
}

/** The rest is read with the other options. */
const whereOption = z.looseObject({ where: z.unknown().optional() })

/** Pages of rows as pages of cells, telling how far it is. */
export async function* toldPages(
  pages: AsyncIterable<readonly Row[]>,
  cells: (rows: readonly Row[]) => Promise<readonly (readonly Cell[])[]>,
  { onProgress, total }: Pick<FileOptions, 'onProgress'> & { readonly total: number },
): CellPages {
  let done = 0
  for await (const rows of pages) {
    yield await cells(rows)
    done += rows.length
    await onProgress?.({ done, total: Math.max(total, done) })
  }
}

/**
 * Records as a file: the one way of every export. Rights, criteria and columns are settled by this call; pages are read as the file is, all
 * with the rights of this call.
 *
 * @throws refusals `session.missing_right`, `session.missing_level`, `session.bad_field`, `session.bad_order`, `lists.display_twice`,
 * `input.invalid`, and those of criteria.
 */
export async function exportRecords(
  core: SessionCore,
  { entity: entityName, where, within = EVERYTHING, name, columns: shown, sort }: ToExport,
  given: ExportOptions,
): Promise<ExportedFile> {
  core.demand('export')
  const entity = entityOf(core.model, entityName)
  core.demandLevel(entity.module, 'read')
  const {
    format,
    separator,
    columns,
    orderBy = sort,
    onProgress,
    signal,
    ids = false,
    ...words
  } = parseExportOptions(given)
  const {
    locale = core.context().locale,
    timeZone = core.context().timeZone,
    name: title = localized(name, locale),
  } = words
  const asked = columns === undefined || columns.length === 0 ? shown : columns
  signal?.throwIfAborted()
  const out = await exportColumns(core, entity, asked, { locale, ids })
  const request = { where, orderBy, fields: out.fields, limit: MOST_PER_PAGE }
  const pages = await pagesOf(core, entity.name, request, { within, signal })
  const total = onProgress === undefined ? 0 : await countRecords(core, entity.name, where, within)
  const table = {
    title,
    columns: out.columns,
    pages: toldPages(pages, out.cells, { onProgress, total }),
    locale,
    timeZone,
  }
  return tableFile(table, { format, separator })
}

/** The records of an entity that meet criteria, as a file that is called as the entity is. */
export async function exportEntity(
  core: SessionCore,
  name: string,
  given: ExportOptions & { readonly where?: unknown },
): Promise<ExportedFile> {
  core.demand('export')
  const { label } = entityOf(core.model, name)
  const { where, ...options } = parseInput(whereOption, given)
  return exportRecords(core, { entity: name, where, name: label, columns: [], sort: [] }, options)
}
