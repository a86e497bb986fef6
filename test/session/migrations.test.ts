import Sqlite from 'better-sqlite3'
import { createClientele, crmEntities, defineModel, entity, isRefusal, text, type Model } from 'clientele'
import { kyselyAdapter, migrationStatements, type DialectName } from 'clientele/kysely'
import { kernelModel } from 'clientele/session'
import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { onMysql, onPostgres } from '../servers'

const model = defineModel(crmEntities)
const account = entity({
  ...crmEntities.account,
  fields: crmEntities.account.fields.extend({ nickname: text().nullable().default(null) }),
  indexes: [...(crmEntities.account.indexes ?? []), ['nickname']],
})
/** The same a release later: a field more, and an index over it. */
const later = defineModel({ ...crmEntities, account })

interface Fresh {
  readonly db: Kysely<unknown>
  readonly dialect: DialectName
  readonly schema?: string
  /** The table of versions, as SQL names it. */
  readonly versions: string
  run(sql: string): Promise<unknown>
}

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
  } catch (error) {
    if (isRefusal(error)) return error.code
    throw error
  }
  return 'accepted'
}

function opening({ db, dialect, schema }: Fresh) {
  const names = schema === undefined ? {} : { schema }
  const store = () => kyselyAdapter({ db, dialect, ...names })
  return {
    names,
    open: (of: Model, migrate = false) =>
      createClientele({ model: of, store: store(), timeZone: 'Europe/Paris', migrate }),
  }
}

async function printedIsEnough(fresh: Fresh): Promise<void> {
  const { open, names } = opening(fresh)
  expect(await codeOf(open(model))).toBe('storage.schema_behind')
  for (const statement of migrationStatements(kernelModel(model), { dialect: fresh.dialect, ...names }))
    await fresh.run(statement)
  const crm = await open(model)
  await crm.system('test').create('group', { id: 'lille', name: 'Lille' })
  await open(model, true)
  expect(await crm.system('test').count('group')).toBe(1)
}

async function sideBySide(fresh: Fresh): Promise<void> {
  const { open, names } = opening(fresh)
  const old = await open(model, true)
  await old.system('test').create('group', { id: 'lille', name: 'Lille' })
  expect(await codeOf(open(later))).toBe('storage.schema_behind')
  const more = migrationStatements(kernelModel(later), { dialect: fresh.dialect, ...names, from: kernelModel(model) })
  for (const statement of more) await fresh.run(statement)
  const fresher = await open(later)
  // Both write, and read what the other wrote.
  await old.system('test').create('account', { id: 'a1', name: 'Ancienne', groupId: 'lille' })
  await fresher.system('test').create('account', { id: 'a2', name: 'Nouvelle', nickname: 'Nono', groupId: 'lille' })
  expect((await fresher.system('test').get('account', 'a1'))?.nickname).toBeNull()
  expect((await old.system('test').get('account', 'a2'))?.name).toBe('Nouvelle')
}

async function newerIsRefused(fresh: Fresh): Promise<void> {
  const { open } = opening(fresh)
  await Promise.all([open(model, true), open(model, true)])
  await fresh.run(`UPDATE ${fresh.versions} SET version = 99, readable_from = 1 WHERE part = ''`)
  expect(await codeOf(open(model))).toBe('accepted')
  await fresh.run(`UPDATE ${fresh.versions} SET readable_from = 98 WHERE part = ''`)
  expect(await codeOf(open(model))).toBe('storage.schema_newer')
  expect(await codeOf(open(model, true))).toBe('storage.schema_newer')
}

const CASES = [
  ['R6.5 printed for the host’s tool, the migrations make what the library would', printedIsEnough],
  ['R6.5 a release and the one before run side by side on the same tables', sideBySide],
  ['R6.5 two at once take turns, and tables newer than the library are refused at start', newerIsRefused],
] as const

describe('SQLite', () => {
  test.each(CASES)('%s', async (_, work) => {
    const database = new Sqlite(':memory:')
    const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database }) })
    const run = (sql: string) => Promise.resolve(database.exec(sql))
    await work({ db, dialect: 'sqlite', versions: 'clientele__schema', run })
    await db.destroy()
  })
})

onPostgres(import.meta.url, (server) => {
  test.each(CASES)('%s', async (_, work) => {
    const pool = new pg.Pool(server.config)
    const schema = `${server.name}_own`
    await pool.query(`drop schema if exists "${schema}" cascade`)
    const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
    await work({ db, dialect: 'postgres', schema, versions: `"${schema}"."_schema"`, run: (sql) => pool.query(sql) })
    await pool.query(`drop schema "${schema}" cascade`)
    await db.destroy()
  })
})

onMysql(import.meta.url, (server) => {
  test.each(CASES)('%s', { timeout: 120_000 }, async (_, work) => {
    const pool = createPool({ uri: server.url })
    const host = pool.promise()
    await host.query(`drop database ${server.name}`)
    await host.query(`create database ${server.name}`)
    const db = new Kysely<unknown>({ dialect: new MysqlDialect({ pool: createPool({ uri: server.url }) }) })
    const own = createPool({ uri: server.url }).promise()
    await work({ db, dialect: 'mysql', versions: 'clientele__schema', run: (sql) => own.query(sql) })
    await own.end()
    await db.destroy()
    pool.end()
  })
})
