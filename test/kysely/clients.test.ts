import Database from 'better-sqlite3'
import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect, sql } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { kyselyAdapter, type DialectName } from '../../adapters/kysely'
import { isRefusal, type Row } from '../../src/kernel'
import { compileQuery, EVERYTHING, isAmong, isEqual, type Binding, type CriteriaNode } from '../../src/query'
import { entityOf } from '../../src/model'
import type { Ordering, Store } from '../../src/storage'
import { onMysql, onPostgres } from '../servers'
import { clientsModel, clientsTables } from './clients-model'

const binding: Binding = {
  now: new Date('2026-03-29T10:00:00Z'),
  timeZone: 'Europe/Paris',
  weekStartsOn: 1,
  actor: null,
  groupsOf: () => [],
}

interface Ground {
  readonly dialect: DialectName
  readonly db: Kysely<unknown>
  readonly schema: string
}

const refusal = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => (isRefusal(error) ? [error.code, error.data['fields'] ?? null] : error),
  )
const rowsOf = async ({ db }: Ground, statement: string): Promise<readonly unknown[]> =>
  (await sql.raw(statement).execute(db)).rows

function mappedTables(ground: Ground): void {
  let store: Store
  const ids = async (where: CriteriaNode, orderBy: readonly Ordering[] = [], entity = 'client') =>
    (
      await store.find(entity, { where: compileQuery(clientsModel, entity, where, binding), orderBy, limit: 50 })
    ).rows.map(({ id }) => id)
  const one = async (id: string): Promise<Row | undefined> =>
    (await store.find('client', { where: isEqual(entityOf(clientsModel, 'client'), 'id', id), orderBy: [], limit: 1 }))
      .rows[0]
  const structure = async (): Promise<string> => {
    const statements = {
      sqlite: `SELECT sql FROM sqlite_master WHERE tbl_name IN ('clients', 'secteurs', 'factures') ORDER BY name`,
      postgres: `SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = '${ground.schema}' AND table_name IN ('clients', 'secteurs', 'factures') ORDER BY 1, 2`,
      mysql: `SELECT table_name, column_name, column_type FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name IN ('clients', 'secteurs', 'factures') ORDER BY 1, 2`,
    }
    return JSON.stringify(await rowsOf(ground, statements[ground.dialect]))
  }

  beforeEach(async () => {
    for (const table of ['clients', 'secteurs', 'factures'])
      await sql.raw(`DROP TABLE IF EXISTS ${table}`).execute(ground.db)
    for (const statement of clientsTables[ground.dialect]) await sql.raw(statement).execute(ground.db)
    const adapter = kyselyAdapter({ ...ground })
    const before = await structure()
    await adapter.migrate(clientsModel)
    store = (await adapter.open(clientsModel)).forTenant('S1')
    expect(await structure()).toBe(before)
    await store.remove('note', EVERYTHING)
  })

  test('R6.2 rows read as records, each column through its codec', async () => {
    expect(await one('2')).toEqual({
      id: '2',
      name: 'Dupont SA',
      legal: 'SA',
      status: 'client',
      since: '2020-02-29',
      credit: 1234,
      active: true,
      tags: ['vip', 'export'],
      updatedAt: new Date('2026-03-29T01:00:00.000Z'),
      visits: 3,
      sectorId: '7',
      branchCode: 'LIL',
    })
    expect(await one('9')).toMatchObject({
      status: null,
      credit: -5,
      tags: [],
      branchCode: null,
      sectorId: '99',
      updatedAt: new Date('2026-03-29T00:59:59.999Z'),
    })
  })

  test('R6.2 standing conditions and the tenant hold everywhere: what is deleted or another company’s is not there', async () => {
    expect(await ids({ type: 'and', criteria: [] })).toEqual(['2', '9', '10'])
    expect(await one('11')).toBeUndefined()
    expect(await store.forTenant('S2').count('client', EVERYTHING)).toBe(1)
    expect(
      await ids(
        {
          type: 'related',
          relation: 'clients',
          quantifier: 'some',
          criteria: { type: 'test', field: 'name', operator: 'eq', value: 'parti' },
        },
        [],
        'sector',
      ),
    ).toEqual([])
  })

  test('R6.2 integer ids order as numbers, whatever is asked of them', async () => {
    expect(await ids({ type: 'and', criteria: [] }, [{ field: 'id', direction: 'desc' }])).toEqual(['10', '9', '2'])
    expect(
      await ids({
        type: 'test',
        field: 'id',
        operator: 'in',
        value: ['10', '010', '2.0', 'x', '99999999999999999999', ''],
      }),
    ).toEqual(['10'])
    expect(await ids({ type: 'test', field: 'id', operator: 'ne', value: '02' })).toEqual(['2', '9', '10'])
    const page = await store.find('client', {
      where: EVERYTHING,
      orderBy: [{ field: 'name', direction: 'desc' }],
      limit: 1,
    })
    const next = await store.find('client', {
      where: EVERYTHING,
      orderBy: [{ field: 'name', direction: 'desc' }],
      limit: 5,
      ...(page.end === null ? {} : { after: page.end }),
    })
    expect([page, next].flatMap(({ rows }) => rows.map(({ id }) => id))).toEqual(['9', '10', '2'])
  })

  test('R6.2 UUID ids are found as they are written, and nothing else is one', async () => {
    const uuid = '0b2f6c1e-0000-4000-8000-000000000002'
    expect(await ids({ type: 'test', field: 'id', operator: 'eq', value: uuid }, [], 'invoice')).toEqual([uuid])
    expect(
      await ids(
        { type: 'test', field: 'id', operator: 'in', value: ['x', uuid.toUpperCase(), `${uuid} `] },
        [],
        'invoice',
      ),
    ).toEqual([])
    expect(
      await ids(
        { type: 'test', field: 'id', operator: 'ne', value: 'no uuid' },
        [{ field: 'id', direction: 'desc' }],
        'invoice',
      ),
    ).toHaveLength(3)
  })

  test('R6.2 amounts, flags, dates and words are asked through their codecs', async () => {
    expect(await ids({ type: 'test', field: 'credit', operator: 'eq', value: 1234 })).toEqual(['2'])
    expect(await ids({ type: 'test', field: 'credit', operator: 'lt', value: 0 })).toEqual(['9'])
    expect(await ids({ type: 'test', field: 'credit', operator: 'in', value: [-5, 1] })).toEqual(['9'])
    expect(await ids({ type: 'test', field: 'active', operator: 'ne', value: true })).toEqual(['10'])
    expect(await ids({ type: 'test', field: 'status', operator: 'notIn', value: ['client'] })).toEqual(['9', '10'])
    expect(await ids({ type: 'test', field: 'status', operator: 'isEmpty' })).toEqual(['9'])
    expect(await ids({ type: 'test', field: 'since', operator: 'lte', value: '2019-12-31' })).toEqual(['9'])
    expect(await ids({ type: 'test', field: 'updatedAt', operator: 'gte', value: '2026-03-29T01:00:00Z' })).toEqual([
      '2',
    ])
    expect(await ids({ type: 'test', field: 'tags', operator: 'has', value: 'export' })).toEqual(['2'])
    expect(await ids({ type: 'test', field: 'tags', operator: 'isEmpty' })).toEqual(['9', '10'])
    expect(await ids({ type: 'test', field: 'name', operator: 'startsWith', value: 'ÉL' })).toEqual(['10'])
    expect(await ids({ type: 'test', field: 'legal', operator: 'eq', value: 'sa' })).toEqual(['10'])
  })

  test('R6.2 a column reached through a join is read, asked and ordered by, and never written', async () => {
    expect(await ids({ type: 'test', field: 'branchCode', operator: 'eq', value: 'MRS' })).toEqual(['10'])
    expect(await ids({ type: 'test', field: 'branchCode', operator: 'ne', value: 'MRS' })).toEqual(['2', '9'])
    expect(await ids({ type: 'test', field: 'branchCode', operator: 'isEmpty' })).toEqual(['9'])
    expect(await ids({ type: 'and', criteria: [] }, [{ field: 'branchCode', direction: 'desc' }])).toEqual([
      '10',
      '2',
      '9',
    ])
    expect(await refusal(store.update('client', EVERYTHING, { set: { branchCode: 'X' } }))).toEqual([
      'storage.read_only_field',
      null,
    ])
  })

  test('R6.2 relations lead from one host table to another, to the kernel’s and back', async () => {
    await store.insert('note', [
      { id: 'n1', body: 'À rappeler', clientId: '2', invoiceId: '0b2f6c1e-0000-4000-8000-000000000001' },
      { id: 'n2', body: 'Perdu', clientId: 'nobody', invoiceId: 'no invoice' },
    ])
    const unpaid: CriteriaNode = { type: 'test', field: 'paid', operator: 'eq', value: false }
    expect(await ids({ type: 'related', relation: 'invoices', quantifier: 'some', criteria: unpaid })).toEqual(['2'])
    expect(
      await ids({
        type: 'measure',
        relation: 'invoices',
        measure: 'sum',
        field: 'total',
        criteria: unpaid,
        operator: 'eq',
        value: 10_030,
      }),
    ).toEqual(['2'])
    expect(
      await ids({
        type: 'measure',
        relation: 'invoices',
        measure: 'avg',
        field: 'total',
        criteria: { type: 'and', criteria: [] },
        operator: 'gt',
        value: 5_000,
      }),
    ).toEqual(['2'])
    expect(
      await ids({
        type: 'related',
        relation: 'notes',
        quantifier: 'some',
        criteria: { type: 'test', field: 'body', operator: 'contains', value: 'RAPPEL' },
      }),
    ).toEqual(['2'])
    expect(
      await ids(
        {
          type: 'related',
          relation: 'client',
          quantifier: 'is',
          criteria: { type: 'test', field: 'active', operator: 'eq', value: true },
        },
        [],
        'note',
      ),
    ).toEqual(['n1'])
    expect(
      await ids(
        { type: 'related', relation: 'invoice', quantifier: 'is', criteria: { type: 'and', criteria: [] } },
        [],
        'note',
      ),
    ).toEqual(['n1'])
  })

  test('R6.2 a new row takes its id from the database, and defaults where nothing is given', async () => {
    const made = await store.insert('client', [
      {
        name: 'Élysée',
        status: 'prospect',
        active: true,
        credit: 199,
        tags: ['a', 'b'],
        updatedAt: new Date('2026-01-01T00:00:00.5Z'),
      },
      { name: 'Autre', status: 'client', active: false },
    ])
    expect(made).toHaveLength(2)
    expect(await one(made[0] ?? '')).toMatchObject({
      name: 'Élysée',
      status: 'prospect',
      credit: 199,
      visits: 3,
      tags: ['a', 'b'],
      updatedAt: new Date('2026-01-01T00:00:00.500Z'),
    })
    expect(await ids({ type: 'test', field: 'name', operator: 'eq', value: 'elysee' })).toEqual([made[0]])
    expect(await rowsOf(ground, `SELECT societe, supprime, etat FROM clients WHERE num = ${made[1] ?? ''}`)).toEqual([
      { societe: 'S1', supprime: 'N', etat: 'C' },
    ])
    expect(await refusal(store.insert('client', [{ name: 'Autre', status: 'client', active: true }]))).toEqual([
      'storage.conflict',
      ['name'],
    ])
  })

  test('R6.2 rows are changed in sets and one by one, with what they are expected to hold', async () => {
    const client = entityOf(clientsModel, 'client')
    expect(
      await store
        .update('client', isAmong(client, 'id', ['2', '10']), {
          set: { name: 'Nom neuf', active: false, since: null },
          increment: { credit: 6, visits: 1 },
        })
        .catch((error: unknown) => (isRefusal(error, 'storage.conflict') ? 'taken' : error)),
    ).toBe('taken')
    expect(
      await store.update('client', isEqual(client, 'id', '2'), {
        set: { name: 'Nom neuf', active: false, since: null },
        increment: { credit: 6, visits: 1 },
      }),
    ).toBe(1)
    expect(await one('2')).toMatchObject({ name: 'Nom neuf', active: false, since: null, credit: 1240, visits: 4 })
    const held = await store.updateEach('client', [
      { id: '2', set: { status: 'prospect', credit: 1 }, expect: { credit: 1240, since: null } },
      { id: '9', set: { status: 'client', credit: 2 }, expect: { credit: 5, since: null } },
      { id: '10', set: { status: 'client', credit: 3 }, expect: { credit: null, since: null } },
    ])
    expect([...held].sort()).toEqual(['10', '2'])
    expect(
      await ids({ type: 'test', field: 'credit', operator: 'gt', value: 0 }, [{ field: 'credit', direction: 'desc' }]),
    ).toEqual(['10', '2'])
    expect(
      await store.insert(
        'client',
        [
          { id: '2', name: 'Encore', status: 'client', active: true },
          { id: '77', name: 'Neuf', status: 'client', active: true },
        ],
        { onConflict: 'update' },
      ),
    ).toEqual(['2', '77'])
    expect(await one('2')).toMatchObject({ name: 'Encore', credit: 1 })
    expect(
      await store.insert('client', [{ id: '77', name: 'Jamais', status: 'client', active: true }], {
        onConflict: 'skip',
      }),
    ).toEqual([])
  })

  test('R6.2 a removed row leaves as the host says: it is marked, not deleted', async () => {
    expect(await store.remove('client', isEqual(entityOf(clientsModel, 'client'), 'status', 'client'))).toBe(1)
    expect(await one('2')).toBeUndefined()
    expect(await rowsOf(ground, `SELECT supprime FROM clients WHERE num = 2 AND supprime_le IS NOT NULL`)).toEqual([
      { supprime: 'O' },
    ])
    expect(
      await store.remove(
        'invoice',
        compileQuery(
          clientsModel,
          'invoice',
          {
            type: 'related',
            relation: 'client',
            quantifier: 'is',
            criteria: { type: 'test', field: 'name', operator: 'eq', value: 'ELAN' },
          },
          binding,
        ),
      ),
    ).toBe(1)
    expect(await rowsOf(ground, `SELECT COUNT(*) AS n FROM factures`)).toEqual([
      { n: ground.dialect === 'postgres' ? '2' : 2 },
    ])
  })

  test('R6.2 figures over mapped columns are the model’s', async () => {
    const rows = await store.aggregate('client', {
      where: EVERYTHING,
      groupBy: [{ as: 'status', field: 'status' }],
      measures: [
        { as: 'n', measure: 'count' },
        { as: 'credit', measure: 'sum', field: 'credit' },
        { as: 'first', measure: 'min', field: 'since' },
        { as: 'last', measure: 'max', field: 'updatedAt' },
      ],
    })
    expect([...rows].sort((a, b) => String(a['status']).localeCompare(String(b['status'])))).toEqual([
      { status: 'client', n: 1, credit: 1234, first: '2020-02-29', last: new Date('2026-03-29T01:00:00.000Z') },
      { status: null, n: 1, credit: -5, first: '2019-12-31', last: new Date('2026-03-29T00:59:59.999Z') },
      { status: 'prospect', n: 1, credit: 0, first: null, last: null },
    ])
    const parts = await store.aggregate('client', {
      where: EVERYTHING,
      groupBy: [
        { as: 'part', field: 'credit', edges: [-10, 0, 1234, 1235] },
        { as: 'branch', field: 'branchCode' },
      ],
      measures: [{ as: 'n', measure: 'count' }],
    })
    expect([...parts].sort((a, b) => Number(a['part']) - Number(b['part']))).toEqual([
      { part: 0, branch: null, n: 1 },
      { part: 2, branch: 'LIL', n: 1 },
    ])
  })
}

describe('SQLite', () => {
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: new Database(':memory:') }) })
  afterAll(() => db.destroy())
  mappedTables({ dialect: 'sqlite', db, schema: '' })
})

onPostgres(import.meta.url, ({ config, name }) => {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: new pg.Pool(config) }) })
  afterAll(() => db.destroy())
  mappedTables({ dialect: 'postgres', db, schema: name })
})

onMysql(import.meta.url, ({ url }) => {
  const db = new Kysely<unknown>({ dialect: new MysqlDialect({ pool: createPool(url) }) })
  afterAll(() => db.destroy())
  mappedTables({ dialect: 'mysql', db, schema: '' })
})
