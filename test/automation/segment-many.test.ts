import BetterSqlite from 'better-sqlite3'
import { kyselyAdapter } from 'clientele/kysely'
import { Kysely, SqliteDialect } from 'kysely'
import { expect, test } from 'vitest'
import { tagsMany } from './segment-many'

test('R2.6 tagging 5,000 contacts sets off 5,000 e-mails, a few statements for each 500', async () => {
  let statements = 0
  const dialect = new SqliteDialect({ database: new BetterSqlite(':memory:') })
  const db = new Kysely<unknown>({ dialect, log: () => void (statements += 1) })
  const { tagging, writing } = await tagsMany(
    (clock) => kyselyAdapter({ db, dialect: 'sqlite', clock }),
    () => statements,
  )
  // Ten transactions of 500; a message is settled with 24 others.
  expect(tagging).toBeLessThan(10 * 40)
  expect(writing).toBeLessThan(10 * 60)
}, 60_000)
