import Database from 'better-sqlite3'
import { afterAll, test } from 'vitest'
import { memoryAdapter } from '../../adapters/memory'
import { conformanceModel } from '../../adapters/conformance/model'
import { testClock } from '../../src/kernel'
import { onMysql, onPostgres } from '../servers'
import { agreesWithPredicate } from './differential'
import { mysqlHarness, postgresHarness, sqliteHarness } from './harnesses'

const clock = testClock('2026-03-29T10:00:00.000Z')
const MINUTES = 600_000

test('R2.1 memory answers random criteria as the predicate does', { timeout: MINUTES }, async () => {
  await agreesWithPredicate(await memoryAdapter({ clock }).open(conformanceModel))
})

test('R2.1 SQLite answers random criteria as the predicate does', { timeout: MINUTES }, async () => {
  const { store } = await sqliteHarness(new Database(':memory:')).open(conformanceModel, { clock })
  await agreesWithPredicate(store)
})

onPostgres(import.meta.url, (database) => {
  const harness = postgresHarness(database)
  afterAll(() => harness.destroy())
  test('R2.1 PostgreSQL answers random criteria as the predicate does', { timeout: MINUTES }, async () => {
    const { store } = await harness.open(conformanceModel, { clock })
    await agreesWithPredicate(store)
  })
})

onMysql(import.meta.url, (database) => {
  const harness = mysqlHarness(database)
  afterAll(() => harness.destroy())
  test('R2.1 MariaDB answers random criteria as the predicate does', { timeout: MINUTES }, async () => {
    const { store } = await harness.open(conformanceModel, { clock })
    await agreesWithPredicate(store)
  })
})
