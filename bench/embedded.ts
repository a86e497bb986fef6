import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Row } from 'clientele/kernel'
import { kyselyAdapter } from 'clientele/kysely'
import type { StoreAdapter } from 'clientele/storage'
import { Kysely, SqliteDialect } from 'kysely'

/** SQLite in a file of its own, as an embedded database is. */
export function embedded() {
  const folder = mkdtempSync(join(tmpdir(), 'clientele-bench-'))
  const sqlite = new Database(join(folder, 'bench.sqlite'))
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = NORMAL')
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: sqlite }) })
  return {
    sqlite,
    db,
    adapter: kyselyAdapter({ db, dialect: 'sqlite' }),
    async close() {
      await db.destroy()
      rmSync(folder, { recursive: true })
    },
  }
}

/** Writes records past the kernel, many at a time. */
export async function fill(
  adapter: StoreAdapter,
  model: Parameters<StoreAdapter['open']>[0],
  rows: Iterable<readonly [string, Row]>,
) {
  const store = (await adapter.open(model)).forTenant('main')
  let part: Row[] = []
  let of = ''
  const write = async (): Promise<void> => {
    const batch = part
    part = []
    if (batch.length > 0) await store.transaction((inside) => inside.insert(of, batch))
  }
  for (const [entity, row] of rows) {
    if (entity !== of || part.length === 20_000) await write()
    of = entity
    part.push(row)
  }
  await write()
}
