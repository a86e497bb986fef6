/** Pages of what somebody may see: how a database comes by them, and that every way comes to the same rows. */
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { type CompiledQuery, Kysely, MysqlDialect, PostgresDialect, SqliteDialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { kyselyAdapter, type DialectName } from '../../adapters/kysely'
import type { Row } from '../../src/kernel'
import { code, defineModel, entity, entityOf, id, instant, reference, text } from '../../src/model'
import {
  allOf,
  anyOf,
  type BoundCriteria,
  compareRows,
  EVERYTHING,
  isAmong,
  isEqual,
  isMissing,
  predicate,
} from '../../src/query'
import type { FindRequest, Store } from '../../src/storage'
import { SEED } from '../query/arbitrary'
import { lookupIn } from '../query/record-lookup'
import { onMysql, onPostgres } from '../servers'

const model = defineModel({
  account: entity({
    module: 'accounts',
    fields: z.object({
      id: id(),
      name: text().nullable(),
      status: code(),
      rank: code(),
      groupId: reference('group'),
      ownerId: reference('user').nullable(),
      createdAt: instant().nullable(),
    }),
    group: 'groupId',
    owner: 'ownerId',
    indexes: [['name'], ['status'], ['createdAt']],
  }),
  group: entity({ module: 'groups', fields: z.object({ id: id() }) }),
  user: entity({ module: 'users', fields: z.object({ id: id() }) }),
})
const account = entityOf(model, 'account')

const ACCOUNTS = 4_000
const GROUPS = 400
const START = Date.UTC(2026, 2, 29)

/** Two of five are in the first group; names are few, so that the id must decide; every value but the group may be missing. */
const accounts: readonly Row[] = Array.from({ length: ACCOUNTS }, (_, index) => ({
  id: `a${String(index).padStart(5, '0')}`,
  name: index % 7 === 0 ? null : `Nom ${(index * 7919) % 1_000}`,
  status: index % 100 === 0 ? 'rare' : 'usual',
  rank: `r${(index * 31) % 10}`,
  groupId: `g${index % 5 < 2 ? 0 : (index * 613) % GROUPS}`,
  ownerId: index % 4 === 0 ? null : `u${(index * 37) % 300}`,
  createdAt: index % 3 === 0 ? null : new Date(START + ((index * 613) % 500) * 60_000),
}))

const named = (letter: string, numbers: readonly number[]): readonly string[] => numbers.map((one) => `${letter}${one}`)
const numbers = (first: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => first + index)

/** What somebody may see: records of some groups, of some owners, and some that are shared. */
const scope = (groups: readonly number[], owners: readonly number[] = [], shared: readonly number[] = []) =>
  anyOf(
    isAmong(account, 'groupId', named('g', groups)),
    isAmong(account, 'ownerId', named('u', owners)),
    isAmong(
      account,
      'id',
      shared.map((index) => `a${String(index).padStart(5, '0')}`),
    ),
  )

interface Opened {
  readonly store: Store
  analyse(): Promise<void>
  explain(statement: CompiledQuery): Promise<string>
}

type Log = (event: { readonly query: CompiledQuery }) => void

function onDatabase(dialect: DialectName, open: (log: Log) => Promise<Opened>): void {
  const statements: CompiledQuery[] = []
  let store: Store
  let explain: Opened['explain']
  beforeAll(async () => {
    const opened = await open(({ query }) => void statements.push(query))
    store = opened.store
    explain = opened.explain
    await store.insert('account', accounts)
    await opened.analyse()
  })

  /** The statements that some work runs. */
  const statementsOf = async (work: () => Promise<unknown>): Promise<readonly CompiledQuery[]> => {
    statements.length = 0
    await work()
    return [...statements]
  }
  const isPage = ({ sql }: CompiledQuery): boolean => /ORDER BY/.test(sql)
  const isExtent = ({ sql }: CompiledQuery): boolean => /AS total/.test(sql)
  const planOf = async (ones: readonly CompiledQuery[]): Promise<string> => {
    expect(ones.length).toBeGreaterThan(0)
    const plans: string[] = []
    for (const one of ones) plans.push(await explain(one))
    return plans.join('\n').toLowerCase()
  }
  const byName = [{ field: 'name', direction: 'asc' }] as const
  const page = (where: BoundCriteria, request: Partial<FindRequest> = {}) =>
    store.find('account', { where, orderBy: byName, limit: 10, ...request })
  const pagePlan = async (where: BoundCriteria, request: Partial<FindRequest> = {}) =>
    planOf((await statementsOf(() => page(where, request))).filter(isPage))

  const PRIMARY = { sqlite: 'sqlite_autoindex', postgres: 'pkey', mysql: 'primary' }[dialect]
  const SCANNED = /seq scan on account|"table_name": "t0",\s*"access_type": "all"|scan t0(?! using)/
  const SORTED = /\bsort\b|filesort|temp b-tree/
  /** An order that is read off its index says nothing of sorting; MariaDB sorts what SQL leaves no index for. */
  const alongName = (plan: string): void => {
    expect(plan).toContain('name_folded')
    expect(plan).not.toMatch(/group_id_idx|owner_id_idx/)
    expect(plan).not.toMatch(SCANNED)
    expect(plan).not.toMatch(SORTED)
  }

  test('R2.11 a few records are gathered by the index on their group', async () => {
    const plan = await pagePlan(scope(numbers(1, 20)))
    expect(plan).toContain('group_id_idx')
    expect(plan).not.toMatch(SCANNED)
    expect(plan).not.toContain('name_folded_idx')
  })

  test('R2.11 a few records of groups, owners and shares are gathered by an index for each', async () => {
    const plan = await pagePlan(scope(numbers(1, 6), [1, 2, 3], [5, 50, 500, 3_000]))
    expect(plan).toContain('group_id_idx')
    expect(plan).toContain('owner_id_idx')
    expect(plan).toContain(PRIMARY)
    expect(plan).not.toMatch(SCANNED)
    expect(plan).not.toContain('name_folded_idx')
  })

  test('R2.11 many records are read along the index on their order, at the start and deep in the list', async () => {
    for (const where of [scope(numbers(0, 300)), scope(numbers(0, 300), [1, 2, 3], numbers(0, 60))]) {
      alongName(await pagePlan(where))
      const { end } = await page(where, { limit: 1_000 })
      alongName(await pagePlan(where, end === null ? {} : { after: end }))
    }
  })

  test('R2.11 one group that has many records is read along the order too, one that has few is gathered', async () => {
    alongName(await pagePlan(scope([0])))
    expect(await pagePlan(scope([1]))).toContain('group_id_idx')
  })

  test('R2.11 a page that is locked is read along the order too', async () => {
    const many = scope(numbers(0, 300), [1, 2, 3])
    const asked = await statementsOf(() =>
      store.transaction((inside) =>
        inside.find('account', { where: many, orderBy: byName, limit: 10, lock: 'update' }),
      ),
    )
    alongName(await planOf(asked.filter(isPage)))
  })

  test('R2.11 what else is asked may find the rows, where it finds fewer', async () => {
    const rare = isEqual(account, 'status', 'rare')
    if (dialect !== 'mysql') expect(await pagePlan(allOf(rare, scope(numbers(0, 300))))).toContain('status_idx')
    const one = await statementsOf(() => page(allOf(isEqual(account, 'id', 'a00007'), scope(numbers(0, 300)))))
    expect(one.filter(isExtent)).toEqual([])
    expect(await planOf(one.filter(isPage))).toContain(PRIMARY)
  })

  test('R2.11 a scope is counted once for as long as it is kept', async () => {
    const where = scope(numbers(1, 20), [7])
    const first = await statementsOf(() => page(where))
    const second = await statementsOf(() => page(where, { orderBy: [{ field: 'createdAt', direction: 'desc' }] }))
    expect([first.filter(isExtent).length, second.filter(isExtent).length]).toEqual([1, 0])
    expect(
      (await statementsOf(() => store.forTenant('other').find('account', { where, orderBy: [], limit: 1 }))).filter(
        isExtent,
      ),
    ).toHaveLength(1)
  })

  test('R2.11 who reaches everything asks as if there were no rights', async () => {
    const [all, none] = [
      await statementsOf(() => page(anyOf(EVERYTHING, isAmong(account, 'ownerId', ['u1'])))),
      await statementsOf(() => page(EVERYTHING)),
    ]
    expect(all.map(({ sql }) => sql)).toEqual(none.map(({ sql }) => sql))
  })

  test('R2.11 counting what few groups, owners and shares give reads no table', async () => {
    if (dialect === 'mysql') return
    const where = scope(numbers(1, 6), [1, 2, 3], [5, 50, 500])
    const plan = await planOf(await statementsOf(() => store.count('account', where)))
    expect(plan).toMatch(/multi-index or|bitmapor/)
    expect(plan).not.toMatch(SCANNED)
  })

  test('R2.11 every way comes to the same rows in the same order as the predicate', { timeout: 240_000 }, async () => {
    const some = (most: number, count: number) => fc.uniqueArray(fc.nat(most - 1), { minLength: 0, maxLength: count })
    const orders = ['name', 'createdAt', 'id', 'rank', 'ownerId'] as const
    const ways = new Set<string>()
    const lookup = lookupIn({ account: accounts })
    const question = fc.record({
      groups: fc.oneof(some(GROUPS, 3), some(GROUPS, 40), fc.constant(numbers(0, 200))),
      owners: fc.oneof(fc.constant([]), some(300, 3), some(300, 60)),
      shared: fc.oneof(fc.constant([]), some(ACCOUNTS, 4), some(ACCOUNTS, 60)),
      orderBy: fc.uniqueArray(
        fc.record({ field: fc.constantFrom(...orders), direction: fc.constantFrom('asc', 'desc') }),
        { minLength: 0, maxLength: 2, selector: ({ field }) => field },
      ),
      besides: fc.constantFrom(
        EVERYTHING,
        isEqual(account, 'status', 'rare'),
        isMissing(account, 'createdAt'),
        isAmong(account, 'rank', ['r1', 'r4']),
        isAmong(account, 'groupId', named('g', numbers(0, 30))),
      ),
      limit: fc.constantFrom(1, 3, 7, 40),
      skipped: fc.nat(60),
    })
    await fc.assert(
      fc.asyncProperty(question, async ({ groups, owners, shared, orderBy, besides, limit, skipped }) => {
        const where = allOf(besides, scope(groups, owners, shared))
        const holds = predicate(where)
        const expected = accounts
          .filter((row) => holds(row, lookup))
          .toSorted(compareRows(account, orderBy))
          .map((row) => row['id'])
        const idsOf = (rows: readonly Row[]) => rows.map((row) => row['id'])
        const find = (request: Partial<FindRequest>) =>
          store.find('account', { where, orderBy, limit, fields: ['id'], ...request })
        const asked = await statementsOf(async () => {
          expect(idsOf((await find({})).rows)).toEqual(expected.slice(0, limit))
          const place = Math.min(skipped, expected.length - 1)
          if (place < 0) return
          const { end } = await find({ limit: place + 1 })
          if (end === null) throw new Error('A page that is not empty ends somewhere')
          expect(idsOf((await find({ after: end })).rows)).toEqual(expected.slice(place + 1, place + 1 + limit))
          const before = expected.slice(Math.max(0, place - limit), place)
          expect(idsOf((await find({ before: end })).rows)).toEqual(before)
        })
        for (const { sql } of asked.filter(isPage)) {
          if (/ UNION /.test(sql)) ways.add('gathered from several grounds')
          else if (/CASE WHEN|IS TRUE/.test(sql)) ways.add('looked up')
          else ways.add(/COALESCE|BY \+/.test(sql) ? 'gathered' : 'left to the database')
        }
        // A locked page is not gathered.
        const locked = await store.transaction((inside) =>
          inside.find('account', { where, orderBy, limit, fields: ['id'], lock: 'update' }),
        )
        expect(idsOf(locked.rows)).toEqual(expected.slice(0, limit))
      }),
      { seed: SEED, numRuns: 150 },
    )
    expect([...ways].toSorted()).toEqual([
      'gathered',
      'gathered from several grounds',
      'left to the database',
      'looked up',
    ])
  })
}

describe('SQLite', () => {
  const database = new Database(':memory:')
  afterAll(() => database.close())
  onDatabase('sqlite', async (log) => {
    const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database }), log })
    const adapter = kyselyAdapter({ db, dialect: 'sqlite' })
    await adapter.migrate(model)
    return {
      store: await adapter.open(model),
      analyse: async () => void database.exec('ANALYZE'),
      explain: async ({ sql, parameters }) =>
        JSON.stringify(database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters)),
    }
  })

  test('R2.11 a list is looked through in its index alone; only the rows of the page are read', () => {
    const columns = (index: string): readonly unknown[] =>
      database.prepare('SELECT name FROM pragma_index_info(?) ORDER BY seqno').pluck().all(index)
    expect(columns('clientele_account_name_folded_idx')).toEqual([
      '_tenant',
      'name_folded',
      'id',
      'group_id',
      'owner_id',
    ])
    expect(columns('clientele_account_group_id_idx')).toEqual([
      '_tenant',
      'group_id',
      'id',
      'name_folded',
      'created_at',
    ])
  })
})

onPostgres(import.meta.url, ({ config, name }) => {
  // A table of a few pages is soonest read whole from a disk that turns; servers have had others for long.
  const pool = new pg.Pool({ ...config, options: `${config.options} -c random_page_cost=1.1` })
  afterAll(() => pool.end())
  onDatabase('postgres', async (log) => {
    const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }), log })
    const adapter = kyselyAdapter({ db, dialect: 'postgres', schema: name })
    await adapter.migrate(model)
    return {
      store: await adapter.open(model),
      analyse: async () => void (await pool.query('VACUUM ANALYZE account')),
      explain: async ({ sql, parameters }) =>
        JSON.stringify((await pool.query(`EXPLAIN ${sql}`, [...parameters])).rows),
    }
  })
})

onMysql(import.meta.url, ({ url }) => {
  const pool = createPool(url)
  afterAll(() => pool.promise().end())
  onDatabase('mysql', async (log) => {
    const db = new Kysely<unknown>({ dialect: new MysqlDialect({ pool }), log })
    const adapter = kyselyAdapter({ db, dialect: 'mysql' })
    await adapter.migrate(model)
    return {
      store: await adapter.open(model),
      analyse: async () => void (await pool.promise().query('ANALYZE TABLE clientele_account')),
      explain: async ({ sql, parameters }) => {
        const [rows] = await pool.promise().query<never[]>(`EXPLAIN FORMAT=JSON ${sql}`, [...parameters])
        // What was taken into consideration says nothing of what is done.
        return String(Object.values(Object(rows[0]))[0]).replaceAll(/"possible_keys": \[[^\]]*\],/g, '')
      },
    }
  })
})
