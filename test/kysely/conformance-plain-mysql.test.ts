import { AsyncLocalStorage } from 'node:async_hooks'
import { Kysely, MysqlDialect } from 'kysely'
import { createPool } from 'mysql2'
import { afterAll, expect, test } from 'vitest'
import { conformance } from '../../adapters/conformance'
import { kyselyAdapter } from '../../adapters/kysely'
import { mysqlDialect } from '../../adapters/kysely/dialect-mysql'
import { insertGenerated } from '../../adapters/kysely/insert-statement'
import { ownNames } from '../../adapters/kysely/naming'
import { kyselyConnection } from '../../adapters/kysely/runner'
import { raw } from '../../adapters/kysely/sql'
import { sqlStore } from '../../adapters/kysely/store'
import { tableLayouts } from '../../adapters/kysely/table-layout'
import { poolScope } from '../../adapters/kysely/transaction'
import { testClock } from '../../src/kernel'
import { DEFAULT_TENANT } from '../../src/storage'
import { onMysql } from '../servers'
import { clientsModel, clientsTables } from './clients-model'

/** MySQL answers nothing of what an INSERT wrote, and no statement may read the table that it changes. MariaDB can be asked so too. */
const dialect = mysqlDialect({ returning: false })

onMysql(import.meta.url, ({ url }) => {
  const clock = testClock('2026-03-29T10:00:00.000Z')
  const db = new Kysely<unknown>({ dialect: new MysqlDialect({ pool: createPool(url) }) })
  afterAll(() => db.destroy())
  const scopes = { dialect, lockTable: raw('clientele__lock'), current: new AsyncLocalStorage<never>() }

  const checks = conformance({
    clock,
    levels: ['records', 'transactions', 'claims', 'shared'],
    async open(model) {
      const adapter = kyselyAdapter({ db, dialect: 'mysql', clock })
      await adapter.migrate(model)
      const layouts = tableLayouts(dialect, ownNames('mysql', {}), model)
      const store = sqlStore(
        { dialect, model, layouts, scopes, clock },
        poolScope(scopes, db.getExecutor()),
        DEFAULT_TENANT,
      )
      return { store, close: () => adapter.close() }
    },
  })
  for (const { level, name, run } of checks) test(`R6.4 MySQL as it answers, ${level}: ${name}`, run)

  test('R6.2 MySQL as it answers: ids that the database makes are told one after the other', async () => {
    const connection = kyselyConnection(db.getExecutor(), dialect)
    for (const statement of clientsTables.mysql) await connection.execute(raw(statement))
    const layout = tableLayouts(dialect, ownNames('mysql', {}), clientsModel).get('client')
    if (layout === undefined) throw new Error('The model has no client')
    const reading = { dialect, tenant: 'S1', hasHostTables: true, layoutOf: () => layout, around: 'each' } as const
    const rows = ['Un', 'Deux', 'Trois'].map((name) => ({ name, status: 'client', active: true }))
    const ids = await db.connection().execute((one) => {
      const held = kyselyConnection(one.getExecutor(), dialect)
      const runner = {
        ...held,
        run: held.execute,
        alone: () => Promise.reject(new Error('one')),
        atomically: () => Promise.reject(new Error('all')),
      }
      return insertGenerated(runner, reading, layout, ['name', 'status', 'active'], rows)
    })
    const told = await connection.execute(raw('SELECT num AS n FROM clients WHERE num > 12 ORDER BY num'))
    expect(ids).toEqual(told.rows.map(({ n }) => String(n)))
    expect(ids).toHaveLength(3)
  })
})
