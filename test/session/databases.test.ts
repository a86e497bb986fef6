import Database from 'better-sqlite3'
import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import { afterAll } from 'vitest'
import { kyselyAdapter } from 'clientele/kysely'
import { mysqlHost, postgresHost, sqliteHost } from '../kysely/host-connections'
import { onMysql, onPostgres } from '../servers'
import { thread } from './thread'

const sqlite = new Database(':memory:')
const sqliteDb = new Kysely<unknown>({ dialect: new SqliteDialect({ database: sqlite }) })

thread('SQLite', {
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
  thread('PostgreSQL', {
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
  thread('MariaDB', {
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
