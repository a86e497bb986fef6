import Database from 'better-sqlite3'
import {
  CompiledQuery,
  Kysely,
  MysqlDialect,
  PostgresDialect,
  SqliteDialect,
  type Transaction,
  CamelCasePlugin,
} from 'kysely'
import { createPool } from 'mysql2'
import type { PoolConnection } from 'mysql2/promise'
import pg from 'pg'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { conformanceModel } from '../../adapters/conformance'
import { item, job } from '../../adapters/conformance/checks/sample-rows'
import { kyselyAdapter, type DialectName } from '../../adapters/kysely'
import { isRefusal, type Row } from '../../src/kernel'
import { entityOf } from '../../src/model'
import { compares, EVERYTHING, isEqual } from '../../src/query'
import type { HostConnection, Store } from '../../src/storage'
import { onMysql, onPostgres } from '../servers'
import { mysqlHost, postgresHost, preparedMysqlHost, sqliteHost } from './host-connections'

/** A transaction of the host's own Kysely. */
const kyselyHost = (transaction: Transaction<unknown>): HostConnection => ({
  async execute(sql, parameters) {
    const { rows, numAffectedRows } = await transaction.executeQuery<Row>(CompiledQuery.raw(sql, [...parameters]))
    return { rows, ...(numAffectedRows === undefined ? {} : { affected: Number(numAffectedRows) }) }
  },
})

/** A driver that says nothing of the rows it changed. */
const silent = (connection: HostConnection): HostConnection => ({
  execute: async (sql, parameters) => ({ rows: (await connection.execute(sql, parameters)).rows }),
})

const undone = new Error('undone')
type InHost = (work: (connection: HostConnection) => Promise<void>) => Promise<void>

/** The ways in which hosts hold a transaction open, each by its name. */
function hosts(
  dialect: DialectName,
  db: Kysely<unknown>,
  schema: string,
  ways: Readonly<Record<string, InHost>>,
): void {
  let store: Store
  beforeEach(async () => {
    const adapter = kyselyAdapter({ db, dialect, schema })
    await adapter.migrate(conformanceModel)
    store = await adapter.open(conformanceModel)
    for (const entity of ['item', 'job', 'label']) await store.remove(entity, EVERYTHING)
  })
  const rank = compares(entityOf(conformanceModel, 'item'), 'rank', 'gte', 1)
  const work = async (within: Store): Promise<void> => {
    await within.insert('item', [item('a', { rank: 1 }), item('b', { rank: 2 }), item('c')])
    expect(await within.update('item', rank, { increment: { rank: 1 }, set: { tags: ['x'] } })).toBe(2)
    expect(
      await within.updateEach('item', [
        { id: 'a', set: { note: 'one' }, expect: { rank: 2 } },
        { id: 'b', set: { note: 'two' }, expect: { rank: 9 } },
      ]),
    ).toEqual(['a'])
    expect(await within.remove('item', isEqual(entityOf(conformanceModel, 'item'), 'id', 'c'))).toBe(1)
    expect(
      await within.insert('job', [job('j', { slot: 's', at: new Date(0) }), job('k', { slot: 's' })], {
        onConflict: 'skip',
        key: ['queue', 'slot'],
      }),
    ).toEqual(['j'])
    expect(
      await within.insert('job', [job('x', { slot: 's', attempts: 4, at: new Date(0) })], {
        onConflict: 'update',
        key: ['queue', 'slot'],
      }),
    ).toEqual(['j'])
    expect(
      (
        await within.claim(
          'job',
          { where: EVERYTHING, limit: 5 },
          { at: 'at', token: 'token', value: 't', milliseconds: 1_000, count: 'attempts' },
        )
      ).map(({ id }) => id),
    ).toEqual(['j'])
    const conflict = await within.insert('job', [job('y', { slot: 's' })]).then(
      () => null,
      (error: unknown) => (isRefusal(error) ? error.code : error),
    )
    expect(conflict).toBe('storage.conflict')
    await within.transaction((inner) => inner.insert('label', [{ id: 'l', name: 'Kept', color: null }]), {
      locks: ['b', 'a'],
    })
    await within
      .transaction(async (inner) => {
        await inner.insert('label', [{ id: 'm', name: 'Undone', color: null }])
        throw undone
      })
      .catch((error: unknown) => expect(error).toBe(undone))
  }

  for (const [name, inHost] of Object.entries(ways)) {
    test(`R6.1 ${name}: what the kernel does is kept with the host's transaction`, async () => {
      await inHost(async (connection) => work(store.within(connection)))
      const { rows } = await store.find('item', { where: EVERYTHING, orderBy: [], limit: 9 })
      expect(rows).toMatchObject([
        { id: 'a', rank: 2, note: 'one', tags: ['x'] },
        { id: 'b', rank: 3, note: null },
      ])
      expect((await store.find('job', { where: EVERYTHING, orderBy: [], limit: 9 })).rows).toMatchObject([
        { id: 'j', token: 't', attempts: 5 },
      ])
      expect(
        (await store.find('label', { where: EVERYTHING, orderBy: [], limit: 9 })).rows.map(({ id }) => id),
      ).toEqual(['l'])
    })

    test(`R6.1 ${name}: the host rolls back, and no run, journal entry or membership is left`, async () => {
      const outcome = await inHost(async (connection) => {
        await work(store.within(connection))
        throw undone
      }).catch((error: unknown) => error)
      expect(outcome).toBe(undone)
      for (const entity of ['item', 'job', 'label']) expect(await store.count(entity, EVERYTHING), entity).toBe(0)
    })
  }
}

/** Runs what a host would run around its work. */
const around = async (
  begin: () => unknown,
  end: (how: 'COMMIT' | 'ROLLBACK') => unknown,
  work: () => Promise<void>,
): Promise<void> => {
  await begin()
  try {
    await work()
  } catch (error) {
    await end('ROLLBACK')
    throw error
  }
  await end('COMMIT')
}

describe('SQLite', () => {
  const database = new Database(':memory:')
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database }), plugins: [new CamelCasePlugin()] })
  afterAll(() => db.destroy())
  const raw: InHost = (work) =>
    around(
      () => database.exec('BEGIN'),
      (how) => database.exec(how),
      () => work(sqliteHost(database)),
    )
  hosts('sqlite', db, '', {
    'better-sqlite3': raw,
    'a driver that tells no counts': (work) => raw((connection) => work(silent(connection))),
    'a transaction of Kysely': (work) => db.transaction().execute((transaction) => work(kyselyHost(transaction))),
  })
})

onPostgres(import.meta.url, ({ config, name }) => {
  const pool = new pg.Pool(config)
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }), plugins: [new CamelCasePlugin()] })
  afterAll(() => db.destroy())
  const raw: InHost = async (work) => {
    const client = await pool.connect()
    await around(
      () => client.query('BEGIN'),
      (how) => client.query(how),
      () => work(postgresHost(client)),
    ).finally(() => client.release())
  }
  hosts('postgres', db, name, {
    pg: raw,
    'a driver that tells no counts': (work) => raw((connection) => work(silent(connection))),
    'a transaction of Kysely': (work) => db.transaction().execute((transaction) => work(kyselyHost(transaction))),
    'a serializable transaction of Kysely': (work) =>
      db
        .transaction()
        .setIsolationLevel('serializable')
        .execute((transaction) => work(kyselyHost(transaction))),
  })
})

onMysql(import.meta.url, ({ url }) => {
  const pool = createPool(url)
  const db = new Kysely<unknown>({ dialect: new MysqlDialect({ pool }), plugins: [new CamelCasePlugin()] })
  afterAll(() => db.destroy())
  const raw =
    (connect: (connection: PoolConnection) => HostConnection): InHost =>
    async (work) => {
      const connection = await pool.promise().getConnection()
      await around(
        () => connection.query('BEGIN'),
        (how) => connection.query(how),
        () => work(connect(connection)),
      ).finally(() => connection.release())
    }
  hosts('mysql', db, '', {
    mysql2: raw(mysqlHost),
    'a driver that tells no counts': raw((connection) => silent(mysqlHost(connection))),
    'prepared statements of mysql2': raw(preparedMysqlHost),
    'a transaction of Kysely': (work) => db.transaction().execute((transaction) => work(kyselyHost(transaction))),
  })
})
