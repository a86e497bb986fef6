import { refuse, type Row } from '../../src/kernel'
import type { EntityDefinition, FieldDefinition } from '../../src/model'
import { storageProblem, storedField } from '../../src/storage'
import { createHashIndex, type HashIndex } from './hash-index'
import type { Journal } from './journal'
import { keptRow } from './stored-row'

/** The rows of one entity and one tenant, by id and by hash indexes. Each write leaves in the journal how to take it back. */
export interface Table {
  readonly entity: EntityDefinition
  readonly rows: ReadonlyMap<string, Row>
  readonly indexes: readonly HashIndex[]
  /** Takes the fields, keys and indexes of another definition of the same entity. */
  define(entity: EntityDefinition): void
  /**
   * Puts rows in the place of those with their ids, all at once: keys are compared with what is there in the end. Refused with
   * `storage.conflict` where a unique key is broken; the journal then takes back what was written.
   */
  put(rows: readonly Row[]): void
  remove(ids: readonly string[]): void
}

export function createTable(first: EntityDefinition, journal: Journal): Table {
  const rows = new Map<string, Row>()
  let entity = first
  let indexes = indexesOf(entity)

  const write = (id: string, row: Row | undefined): void => {
    const before = rows.get(id)
    for (const index of indexes) {
      if (before !== undefined && row !== undefined && index.fields.every(({ name }) => before[name] === row[name]))
        continue
      if (before !== undefined) index.remove(before, id)
      if (row !== undefined) index.add(row, id)
    }
    if (row === undefined) rows.delete(id)
    else rows.set(id, row)
  }
  const writeWithUndo = (id: string, row: Row | undefined): void => {
    const before = rows.get(id)
    journal.record(() => write(id, before))
    write(id, row)
  }
  const refuseBroken = (row: Row): void => {
    for (const index of indexes) {
      const key = index.unique ? index.keyOf(row) : null
      if (key !== null && index.idsAt(key).size > 1)
        refuse(
          storageProblem('storage.conflict', {
            data: { entity: entity.name, fields: index.fields.map(({ name }) => name) },
          }),
        )
    }
  }

  return {
    rows,
    get entity() {
      return entity
    },
    get indexes() {
      return indexes
    },
    define(next) {
      if (next === entity) return
      entity = next
      indexes = indexesOf(entity)
      for (const [id, row] of rows) for (const index of indexes) index.add(row, id)
    },
    put(given) {
      const kept = given.map((row) => keptRow(entity, row))
      for (const row of kept) writeWithUndo(idOf(row), row)
      for (const row of kept) refuseBroken(row)
    },
    remove(ids) {
      for (const id of ids) writeWithUndo(id, undefined)
    },
  }
}

/** A row without an id is a bug of the caller. */
export function idOf(row: Row): string {
  const { id } = row
  if (typeof id !== 'string' || id === '') throw new Error('A row needs an id')
  return id
}

/** One for each unique key, each declared index and its first field, and each reference, so that relations are followed at once. */
function indexesOf(entity: EntityDefinition): readonly HashIndex[] {
  const indexes = new Map<string, HashIndex>()
  const add = (names: readonly string[], unique: boolean): void => {
    const key = names.join(' ')
    const fields = names.map((name) => storedField(entity, name))
    if (names.length > 0 && !indexes.has(key) && fields.every(isIndexable))
      indexes.set(key, createHashIndex(fields, unique))
  }
  for (const names of entity.unique) add(names, true)
  for (const names of entity.indexes) {
    add(names, false)
    add(names.slice(0, 1), false)
  }
  for (const { name, kind } of entity.fields.values()) if (kind === 'reference') add([name], false)
  return [...indexes.values()]
}

const isIndexable = ({ kind }: FieldDefinition): boolean => kind !== 'json' && kind !== 'tags'
