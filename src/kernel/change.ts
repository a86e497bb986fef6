import { isPlainObject } from './json'

/** A record as the modules see it when its entity is not known to the types. */
export type Row = Readonly<Record<string, unknown>>

/** What happened to a record: `before` is null when it was created, `after` when it was removed. */
export interface Change {
  readonly entity: string
  readonly id: string
  readonly type: 'created' | 'updated' | 'removed'
  readonly before: Row | null
  readonly after: Row | null
}

/** Something that happened about a record without changing it: a quote was opened, a form was answered. */
export interface Happening {
  readonly name: string
  readonly entity: string
  readonly id: string
  readonly at: Date
  readonly data: Row
}

/**
 * A change to make, as data: what decisions and reactions answer with, and what the session writes.
 * `key` names the fields that make two rows the same for `onConflict`; `expect` makes an update hold only when the record still
 * has these values.
 */
export type Write =
  | {
      readonly type: 'insert'
      readonly entity: string
      readonly rows: readonly Row[]
      readonly onConflict?: 'fail' | 'skip' | 'update'
      readonly key?: readonly string[]
    }
  | { readonly type: 'update'; readonly entity: string; readonly id: string; readonly set: Row; readonly expect?: Row }
  | { readonly type: 'remove'; readonly entity: string; readonly id: string }

/** The names of the fields whose value differs between before and after, in the order the records name them. */
export function changedFields(change: Change): string[] {
  const before = change.before ?? {}
  const after = change.after ?? {}
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].filter((name) => !sameValue(own(before, name), own(after, name)))
}

/**
 * Equality of field values: dates by their time, lists by their items in order, plain objects by their members; null, undefined
 * and an absent member are one and the same.
 */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b || (a ?? null) === (b ?? null)) return true
  if (typeof a !== 'object' || typeof b !== 'object') return Number.isNaN(a) && Number.isNaN(b)
  if (a === null || b === null) return false
  if (a instanceof Date || b instanceof Date) {
    return a instanceof Date && b instanceof Date && Object.is(a.getTime(), b.getTime())
  }
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
    const others: readonly unknown[] = b
    return a.every((item, index) => sameValue(item, others[index]))
  }
  if (!isPlainObject(a) || !isPlainObject(b)) return false
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].every((name) => sameValue(own(a, name), own(b, name)))
}

/** A member that may be called `constructor` without meaning the one every object inherits. */
function own(row: Row, name: string): unknown {
  return Object.hasOwn(row, name) ? row[name] : undefined
}
