import type { Parameter, Sql } from './sql'

export type DialectName = 'sqlite' | 'postgres' | 'mysql'

/** How a value travels in a batch, which has one type a column. */
export type CellType = 'text' | 'integer' | 'double' | 'boolean'

/** What a column of the kernel's own tables holds. */
export type ColumnType = 'word' | 'text' | 'integer' | 'double' | 'boolean' | 'date' | 'tags' | 'json'

/** What is wrong with data that a database does not take. */
export type FaultKind =
  /** A unique key is taken. */
  | 'taken'
  /** A foreign key names no row. */
  | 'unknownReference'
  /** A row that foreign keys name was to leave. */
  | 'referenced'
  /** One of these two: the driver does not say which. */
  | 'reference'
  | 'missing'
  | 'tooLong'
  | 'outOfRange'
  /** A check, a trigger, or a text that the type of the column cannot read. */
  | 'rejected'

/** A fault of the data as a driver tells it, with the columns and the name of the constraint where it does. */
export interface DataFault {
  readonly kind: FaultKind
  readonly columns: readonly string[]
  readonly constraint: string | null
  /** The table that it happened in: not always the one that was written to, where there are cascades and triggers. */
  readonly table: string | null
}

/** What differs between databases, as one record of small functions. Columns and values come as SQL already. */
export interface SqlDialect {
  readonly name: DialectName
  quote(identifier: string): string
  /** The text that the driver takes, with the placeholders of the database. */
  textOf(statement: Sql): string
  /** How many parameters one statement may have. */
  readonly mostParameters: number

  /** A column as text, exactly. */
  asText(column: Sql): Sql
  /** A column of a host's, compared and ordered byte for byte, whatever its collation. No index serves this form. */
  bytes(column: Sql): Sql
  /** A text as a column with this collation compares; null: as the kernel's own columns do. */
  collated(text: Sql, collation: string | null): Sql
  /** A condition on rows that an index has found already, said so that the planner does not count its effect twice. */
  recheck(condition: Sql): Sql
  /** Texts that compare byte for byte already. Nothing in the value is a wildcard. */
  contains(text: Sql, value: string): Sql
  startsWith(text: Sql, value: string): Sql
  endsWith(text: Sql, value: string): Sql
  /** Whether the column is one of many values: one parameter, however many they are. `null`: as the column types them. */
  among(column: Sql, values: readonly Parameter[], type: CellType | null): Sql
  notAmong(column: Sql, values: readonly Parameter[], type: CellType | null): Sql

  /** A text as the whole number it writes; NULL where it writes none, or not in the usual way. */
  integerOf(text: Sql): Sql
  /** A whole number divided, as a double. */
  quotient(units: Sql, divisor: number): Sql
  /** A text as a UUID; NULL where it is none. */
  uuidOf(text: Sql): Sql

  /** Whether `(a, b) > (x, y)` is a range of an index. */
  readonly rowRanges: boolean
  /** An order that begins with a key which is missing in all rows still goes by an index on it. */
  readonly ordersByMissing: boolean
  /** Sorts by one key, missing values at the end named. */
  ordered(key: Sql, direction: 'asc' | 'desc', missing: 'first' | 'last'): Sql
  /** Whether the column is among what a SELECT answers as c0, which is never missing; or is not, missing or other. */
  withinSet(column: Sql, select: Sql): Sql
  outsideSet(column: Sql, select: Sql): Sql
  /** A column by which many rows are put together: read as they stand, and not one by one along an index. */
  groupedBy(column: Sql): Sql
  /** Whether EXISTS is turned into a set, and back, as the planner sees fit: everywhere, but not within another, or nowhere. */
  readonly turnsExists: 'everywhere' | 'outermost' | 'nowhere'
  /** A set inside an OR may be read again for every row. */
  readonly setsOnlyInAnd: boolean

  /** A condition that is asked of rows found otherwise: no index is taken for it, and nothing estimated. */
  lookedUp(condition: Sql): Sql
  /** A key of an order as it stands in no index. */
  unindexed(key: Sql): Sql
  /** A SELECT that is cut by LIMIT, as what IN looks through. */
  cutList(select: Sql): Sql
  /** Ends a SELECT whose rows of `t0` are locked. */
  readonly forUpdate: Sql
  /** The same, with others that lock in this way only. */
  readonly forShare: Sql
  readonly skipLocked: Sql

  /** How many rows a table has, about, as the database knows it without counting; NULL where it does not say. */
  rowsIn(table: Sql, name: string, isOwn: boolean): Sql
  /** The kernel's own indexes hold what a record's rights go by, so that a list is looked through without its rows. */
  readonly carriesGrounds: boolean
  /** What several indexes find for an OR is sorted as fast as what one finds. */
  readonly sortsUnions: boolean

  /** The database's clock, in milliseconds since 1970; the same throughout a statement. */
  readonly nowMilliseconds: Sql
  /** The database's clock as a host's column of unknown type takes it. */
  readonly nowTimestamp: Sql

  /** Rows of values as a table `v` with the columns c0, c1 …, for FROM. */
  batch(types: readonly CellType[], rows: readonly (readonly Parameter[])[]): Sql
  /** How many rows one batch may have. */
  batchLimit(columns: number): number
  /** INSERT knows ON CONFLICT (key). */
  readonly onConflict: boolean
  /** INSERT may answer the rows it wrote. */
  readonly returning: boolean
  /** UPDATE may answer the rows it wrote, and take its values from a batch. */
  readonly updateReturning: boolean
  /** A statement may change rows of a table that its own sub-selects read. */
  readonly readsWhatItChanges: boolean
  /** A statement whose sub-selects are computed for each row, and not remembered for rows that only compare alike. */
  unremembered(statement: Sql): Sql
  /** Removes rows of a table called `t0` in the condition. */
  removal(table: Sql, where: Sql): Sql
  /** A statement that changes rows of a table called `t0`; `goesByList` where each of them is in a list that the condition gives. */
  update(table: Sql, assignments: Sql, where: Sql, goesByList: boolean): Sql

  /** What opens a transaction of the kernel's own. */
  readonly begin: readonly Sql[]
  /** After a failed statement a transaction takes no other until it goes back to a savepoint. */
  readonly failureEndsTransaction: boolean
  /** Holds a name until the transaction ends; null where a transaction has the database to itself. */
  lock(name: string, lockTable: Sql): Sql | null
  /** How many rows the statement just run changed, asked where the driver does not tell. */
  readonly changes: Sql | null
  /** A write that answers how many rows it changed, as `n`; null where there is no such statement. */
  readonly counted: ((write: Sql) => Sql) | null
  /** What the data did wrong; null for any other error: a lost connection, a missing table, a statement that cannot be read. */
  faultOf(error: unknown): DataFault | null
  /** The transaction lost against another and may win if it is run again. */
  isRetryable(error: unknown): boolean
  /** A sum past what the database adds up. */
  isOverflow(error: unknown): boolean

  columnType(type: ColumnType): string
}

/** More values than this go as one parameter. */
export const FEW_VALUES = 16

/** Writes a list as a parameter once: a scope that is kept sends the same thousands of ids with every statement. */
export function writtenOnce(write: (values: readonly Parameter[]) => string): (values: readonly Parameter[]) => string {
  const written = new WeakMap<readonly Parameter[], string>()
  return (values) => {
    const known = written.get(values)
    if (known !== undefined) return known
    const made = write(values)
    written.set(values, made)
    return made
  }
}

/** The facts of an error or of what it wraps: drivers, and the tools around them, put the database's own error at several places. */
export function* causesOf(error: unknown): Generator<Readonly<Record<string, unknown>>> {
  let at = error
  for (let depth = 0; depth < 6 && typeof at === 'object' && at !== null; depth++) {
    const facts: Readonly<Record<string, unknown>> = { ...at, ...messageOf(at) }
    yield facts
    at = facts['cause'] ?? facts['original'] ?? facts['driverError'] ?? facts['meta']
  }
}

/** Members that an Error keeps out of its enumerable ones. */
function messageOf(error: object): Readonly<Record<string, unknown>> {
  return {
    ...('message' in error ? { message: error.message } : {}),
    ...('cause' in error ? { cause: error.cause } : {}),
  }
}

/** Whether an identifier can be quoted at all. */
export function checkedIdentifier(identifier: string): string {
  const isOdd = [...identifier].some((character) => (character.codePointAt(0) ?? 0) < 0x20)
  if (identifier === '' || isOdd) throw new Error(`Not a name of a table or column: ${JSON.stringify(identifier)}`)
  return identifier
}

/** The first text, in code-point order, after all that start with the given one; null where there is none. */
export function afterPrefix(prefix: string): string | null {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0)
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    if (last < 0x10ffff) return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1)
  }
  return null
}

export const lengthInPoints = (text: string): number => Array.from(text).length
