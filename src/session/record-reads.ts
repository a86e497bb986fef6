import { z } from 'zod'
import { refuse, type Row } from '../kernel'
import { entityOf, parseInput, type EntityDefinition } from '../model'
import { allOf, EVERYTHING, isEqual, isOrderable, type BoundCriteria } from '../query'
import { streamPages, type FindRequest, type Ordering, type Page } from '../storage'
import type { SessionCore } from './core'
import { fieldReading, type FieldReading } from './field-access'
import { problem } from './problem'
import { recordId } from './record-id'

/** The most records that one page holds. */
export const MOST_PER_PAGE = 1_000

export type OrderBy<F extends string = string> = F | { readonly field: F; readonly direction: 'asc' | 'desc' }

export interface ReadOptions {
  readonly where?: unknown
  readonly orderBy?: readonly OrderBy[]
  readonly limit?: number
  /** Null, as the end of an empty page: from the first record on. */
  readonly after?: string | null
  readonly before?: string | null
  readonly fields?: readonly string[]
}

const order = z.union([z.string(), z.strictObject({ field: z.string(), direction: z.enum(['asc', 'desc']) })])
const listOptions = z.strictObject({
  where: z.unknown().optional(),
  orderBy: z.array(order).max(10).default([]),
  limit: z.number().optional(),
  fields: z.array(z.string()).max(1_000).optional(),
})
const cursor = z.string().max(100_000).nullish()
const pageOptions = listOptions.extend({ after: cursor, before: cursor })

/** Refused with `session.bad_order`. */
export function orderingOf(entity: EntityDefinition, keys: readonly OrderBy[]): Ordering[] {
  return keys.map((key, index) => {
    const ordering: Ordering = typeof key === 'string' ? { field: key, direction: 'asc' } : key
    const field = entity.fields.get(ordering.field)
    if (field === undefined || !isOrderable(field))
      refuse(
        problem('session.bad_order', {
          path: `/orderBy/${index}`,
          data: { entity: entity.label, field: ordering.field, known: namesOf(entity, isOrderable) },
        }),
      )
    return ordering
  })
}

const namesOf = (entity: EntityDefinition, fits: typeof isOrderable): string[] =>
  [...entity.fields.values()].filter(fits).map(({ name }) => name)

function checkFields(entity: EntityDefinition, fields: readonly string[]): void {
  for (const [index, field] of fields.entries())
    if (!entity.fields.has(field))
      refuse(
        problem('session.bad_field', {
          path: `/fields/${index}`,
          data: { entity: entity.label, field, known: [...entity.fields.keys()] },
        }),
      )
}

async function findRequest(
  core: SessionCore,
  entity: EntityDefinition,
  { where, orderBy, limit = 50, fields }: z.output<typeof listOptions>,
  within: BoundCriteria,
): Promise<{ readonly request: Omit<FindRequest, 'after' | 'before'>; readonly shown: FieldReading['shown'] }> {
  core.demandLevel(entity.module, 'read')
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_PER_PAGE)
    refuse(problem('session.bad_limit', { path: '/limit', data: { limit, most: MOST_PER_PAGE } }))
  checkFields(entity, fields ?? [])
  const { shown, ...read } = fieldReading(core.fields, entity.name, fields)
  const request = {
    where: allOf(await core.compile(entity.name, where), within),
    orderBy: orderingOf(entity, orderBy),
    limit,
    ...read,
  }
  return { request, shown }
}

/** A page of the records that the actor may read; of these within some criteria of the library's own, where it has any. */
export async function findPage(
  core: SessionCore,
  name: string,
  options: ReadOptions,
  within: BoundCriteria = EVERYTHING,
): Promise<Page> {
  const entity = entityOf(core.model, name)
  const { after, before, ...list } = parseInput(pageOptions, options)
  if (typeof after === 'string' && typeof before === 'string') refuse(problem('session.two_cursors'))
  const { request, shown } = await findRequest(core, entity, list, within)
  const page = await core.store.find(name, {
    ...request,
    ...(typeof after === 'string' ? { after } : {}),
    ...(typeof before === 'string' ? { before } : {}),
  })
  return { ...page, rows: page.rows.map(shown) }
}

/** Null where there is none that the actor may see. */
export async function findOne(core: SessionCore, name: string, id: unknown): Promise<Row | null> {
  const entity = entityOf(core.model, name)
  core.demandLevel(entity.module, 'read')
  const where = allOf(core.scope(name, 'read'), isEqual(entity, 'id', recordId(id)))
  const { shown, ...read } = fieldReading(core.fields, name)
  const page = await core.store.find(name, { where, orderBy: [], limit: 1, ...read })
  const [row] = page.rows
  return row === undefined ? null : shown(row)
}

export async function countRecords(
  core: SessionCore,
  name: string,
  where: unknown,
  within: BoundCriteria = EVERYTHING,
): Promise<number> {
  const entity = entityOf(core.model, name)
  core.demandLevel(entity.module, 'read')
  return core.store.count(name, allOf(await core.compile(name, where), within))
}

/**
 * The records that the actor may read, page after page: each once, as it was when its page was read. What is refused is refused before the
 * first page; `now` and the rights are those of this call, however long the pages are read.
 */
export async function pagesOf(
  core: SessionCore,
  name: string,
  options: unknown,
  { within = EVERYTHING, signal }: { readonly within?: BoundCriteria; readonly signal?: AbortSignal | undefined } = {},
): Promise<AsyncIterable<readonly Row[]>> {
  const entity = entityOf(core.model, name)
  const { limit = 500, ...list } = parseInput(listOptions, options)
  const { request, shown } = await findRequest(core, entity, { ...list, limit }, within)
  const asked = { ...request, pageSize: limit, ...(signal === undefined ? {} : { signal }) }
  return shownPages(streamPages(core.store, name, asked), shown)
}

async function* shownPages(pages: AsyncIterable<Page>, shown: FieldReading['shown']): AsyncGenerator<readonly Row[]> {
  for await (const page of pages) yield page.rows.map(shown)
}

/** The records of {@link pagesOf}, one by one, from the first one that is asked for. */
export async function* streamRecords(
  core: SessionCore,
  name: string,
  options: unknown,
  within: BoundCriteria = EVERYTHING,
): AsyncGenerator<Row> {
  for await (const rows of await pagesOf(core, name, options, { within })) yield* rows
}
