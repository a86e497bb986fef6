import { Kysely, MysqlDialect, PostgresDialect, type Dialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import type { Clock } from 'clientele'
import { kyselyAdapter, type DialectName } from 'clientele/kysely'
import { afterAll, test } from 'vitest'
import { onMysql, onPostgres } from '../servers'
import { regionStory, twoWorkers } from './recurring-story'

function exportsOn(name: DialectName, open: () => Dialect, schema?: string) {
  const databases: Kysely<unknown>[] = []
  afterAll(async () => {
    for (const db of databases) await db.destroy()
  })
  const adapter = (clock: Clock) => {
    const db = new Kysely<unknown>({ dialect: open() })
    databases.push(db)
    return kyselyAdapter({ db, dialect: name, clock, ...(schema === undefined ? {} : { schema }) })
  }

  test('R1.6 a region that gains three groups and loses two is exported as it is now or, frozen, as it was saved', () =>
    regionStory({ adapter, tenant: 'story' }))

  test('R1.6 R5.9 several workers mail each time once', () => twoWorkers({ adapter, tenant: 'workers' }))
}

onPostgres(import.meta.url, ({ config, name }) => {
  exportsOn('postgres', () => new PostgresDialect({ pool: new pg.Pool(config) }), name)
})

onMysql(import.meta.url, ({ url }) => {
  exportsOn('mysql', () => new MysqlDialect({ pool: createPool(url) }))
})
