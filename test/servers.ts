/**
 * The database servers that some tests need. With CI set, a server that does not answer fails the file; elsewhere its
 * tests are skipped under a title that says which server is missing and how to start it.
 *
 * @example
 * onPostgres(import.meta.url, (database) => {
 *   test('R6.1 a rolled back transaction leaves nothing', async () => {
 *     const pool = new pg.Pool(database.config) // tables land in database.name, a schema of this file's own
 *   })
 * })
 */
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createConnection } from 'mysql2/promise'
import pg from 'pg'
import { beforeAll, describe, test } from 'vitest'

export const postgresUrl = process.env['CLIENTELE_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test'
export const mysqlUrl = process.env['CLIENTELE_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306/test'

/** A schema made for one test file; `config` opens a `pg.Pool` or `pg.Client` whose search path is that schema. */
export interface PostgresDatabase {
  readonly name: string
  readonly url: string
  readonly config: { readonly connectionString: string; readonly options: string }
}

/** A database made for one test file; `url` opens a mysql2 connection or pool in it. */
export interface MysqlDatabase {
  readonly name: string
  readonly url: string
}

/** How long a file waits, in milliseconds, for the same file of another run over this tree to give its database back. */
const TURN = 600_000

const postgresDown = await probe(openPostgres)
const mysqlDown = await probe(openMysql)

/** Declares tests that need PostgreSQL. `file` is the caller's `import.meta.url`; the schema lives as long as the block. */
export function onPostgres(file: string, declare: (database: PostgresDatabase) => void): void {
  const name = databaseName(file)
  const url = new URL(postgresUrl)
  url.searchParams.set('options', `-c search_path=${name}`)
  const database = {
    name,
    url: url.href,
    config: { connectionString: postgresUrl, options: `-c search_path=${name}` },
  }
  declareOn('PostgreSQL', postgresDown, 'pg_ctlcluster --skip-systemctl-redirect 15 main start', () => {
    beforeAll(async () => {
      const owner = await openPostgres()
      await owner.query('select pg_advisory_lock(hashtext($1))', [name])
      await owner.query(`drop schema if exists ${name} cascade; create schema ${name}`)
      return async () => {
        await owner.query(`drop schema if exists ${name} cascade`)
        await owner.end()
      }
    }, TURN)
    declare(database)
  })
}

/** Declares tests that need MariaDB or MySQL. `file` is the caller's `import.meta.url`; the database lives as long as the block. */
export function onMysql(file: string, declare: (database: MysqlDatabase) => void): void {
  const name = databaseName(file)
  const url = new URL(mysqlUrl)
  url.pathname = `/${name}`
  const start = 'start-stop-daemon --start --oknodo --background --exec /usr/sbin/mariadbd'
  declareOn('MariaDB', mysqlDown, start, () => {
    beforeAll(async () => {
      const owner = await openMysql()
      await owner.query('select get_lock(?, ?)', [name, TURN / 1_000])
      await owner.query(`drop database if exists ${name}`)
      await owner.query(`create database ${name}`)
      return async () => {
        await owner.query(`drop database if exists ${name}`)
        await owner.end()
      }
    }, TURN)
    declare({ name, url: url.href })
  })
}

function declareOn(server: string, down: string | undefined, start: string, declare: () => void): void {
  if (down === undefined) return void describe(server, declare)
  const title = `${server} does not answer (${down}); start it with \`${start}\``
  if (process.env['CI']) {
    test(title, () => {
      throw new Error(title)
    })
    return
  }
  describe.skip(title, declare)
}

/** The same name on every run, so that what a killed run left behind is removed by the next one. */
function databaseName(file: string): string {
  const stem = basename(fileURLToPath(file)).replace(/\.test\.ts$/, '')
  const hash = [...fileURLToPath(file)].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7)
  return `t_${stem.replaceAll(/[^a-z0-9]+/g, '_').slice(0, 40)}_${hash.toString(36)}`
}

async function openPostgres(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: postgresUrl, connectionTimeoutMillis: 3_000 })
  await client.connect()
  return client
}

function openMysql(): ReturnType<typeof createConnection> {
  return createConnection({ uri: mysqlUrl, connectTimeout: 3_000 })
}

async function probe(open: () => Promise<{ end(): Promise<void> }>): Promise<string | undefined> {
  try {
    await (await open()).end()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message || error.name : String(error)
  }
}
