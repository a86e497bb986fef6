import { refuse, sameValue, type Row } from '../../src/kernel'
import type { FieldDefinition } from '../../src/model'
import type { BoundCriteria } from '../../src/query'
import { storageProblem, storedField, type InsertOptions, type RowUpdate, type Update } from '../../src/storage'
import { matching, type TableOf } from './reading'
import { idOf, type Table } from './table'

/** Rows are taken one after the other, so that of two with the same key the second meets the first. */
export function insertRows(table: Table, rows: readonly Row[], options: InsertOptions): readonly string[] {
  const written: string[] = []
  const key = options.onConflict === 'fail' ? ['id'] : (options.key ?? ['id'])
  const find = finderBy(table, key)
  for (const row of rows) {
    checkFields(table, row)
    const there = find(row)
    if (there === undefined) putNew(table, row)
    else if (options.onConflict === 'skip') continue
    else if (options.onConflict === 'update') table.put([overwritten(there, row)])
    else refuseTaken(table, key)
    written.push(idOf(there ?? row))
  }
  return written
}

/** A field that is not given keeps its value, and so does the id. */
function overwritten(there: Row, row: Row): Row {
  const given = Object.entries(row).filter(([, value]) => value !== undefined)
  return { ...there, ...Object.fromEntries(given), id: there['id'] }
}

function putNew(table: Table, row: Row): void {
  if (table.rows.has(idOf(row))) refuseTaken(table, ['id'])
  table.put([row])
}

function refuseTaken(table: Table, fields: readonly string[]): never {
  return refuse(storageProblem('storage.conflict', { data: { entity: table.entity.name, fields } }))
}

/** Finds the row that has a given row's values in the key. A key that nothing makes unique is a bug of the caller. */
function finderBy(table: Table, key: readonly string[]): (row: Row) => Row | undefined {
  if (key.length === 1 && key[0] === 'id') return (row) => table.rows.get(idOf(row))
  const names = [...key].sort().join(' ')
  const index = table.indexes.find(
    ({ unique, fields }) =>
      unique &&
      fields
        .map(({ name }) => name)
        .sort()
        .join(' ') === names,
  )
  if (index === undefined) throw new Error(`${table.entity.name} has no unique key of ${key.join(', ')}`)
  return (row) => {
    const at = index.keyOf(row)
    const [id] = at === null ? [] : index.idsAt(at)
    return id === undefined ? undefined : table.rows.get(id)
  }
}

export function updateRows(tableOf: TableOf, entity: string, where: BoundCriteria, change: Update): number {
  const table = tableOf(entity)
  const { set = {}, increment = {} } = change
  checkChange(table, set)
  checkFields(table, increment)
  const changed = [...matching(tableOf, entity, where)].map((row) => {
    const next: Record<string, unknown> = { ...row, ...set }
    for (const [name, amount] of Object.entries(increment))
      next[name] = increased(storedField(table.entity, name), row[name], amount)
    return next
  })
  table.put(changed)
  return changed.length
}

/** A missing value counts as 0. Numbers with decimals add up in whole units of the last of them. */
export function increased(field: FieldDefinition, value: unknown, amount: number): number {
  const sum = (typeof value === 'number' ? value : 0) + amount
  if (field.decimals === undefined) return sum
  const scale = 10 ** field.decimals
  return Math.round(sum * scale) / scale
}

export function updateEachRow(table: Table, updates: readonly RowUpdate[]): readonly string[] {
  checkAlike(updates)
  const changed: Row[] = []
  for (const { id, set, expect = {} } of updates) {
    checkChange(table, set)
    checkFields(table, expect)
    const row = table.rows.get(id)
    if (row === undefined || !Object.entries(expect).every(([name, value]) => sameValue(row[name], value))) continue
    changed.push({ ...row, ...set })
  }
  table.put(changed)
  return changed.map(idOf)
}

export function removeRows(tableOf: TableOf, entity: string, where: BoundCriteria): number {
  const ids = [...matching(tableOf, entity, where)].map(idOf)
  tableOf(entity).remove(ids)
  return ids.length
}

function checkFields(table: Table, values: Row): void {
  for (const name of Object.keys(values)) storedField(table.entity, name)
}

function checkChange(table: Table, set: Row): void {
  checkFields(table, set)
  if ('id' in set) throw new Error('The id of a record never changes')
}

/** A batch goes as one statement, so all its rows name the same fields. */
function checkAlike(updates: readonly RowUpdate[]): void {
  const shape = ({ set, expect = {} }: RowUpdate): string =>
    [Object.keys(set).sort().join(','), Object.keys(expect).sort().join(',')].join(' / ')
  const shapes = new Set(updates.map(shape))
  if (shapes.size > 1) throw new Error(`All rows of a batch set and expect the same fields: ${[...shapes].join('; ')}`)
  if (new Set(updates.map(({ id }) => id)).size < updates.length) throw new Error('A batch names each row once')
}
