import type { Row } from '../../src/kernel'
import { checkExtent, type FindRequest, type Page } from '../../src/storage'
import { readingOfAll } from './around'
import { asked, looksAround } from './compile-criteria'
import { cursorOf, placeOf } from './cursor'
import type { SqlDialect } from './dialect'
import { gatheredPage } from './gathered-page'
import { segmentsOf, type Segment } from './keyset'
import { pagePlan, type PagePlan, type PlaceReader } from './page-plan'
import { requiresValue } from './presence'
import type { DriverRow, Runner } from './runner'
import type { Reading } from './scope'
import { allOf, NOTHING_SQL, raw, sql, type Parameter, type Sql } from './sql'
import type { TableLayout } from './table-layout'
import { wayToPage, type Way } from './way-to-page'

/** One page. Its parts are read one after the other, and only as far as the page goes. */
export async function findPage(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  request: FindRequest,
): Promise<Page> {
  checkExtent(request)
  const plan = pagePlan(reading.dialect, layout, request)
  const { keys } = plan
  const cursor = request.after ?? request.before
  const isBackward = request.before !== undefined
  const place = cursor === undefined ? null : placeOf(plan.signature, keys, cursor)
  const read = isOfAll(request) ? await readingOfAll(runner, reading, layout, request.where) : reading
  const ways = wayToPage(runner, read, layout, plan.keys, request)
  const way = ways instanceof Promise ? await ways : ways
  const parts = partsOf(read, layout, plan, way, place, request)

  let found: DriverRow[] = []
  const [first] = keys
  const isAlwaysThere = first !== undefined && requiresValue(request.where, first.field)
  for (const { isMissing, statement } of parts) {
    if (isMissing && isAlwaysThere) continue
    const wanted = request.limit + 1 - found.length
    const { rows } = await runner.run(asked(reading, request.where, statement(wanted)))
    // A row that moved between two parts while they were read is met once.
    const seen = new Set(found.map(({ id }) => id))
    found = seen.size === 0 ? [...rows] : [...found, ...rows.filter((row) => !seen.has(row['id']))]
    if (found.length > request.limit) break
  }
  return pageOf(found, plan, request.limit, isBackward)
}

/** More than a page for somebody to look at: whatever there is. */
const MANY = 1_000

/** Whether it is read like a count of all. Rows that are locked are those met one by one. */
const isOfAll = ({ limit, lock, where }: FindRequest): boolean =>
  limit > MANY && lock === undefined && looksAround(where)

interface PagePart {
  readonly isMissing: boolean
  statement(limit: number): Sql
}

function partsOf(
  reading: Reading,
  layout: TableLayout,
  plan: PagePlan,
  { conditions, grounds }: Way,
  place: readonly Parameter[] | null,
  { before, lock }: FindRequest,
): readonly PagePart[] {
  const { dialect } = reading
  const isBackward = before !== undefined
  return segmentsOf(dialect, plan.keys, place, isBackward).map((segment) => ({
    isMissing: segment.isMissing,
    statement: (limit) =>
      grounds === null
        ? statementOf(dialect, plan, conditions, segment, limit, lock)
        : gatheredPage(reading, layout, plan, { conditions, grounds }, segment, limit),
  }))
}

function statementOf(
  dialect: SqlDialect,
  { head }: PagePlan,
  conditions: readonly Sql[],
  { condition, orderBy }: Segment,
  limit: number,
  lock: FindRequest['lock'],
): Sql {
  const all = condition === null ? conditions : [...conditions, condition]
  return sql`${head} WHERE ${allOf(all)} ORDER BY ${orderBy} LIMIT ${raw(String(limit))}${locking(dialect, lock)}`
}

function locking(dialect: SqlDialect, lock: FindRequest['lock']): Sql {
  if (lock === undefined) return NOTHING_SQL
  return lock === 'update' ? dialect.forUpdate : dialect.forShare
}

function pageOf(
  found: DriverRow[],
  { signature, places, selection }: PagePlan,
  limit: number,
  isBackward: boolean,
): Page {
  const more = found.length > limit
  if (more) found.length = limit
  if (isBackward) found.reverse()
  const rows: readonly Row[] = found
  for (const row of found) selection.decode(row)
  const first = placeIn(places, rows[0])
  const last = placeIn(places, rows.at(-1))
  for (const { as } of places) if (as !== null) for (const row of found) delete row[as]
  // Cursors are written when they are asked for: most readers want one of the two, or none.
  return {
    rows,
    more,
    get start() {
      return first === null ? null : cursorOf(signature, first)
    },
    get end() {
      return last === null ? null : cursorOf(signature, last)
    },
  }
}

const placeIn = (places: readonly PlaceReader[], record: Row | undefined): readonly unknown[] | null =>
  record === undefined ? null : places.map(({ read }) => read(record))
