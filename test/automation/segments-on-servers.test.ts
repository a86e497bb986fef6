import fc from 'fast-check'
import { Kysely, MysqlDialect, PostgresDialect, type Dialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import type { Clock } from 'clientele'
import { kyselyAdapter, type DialectName } from 'clientele/kysely'
import { afterAll, expect, test } from 'vitest'
import { onMysql, onPostgres } from '../servers'
import { dieAt } from './segment-crash'
import { tagsMany } from './segment-many'
import { histories, livedThrough } from './segment-worlds'

const seed = Number(process.env['CLIENTELE_SEED'] ?? 20_260_327)
const numRuns = Number(process.env['CLIENTELE_STORIES'] ?? 5)

/** What segments set off on a server, where several work at once. */
function setOffOn(name: DialectName, open: () => Dialect, schema?: string) {
  let statements = 0
  const db = new Kysely<unknown>({ dialect: open(), log: () => void (statements += 1) })
  afterAll(() => db.destroy())
  const adapter = (clock: Clock) =>
    kyselyAdapter({ db, dialect: name, clock, ...(schema === undefined ? {} : { schema }) })

  test('R2.6 as many runs are set off as records come to be inside or outside of a segment, whatever happens', async () => {
    let tenant = 0
    await fc.assert(
      fc.asyncProperty(histories, (history) => livedThrough(history, adapter, `history-${(tenant += 1)}`)),
      { seed, numRuns },
    )
  }, 600_000)

  test('R2.6 R5.9 a process that dies between a tag and its e-mail loses nothing and sends nothing twice', async () => {
    let step = 1
    while (!(await dieAt(step, adapter, `crash-${step}`))) step += 11
    expect(step).toBeGreaterThan(40)
  }, 120_000)

  test('R2.6 two workers write to 5,000 who enter, once to each, a few statements for each 500', async () => {
    const { tagging, writing } = await tagsMany(adapter, () => statements, 'many')
    expect(tagging).toBeLessThan(400)
    // Some databases begin and end a transaction by statements of their own, once for every 25 messages.
    expect(writing).toBeLessThan(1_300)
  }, 120_000)
}

onPostgres(import.meta.url, ({ config, name }) => {
  setOffOn('postgres', () => new PostgresDialect({ pool: new pg.Pool(config) }), name)
})

onMysql(import.meta.url, ({ url }) => {
  setOffOn('mysql', () => new MysqlDialect({ pool: createPool(url) }))
})
