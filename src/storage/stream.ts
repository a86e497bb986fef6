import type { Row } from '../kernel'
import type { BoundCriteria } from '../query'
import type { Cursor, Ordering, Page, Store } from './store'

export interface StreamRequest {
  readonly where: BoundCriteria
  /** Absent: by id, which no write can change. */
  readonly orderBy?: readonly Ordering[]
  readonly fields?: readonly string[]
  /** How many rows are read at a time; 500 unless said. */
  readonly pageSize?: number
  /** Where an earlier stream stopped. */
  readonly after?: Cursor
  /** Ends the stream, before its next page, with the signal's reason. */
  readonly signal?: AbortSignal
}

/**
 * Every record that meets the criteria, page by page. Nothing stays open between two pages: records may be written meanwhile,
 * even by whoever reads. A record is met once, as of its page. One that is added, removed or moved by a write meanwhile is met or
 * not, depending on where the stream stands; ordered by id, none moves.
 *
 * @example
 * ```ts
 * for await (const page of streamPages(store, 'account', { where, pageSize: 1000 })) write(page.rows)
 * ```
 */
export async function* streamPages(
  store: Store,
  entity: string,
  request: StreamRequest,
): AsyncGenerator<Page, void, void> {
  const { where, orderBy = [], fields, pageSize = 500, signal } = request
  // Only an order whose keys may change can bring a record back; an order by id needs no memory of what was met.
  const met = orderBy.length === 0 ? null : new Set<unknown>()
  let after = request.after
  for (;;) {
    signal?.throwIfAborted()
    const page = await store.find(entity, {
      where,
      orderBy,
      limit: pageSize,
      ...(fields === undefined ? {} : { fields }),
      ...(after === undefined ? {} : { after }),
    })
    const rows = met === null ? page.rows : page.rows.filter(({ id }) => !met.has(id))
    for (const { id } of rows) met?.add(id)
    if (rows.length > 0) yield rows.length === page.rows.length ? page : { ...page, rows }
    if (!page.more || page.end === null) return
    if (page.end === after) throw new Error(`The store answers the same page of ${entity} again: paging would not end`)
    after = page.end
  }
}

/** The records of {@link streamPages}, one by one. */
export async function* streamRows(
  store: Store,
  entity: string,
  request: StreamRequest,
): AsyncGenerator<Row, void, void> {
  for await (const page of streamPages(store, entity, request)) yield* page.rows
}
