import type BetterSqlite from 'better-sqlite3'
import type { PoolConnection } from 'mysql2/promise'
import type pg from 'pg'
import { isPlainObject, type Row } from 'clientele/kernel'
import type { HostConnection } from 'clientele/storage'

const rowsOf = (value: unknown): readonly Row[] => (Array.isArray(value) ? value.filter(isPlainObject) : [])

/** A client of `pg` that a host has begun a transaction on. */
export const postgresHost = (client: pg.ClientBase): HostConnection => ({
  async execute(sql, parameters) {
    const { rows, rowCount } = await client.query(sql, [...parameters])
    return { rows: rowsOf(rows), ...(rowCount === null ? {} : { affected: rowCount }) }
  },
})

/** What mysql2 answers: a list of rows, or of a write what it did. */
const answerOf = (result: unknown): Awaited<ReturnType<HostConnection['execute']>> =>
  Array.isArray(result)
    ? { rows: rowsOf(result.map((row: unknown) => ({ ...Object(row) }))) }
    : { rows: [], affected: Number(Reflect.get(Object(result), 'affectedRows')) }

/** A connection of `mysql2` that a host has begun a transaction on. */
export const mysqlHost = (connection: PoolConnection): HostConnection => ({
  execute: async (sql, parameters) => answerOf((await connection.query(sql, [...parameters]))[0]),
})

/** The same through prepared statements, whose parameters are typed. */
export const preparedMysqlHost = (connection: PoolConnection): HostConnection => ({
  execute: async (sql, parameters) => answerOf((await connection.execute(sql, parameters.map(scalar)))[0]),
})

function scalar(value: unknown): string | number | bigint | boolean | null {
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    typeof value === 'boolean'
  )
    return value
  throw new Error(`No parameter of a statement: ${typeof value}`)
}

/** A handle of `better-sqlite3` that a host has begun a transaction on. */
export const sqliteHost = (database: BetterSqlite.Database): HostConnection => ({
  async execute(sql, parameters) {
    const statement = database.prepare(sql)
    if (statement.reader) return { rows: rowsOf(statement.all(...parameters)) }
    return { rows: [], affected: statement.run(...parameters).changes }
  },
})
