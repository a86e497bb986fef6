import Database from 'better-sqlite3'
import { kyselyAdapter } from 'clientele/kysely'
import { CompiledQuery, Kysely, SqliteDialect } from 'kysely'
import { model } from './accounts'
import { type Contest, OURS } from './contest'
import { bound, sixConditions } from './six-conditions'

/** What budget, parsing, checks, binding and SQL may take together, in nanoseconds. */
const MOST = 100_000

/** From criteria in JSON to the statement that a driver is given, which answers nothing at once. */
export async function compileContest(): Promise<Contest> {
  const database = new Database(':memory:')
  let isMute = false
  let last: { readonly text: string; readonly parameters: readonly unknown[] } | null = null
  const answered = (text: string) => ({
    reader: true,
    all(parameters: readonly unknown[]) {
      last = { text, parameters }
      return []
    },
    run: () => ({ changes: 0, lastInsertRowid: 0 }),
    iterate: () => [][Symbol.iterator](),
  })
  const db = new Kysely<unknown>({
    dialect: new SqliteDialect({
      database: {
        close: () => database.close(),
        prepare: (text) => (isMute ? answered(text) : database.prepare<unknown[], unknown>(text)),
      },
    }),
  })
  const adapter = kyselyAdapter({ db, dialect: 'sqlite' })
  await adapter.migrate(model)
  const store = await adapter.open(model)
  isMute = true
  await store.count('account', bound(sixConditions))
  const { text, parameters } = last ?? { text: '', parameters: [] }
  return {
    title: 'six conditions, from JSON to the statement that the driver is given',
    reference: {
      name: 'a statement written before',
      run: async () => (await db.executeQuery(CompiledQuery.raw(text, [...parameters]))).rows.length,
    },
    others: [{ name: OURS, run: () => store.count('account', bound(sixConditions)) }],
    targets: {},
    most: MOST,
  }
}
