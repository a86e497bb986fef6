import type { Row } from '../kernel'
import { predicate, type BoundCriteria } from '../query'
import type { PartialStore } from './partial-store'
import { relatedRows, type ReadRows } from './related-rows'
import type { RowBudget } from './row-budget'
import type { FindRequest, Page } from './store'

/** A page of a superset, with which of its rows meet the criteria. */
export interface TestedPage extends Page {
  readonly met: readonly boolean[]
}

/** The reads of one call, which share one budget and what was read of related records. */
export interface SupersetReader {
  /** Reads a page of the superset and tests its rows. Rows seen `again` are not counted twice. */
  read(entity: string, request: FindRequest, seen?: 'again'): Promise<TestedPage>
  /** All rows that meet the criteria, by id. */
  readonly rows: ReadRows
}

const BATCH = 1_000

export function supersetReader(store: PartialStore, budget: RowBudget): SupersetReader {
  async function* rows(entity: string, where: BoundCriteria): AsyncGenerator<Row> {
    for (let after: string | null = null; ;) {
      const page: TestedPage = await read(entity, {
        where,
        orderBy: [],
        limit: BATCH,
        ...(after === null ? {} : { after }),
      })
      yield* page.rows.filter((_, position) => page.met[position])
      if (!page.more || page.end === null) return
      after = page.end
    }
  }
  const related = relatedRows(rows)

  const read = async (entity: string, request: FindRequest, seen?: 'again'): Promise<TestedPage> => {
    const limit = seen === 'again' ? request.limit : budget.grant(request.limit)
    const page = await store.find(entity, { ...request, limit })
    if (seen === undefined) budget.spend(page.rows.length)
    const { residual } = page
    if (residual === undefined) return { ...page, met: page.rows.map(() => true) }
    await related.gather(page.rows, residual)
    const holds = predicate(residual)
    return { ...page, met: page.rows.map((row) => holds(row, related.lookup)) }
  }
  return { read, rows }
}
