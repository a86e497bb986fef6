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

/** A connection of `mysql2` that a host has begun a transaction on. */
export const mysqlHost = (connection: Pick<PoolConnection, 'query'>): HostConnection => ({
  async execute(sql, parameters) {
    const [result] = await connection.query(sql, [...parameters])
    return isPlainObject(result) || !Array.isArray(result)
      ? { rows: [], affected: Number(Reflect.get(Object(result), 'affectedRows')) }
      : { rows: rowsOf(result.map((row) => ({ ...row }))) }
  },
})

/** A handle of `better-sqlite3` that a host has begun a transaction on. */
export const sqliteHost = (database: BetterSqlite.Database): HostConnection => ({
  async execute(sql, parameters) {
    const statement = database.prepare(sql)
    if (statement.reader) return { rows: rowsOf(statement.all(...parameters)) }
    return { rows: [], affected: statement.run(...parameters).changes }
  },
})
