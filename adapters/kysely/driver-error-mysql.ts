import { causesOf, type DataFault, type FaultKind } from './dialect'

/** Faults of the data by number, of MariaDB and of MySQL. */
const KINDS: Readonly<Record<number, FaultKind>> = {
  1022: 'taken',
  1062: 'taken',
  1586: 'taken',
  1216: 'unknownReference',
  1452: 'unknownReference',
  1217: 'referenced',
  1451: 'referenced',
  1048: 'missing',
  1263: 'missing',
  1364: 'missing',
  1406: 'tooLong',
  1264: 'outOfRange',
  1441: 'outOfRange',
  1690: 'outOfRange',
  1265: 'rejected',
  1292: 'rejected',
  1366: 'rejected',
  1369: 'rejected',
  1644: 'rejected',
  3140: 'rejected',
  3819: 'rejected',
  3988: 'rejected',
  4025: 'rejected',
}

/** Prisma tells the number as the text of a `code`. */
const numberIn = ({ errno, code }: Readonly<Record<string, unknown>>): number => Number(errno ?? code)

export function faultOnMysql(error: unknown): DataFault | null {
  for (const facts of causesOf(error)) {
    const kind = facts['code'] === 'ER_DUP_ENTRY' ? 'taken' : KINDS[numberIn(facts)]
    if (kind === undefined) continue
    const text = facts['sqlMessage'] ?? facts['message']
    const name = typeof text === 'string' ? nameIn(text) : null
    return {
      kind,
      columns: kind === 'taken' ? [] : typeof text === 'string' ? columnsIn(text) : [],
      constraint: kind === 'taken' ? name : null,
      table: null,
    }
  }
  return null
}

/**
 * The last name between quotes: of `Duplicate entry 'x' for key 'table.key'` the key, of `Incorrect integer value: 'x' for column
 * 'c' at row 1` the column. MariaDB names the key alone. The words are in the server's language, and values come before names; the
 * apostrophe of `doesn't` stands between letters.
 */
function nameIn(text: string): string | null {
  const name = /.*(?<!\p{L})['`]([^'`]*)['`](?!\p{L})/su.exec(text)?.[1]
  return name === undefined ? null : name.slice(name.lastIndexOf('.') + 1)
}

/** The columns of the foreign key, or the one that is named. */
function columnsIn(text: string): readonly string[] {
  const key = /FOREIGN KEY \((.*?)\) REFERENCES/.exec(text)?.[1]
  if (key !== undefined) return key.split(', ').map((column) => column.replaceAll('`', ''))
  const name = nameIn(text)
  return name === null ? [] : [name]
}
