import type { RowUpdate } from '../../src/storage'
import type { CellType } from './dialect'
import { textOf } from './driver-value'
import type { Runner } from './runner'
import { aliasAt, named, scopeOf, type Reading } from './scope'
import { allOf, join, param, raw, sql, type Parameter, type Sql } from './sql'
import { at, columnNamed, takesIdsAlike, type TableLayout } from './table-layout'
import { checkChange, checkFields, chunksOf, takesArrays, writtenColumns, type WrittenColumn } from './written-values'

const T0 = aliasAt(0)

/** A batch: each row its own values. The ids of those whose expectations held. */
export async function updateEachRow(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  updates: readonly RowUpdate[],
): Promise<readonly string[]> {
  const [first] = updates
  if (first === undefined) return []
  checkAlike(layout, updates)
  const batch = batchOf(layout, first)
  const write =
    takesArrays(reading.dialect, layout) || reading.dialect.name === 'sqlite'
      ? writeAnswering
      : reading.dialect.name === 'postgres'
        ? writeEach
        : writeSearching
  const chunks = [...chunksOf(updates, reading.dialect.batchLimit(batch.types.length))]
  const run = async (inner: Runner): Promise<readonly string[]> => {
    const held: string[] = []
    for (const chunk of chunks) held.push(...(await write(inner, reading, layout, batch, chunk)))
    return held
  }
  return chunks.length === 1 && write === writeAnswering ? runner.alone(run) : runner.atomically(run)
}

function checkAlike(layout: TableLayout, updates: readonly RowUpdate[]): void {
  const shape = ({ set, expect = {} }: RowUpdate): string =>
    [Object.keys(set).sort().join(','), Object.keys(expect).sort().join(',')].join(' / ')
  const shapes = new Set(updates.map(shape))
  if (shapes.size > 1) throw new Error(`All rows of a batch set and expect the same fields: ${[...shapes].join('; ')}`)
  if (new Set(updates.map(({ id }) => id)).size < updates.length) throw new Error('A batch names each row once')
  for (const { set, expect = {} } of updates) {
    checkChange(layout, set)
    checkFields(layout, expect)
  }
}

/** The columns of a batch: the id, then what is set, then what is expected. */
interface Batch {
  readonly id: WrittenColumn
  readonly set: readonly WrittenColumn[]
  readonly expect: readonly WrittenColumn[]
  readonly types: readonly CellType[]
}

function batchOf(layout: TableLayout, { set, expect = {} }: RowUpdate): Batch {
  const [id] = writtenColumns(layout, ['id'])
  if (id === undefined) throw new Error(`${layout.entity.name} has no id to write by`)
  const written = writtenColumns(layout, Object.keys(set))
  // The shadow of a folded text says less than the text itself.
  const expected = Object.keys(expect).flatMap((field) => writtenColumns(layout, [field]).slice(0, 1))
  return { id, set: written, expect: expected, types: [id, ...written, ...expected].map(({ type }) => type) }
}

const rowOf = ({ id, set, expect }: Batch, update: RowUpdate): readonly Parameter[] => [
  id.cell(update.id),
  ...set.map(({ field, cell }) => cell(update.set[field])),
  ...expect.map(({ field, cell }) => cell(update.expect?.[field])),
]

const cell = (position: number): Sql => at('v', `c${position}`)

/** The id of a row is this one, exactly: the column finds too much at most, its bytes decide. */
function isRow({ dialect }: Reading, layout: TableLayout, { id }: Batch, wanted: Sql): Sql {
  const found = sql`${at(T0, id.name)} = ${id.assign(wanted)}`
  if (!takesIdsAlike(layout)) return found
  return allOf([found, dialect.recheck(sql`${dialect.bytes(at(T0, id.name))} = ${wanted}`)])
}

/** The row of the batch and that of the table are the same, and the expectations hold. */
function matching(reading: Reading, layout: TableLayout, batch: Batch): Sql {
  const { set, expect } = batch
  const expectations = expect.map(({ field, assign }, position) =>
    expected(layout, field, assign(cell(1 + set.length + position))),
  )
  return allOf([...scopeOf(reading, layout, T0), isRow(reading, layout, batch, cell(0)), ...expectations])
}

function expected(layout: TableLayout, field: string, value: Sql): Sql {
  const place = at(T0, columnNamed(layout, field).name)
  return sql`(${place} = ${value} OR (${place} IS NULL AND ${value} IS NULL))`
}

/** One statement that writes and answers. */
async function writeAnswering(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  batch: Batch,
  updates: readonly RowUpdate[],
): Promise<readonly string[]> {
  const source = reading.dialect.batch(
    batch.types,
    updates.map((update) => rowOf(batch, update)),
  )
  const set = batch.set.map(({ name, assign }, position) => sql`${raw(name)} = ${assign(cell(1 + position))}`)
  const assignments = set.length === 0 ? [raw(`${batch.id.name} = ${T0}.${batch.id.name}`)] : set
  const id = layout.id.form.read(reading.dialect.name === 'sqlite' ? raw(batch.id.name) : at(T0, batch.id.name))
  const { rows } = await runner.run(
    sql`UPDATE ${named(layout, T0)} SET ${join(assignments)} FROM ${source} WHERE ${matching(reading, layout, batch)} RETURNING ${id} AS c0`,
  )
  return rows.map(({ c0 }) => textOf(c0) ?? '')
}

/** Where UPDATE answers nothing: the rows that hold are read and locked, then written. */
async function writeSearching(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  batch: Batch,
  updates: readonly RowUpdate[],
): Promise<readonly string[]> {
  const source = (some: readonly RowUpdate[]): Sql =>
    reading.dialect.batch(
      batch.types,
      some.map((update) => rowOf(batch, update)),
    )
  const id = layout.id.form.read(at(T0, batch.id.name))
  const found = await runner.run(
    sql`SELECT ${id} AS c0 FROM ${source(updates)} JOIN ${named(layout, T0)} ON ${matching(reading, layout, batch)}${reading.dialect.forUpdate}`,
  )
  const held = new Set(found.rows.map(({ c0 }) => textOf(c0) ?? ''))
  const written = updates.filter((update) => held.has(update.id))
  if (written.length > 0 && batch.set.length > 0) {
    const set = batch.set.map(({ name, assign }, position) => sql`${at(T0, name)} = ${assign(cell(1 + position))}`)
    const same = allOf([...scopeOf(reading, layout, T0), isRow(reading, layout, batch, cell(0))])
    await runner.run(sql`UPDATE ${named(layout, T0)} JOIN ${source(written)} ON ${same} SET ${join(set)}`)
  }
  return written.map(({ id: one }) => one)
}

/** A host's table on PostgreSQL, whose column types only a comparison with the column itself tells: row by row. */
async function writeEach(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  batch: Batch,
  updates: readonly RowUpdate[],
): Promise<readonly string[]> {
  const held: string[] = []
  for (const update of updates) {
    const set = batch.set.map(
      ({ field, name, cell: cellOf, assign }) => sql`${raw(name)} = ${assign(param(cellOf(update.set[field])))}`,
    )
    const expectations = batch.expect.map(({ field, name, cell: cellOf, assign }) => {
      const value = cellOf(update.expect?.[field])
      return value === null ? sql`${at(T0, name)} IS NULL` : sql`${at(T0, name)} = ${assign(param(value))}`
    })
    const same = isRow(reading, layout, batch, param(batch.id.cell(update.id)))
    const assignments = set.length === 0 ? [raw(`${batch.id.name} = ${T0}.${batch.id.name}`)] : set
    const { rows } = await runner.run(
      sql`UPDATE ${named(layout, T0)} SET ${join(assignments)} WHERE ${allOf([...scopeOf(reading, layout, T0), same, ...expectations])} RETURNING 1 AS c0`,
    )
    if (rows.length > 0) held.push(update.id)
  }
  return held
}
