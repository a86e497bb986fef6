import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { kyselyAdapter } from 'clientele/kysely'
import type { Row } from 'clientele/kernel'
import type { Store } from 'clientele/storage'
import { CompiledQuery, Kysely, type LogEvent, PostgresDialect, SqliteDialect } from 'kysely'
import pg from 'pg'
import { accounts, model, type Spread } from './accounts'

/** A database filled with accounts, as the adapter keeps them, and a way to run a statement of one's own on it. */
export interface BenchDatabase {
  readonly name: 'SQLite' | 'PostgreSQL'
  readonly version: string
  /** The adapter's table of accounts. */
  readonly table: string
  readonly store: Store
  /** Through the same Kysely as the store: what differs is then the statement, and what is done around it. */
  run(statement: string, parameters: readonly unknown[]): Promise<readonly Row[]>
  /** How the database comes by what some work asks of the store: the plans of its statements, a line each. */
  plansOf(work: (store: Store) => Promise<unknown>): Promise<readonly string[]>
  close(): Promise<void>
}

const PART = 20_000

async function fill(store: Store, count: number, spread?: Spread): Promise<void> {
  let part: Row[] = []
  const write = async (): Promise<void> => {
    const rows = part
    part = []
    await store.transaction((inside) => inside.insert('account', rows))
  }
  for (const account of accounts(count, spread)) {
    part.push(account)
    if (part.length === PART) await write()
  }
  if (part.length > 0) await write()
}

const runner =
  (db: Kysely<unknown>): BenchDatabase['run'] =>
  async (statement, parameters) =>
    (await db.executeQuery<Row>(CompiledQuery.raw(statement, [...parameters]))).rows

/** The statements of some work, each explained; of its second time, when all that is learnt once is known. */
async function explained(
  open: (log: (event: LogEvent) => void) => Promise<Store>,
  work: (store: Store) => Promise<unknown>,
  explain: (statement: CompiledQuery) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const statements: CompiledQuery[] = []
  const store = await open(({ query }) => void statements.push(query))
  await work(store)
  statements.length = 0
  await work(store)
  const plans: string[] = []
  for (const statement of statements) plans.push(...(await explain(statement)))
  return plans
}

/** In a file of its own, as an embedded database is. */
export async function sqliteDatabase(count: number, spread?: Spread): Promise<BenchDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'clientele-bench-'))
  const sqlite = new Database(join(folder, 'accounts.sqlite'))
  sqlite.pragma('journal_mode = WAL')
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: sqlite }) })
  const adapter = kyselyAdapter({ db, dialect: 'sqlite' })
  await adapter.migrate(model)
  const store = await adapter.open(model)
  await fill(store, count, spread)
  sqlite.exec('ANALYZE')
  return {
    name: 'SQLite',
    version: String(sqlite.prepare('SELECT sqlite_version()').pluck().get()),
    table: 'clientele_account',
    store,
    run: runner(db),
    plansOf: (work) =>
      explained(
        async (log) => {
          const logged = new Kysely<unknown>({ dialect: new SqliteDialect({ database: sqlite }), log })
          return kyselyAdapter({ db: logged, dialect: 'sqlite' }).open(model)
        },
        work,
        async ({ sql, parameters }) =>
          sqlite
            .prepare<unknown[], { readonly detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
            .all(...parameters)
            .map(({ detail }) => detail),
      ),
    async close() {
      await adapter.close()
      await db.destroy()
      rmSync(folder, { recursive: true })
    },
  }
}

/** Of this process alone: another may measure at the same time. */
const SCHEMA = `clientele_bench_${process.pid}`
const url = process.env['CLIENTELE_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test'

/** In a schema of its own; null where no server answers. */
export async function postgresDatabase(count: number, spread?: Spread): Promise<BenchDatabase | null> {
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: 3_000 })
  const answer = await pool.query<Row>('SHOW server_version').catch(() => null)
  if (answer === null) {
    await pool.end()
    return null
  }
  await pool.query(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE`)
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const adapter = kyselyAdapter({ db, dialect: 'postgres', schema: SCHEMA })
  await adapter.migrate(model)
  const store = await adapter.open(model)
  await fill(store, count, spread)
  const table = `${SCHEMA}.account`
  await pool.query(`VACUUM ANALYZE ${table}`)
  // What was just written goes to the disk now and not while something is timed; only a superuser may ask for it.
  await pool.query('CHECKPOINT').catch(() => undefined)
  return {
    name: 'PostgreSQL',
    version: String(answer.rows[0]?.['server_version']).split(' ', 1).join(''),
    table,
    store,
    run: runner(db),
    plansOf: (work) =>
      explained(
        async (log) => {
          const logged = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }), log })
          return kyselyAdapter({ db: logged, dialect: 'postgres', schema: SCHEMA }).open(model)
        },
        work,
        async ({ sql, parameters }) => {
          const { rows } = await pool.query<Row>(`EXPLAIN (COSTS OFF) ${sql}`, [...parameters])
          return rows.map((row) => String(row['QUERY PLAN']))
        },
      ),
    async close() {
      await adapter.close()
      await pool.query(`DROP SCHEMA ${SCHEMA} CASCADE`)
      await db.destroy()
    },
  }
}
