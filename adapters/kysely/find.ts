import { refuse, type Row } from '../../src/kernel'
import { checkFind, storageProblem, type FindRequest, type Page } from '../../src/storage'
import { conditionsOf } from './compile-criteria'
import { cursorOf, placeOf } from './cursor'
import type { Runner } from './runner'
import { keysOf, segmentsOf, type Key, type Segment } from './keyset'
import { aliasAt, named, type Reading } from './scope'
import { selectionOf, type Selection } from './selection'
import { allOf, NOTHING_SQL, raw, sql, type Sql } from './sql'
import type { TableLayout } from './table-layout'

const T0 = aliasAt(0)

/** One page. Its parts are read one after the other, and only as far as the page goes. */
export async function findPage(runner: Runner, reading: Reading, layout: TableLayout, request: FindRequest): Promise<Page> {
  const { entity } = layout
  checkFind(entity, request)
  const keys = keysOf(layout, request.orderBy, T0)
  if ('unordered' in keys)
    return refuse(storageProblem('storage.cannot_order', { path: '/orderBy', data: { entity: entity.name, field: keys.unordered } }))
  const cursor = request.after ?? request.before
  const isBackward = request.before !== undefined
  const place = cursor === undefined ? null : placeOf(entity.name, request.orderBy, keys, cursor)
  const selection = selectionOf(layout, T0, request.fields)
  const conditions = conditionsOf(reading, request.where, layout)

  const found: Row[] = []
  const seen = new Set<unknown>()
  for (const segment of segmentsOf(reading.dialect, keys, place, isBackward)) {
    const wanted = request.limit + 1 - found.length
    const { rows } = await runner.run(statementOf(reading, layout, selection, keys, conditions, segment, wanted, request.lock))
    for (const row of rows) {
      // A row that moved between two parts while they were read is met once.
      const id = row['k' + String(keys.length - 1)]
      if (!seen.has(id)) found.push(row)
      seen.add(id)
    }
    if (found.length > request.limit) break
  }
  return pageOf(found, entity.name, request, keys, selection, isBackward)
}

function statementOf(
  { dialect }: Reading,
  layout: TableLayout,
  selection: Selection,
  keys: readonly Key[],
  conditions: readonly Sql[],
  { condition, orderBy }: Segment,
  limit: number,
  lock: 'update' | undefined,
): Sql {
  const exact = keys.map(({ exact: value }, position) => sql`, ${value} AS ${raw(`k${position}`)}`)
  const all = condition === null ? conditions : [...conditions, condition]
  return sql`SELECT ${selection.columns}${exact.reduce((text, one) => sql`${text}${one}`, NOTHING_SQL)} FROM ${named(layout, T0)} WHERE ${allOf(all)} ORDER BY ${orderBy} LIMIT ${raw(String(limit))}${lock === 'update' ? dialect.forUpdate : NOTHING_SQL}`
}

function pageOf(found: readonly Row[], entity: string, { limit, orderBy }: FindRequest, keys: readonly Key[], selection: Selection, isBackward: boolean): Page {
  const kept = found.slice(0, limit)
  if (isBackward) kept.reverse()
  const cursorAt = (row: Row | undefined): string | null =>
    row === undefined ? null : cursorOf(entity, orderBy, keys.map((_, position) => row[`k${position}`]))
  return {
    rows: kept.map(selection.decode),
    start: cursorAt(kept[0]),
    end: cursorAt(kept.at(-1)),
    more: found.length > limit,
  }
}
