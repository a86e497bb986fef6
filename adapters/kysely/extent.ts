import type { BoundCriteria } from '../../src/query'
import { asked, compileCriteria } from './compile-criteria'
import { numberOf } from './driver-value'
import type { Grounded } from './grounds'
import type { Runner } from './runner'
import { aliasAt, named, scopeOf, type Reading } from './scope'
import { allOf, join, raw, sql, type Sql } from './sql'
import type { TableLayout } from './table-layout'

/** How far the grounds of a condition reach. */
export interface Extent {
  /** How many rows they find, one found twice counted twice; counted up to {@link MOST_COUNTED} each. */
  readonly found: number
  /** How many rows the table has, about. */
  readonly total: number
  /** The grounds as SQL, written once. */
  readonly grounds: readonly Sql[]
}

/** Entries of an index counted before a ground is held to find many: a few milliseconds. */
export const MOST_COUNTED = 16_000
/** A count is good for so many pages: rows come and go. */
const USES = 500
/** Of a table that the database has not counted. */
const ASSUMED_ROWS = 1_000_000

const known = new WeakMap<TableLayout, WeakMap<BoundCriteria, Extent & { readonly tenant: string; uses: number }>>()

/** The extent of a condition, counted and written once for as long as whoever made the condition keeps it. */
export async function extentOf(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  grounded: Grounded,
): Promise<Extent> {
  const extents = known.get(layout) ?? new WeakMap()
  known.set(layout, extents)
  const before = extents.get(grounded.condition)
  if (before !== undefined && before.tenant === reading.tenant && before.uses < USES) {
    before.uses++
    return before
  }
  const counted = await count(runner, reading, layout, grounded)
  extents.set(grounded.condition, { ...counted, tenant: reading.tenant, uses: 0 })
  return counted
}

async function count(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  { condition, grounds }: Grounded,
): Promise<Extent> {
  const written = grounds.map((ground) => compileCriteria(reading, ground, layout))
  const parts = written.map((ground) => boundedCount(reading, layout, ground))
  const total = reading.dialect.rowsIn(
    layout.table,
    layout.own?.name ?? layout.mapping?.table ?? '',
    layout.own !== null,
  )
  const statement = sql`SELECT ${join(parts, ' + ')} AS found, ${total} AS total`
  const { rows } = await runner.run(asked(reading, condition, statement))
  const [found, all] = [numberOf(rows[0]?.['found']) ?? 0, numberOf(rows[0]?.['total']) ?? 0]
  return { found, total: Math.max(found, all > 0 ? all : ASSUMED_ROWS), grounds: written }
}

function boundedCount(reading: Reading, layout: TableLayout, ground: Sql): Sql {
  const conditions = [...scopeOf(reading, layout, aliasAt(0)), ground]
  return sql`(SELECT COUNT(*) FROM (SELECT 1 AS c0 FROM ${named(layout, aliasAt(0))} WHERE ${allOf(conditions)} LIMIT ${raw(String(MOST_COUNTED))}) AS found)`
}
