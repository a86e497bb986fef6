import Sqlite from 'better-sqlite3'
import { isPlainObject, type Clock, type HostConnection, type Row, type StoreAdapter } from 'clientele'
import { kyselyAdapter } from 'clientele/kysely'
import { CompiledQuery, Kysely, MysqlDialect, PostgresDialect, SqliteDialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { mysqlHost, postgresHost, sqliteHost } from '../kysely/host-connections'
import { onMysql, onPostgres } from '../servers'
import { kernel } from './kernel'

/** A host's transaction: kept if the work ends, undone if it throws. */
type InTransaction = (work: (connection: HostConnection) => Promise<void>) => Promise<void>

interface Host {
  readonly adapter: (clock: Clock) => StoreAdapter
  readonly inTransaction: InTransaction
  close(): Promise<void>
}

async function joined(host: Host): Promise<void> {
  const { crm, system } = await kernel({}, { adapter: host.adapter })
  const boss = await crm.as('boss')
  await boss.create('contact', { id: 'zoe', name: 'Zoë', email: 'zoe@exemple.fr', groupId: 'lille' })
  await boss.automations.create({
    name: 'Rappel J-7',
    trigger: { on: 'event.start' },
    timing: { when: 'before', days: 7 },
    action: { do: 'email', to: [{ who: 'mainContact' }], subject: { fr: 'Bientôt' }, text: { fr: 'À bientôt' } },
  })
  const gala = { name: 'Gala', startsAt: new Date('2026-04-04T18:00:00Z'), contactId: 'zoe', groupId: 'lille' }
  await boss.create('event', { id: 'gala', ...gala })
  const found = async () => ({
    due: (await system.find('automationRun', { orderBy: ['dueAt'] })).rows.map((run) => run.dueAt?.toISOString()),
    journal: await system.count('journalEntry'),
    memberships: await system.count('regionMembership'),
  })
  const before = await found()
  const work = async (connection: HostConnection): Promise<void> => {
    const within = await crm.within(connection).as('boss')
    await within.regions.create({ name: 'Nord', groups: ['lille'] })
    await within.update('event', 'gala', { startsAt: new Date('2026-04-11T18:00:00Z') })
    await within.create('event', { id: 'salon', ...gala, name: 'Salon' })
    expect(await within.count('automationRun')).toBe(2)
  }

  await expect(
    host.inTransaction(async (connection) => {
      await work(connection)
      throw new Error('the host changes its mind')
    }),
  ).rejects.toThrow('the host changes its mind')
  expect(await found()).toEqual(before)
  expect(before.due).toEqual(['2026-03-28T08:00:00.000Z'])

  await host.inTransaction(work)
  const after = await found()
  expect(after.due).toEqual(['2026-03-28T08:00:00.000Z', '2026-04-04T07:00:00.000Z'])
  expect(after.memberships).toBe(before.memberships + 1)
  expect(after.journal).toBeGreaterThan(before.journal)
}

describe('SQLite', () => {
  function host(): Host & { readonly db: Kysely<unknown> } {
    const database = new Sqlite(':memory:')
    const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database }) })
    return {
      db,
      adapter: (clock) => kyselyAdapter({ db, dialect: 'sqlite', clock }),
      async inTransaction(work) {
        database.exec('BEGIN')
        try {
          await work(sqliteHost(database))
          database.exec('COMMIT')
        } catch (error) {
          database.exec('ROLLBACK')
          throw error
        }
      },
      close: () => db.destroy(),
    }
  }

  test('R6.1 inside a transaction of better-sqlite3: rolled back, no run, journal entry or membership is left', async () => {
    const opened = host()
    await joined(opened)
    await opened.close()
  })
})

const rowsOf = (values: readonly unknown[]): readonly Row[] => values.filter(isPlainObject)

onPostgres(import.meta.url, (database) => {
  const open = () => {
    const pool = new pg.Pool(database.config)
    const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
    const adapter = (schema: string) => (clock: Clock) => kyselyAdapter({ db, dialect: 'postgres', schema, clock })
    return { pool, db, adapter }
  }

  test('R6.1 inside a transaction of pg: rolled back, no run, journal entry or membership is left', async () => {
    const { pool, db, adapter } = open()
    const client = await pool.connect()
    await joined({
      adapter: adapter(`${database.name}_pg`),
      async inTransaction(work) {
        await client.query('BEGIN')
        try {
          await work(postgresHost(client))
          await client.query('COMMIT')
        } catch (error) {
          await client.query('ROLLBACK')
          throw error
        }
      },
      close: () => Promise.resolve(),
    })
    await client.query(`drop schema "${database.name}_pg" cascade`)
    client.release()
    await db.destroy()
  })

  test('R6.1 inside a transaction of Kysely: rolled back, no run, journal entry or membership is left', async () => {
    const { db, adapter, pool } = open()
    await joined({
      adapter: adapter(`${database.name}_kysely`),
      inTransaction: (work) =>
        db.transaction().execute((transaction) =>
          work({
            async execute(sql, parameters) {
              const done = await transaction.executeQuery(CompiledQuery.raw(sql, [...parameters]))
              return { rows: rowsOf(done.rows), affected: Number(done.numAffectedRows ?? 0) }
            },
          }),
        ),
      close: () => Promise.resolve(),
    })
    await pool.query(`drop schema "${database.name}_kysely" cascade`)
    await db.destroy()
  })
})

onMysql(import.meta.url, (database) => {
  test('R6.1 inside a transaction of mysql2: rolled back, no run, journal entry or membership is left', async () => {
    const pool = createPool({ uri: database.url })
    const db = new Kysely<unknown>({ dialect: new MysqlDialect({ pool }) })
    await joined({
      adapter: (clock) => kyselyAdapter({ db, dialect: 'mysql', clock }),
      async inTransaction(work) {
        const connection = await pool.promise().getConnection()
        await connection.beginTransaction()
        try {
          await work(mysqlHost(connection))
          await connection.commit()
        } catch (error) {
          await connection.rollback()
          throw error
        } finally {
          connection.release()
        }
      },
      close: () => Promise.resolve(),
    })
    await db.destroy()
  })
})
