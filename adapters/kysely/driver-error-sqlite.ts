import { causesOf, type DataFault, type FaultKind } from './dialect'

/**
 * Faults of the data by extended result code, and by the words beside it: not every driver hands the extended code on. Small numbers say
 * nothing: 20 is the code of a request that was aborted, too.
 */
const KINDS: readonly (readonly [FaultKind, code: string, number: number | null, words: RegExp | null])[] = [
  ['taken', 'SQLITE_CONSTRAINT_UNIQUE', 2067, /UNIQUE constraint failed: /],
  ['taken', 'SQLITE_CONSTRAINT_PRIMARYKEY', 1555, /UNIQUE constraint failed: /],
  ['reference', 'SQLITE_CONSTRAINT_FOREIGNKEY', 787, /FOREIGN KEY constraint failed/],
  ['missing', 'SQLITE_CONSTRAINT_NOTNULL', 1299, /NOT NULL constraint failed: /],
  ['rejected', 'SQLITE_CONSTRAINT_CHECK', 275, /CHECK constraint failed/],
  ['rejected', 'SQLITE_CONSTRAINT_DATATYPE', 3091, /cannot store \w+ value in \w+ column/],
  ['rejected', 'SQLITE_CONSTRAINT_TRIGGER', 1811, null],
  ['rejected', 'SQLITE_MISMATCH', null, /datatype mismatch/],
  ['tooLong', 'SQLITE_TOOBIG', null, /string or blob too big/],
]

export function faultOnSqlite(error: unknown): DataFault | null {
  for (const { code, errcode, message } of causesOf(error)) {
    const text = typeof message === 'string' ? message : ''
    const [kind] =
      KINDS.find(([, name, number]) => code === name || Number(errcode ?? code) === number) ??
      KINDS.find(([, , , words]) => words?.test(text) === true) ??
      []
    if (kind !== undefined) return { kind, ...namesIn(text) }
  }
  return null
}

/** `UNIQUE constraint failed: table.a, table.b`, for an index on expressions `index 'name'`; `NOT NULL constraint failed: table.a`. */
function namesIn(text: string): Omit<DataFault, 'kind'> {
  const named = /(?:UNIQUE|NOT NULL) constraint failed: (.+)$/m.exec(text)?.[1]
  const typed = /value in \w+ column (.+)$/m.exec(text)?.[1]
  const names = (named ?? typed)?.split(', ') ?? []
  const constraint = /^index '(.+)'$/.exec(named ?? '')?.[1] ?? null
  if (constraint !== null) return { columns: [], constraint, table: null }
  const [first] = names
  return {
    columns: names.map((name) => name.slice(name.lastIndexOf('.') + 1)),
    constraint: null,
    table: first?.includes('.') === true ? first.slice(0, first.lastIndexOf('.')) : null,
  }
}
