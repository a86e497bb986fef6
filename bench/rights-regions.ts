import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Row } from 'clientele/kernel'
import { kyselyAdapter } from 'clientele/kysely'
import { memoryAdapter } from 'clientele/memory'
import { crmEntities, defineModel, entityOf } from 'clientele/model'
import { isEqual } from 'clientele/query'
import { createClientele, kernelModel } from 'clientele/session'
import type { Store, StoreAdapter } from 'clientele/storage'
import { CompiledQuery, Kysely, PostgresDialect, SqliteDialect } from 'kysely'
import pg from 'pg'
import { type Contest, OURS } from './contest'

const crmModel = defineModel(crmEntities)
const model = kernelModel(crmModel)
const NOW = new Date('2026-01-01T00:00:00Z')
const PART = 10_000

/** Ten regions at the top, ten in each of them, and so on, four deep; as many groups in each. */
interface Territory {
  readonly regions: number
  readonly groups: number
}

const parentOf = (region: number): number | null => (region < 10 ? null : Math.floor(region / 10) - 1)

function* lineOf(region: number): Generator<number> {
  for (let at: number | null = region; at !== null; at = parentOf(at)) yield at
}

/** Users `u0` to `u89`, each given a region of the second level: of 10,000 regions and 100,000 groups, 111 and 1,110. */
const USERS = 90

function* rowsOf({ regions, groups }: Territory): Generator<readonly [entity: string, row: Row]> {
  for (let user = 0; user < USERS; user++) {
    yield ['user', { id: `u${user}`, name: `User ${user}` }]
    yield ['userAccess', { id: `u${user}`, profile: 'manager', reach: 'structure', active: true, version: 1 }]
    yield ['userGrant', { id: `u${user}`, userId: `u${user}`, regionId: `r${10 + user}` }]
  }
  yield ['user', { id: 'admin', name: 'Admin' }]
  yield ['userAccess', { id: 'admin', profile: 'administrator', reach: 'all', active: true, version: 1 }]
  for (let group = 0; group < groups; group++) yield ['group', { id: `g${group}`, name: `Group ${group}` }]
  for (let region = 0; region < regions; region++) {
    const parent = parentOf(region)
    yield [
      'region',
      { id: `r${region}`, name: `Region ${region}`, parentId: parent === null ? null : `r${parent}`, version: 1 },
    ]
    for (const above of lineOf(region))
      yield [
        'regionAncestor',
        { id: `r${region}-${above}`, regionId: `r${region}`, ancestorId: `r${above}`, from: NOW },
      ]
  }
  for (let group = 0; group < groups; group++)
    yield [
      'regionMembership',
      { id: `m${group}`, regionId: `r${group % regions}`, groupId: `g${group}`, from: NOW, slot: '*' },
    ]
}

async function fill(store: Store, territory: Territory): Promise<void> {
  const parts = new Map<string, Row[]>()
  const write = (entity: string, rows: readonly Row[]) => store.transaction((inside) => inside.insert(entity, rows))
  for (const [entity, row] of rowsOf(territory)) {
    const part = parts.get(entity) ?? []
    parts.set(entity, part)
    part.push(row)
    if (part.length < PART) continue
    await write(entity, part)
    parts.set(entity, [])
  }
  for (const [entity, part] of parts) if (part.length > 0) await write(entity, part)
}

/** Where the regions are kept; how a person would ask for the groups of a user's regions there. */
interface Ground {
  readonly name: string
  readonly adapter: StoreAdapter
  filled(): Promise<void>
  byHand(user: string): Promise<readonly string[]>
  close(): Promise<void>
}

const STATEMENT = (schema: string, user: string) => `SELECT DISTINCT m.group_id FROM ${schema}user_grant g
  JOIN ${schema}region_ancestor a ON a._tenant = g._tenant AND a.ancestor_id = g.region_id AND a."to" IS NULL
  JOIN ${schema}region_membership m ON m._tenant = g._tenant AND m.region_id = a.region_id AND m."to" IS NULL
  WHERE g._tenant = 'main' AND g.user_id = ${user}`

const asking =
  (db: Kysely<unknown>, statement: string): Ground['byHand'] =>
  async (user) =>
    (await db.executeQuery<Row>(CompiledQuery.raw(statement, [user]))).rows.map((row) => String(row['group_id']))

function memoryGround({ regions, groups }: Territory): Ground {
  const inside = new Map<number, number[]>()
  const standing = new Map<number, string[]>()
  const join = <T>(lists: Map<number, T[]>, at: number, item: T): void => {
    const list = lists.get(at)
    if (list === undefined) lists.set(at, [item])
    else list.push(item)
  }
  for (let region = 0; region < regions; region++) for (const above of lineOf(region)) join(inside, above, region)
  for (let group = 0; group < groups; group++) join(standing, group % regions, `g${group}`)
  return {
    name: 'memory',
    adapter: memoryAdapter(),
    filled: () => Promise.resolve(),
    byHand: (user) =>
      Promise.resolve((inside.get(10 + Number(user.slice(1))) ?? []).flatMap((region) => standing.get(region) ?? [])),
    close: () => Promise.resolve(),
  }
}

/** In a file of its own, as an embedded database is. */
function sqliteGround(): Ground {
  const folder = mkdtempSync(join(tmpdir(), 'clientele-bench-'))
  const sqlite = new Database(join(folder, 'regions.sqlite'))
  sqlite.pragma('journal_mode = WAL')
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: sqlite }) })
  return {
    name: 'SQLite',
    adapter: kyselyAdapter({ db, dialect: 'sqlite' }),
    filled: () => Promise.resolve(void sqlite.exec('ANALYZE')),
    byHand: asking(db, STATEMENT('clientele_', '?')),
    async close() {
      await db.destroy()
      rmSync(folder, { recursive: true })
    },
  }
}

/** In a schema of this process alone; null where no server answers. */
async function postgresGround(): Promise<Ground | null> {
  const schema = `clientele_regions_${process.pid}`
  const connectionString = process.env['CLIENTELE_POSTGRES_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test'
  const pool = new pg.Pool({ connectionString, connectionTimeoutMillis: 3_000 })
  const answers = await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`).catch(() => null)
  if (answers === null) {
    await pool.end()
    return null
  }
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  return {
    name: 'PostgreSQL',
    adapter: kyselyAdapter({ db, dialect: 'postgres', schema }),
    async filled() {
      for (const table of ['region', 'region_ancestor', 'region_membership', 'user_grant', 'user_access', 'user'])
        await pool.query(`VACUUM ANALYZE ${schema}."${table}"`)
    },
    byHand: asking(db, STATEMENT(`${schema}.`, '$1')),
    async close() {
      await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
      await db.destroy()
    },
  }
}

const GROUNDS = { memory: memoryGround, sqlite: sqliteGround, postgres: postgresGround }

const countOf = (groups: readonly string[]): number => new Set(groups).size

/**
 * What regions at their largest cost: the groups of a user read from the data, the rights of a user who is known already, a group
 * that moves, and an overview. Null where no server answers.
 */
export async function regionContests(
  kind: keyof typeof GROUNDS,
  territory: Territory,
): Promise<{ readonly contests: readonly Contest[]; close(): Promise<void> } | null> {
  const ground = await GROUNDS[kind](territory)
  if (ground === null) return null
  const { adapter } = ground
  const crm = await createClientele({ model: crmModel, store: adapter, migrate: true, timeZone: 'Europe/Paris' })
  const store = (await adapter.open(model)).forTenant('main')
  await fill(store, territory)
  await ground.filled()
  const size = `${territory.groups.toLocaleString('en')} groups in ${territory.regions.toLocaleString('en')} nested regions, ${ground.name}`

  let turn = 0
  const next = (): string => `u${turn++ % USERS}`
  const system = crm.system('bench')
  const grant = entityOf(model, 'userGrant')
  const resolved = async (user: string): Promise<readonly string[]> => {
    const { rows } = await store.find(grant.name, { where: isEqual(grant, 'userId', user), orderBy: [], limit: 100 })
    return system.regions.resolve({ regions: rows.map((row) => String(row['regionId'])) })
  }

  const known = await crm.as('u7')
  const admin = await crm.as('admin')
  let place = 0
  return {
    contests: [
      {
        title: `the groups of a user's regions, read from the data, ${size}`,
        reference: { name: 'hand-written', run: async () => countOf(await ground.byHand(next())) },
        others: [{ name: OURS, run: async () => countOf(await resolved(next())) }],
        targets: {},
        most: 5e6,
      },
      {
        title: `the rights of a user who is known already, of ${size}`,
        reference: { name: OURS, run: async () => (await known.regions.resolve({})).length },
        others: [],
        targets: {},
        ...(kind === 'memory' ? { most: 50e3 } : {}),
      },
      {
        title: `a group moves to another region, of ${size}`,
        reference: {
          name: OURS,
          run: async () => {
            place = place === 0 ? 1 : 0
            const { moved } = await admin.regions.assign({ region: `r${100 + place}`, groups: ['g99'] })
            return moved.length
          },
        },
        others: [],
        targets: {},
        most: 10e6,
      },
      {
        title: `all regions in figures, of ${size}`,
        reference: { name: OURS, run: async () => (await admin.regions.overview()).length },
        others: [],
        targets: {},
        most: 300e6,
      },
    ],
    async close() {
      await adapter.close()
      await ground.close()
    },
  }
}
