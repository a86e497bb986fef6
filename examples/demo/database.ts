import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock, StoreAdapter } from 'clientele'
import { kyselyAdapter, type DialectName } from 'clientele/kysely'
import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect, sql, type Dialect } from 'kysely'

/** The demonstration's own schema (PostgreSQL) or database (MariaDB, MySQL): made anew, dropped at the end. */
const OWN = 'clientele_demo'

export interface DemoDatabase {
  readonly name: string
  readonly adapter: StoreAdapter
  close(): Promise<void>
}

function opened(
  name: string,
  dialect: DialectName,
  engine: Dialect,
  clock: Clock,
  leave: (db: Kysely<unknown>) => Promise<void>,
): DemoDatabase {
  const db = new Kysely<unknown>({ dialect: engine })
  const schema = dialect === 'postgres' ? { schema: OWN } : {}
  return {
    name,
    adapter: kyselyAdapter({ db, dialect, clock, ...schema }),
    async close() {
      await leave(db)
      await db.destroy()
    },
  }
}

async function embedded(clock: Clock): Promise<DemoDatabase> {
  const { default: Sqlite } = await import('better-sqlite3')
  const folder = mkdtempSync(join(tmpdir(), 'clientele-'))
  const database = new Sqlite(join(folder, 'demo.sqlite'))
  database.pragma('journal_mode = WAL')
  // A demonstration may lose its last second to a power cut.
  database.pragma('synchronous = OFF')
  return opened('SQLite', 'sqlite', new SqliteDialect({ database }), clock, () => {
    database.close()
    rmSync(folder, { recursive: true, force: true })
    return Promise.resolve()
  })
}

async function onPostgres(url: string, clock: Clock): Promise<DemoDatabase> {
  const { default: pg } = await import('pg')
  const pool = new pg.Pool({ connectionString: url })
  await pool.query(`drop schema if exists ${OWN} cascade`)
  return opened('PostgreSQL', 'postgres', new PostgresDialect({ pool }), clock, async (db) => {
    await sql`drop schema if exists ${sql.id(OWN)} cascade`.execute(db)
  })
}

async function onMysql(url: string, clock: Clock): Promise<DemoDatabase> {
  const { createConnection, createPool } = await import('mysql2')
  const server = createConnection(url).promise()
  await server.query(`drop database if exists ${OWN}`)
  await server.query(`create database ${OWN} character set utf8mb4`)
  await server.end()
  const target = new URL(url)
  target.pathname = `/${OWN}`
  const pool = createPool(target.href)
  return opened('MariaDB / MySQL', 'mysql', new MysqlDialect({ pool }), clock, async (db) => {
    await sql`drop database if exists ${sql.id(OWN)}`.execute(db)
  })
}

/** Embedded SQLite, or the server of the URL. */
export async function openDatabase(url: string | undefined, clock: Clock): Promise<DemoDatabase> {
  if (url === undefined) return embedded(clock)
  const { protocol } = new URL(url)
  if (protocol === 'postgres:' || protocol === 'postgresql:') return onPostgres(url, clock)
  if (protocol === 'mysql:' || protocol === 'mariadb:') return onMysql(url.replace(/^mariadb:/, 'mysql:'), clock)
  throw new Error(`--database ${url}: postgres://… or mysql://…`)
}
