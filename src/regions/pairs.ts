import type { Row } from '../kernel'

/** Ids under other ids, such as the groups of each region. */
export type IdPairs = ReadonlyMap<string, readonly string[]>

/** The second of pairs under the first, in their order. */
export function pairedIds(pairs: Iterable<readonly [string, string]>): IdPairs {
  const all = new Map<string, string[]>()
  for (const [key, value] of pairs) {
    const values = all.get(key)
    if (values === undefined) all.set(key, [value])
    else values.push(value)
  }
  return all
}

/** The values of one field under those of another. */
export const pairedIn = (rows: readonly Row[], by: string, field: string): IdPairs =>
  pairedIds(rows.map((row) => [String(row[by]), String(row[field])]))
