import { causesOf, type DataFault, type FaultKind } from './dialect'

/** Faults of the data by SQLSTATE: integrity (class 23), what a type cannot hold (class 22), what a trigger or a view refuses. */
const KINDS: Readonly<Record<string, FaultKind>> = {
  '23000': 'rejected',
  '23001': 'referenced',
  '23502': 'missing',
  '23503': 'reference',
  '23505': 'taken',
  '23514': 'rejected',
  '23P01': 'rejected',
  '22001': 'tooLong',
  '22003': 'outOfRange',
  '22007': 'rejected',
  '22008': 'outOfRange',
  '22021': 'rejected',
  '22032': 'rejected',
  '22P02': 'rejected',
  '22P05': 'rejected',
  '44000': 'rejected',
  P0001: 'rejected',
}

const word = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** `pg` says `column`, `constraint` and `table`; postgres.js `column_name`, `constraint_name` and `table_name`. */
export function faultOnPostgres(error: unknown): DataFault | null {
  for (const facts of causesOf(error)) {
    const kind = typeof facts['code'] === 'string' ? KINDS[facts['code']] : undefined
    if (kind === undefined) continue
    const detail = word(facts['detail'])
    const column = word(facts['column'] ?? facts['column_name'])
    const table = word(facts['table'] ?? facts['table_name'])
    return {
      kind: kind === 'reference' ? sideOf(detail, table) : kind,
      columns: column === null ? columnsIn(detail) : [column],
      constraint: word(facts['constraint'] ?? facts['constraint_name']),
      table,
    }
  }
  return null
}

/** The words of `Key (a, b)=(1, 2) already exists.` are in the server's language; its brackets are not. */
const columnsIn = (detail: string | null): readonly string[] =>
  (/\((.*?)\)=\(/.exec(detail ?? '')?.[1]?.split(', ') ?? []).map((column) => column.replace(/^"(.*)"$/, '$1'))

/**
 * The error is of the table with the foreign key, and the detail ends with the other: the one that has no such row, or the one whose
 * rows still name it. Of a table that refers to itself it does not tell.
 */
function sideOf(detail: string | null, table: string | null): FaultKind {
  const other = /["«“„]\s?([^"«»“”„]+?)\s?["»”“]\W*$/u.exec(detail ?? '')?.[1]
  if (other === undefined || table === null) return 'reference'
  return other === table ? 'reference' : 'unknownReference'
}
