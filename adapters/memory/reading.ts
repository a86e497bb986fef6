import type { Row } from '../../src/kernel'
import { compareRows, predicate, type BoundCriteria, type RecordLookup } from '../../src/query'
import { aggregation, checkFind, type AggregateRequest, type FindRequest, type Page } from '../../src/storage'
import { candidates } from './candidates'
import { cursorAt, rowAt } from './cursor'
import { firstInOrder } from './first-in-order'
import { handedRow } from './stored-row'
import type { Table } from './table'

/** The table of an entity, for the tenant that asks. */
export type TableOf = (entity: string) => Table

/** The rows that meet the criteria, where something nearer than all rows leads to them; null elsewhere. */
function nearby(tableOf: TableOf, entity: string, where: BoundCriteria): Iterable<Row> | null {
  const table = tableOf(entity)
  const found = candidates(table, where, (other, criteria) => nearby(tableOf, other, criteria))
  return found === null ? null : held(tableOf, rowsAt(table, found.ids), found.left)
}

function* rowsAt(table: Table, ids: Iterable<string>): Generator<Row> {
  for (const id of ids) {
    const row = table.rows.get(id)
    if (row !== undefined) yield row
  }
}

/** Those of some rows that meet the criteria. */
function* held(tableOf: TableOf, rows: Iterable<Row>, where: BoundCriteria): Generator<Row> {
  const holds = predicate(where)
  const related: RecordLookup = { one: (target, id) => tableOf(target).rows.get(id), many: pointingTo(tableOf) }
  for (const row of rows) if (holds(row, related)) yield row
}

/** The kept rows that meet the criteria, in no particular order; not to be handed out as they are. */
export function matching(tableOf: TableOf, entity: string, where: BoundCriteria): Iterable<Row> {
  return nearby(tableOf, entity, where) ?? held(tableOf, tableOf(entity).rows.values(), where)
}

/** The records of an entity whose reference names one record. */
const pointingTo =
  (tableOf: TableOf) =>
  (entity: string, field: string, id: string): readonly Row[] => {
    const table = tableOf(entity)
    const index = table.indexes.find(({ fields }) => fields.length === 1 && fields[0]?.name === field)
    const rows =
      index === undefined ? table.rows.values() : rowsAt(table, index.idsAt(index.keyOf({ [field]: id }) ?? ''))
    return [...rows].filter((row) => row[field] === id)
  }

export function readPage(tableOf: TableOf, name: string, request: FindRequest): Page {
  const { entity } = tableOf(name)
  checkFind(entity, request)
  const { where, orderBy, limit, after, before, fields } = request
  const forward = compareRows(entity, orderBy)
  const compare: typeof forward = before === undefined ? forward : (a, b) => forward(b, a)
  const cursor = after ?? before
  const place = cursor === undefined ? null : rowAt(entity, orderBy, cursor)

  const found = firstInOrder(past(matching(tableOf, name, where), compare, place), compare, limit + 1)
  const kept = found.slice(0, limit)
  if (before !== undefined) kept.reverse()
  const first = kept[0]
  const last = kept[kept.length - 1]
  const names = fields === undefined ? [...entity.fields.keys()] : ['id', ...fields]
  return {
    rows: kept.map((row) => handedRow(row, names)),
    start: first === undefined ? null : cursorAt(entity, orderBy, first),
    end: last === undefined ? null : cursorAt(entity, orderBy, last),
    more: found.length > limit,
  }
}

function* past(rows: Iterable<Row>, compare: (a: Row, b: Row) => number, place: Row | null): Generator<Row> {
  for (const row of rows) if (place === null || compare(row, place) > 0) yield row
}

export function countRows(tableOf: TableOf, entity: string, where: BoundCriteria): number {
  let count = 0
  for (const _ of matching(tableOf, entity, where)) count++
  return count
}

export function aggregateRows(tableOf: TableOf, entity: string, request: AggregateRequest): readonly Row[] {
  const result = aggregation(tableOf(entity).entity, request)
  for (const row of matching(tableOf, entity, request.where)) result.add(row)
  return result.result()
}
