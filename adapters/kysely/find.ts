import { refuse, type Row } from '../../src/kernel'
import { checkFind, storageProblem, type FindRequest, type Page } from '../../src/storage'
import { asked, conditionsOf } from './compile-criteria'
import { cursorOf, orderSignature, placeOf } from './cursor'
import type { SqlDialect } from './dialect'
import { requiresValue } from './presence'
import type { DriverRow, Runner } from './runner'
import { keysOf, segmentsOf, type Key, type Segment } from './keyset'
import { aliasAt, named, type Reading } from './scope'
import { selectionOf, wholeSelection, type Selection } from './selection'
import { allOf, join, NOTHING_SQL, raw, sql, type Sql } from './sql'
import type { TableLayout } from './table-layout'

const T0 = aliasAt(0)

/** One page. Its parts are read one after the other, and only as far as the page goes. */
export async function findPage(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  request: FindRequest,
): Promise<Page> {
  const { entity } = layout
  checkFind(entity, request)
  const keys = keysOf(layout, request.orderBy, T0)
  if ('unordered' in keys)
    return refuse(
      storageProblem('storage.cannot_order', {
        path: '/orderBy',
        data: { entity: entity.name, field: keys.unordered },
      }),
    )
  const cursor = request.after ?? request.before
  const isBackward = request.before !== undefined
  const signature = orderSignature(entity.name, request.orderBy)
  const place = cursor === undefined ? null : placeOf(signature, keys, cursor)
  const selection =
    request.fields === undefined
      ? wholeSelection(reading.dialect, layout)
      : selectionOf(reading.dialect, layout, T0, request.fields)
  const conditions = conditionsOf(reading, request.where, layout)
  const places = placeReaders(reading.dialect, keys, selection)

  const found: DriverRow[] = []
  const [first] = keys
  const isAlwaysThere = first !== undefined && requiresValue(request.where, first.field)
  for (const segment of segmentsOf(reading.dialect, keys, place, isBackward)) {
    if (segment.isMissing && isAlwaysThere) continue
    const wanted = request.limit + 1 - found.length
    const statement = statementOf(reading, layout, selection, places, conditions, segment, wanted, request.lock)
    const { rows } = await runner.run(asked(reading, request.where, statement))
    // A row that moved between two parts while they were read is met once.
    const seen = found.length === 0 ? null : new Set(found.map(({ id }) => id))
    for (const row of rows) if (seen === null || !seen.has(row['id'])) found.push(row)
    if (found.length > request.limit) break
  }
  return pageOf(found, signature, request.limit, places, selection, isBackward)
}

/** How the place of a row is told: from its fields where they tell, from columns selected for it elsewhere. */
interface PlaceReader {
  readonly select: Sql | null
  readonly as: string | null
  read(record: Row): unknown
}

const placeReaders = (dialect: SqlDialect, keys: readonly Key[], selection: Selection): readonly PlaceReader[] =>
  keys.map(({ field, known, exact }, position) => {
    if (known !== null && selection.fields.has(field))
      return { select: null, as: null, read: (record) => known(record[field]) }
    // No field is called so: names of fields begin with a letter.
    const as = `_k${position}`
    return { select: sql`, ${exact} AS ${raw(dialect.quote(as))}`, as, read: (record) => record[as] }
  })

function statementOf(
  { dialect }: Reading,
  layout: TableLayout,
  selection: Selection,
  places: readonly PlaceReader[],
  conditions: readonly Sql[],
  { condition, orderBy }: Segment,
  limit: number,
  lock: 'update' | undefined,
): Sql {
  const exact = join(
    places.map(({ select }) => select ?? NOTHING_SQL),
    '',
  )
  const all = condition === null ? conditions : [...conditions, condition]
  return sql`SELECT ${selection.columns}${exact} FROM ${named(layout, T0)} WHERE ${allOf(all)} ORDER BY ${orderBy} LIMIT ${raw(String(limit))}${lock === 'update' ? dialect.forUpdate : NOTHING_SQL}`
}

function pageOf(
  found: readonly DriverRow[],
  signature: string,
  limit: number,
  places: readonly PlaceReader[],
  selection: Selection,
  isBackward: boolean,
): Page {
  const kept = found.slice(0, limit)
  if (isBackward) kept.reverse()
  const rows = kept.map(selection.decode)
  const cursorAt = (record: Row | undefined): string | null =>
    record === undefined
      ? null
      : cursorOf(
          signature,
          places.map(({ read }) => read(record)),
        )
  const [start, end] = [cursorAt(rows[0]), cursorAt(rows.at(-1))]
  for (const { as } of places) if (as !== null) for (const row of kept) delete row[as]
  return { rows, start, end, more: found.length > limit }
}
