import type { HostConnection } from '../../src/storage'
import { CompiledQuery, type QueryResult } from 'kysely'
import type { SqlDialect } from './dialect'
import { numberOf } from './driver-value'
import type { Sql } from './sql'

/** A row as the driver made it, for whoever ran the statement to keep. */
export type DriverRow = Record<string, unknown>

export interface Outcome {
  readonly rows: readonly DriverRow[]
  /** How many rows a write changed; null where the driver does not tell. */
  readonly affected: number | null
}

/** Anything that runs one statement after the other on one connection. */
export interface Connection {
  execute(statement: Sql): Promise<Outcome>
  /** Every write says how many rows it changed; a host's driver may not. */
  readonly tellsChanges: boolean
}

/** What operations run their statements through. */
export interface Runner {
  readonly tellsChanges: boolean
  run(statement: Sql): Promise<Outcome>
  /** Work of one statement, which takes effect whole or not at all by itself; its failure leaves the transaction around it usable. */
  alone<T>(work: (runner: Runner) => Promise<T>): Promise<T>
  /** All of the work's statements take effect or none, and its failure leaves the transaction around it usable. */
  atomically<T>(work: (runner: Runner) => Promise<T>): Promise<T>
}

/** What runs compiled statements: an executor of Kysely's, or one of its connections. */
interface QueryRunner {
  executeQuery<R>(query: CompiledQuery<R>): Promise<QueryResult<R>>
}

/** A connection of Kysely's. Statements come compiled, so that no plugin of the host's changes names or values. */
export const kyselyConnection = (runner: QueryRunner, dialect: SqlDialect): Connection => ({
  tellsChanges: true,
  async execute(statement) {
    const text = dialect.textOf(statement)
    const { rows, numAffectedRows } = await runner.executeQuery<DriverRow>(
      CompiledQuery.raw(text, [...statement.parameters]),
    )
    return { rows, affected: numAffectedRows === undefined ? null : Number(numAffectedRows) }
  },
})

/** A connection of the host's, in its transaction. */
export const hostConnection = (connection: HostConnection, dialect: SqlDialect): Connection => ({
  tellsChanges: false,
  async execute(statement) {
    const { rows, affected } = await connection.execute(dialect.textOf(statement), [...statement.parameters])
    return { rows: rows.map((row) => ({ ...row })), affected: affected ?? null }
  },
})

/** Runs a write and says how many rows it changed, asking the database where the driver does not tell. */
export async function changedBy(runner: Runner, dialect: SqlDialect, write: Sql): Promise<number> {
  if (!runner.tellsChanges && dialect.counted !== null) return countIn(await runner.run(dialect.counted(write)))
  const outcome = await runner.run(write)
  if (outcome.affected !== null) return outcome.affected
  if (dialect.changes === null) throw new Error('The driver does not tell how many rows a statement changed')
  return countIn(await runner.run(dialect.changes))
}

const countIn = ({ rows }: Outcome): number => numberOf(rows[0]?.['n']) ?? 0
