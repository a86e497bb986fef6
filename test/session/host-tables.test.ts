import Sqlite from 'better-sqlite3'
import {
  and,
  code,
  codecs,
  createClientele,
  date,
  defineModel,
  entity,
  flag,
  foldText,
  id,
  many,
  money,
  one,
  query,
  reference,
  testClock,
  text,
  type Clock,
  type StoreAdapter,
} from 'clientele'
import { kyselyAdapter } from 'clientele/kysely'
import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { onMysql, onPostgres } from '../servers'

/** An old product's tables: integer ids, folded names kept beside, O/N, decimal euros, soft delete, a society on each row. */
const tables = (identity: string, stamp: string) => [
  `create table agences (code varchar(40) primary key, societe varchar(20) not null, libelle varchar(80) not null, libelle_plie varchar(80) not null)`,
  `create table clients (numero ${identity}, societe varchar(20) not null, nom varchar(80) not null, nom_plie varchar(80) not null,
    etat char(1) not null, actif char(1) not null, agence varchar(40) not null, supprime_le ${stamp} null)`,
  `create table factures (numero ${identity}, client integer not null, montant decimal(12,2) not null, echeance date)`,
]

const numbered = (column: string, generated = false) => ({ column, codec: codecs.integerId(), generated })

const model = defineModel({
  group: entity({
    module: 'groups',
    group: 'id',
    fields: z.object({ id: id(), name: text() }),
    table: {
      table: 'agences',
      tenant: { column: 'societe' },
      columns: { id: 'code', name: { column: 'libelle', folded: 'libelle_plie' } },
    },
  }),
  account: entity({
    module: 'accounts',
    group: 'groupId',
    fields: z.object({ id: id(), name: text(), status: code(), active: flag(), groupId: reference('group') }),
    relations: { group: one('group', 'groupId'), invoices: many('invoice', 'accountId') },
    table: {
      table: 'clients',
      tenant: { column: 'societe' },
      where: [{ column: 'supprime_le', is: 'null' }],
      removal: { set: { supprime_le: 'now' } },
      columns: {
        id: numbered('numero', true),
        name: { column: 'nom', folded: 'nom_plie' },
        status: { column: 'etat', codec: codecs.codes({ client: 'C', prospect: 'P' }) },
        active: { column: 'actif', codec: codecs.flag('O', 'N') },
        groupId: 'agence',
      },
    },
  }),
  invoice: entity({
    module: 'invoices',
    group: 'groupId',
    fields: z.object({
      id: id(),
      accountId: reference('account'),
      total: money('EUR'),
      dueOn: date().nullable().default(null),
      groupId: reference('group').optional(),
    }),
    relations: { account: one('account', 'accountId') },
    table: {
      table: 'factures',
      tenant: 'none',
      columns: {
        id: numbered('numero', true),
        accountId: numbered('client'),
        total: { column: 'montant', codec: codecs.decimal(2) },
        dueOn: 'echeance',
        groupId: { through: { table: 'clients', local: 'client', foreign: 'numero' }, column: 'agence' },
      },
    },
  }),
})

interface Legacy {
  readonly adapter: (clock: Clock) => StoreAdapter
  run(sql: string): Promise<unknown>
  /** What the database says of the three tables. */
  layout(): Promise<unknown>
}

async function besideLegacy({ adapter, run, layout }: Legacy): Promise<void> {
  const agency = (name: string, societe: string, label: string) =>
    run(`insert into agences values ('${name}', '${societe}', '${label}', '${foldText(label)}')`)
  await agency('lille', 'nord', 'Lille')
  await agency('nice', 'nord', 'Nice')
  await agency('brest', 'ouest', 'Brest')
  const client = (name: string, societe: string, group: string, gone: string) =>
    run(
      `insert into clients (societe, nom, nom_plie, etat, actif, agence, supprime_le) values ('${societe}', '${name}', '${foldText(name)}', 'C', 'O', '${group}', ${gone})`,
    )
  for (let copy = 0; copy < 9; copy += 1) await client(`Garage ${copy}`, 'nord', 'nice', 'null')
  await client('Œnothèque Lefèvre', 'nord', 'lille', 'null')
  await client('Librairie', 'nord', 'lille', `'2026-01-31 10:00:00'`)
  await client('Crêperie', 'ouest', 'brest', 'null')
  await run(
    `insert into factures (client, montant, echeance) values (10, 1250.10, '2026-03-01'), (10, 0.20, null), (2, 3000, null)`,
  )
  const before = await layout()

  const clock = testClock('2026-03-16T08:00:00Z')
  const crm = await createClientele({
    model,
    store: adapter(clock),
    migrate: true,
    tenant: 'nord',
    clock,
    timeZone: 'Europe/Paris',
    actors: {
      actorOf: () =>
        Promise.resolve({
          profile: {
            code: 'agent',
            label: { fr: 'Agent', en: 'Agent' },
            modules: { '*': 'manage' as const },
            rights: [],
          },
          reach: 'structure' as const,
          groups: ['lille'],
        }),
    },
  })
  const all = crm.system('test')
  const lille = await crm.as('ana')

  // Integer ids come as text and order as numbers; soft-deleted rows and other societies are not there.
  const names = (await all.find('account', { orderBy: ['id'] })).rows.map((account) => account.id)
  expect(names).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'])
  const tail = (await all.find('account', { orderBy: [{ field: 'id', direction: 'desc' }], limit: 2 })).rows
  expect(tail.map((account) => account.id)).toEqual(['10', '9'])
  expect(await (await crm.forTenant('ouest')).system('test').count('account')).toBe(1)

  // Folded text, words for codes and flags, decimal euros in cents, a group read through a join.
  const wine = query(model, 'account', (a) =>
    and(
      a.name.contains('oenotheque'),
      a.status.eq('client'),
      a.active.eq(true),
      a.invoices.some((i) => i.total.eq(125_010)),
    ),
  )
  expect((await all.find('account', { where: wine })).rows).toMatchObject([
    { id: '10', active: true, status: 'client' },
  ])
  expect((await lille.find('invoice', { orderBy: ['total'] })).rows).toMatchObject([
    { total: 20, dueOn: null, groupId: 'lille', accountId: '10' },
    { total: 125_010, dueOn: '2026-03-01', groupId: 'lille' },
  ])
  const sums = await all.reports.report({
    entity: 'invoice',
    measures: [{ as: 'sum', measure: 'sum', field: 'total' }],
  })
  expect(sums.totals['sum']).toBe(425_030)

  // Written in the host's own words, with the id that its database makes.
  const made = await lille.create('account', {
    name: 'Pépinière Dupré',
    status: 'prospect',
    active: false,
    groupId: 'lille',
  })
  expect(made).toMatchObject({ id: '13', name: 'Pépinière Dupré', status: 'prospect', active: false })
  await lille.update('account', made.id, { active: true, name: 'Pépinière Lenoir' })
  const renamed = query(model, 'account', (a) => a.name.startsWith('pepiniere len'))
  expect((await lille.find('account', { where: renamed })).rows).toMatchObject([{ id: made.id, active: true }])

  // A removal hides the row and leaves it.
  await lille.remove('account', made.id)
  expect(await lille.get('account', made.id)).toBeNull()
  const entries = query(crm.model, 'journalEntry', (entry) =>
    and(entry.entity.eq('account'), entry.recordId.eq(made.id)),
  )
  const journal = await all.find('journalEntry', { where: entries, orderBy: ['id'] })
  expect(journal.rows.map((entry) => entry.type)).toEqual(['created', 'updated', 'removed'])
  expect(await layout()).toEqual(before)
}

describe('SQLite', () => {
  test("R6.2 beside a host's own tables, which are left as they are", async () => {
    const database = new Sqlite(':memory:')
    for (const table of tables('integer primary key autoincrement', 'text')) database.exec(table)
    const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database }) })
    await besideLegacy({
      adapter: (clock) => kyselyAdapter({ db, dialect: 'sqlite', clock }),
      run: (sql) => Promise.resolve(database.exec(sql)),
      layout: () =>
        Promise.resolve(
          database
            .prepare(`select sql from sqlite_master where tbl_name in ('agences', 'clients', 'factures') order by name`)
            .all(),
        ),
    })
    expect(database.prepare('select nom, supprime_le is null as there from clients where numero = 13').all()).toEqual([
      { nom: 'Pépinière Lenoir', there: 0 },
    ])
    await db.destroy()
  })
})

const LAYOUT = `select table_name, column_name, data_type, is_nullable from information_schema.columns
  where table_name in ('agences', 'clients', 'factures') and table_schema = `

onPostgres(import.meta.url, (database) => {
  test("R6.2 beside a host's own tables, which are left as they are", async () => {
    const pool = new pg.Pool(database.config)
    for (const table of tables('integer generated by default as identity primary key', 'timestamptz'))
      await pool.query(table)
    const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
    await besideLegacy({
      adapter: (clock) => kyselyAdapter({ db, dialect: 'postgres', schema: `${database.name}_own`, clock }),
      run: (sql) => pool.query(sql),
      layout: async () => (await pool.query(`${LAYOUT} current_schema() order by 1, 2`)).rows,
    })
    await pool.query(`drop schema "${database.name}_own" cascade`)
    await db.destroy()
  })
})

onMysql(import.meta.url, (database) => {
  test("R6.2 beside a host's own tables, which are left as they are", async () => {
    const pool = createPool({ uri: database.url })
    const host = pool.promise()
    for (const table of tables('integer auto_increment primary key', 'datetime')) await host.query(table)
    const db = new Kysely<unknown>({ dialect: new MysqlDialect({ pool }) })
    await besideLegacy({
      adapter: (clock) => kyselyAdapter({ db, dialect: 'mysql', clock }),
      run: (sql) => host.query(sql),
      layout: async () => (await host.query(`${LAYOUT} database() order by 1, 2`))[0],
    })
    await db.destroy()
  })
})
