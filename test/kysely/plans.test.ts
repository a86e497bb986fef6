import { Kysely, type LogEvent, MysqlDialect, PostgresDialect, SqliteDialect, type CompiledQuery } from 'kysely'
import Database from 'better-sqlite3'
import { createPool } from 'mysql2'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { kyselyAdapter, type DialectName } from '../../adapters/kysely'
import { testClock } from '../../src/kernel'
import {
  code,
  defineModel,
  entity,
  entityOf,
  id,
  instant,
  integer,
  many,
  one,
  reference,
  tags,
  text,
} from '../../src/model'
import { allOf, compares, EVERYTHING, isAmong, isEqual, type BoundCriteria } from '../../src/query'
import type { FindRequest, Store } from '../../src/storage'
import { onMysql, onPostgres } from '../servers'

const model = defineModel({
  account: entity({
    module: 'accounts',
    fields: z.object({
      id: id(),
      name: text().nullable().default(null),
      status: code(),
      tags: tags(),
      rank: integer(),
      nextAt: instant().nullable().default(null),
    }),
    relations: { contacts: many('contact', 'accountId') },
    indexes: [['name'], ['status', 'name'], ['nextAt']],
  }),
  contact: entity({
    module: 'accounts',
    fields: z.object({ id: id(), email: code(), accountId: reference('account').nullable().default(null) }),
    relations: { account: one('account', 'accountId') },
    indexes: [['email']],
  }),
})
const account = entityOf(model, 'account')
const contact = entityOf(model, 'contact')
const ACCOUNTS = 4_000
const NOW = new Date('2026-03-29T10:00:00.000Z')

type Explain = (statement: CompiledQuery) => Promise<string>

/** Plans of the statements that operations run: each must go by the index it is meant for, and sort nothing. */
function plans(
  dialect: DialectName,
  open: (
    log: (event: LogEvent) => void,
  ) => Promise<{ readonly store: Store; analyse(): Promise<void>; explain: Explain }>,
): void {
  const statements: CompiledQuery[] = []
  let store: Store
  let explain: Explain
  beforeAll(async () => {
    const opened = await open((event) => void statements.push(event.query))
    store = opened.store
    explain = opened.explain
    const rows = Array.from({ length: ACCOUNTS }, (_, index) => ({
      id: `a${String(index).padStart(5, '0')}`,
      name: index % 5 === 0 ? null : `Nom ${(index * 7919) % ACCOUNTS}`,
      status: index % 50 === 0 ? 'rare' : 'usual',
      tags: index % 400 === 0 ? ['vip'] : [],
      rank: index % 10,
      nextAt: index % 3 === 0 ? null : new Date(NOW.getTime() + (index - 100) * 1_000),
    }))
    await store.insert('account', rows)
    await store.insert(
      'contact',
      rows.map(({ id: accountId }, index) => ({ id: `c${index}`, email: `p${index}@x.fr`, accountId })),
    )
    await opened.analyse()
  })

  /** The plans of the statements that some work runs, in lower case. */
  const planOf = async (work: () => Promise<unknown>): Promise<string> => {
    statements.length = 0
    await work()
    const asked = statements.filter(({ sql }) => /^\s*(?:SELECT|WITH|UPDATE)/i.test(sql) && /account|contact/.test(sql))
    expect(asked.length).toBeGreaterThan(0)
    const explained: string[] = []
    for (const statement of asked) explained.push(await explain(statement))
    return explained.join('\n').toLowerCase()
  }
  const notScanned = (plan: string): void =>
    // The rows that a statement brings along (v) are read from the first to the last.
    expect(plan).not.toMatch(
      /seq scan on account|"table_name": "(?!v")[^"]*",\s*"access_type": "all"|scan t0(?! using)/,
    )
  const notSorted = (plan: string): void => expect(plan).not.toMatch(/\bsort\b|filesort|temp b-tree/)
  const page = (request: Partial<FindRequest>) =>
    store.find('account', { where: EVERYTHING, orderBy: [], limit: 10, ...request })

  test.each(['asc', 'desc'] as const)(
    'R2.6 a page deep in a list by name, %s, is a range of the index by name, both ways and at both ends',
    async (direction) => {
      const orderBy = [{ field: 'name', direction }]
      for (const depth of [1_500, 3_600]) {
        const { end } = await page({ orderBy, limit: depth })
        for (const way of ['after', 'before'] as const) {
          const plan = await planOf(() => page({ orderBy, ...(end === null ? {} : { [way]: end }) }))
          expect(plan).toContain('name_folded')
          notScanned(plan)
          notSorted(plan)
        }
      }
    },
  )

  test('R2.1 codes, lists of codes however long, texts and their beginnings are found by index', async () => {
    const found = async (where: BoundCriteria, index: string) => {
      const plan = await planOf(() => store.count('account', where))
      expect(plan, JSON.stringify(where.type)).toContain(index)
      notScanned(plan)
    }
    await found(
      isEqual(account, 'id', 'a00007'),
      dialect === 'sqlite' ? 'sqlite_autoindex' : dialect === 'postgres' ? 'pkey' : 'primary',
    )
    await found(isEqual(account, 'status', 'rare'), 'status')
    await found(isEqual(account, 'name', 'NOM 12'), 'name_folded')
    await found(isAmong(account, 'name', ['nom 1', 'nom 2', 'nom 3']), 'name_folded')
    const name = account.fields.get('name')
    if (name === undefined) throw new Error('The model has no name')
    await found({ type: 'test', field: name, negated: false, operator: 'startsWith', value: 'nom 123' }, 'name_folded')
    const emails = Array.from({ length: dialect === 'mysql' ? 150 : 40 }, (_, index) => `p${index * 3}@x.fr`)
    const plan = await planOf(() => store.count('contact', isAmong(contact, 'email', emails)))
    expect(plan).toContain('email')
    expect(plan).not.toMatch(/seq scan on contact|scan t0(?! using)/)
  })

  test('R2.2 records on the other side of a relation are found by the index on the reference', async () => {
    const relation = account.relations.get('contacts')
    if (relation === undefined) throw new Error('The model has no contacts')
    const where = allOf(isEqual(account, 'status', 'rare'), {
      type: 'related',
      relation,
      target: contact,
      negated: true,
      criteria: isEqual(contact, 'email', 'p0@x.fr'),
    })
    expect(await planOf(() => store.count('account', where))).toMatch(/account_id|email/)
  })

  test('R2.2 what all records are asked of the other side is made a set once; of a few, it is looked at around each', async () => {
    const relation = account.relations.get('contacts')
    if (relation === undefined) throw new Error('The model has no contacts')
    const inner = isAmong(
      contact,
      'email',
      Array.from({ length: 2_000 }, (_, index) => `p${index}@x.fr`),
    )
    const measured: BoundCriteria = {
      type: 'measure',
      relation,
      target: contact,
      measure: 'count',
      field: null,
      negated: false,
      operator: 'gte',
      value: 1,
      criteria: inner,
    }
    const related: BoundCriteria = { type: 'related', relation, target: contact, negated: false, criteria: inner }
    const perRow = { sqlite: /correlated/, postgres: /subplan/, mysql: /dependent|expression_cache/ }[dialect]
    for (const where of [measured, related]) {
      const turned: BoundCriteria = { ...where, negated: true }
      expect(await planOf(() => store.count('account', where))).not.toMatch(perRow)
      expect(await planOf(() => store.count('account', turned))).not.toMatch(perRow)
      expect(await store.count('account', where)).toBe(2_000)
      expect(await store.count('account', turned)).toBe(ACCOUNTS - 2_000)
    }
    const few = await planOf(() => store.count('account', allOf(isEqual(account, 'status', 'rare'), measured)))
    expect(few).toMatch(perRow)
    expect(few).toContain('account_id')
  })

  test('R5.9 what is due is claimed by the index on the instant', async () => {
    const lease = { at: 'nextAt', token: 'status', value: 'usual', milliseconds: 1_000 }
    const plan = await planOf(() =>
      store.claim('account', { where: compares(account, 'rank', 'gte', 0), limit: 5 }, lease),
    )
    expect(plan).toContain('next_at')
    notScanned(plan)
    notSorted(plan)
  })

  test('R2.4 rows changed by a long list of ids are found by it', async () => {
    const ids = Array.from({ length: 150 }, (_, index) => `none${index}`)
    const plan = await planOf(() => store.update('account', isAmong(account, 'id', ids), { set: { status: 'usual' } }))
    expect(plan).not.toMatch({ sqlite: /correlated/, postgres: /subplan/, mysql: /dependent/ }[dialect])
    expect(plan).not.toMatch(
      /seq scan on account|scan t0(?! using)|"table_name": "t0",\s*"access_type": "(?:all|index)"/,
    )
  })

  if (dialect === 'postgres')
    test('R2.4 tags are found by their index', async () => {
      const field = account.fields.get('tags')
      if (field === undefined) throw new Error('The model has no tags')
      expect(
        await planOf(() =>
          store.count('account', { type: 'test', field, negated: false, operator: 'hasAny', values: ['vip'] }),
        ),
      ).toContain('tags_set')
    })
}

test('R2.1 SQLite reads a table once where no index helps, before anybody has run ANALYZE', async () => {
  const database = new Database(':memory:')
  const statements: string[] = []
  const log = ({ query: { sql } }: LogEvent): void => void statements.push(sql)
  const adapter = kyselyAdapter({
    db: new Kysely<unknown>({ dialect: new SqliteDialect({ database }), log }),
    dialect: 'sqlite',
  })
  await adapter.migrate(model)
  const store = await adapter.open(model)
  const planOf = async (where: BoundCriteria): Promise<string> => {
    await store.count('account', where)
    const rows = database.prepare(`EXPLAIN QUERY PLAN ${statements.at(-1) ?? ''}`).all('default', 1)
    return JSON.stringify(rows)
  }
  expect(await planOf(compares(account, 'rank', 'gte', 1))).toContain('SCAN t0')
  expect(await planOf(isEqual(account, 'status', 'rare'))).toContain('INDEX clientele_account_status')
  database.close()
})

describe('SQLite', () => {
  const database = new Database(':memory:')
  afterAll(() => database.close())
  plans('sqlite', async (log) => {
    const adapter = kyselyAdapter({
      db: new Kysely<unknown>({ dialect: new SqliteDialect({ database }), log }),
      dialect: 'sqlite',
      clock: testClock(NOW),
    })
    await adapter.migrate(model)
    return {
      store: await adapter.open(model),
      analyse: async () => void database.exec('ANALYZE'),
      explain: async ({ sql, parameters }) =>
        JSON.stringify(database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters)),
    }
  })
})

onPostgres(import.meta.url, ({ config, name }) => {
  // A table of a few pages is soonest read whole from a disk that turns; servers have had others for long.
  const pool = new pg.Pool({ ...config, options: `${config.options} -c random_page_cost=1.1` })
  afterAll(() => pool.end())
  plans('postgres', async (log) => {
    const adapter = kyselyAdapter({
      db: new Kysely<unknown>({ dialect: new PostgresDialect({ pool }), log }),
      dialect: 'postgres',
      schema: name,
      clock: testClock(NOW),
    })
    await adapter.migrate(model)
    return {
      store: await adapter.open(model),
      analyse: async () => void (await pool.query('ANALYZE')),
      explain: async ({ sql, parameters }) =>
        JSON.stringify((await pool.query(`EXPLAIN ${sql}`, [...parameters])).rows),
    }
  })
})

onMysql(import.meta.url, ({ url }) => {
  const pool = createPool(url)
  afterAll(() => pool.promise().end())
  plans('mysql', async (log) => {
    const adapter = kyselyAdapter({
      db: new Kysely<unknown>({ dialect: new MysqlDialect({ pool }), log }),
      dialect: 'mysql',
      clock: testClock(NOW),
    })
    await adapter.migrate(model)
    return {
      store: await adapter.open(model),
      analyse: async () => void (await pool.promise().query('ANALYZE TABLE clientele_account, clientele_contact')),
      explain: async ({ sql, parameters }) =>
        String(
          Object.values(
            Object((await pool.promise().query<never[]>(`EXPLAIN FORMAT=JSON ${sql}`, [...parameters]))[0][0]),
          )[0],
        ),
    }
  })
})
