import type { Row } from '../../src/kernel'
import type { FieldDefinition } from '../../src/model'
import { rowKey } from '../../src/storage'

/** The ids of the rows that share their values in some fields. Rows with a missing value in one of them are not in it. */
export interface HashIndex {
  readonly fields: readonly FieldDefinition[]
  /** No two rows may share their values. */
  readonly unique: boolean
  keyOf(row: Row): string | null
  idsAt(key: string): ReadonlySet<string>
  add(row: Row, id: string): void
  remove(row: Row, id: string): void
}

const NO_IDS: ReadonlySet<string> = new Set()

export function createHashIndex(fields: readonly FieldDefinition[], unique: boolean): HashIndex {
  const ids = new Map<string, Set<string>>()
  const keyOf = (row: Row): string | null => rowKey(fields, ({ name }) => row[name])
  return {
    fields,
    unique,
    keyOf,
    idsAt: (key) => ids.get(key) ?? NO_IDS,
    add(row, id) {
      const key = keyOf(row)
      if (key === null) return
      const there = ids.get(key)
      if (there === undefined) ids.set(key, new Set([id]))
      else there.add(id)
    },
    remove(row, id) {
      const key = keyOf(row)
      const there = key === null ? undefined : ids.get(key)
      if (key === null || there === undefined) return
      there.delete(id)
      if (there.size === 0) ids.delete(key)
    },
  }
}
