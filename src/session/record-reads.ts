import { refuse, type Row } from '../kernel'
import { entityOf, type EntityDefinition } from '../model'
import { allOf, isEqual } from '../query'
import type { FindRequest, Ordering, Page } from '../storage'
import type { SessionCore } from './core'
import { problem } from './problem'

/** The most records that one page holds. */
export const MOST_PER_PAGE = 1_000

export type OrderBy<F extends string = string> = F | { readonly field: F; readonly direction: 'asc' | 'desc' }

export interface ReadOptions {
  readonly where?: unknown
  readonly orderBy?: readonly OrderBy[]
  readonly limit?: number
  readonly after?: string
  readonly before?: string
  readonly fields?: readonly string[]
}

const UNORDERED = new Set(['tags', 'json'])

/** Refused with `session.bad_order`. */
export function orderingOf(entity: EntityDefinition, keys: readonly OrderBy[]): Ordering[] {
  return keys.map((key, index) => {
    const ordering: Ordering = typeof key === 'string' ? { field: key, direction: 'asc' } : key
    const kind = entity.fields.get(ordering.field)?.kind
    if (kind === undefined || UNORDERED.has(kind) || (ordering.direction !== 'asc' && ordering.direction !== 'desc'))
      refuse(
        problem('session.bad_order', {
          path: `/orderBy/${index}`,
          data: { entity: entity.label, field: String(ordering.field), known: [...entity.fields.keys()] },
        }),
      )
    return { field: ordering.field, direction: ordering.direction }
  })
}

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

async function findRequest(core: SessionCore, entity: EntityDefinition, options: ReadOptions): Promise<FindRequest> {
  core.demandLevel(entity.module, 'read')
  const limit = options.limit ?? 50
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_PER_PAGE)
    refuse(problem('session.bad_limit', { path: '/limit', data: { limit, most: MOST_PER_PAGE } }))
  if (options.after !== undefined && options.before !== undefined) refuse(problem('session.two_cursors'))
  checkFields(entity, options.fields ?? [])
  return {
    where: await core.compile(entity.name, options.where),
    orderBy: orderingOf(entity, options.orderBy ?? []),
    limit,
    ...(options.after === undefined ? {} : { after: options.after }),
    ...(options.before === undefined ? {} : { before: options.before }),
    ...(options.fields === undefined ? {} : { fields: options.fields }),
  }
}

export async function findPage(core: SessionCore, name: string, options: ReadOptions): Promise<Page> {
  const entity = entityOf(core.model, name)
  return core.store.find(name, await findRequest(core, entity, options))
}

/** Null where there is none that the actor may see. */
export async function findOne(core: SessionCore, name: string, id: string): Promise<Row | null> {
  const entity = entityOf(core.model, name)
  core.demandLevel(entity.module, 'read')
  const where = allOf(core.scope(name, 'read'), isEqual(entity, 'id', id))
  const page = await core.store.find(name, { where, orderBy: [], limit: 1 })
  return page.rows[0] ?? null
}

export async function countRecords(core: SessionCore, name: string, where: unknown): Promise<number> {
  const entity = entityOf(core.model, name)
  core.demandLevel(entity.module, 'read')
  return core.store.count(name, await core.compile(name, where))
}

/** Page after page: each record once, as it was when its page was read. `now` and the rights are those of the start. */
export async function* streamRecords(core: SessionCore, name: string, options: ReadOptions): AsyncGenerator<Row> {
  const entity = entityOf(core.model, name)
  const request = await findRequest(core, entity, { ...options, limit: options.limit ?? 500 })
  let page = await core.store.find(name, request)
  for (;;) {
    yield* page.rows
    if (!page.more || page.end === null) return
    page = await core.store.find(name, { ...request, after: page.end })
  }
}
