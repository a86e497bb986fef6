import type { Row } from '../../src/kernel'
import { isAmong, allOf as allCriteria, type BoundCriteria, type BoundValue } from '../../src/query'
import { rowKey, storedField, type InsertOptions } from '../../src/storage'
import { whereOf } from './compile-criteria'
import { takenFields } from './driver-error'
import { insertGenerated, insertRows } from './insert-statement'
import type { Runner } from './runner'
import { aliasAt, named, type Reading } from './scope'
import { selectionOf } from './selection'
import { join, NOTHING_SQL, param, raw, sql, type Sql } from './sql'
import type { TableLayout, UniqueKey } from './table-layout'
import { checkFields, chunksOf, idOf, writtenColumns } from './written-values'

/** Writes rows; of those whose key is there already, does as the options say. The ids written, in the order given. */
export async function insertAll(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  rows: readonly Row[],
  options: InsertOptions,
): Promise<readonly string[]> {
  for (const row of rows) {
    checkFields(layout, row)
    if (!layout.id.isGenerated || row['id'] !== undefined) idOf(row)
  }
  if (rows.length === 0) return []
  if (options.onConflict === 'fail') {
    const write = (inner: Runner) => insertPlain(inner, reading, layout, rows)
    return isOneStatement(reading, layout, rows) ? runner.alone(write) : runner.atomically(write)
  }
  const key = keyOf(layout, options.key ?? ['id'])
  const isNative = reading.dialect.onConflict && layout.own !== null
  const write = isNative ? insertNative : insertBySearch
  return write(runner, reading, layout, rows, key, options.onConflict)
}

/** Few rows of the kernel's own tables, which all fill the same columns. */
const isOneStatement = ({ dialect }: Reading, layout: TableLayout, rows: readonly Row[]): boolean =>
  rows.length === 1 ||
  (layout.own !== null && rows.length * (layout.columns.size + 4) <= Math.min(2_000, dialect.mostParameters))

/** A key that nothing makes unique is a bug of the caller. */
function keyOf(layout: TableLayout, fields: readonly string[]): UniqueKey {
  const sorted = (names: readonly string[]): string => [...names].sort().join(' ')
  const key = layout.unique.find((unique) => sorted(unique.fields) === sorted(fields))
  if (key === undefined) throw new Error(`${layout.entity.name} has no unique key of ${fields.join(', ')}`)
  return key
}

/** All fields of a table of the kernel's; of a host's those given, whose defaults are the host's. */
const fieldsOf = (layout: TableLayout, row: Row): readonly string[] =>
  layout.own === null
    ? [...layout.columns.keys()].filter((name) => row[name] !== undefined)
    : [...layout.columns.keys()]

/** Rows that name the same fields, each with its place among all. */
function byShape(
  rows: readonly Row[],
  shapeOf: (row: Row) => readonly string[],
): ReadonlyMap<string, { readonly fields: readonly string[]; readonly places: number[] }> {
  const shapes = new Map<string, { readonly fields: readonly string[]; readonly places: number[] }>()
  for (const [place, row] of rows.entries()) {
    const fields = shapeOf(row)
    const name = fields.join(' ')
    const known = shapes.get(name)
    if (known === undefined) shapes.set(name, { fields, places: [place] })
    else known.places.push(place)
  }
  return shapes
}

const pick = <T>(items: readonly T[], places: readonly number[]): readonly T[] =>
  places.flatMap((place) => items[place] ?? [])

async function insertPlain(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  rows: readonly Row[],
): Promise<readonly string[]> {
  const ids: string[] = rows.map((row) => (typeof row['id'] === 'string' ? row['id'] : ''))
  for (const { fields, places } of byShape(rows, (row) => fieldsOf(layout, row)).values()) {
    const own = pick(rows, places)
    if (fields.includes('id')) await insertRows(runner, reading, layout, fields, own, NOTHING_SQL)
    else {
      const made = await insertGenerated(runner, reading, layout, fields, own)
      for (const [position, place] of places.entries()) ids[place] = made[position] ?? ''
    }
  }
  return ids
}

type Conflict = 'skip' | 'update'

/** The key of a row under which two are the same; null where a value of it is missing, which is the same as nothing. */
const keyIn = (layout: TableLayout, key: UniqueKey) => {
  const fields = key.fields.map((name) => storedField(layout.entity, name))
  return (row: Row): string | null => rowKey(fields, ({ name }) => row[name])
}

/** Rows of one call with the same key: skip keeps the first of them, update puts the later over the earlier. */
function merged(
  rows: readonly Row[],
  keyed: (row: Row) => string | null,
  onConflict: Conflict,
): { readonly rows: readonly Row[]; readonly placeOf: readonly number[] } {
  const distinct: Row[] = []
  const places = new Map<string, number>()
  const placeOf = rows.map((row) => {
    const key = keyed(row)
    const known = key === null ? undefined : places.get(key)
    if (known === undefined) {
      if (key !== null) places.set(key, distinct.length)
      return distinct.push(row) - 1
    }
    const there = distinct[known]
    if (onConflict === 'update' && there !== undefined)
      distinct[known] = { ...there, ...row, ...('id' in there ? { id: there['id'] } : {}) }
    return onConflict === 'update' ? known : -1
  })
  return { rows: distinct, placeOf }
}

/** By ON CONFLICT, in one statement for all rows that name the same fields. */
async function insertNative(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  given: readonly Row[],
  key: UniqueKey,
  onConflict: Conflict,
): Promise<readonly string[]> {
  const keyed = keyIn(layout, key)
  const { rows, placeOf } = merged(given, keyed, onConflict)
  const all = [...layout.columns.keys()]
  const answered = selectionOf(reading.dialect, layout, layout.table.text, key.fields)
  const ids: (string | null)[] = rows.map(() => null)
  const isOne = isOneStatement(reading, layout, rows) && (onConflict === 'skip' || rows.length === 1)
  const guarded: Runner['atomically'] = (work) => (isOne ? runner.alone(work) : runner.atomically(work))
  await guarded(async (inner) => {
    const shapes =
      onConflict === 'skip'
        ? byShape(rows, () => all)
        : byShape(rows, (row) => all.filter((name) => row[name] !== undefined))
    for (const { fields, places } of shapes.values()) {
      const own = pick(rows, places)
      const ending = sql`${onConflictClause(layout, key, onConflict, fields)} RETURNING ${answered.columns}`
      const answers = (await insertRows(inner, reading, layout, all, own, ending)).map(answered.decode)
      const idAt = new Map(answers.map((row) => [keyed(row), String(row['id'])]))
      const written = new Set(answers.map((row) => String(row['id'])))
      for (const place of places) {
        const row = rows[place]
        if (row === undefined) continue
        const at = keyed(row)
        ids[place] = at === null ? (written.has(idOf(row)) ? idOf(row) : null) : (idAt.get(at) ?? null)
      }
    }
  })
  return placeOf.flatMap((place) => ids[place] ?? [])
}

function onConflictClause(layout: TableLayout, key: UniqueKey, onConflict: Conflict, fields: readonly string[]): Sql {
  const columns = writtenColumns(
    layout,
    fields.filter((name) => name !== 'id'),
  )
  // An update of nothing still answers the row that is there.
  const set =
    columns.length === 0
      ? raw(`${layout.id.name} = excluded.${layout.id.name}`)
      : join(columns.map(({ name }) => raw(`${name} = excluded.${name}`)))
  const effect = onConflict === 'skip' ? raw('DO NOTHING') : sql`DO UPDATE SET ${set}`
  return sql` ON CONFLICT (${key.target}) ${effect}`
}

const SEARCHES = 5

/**
 * By looking first: where the database has no ON CONFLICT for one key, and in tables of a host's, whose indexes are not known. A row
 * that comes in between breaks the key; the work is then done again.
 */
async function insertBySearch(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  given: readonly Row[],
  key: UniqueKey,
  onConflict: Conflict,
): Promise<readonly string[]> {
  const keyed = keyIn(layout, key)
  const { rows, placeOf } = merged(given, keyed, onConflict)
  const sameKey = (fields: readonly string[]): boolean =>
    fields.length === key.fields.length && fields.every((field) => key.fields.includes(field))
  for (let search = 1; ; search++) {
    try {
      const ids = await runner.atomically((inner) => insertOrKeep(inner, reading, layout, rows, key, onConflict))
      return placeOf.flatMap((place) => ids[place] ?? [])
    } catch (error) {
      const fields = takenFields(reading.dialect, layout, error)
      if (fields === null || !sameKey(fields) || search === SEARCHES) throw error
    }
  }
}

async function insertOrKeep(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  rows: readonly Row[],
  key: UniqueKey,
  onConflict: Conflict,
): Promise<readonly (string | null)[]> {
  const keyed = keyIn(layout, key)
  const there = await idsByKey(runner, reading, layout, rows, key)
  const ids: (string | null)[] = rows.map(() => null)
  const fresh: number[] = []
  for (const [place, row] of rows.entries()) {
    const at = keyed(row)
    const id = at === null ? undefined : there.get(at)
    if (id === undefined) fresh.push(place)
    else if (onConflict === 'update') {
      ids[place] = id
      await overwrite(runner, reading, layout, id, row)
    }
  }
  const made = await insertPlain(runner, reading, layout, pick(rows, fresh))
  for (const [position, place] of fresh.entries()) ids[place] = made[position] ?? null
  return ids
}

const LOOKED_UP = 500

/** The rows that have one of these keys, found by their values apart and told by them together; locked until the end. */
async function idsByKey(
  runner: Runner,
  reading: Reading,
  layout: TableLayout,
  rows: readonly Row[],
  key: UniqueKey,
): Promise<ReadonlyMap<string, string>> {
  const keyed = keyIn(layout, key)
  const selection = selectionOf(reading.dialect, layout, aliasAt(0), key.fields)
  const found = new Map<string, string>()
  for (const chunk of chunksOf(
    rows.filter((row) => keyed(row) !== null),
    LOOKED_UP,
  )) {
    const where = allCriteria(
      ...key.fields.map((field): BoundCriteria =>
        isAmong(
          layout.entity,
          field,
          chunk.flatMap((row) => boundValue(row[field])),
        ),
      ),
    )
    const select = sql`SELECT ${selection.columns} FROM ${named(layout, aliasAt(0))} WHERE ${whereOf(reading, where, layout)}${reading.dialect.forUpdate}`
    for (const row of (await runner.run(select)).rows.map(selection.decode)) {
      const at = keyed(row)
      if (at !== null) found.set(at, String(row['id']))
    }
  }
  return found
}

function boundValue(value: unknown): readonly BoundValue[] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value instanceof Date)
    return [value]
  throw new Error('A unique key is made of values that compare')
}

async function overwrite(runner: Runner, reading: Reading, layout: TableLayout, id: string, row: Row): Promise<void> {
  const columns = writtenColumns(
    layout,
    Object.keys(row).filter((name) => name !== 'id' && row[name] !== undefined),
  )
  if (columns.length === 0) return
  const set = columns.map(({ field, name, cell, assign }) => sql`${raw(name)} = ${assign(param(cell(row[field])))}`)
  const where = whereOf(reading, isAmong(layout.entity, 'id', [id]), layout)
  await runner.run(sql`UPDATE ${named(layout, aliasAt(0))} SET ${join(set)} WHERE ${where}`)
}
