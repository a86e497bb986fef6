import Database from 'better-sqlite3'
import { afterAll, test } from 'vitest'
import { memoryAdapter } from '../../adapters/memory'
import { conformanceModel } from '../../adapters/conformance/model'
import { testClock } from '../../src/kernel'
import { cases, patience } from '../query/arbitrary'
import { onMysql, onPostgres } from '../servers'
import { agreesWithPredicate } from './differential'
import { mysqlHarness, postgresHarness, sqliteHarness } from './harnesses'

const clock = testClock('2026-03-29T10:00:00.000Z')
/** Of each of the four stores. */
const QUESTIONS = cases(5_200)
const timeout = patience(QUESTIONS)

test('R2.1 memory answers random criteria as the predicate does', { timeout }, async () => {
  await agreesWithPredicate(await memoryAdapter({ clock }).open(conformanceModel), QUESTIONS)
})

test('R2.1 SQLite answers random criteria as the predicate does', { timeout }, async () => {
  const { store } = await sqliteHarness(new Database(':memory:')).open(conformanceModel, { clock })
  await agreesWithPredicate(store, QUESTIONS)
})

onPostgres(import.meta.url, (database) => {
  const harness = postgresHarness(database)
  afterAll(() => harness.destroy())
  test('R2.1 PostgreSQL answers random criteria as the predicate does', { timeout }, async () => {
    const { store } = await harness.open(conformanceModel, { clock })
    await agreesWithPredicate(store, QUESTIONS)
  })
})

onMysql(import.meta.url, (database) => {
  const harness = mysqlHarness(database)
  afterAll(() => harness.destroy())
  test('R2.1 MariaDB answers random criteria as the predicate does', { timeout }, async () => {
    const { store } = await harness.open(conformanceModel, { clock })
    await agreesWithPredicate(store, QUESTIONS)
  })
})
