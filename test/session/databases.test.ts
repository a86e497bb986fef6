import Database from 'better-sqlite3'
import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { kyselyAdapter } from 'clientele/kysely'
import { mysqlHost, postgresHost, sqliteHost } from '../kysely/host-connections'
import { onMysql, onPostgres } from '../servers'
import { badEnds } from './spoiled'
import { thread, type Ground } from './thread'

const sqlite = new Database(':memory:')
const sqliteDb = new Kysely<unknown>({ dialect: new SqliteDialect({ database: sqlite }) })

/** What databases mind: texts they cannot keep, or not so many of; moments that are none. */
const MINDED: readonly (readonly [string, unknown])[] = [
  ['a NUL byte', 'a\0b'],
  ['half a surrogate pair', '\ud800'],
  ['a very long text', 'x'.repeat(100_000)],
  ['a huge number', 1e300],
  ['no date', new Date(Number.NaN)],
  ['a date beyond all calendars', new Date(8.64e15)],
]

function tell(name: string, ground: Ground): void {
  thread(name, ground)
  test.each(MINDED)(`%s in any place of any call is answered or refused on ${name}`, async (_, strange) => {
    expect(await badEnds(ground, strange)).toEqual([])
  })
}

tell('SQLite', {
  adapter: (clock) => kyselyAdapter({ db: sqliteDb, dialect: 'sqlite', clock }),
  async hostTransaction(work) {
    sqlite.exec('BEGIN')
    try {
      await work(sqliteHost(sqlite))
      sqlite.exec('COMMIT')
    } catch (error) {
      sqlite.exec('ROLLBACK')
      throw error
    }
  },
})

onPostgres(import.meta.url, (database) => {
  const pool = new pg.Pool(database.config)
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  afterAll(() => db.destroy())
  tell('PostgreSQL', {
    adapter: (clock) => kyselyAdapter({ db, dialect: 'postgres', schema: database.name, clock }),
    async hostTransaction(work) {
      const client = await pool.connect()
      try {
        await client.query('BEGIN')
        await work(postgresHost(client))
        await client.query('COMMIT')
      } catch (error) {
        await client.query('ROLLBACK')
        throw error
      } finally {
        client.release()
      }
    },
  })
})

onMysql(import.meta.url, (database) => {
  const pool = createPool(database.url)
  const db = new Kysely<unknown>({ dialect: new MysqlDialect({ pool }) })
  afterAll(() => db.destroy())
  tell('MariaDB', {
    adapter: (clock) => kyselyAdapter({ db, dialect: 'mysql', clock }),
    async hostTransaction(work) {
      const connection = await pool.promise().getConnection()
      try {
        await connection.query('START TRANSACTION')
        await work(mysqlHost(connection))
        await connection.query('COMMIT')
      } catch (error) {
        await connection.query('ROLLBACK')
        throw error
      } finally {
        connection.release()
      }
    },
  })
})
