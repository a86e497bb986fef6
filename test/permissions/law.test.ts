import Database from 'better-sqlite3'
import fc from 'fast-check'
import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import {
  createClientele,
  isRefusal,
  sequentialIdentifiers,
  testClock,
  type Clock,
  type Row,
  type StoreAdapter,
} from 'clientele'
import { kyselyAdapter } from 'clientele/kysely'
import { memoryAdapter } from 'clientele/memory'
import { actorFromRecords, allows, can, scopeOf } from 'clientele/permissions'
import { EVERYTHING, type RecordLookup } from 'clientele/query'
import { kernelModel } from 'clientele/session'
import { decide } from 'clientele/storage'
import { afterAll, expect, test } from 'vitest'
import { contextAt } from '../lists/deciding'
import { onMysql, onPostgres } from '../servers'
import { ENTITIES, lawModel, lawWorlds, settle, USERS, type EntityName, type LawWorld } from './law-world'

const whole = kernelModel(lawModel)
const SEED = Number(process.env['CLIENTELE_SEED'] ?? 20_260_319)

/** What of the kernel's own records decides to which organisation people and places belong. */
const ASKED = ['userAccess', 'organisationGroup'] as const

let tenants = 0

/** Whatever is refused is nothing to be seen. */
async function orNothing<T>(ask: () => Promise<T>, nothing: T): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (isRefusal(error)) return nothing
    throw error
  }
}

/** Makes the world on a store and holds every reading of the rights against every other. Answers how many were allowed. */
async function agrees(adapterAt: (clock: Clock) => StoreAdapter, world: LawWorld): Promise<number> {
  const clock = testClock('2026-03-16T08:00:00Z')
  const adapter = adapterAt(clock)
  const tenant = `law${(tenants += 1)}`
  const identifiers = sequentialIdentifiers(`${tenant}-`)
  const crm = await createClientele({
    model: lawModel,
    store: adapter,
    migrate: true,
    tenant,
    timeZone: 'Europe/Paris',
    clock,
    identifiers,
  })
  await settle(crm, world, (hours) => clock.advance({ hours }))
  const store = (await adapter.open(whole)).forTenant(tenant)
  const records = new Map<string, readonly Row[]>()
  for (const entity of [...ENTITIES, ...ASKED])
    records.set(entity, (await store.find(entity, { where: EVERYTHING, orderBy: [], limit: 100 })).rows)
  const rowsOf = (entity: string): readonly Row[] => records.get(entity) ?? []
  const lookup: RecordLookup = {
    one: (entity, id) => rowsOf(entity).find((row) => row['id'] === id),
    many: (entity, field, id) => rowsOf(entity).filter((row) => row[field] === id),
  }
  let allowed = 0
  for (const user of USERS) {
    const session = await crm.as(user)
    const context = { ...contextAt(clock.now().toISOString(), { actor: user }), model: whole }
    const actor = await decide(store, actorFromRecords(user, context))
    if (actor === null) throw new Error(`${user} has no rights`)
    const streamed = async (entity: EntityName): Promise<readonly string[]> => {
      const ids: string[] = []
      for await (const { id } of session.stream(entity, { limit: 2 })) ids.push(id)
      return ids.sort()
    }
    for (const entity of ENTITIES)
      for (const use of ['read', 'manage'] as const) {
        const where = scopeOf(whole, actor, entity, use)
        const listed = (await store.find(entity, { where, orderBy: [], limit: 100 })).rows
          .map(({ id }) => String(id))
          .sort()
        const said = (tell: string, ids: readonly string[]) =>
          expect([user, use, entity, tell, ids]).toEqual([user, use, entity, tell, listed])
        const those = async (test: (row: Row) => boolean | Promise<boolean>): Promise<readonly string[]> => {
          const ids: string[] = []
          for (const row of rowsOf(entity)) if (await test(row)) ids.push(String(row['id']))
          return ids.sort()
        }
        said('rights.can', await those(async ({ id }) => (await session.rights.can(use, entity, String(id))).allowed))
        said('can', await those((row) => can(whole, actor, use, entity, row, lookup).allowed))
        said('allows', await those((row) => allows(whole, actor, use, entity, row, lookup)))
        if (use === 'read') {
          said('stream', await orNothing(() => streamed(entity), []))
          expect(await orNothing(() => session.count(entity), 0)).toBe(listed.length)
        }
        allowed += listed.length
      }
  }
  return allowed
}

function holds(name: string, runs: number, adapter: (clock: Clock) => StoreAdapter): void {
  test(
    `R2.8 R2.10 R2.11 R2.12 R2.13 R2.15 can(use, r) ⇔ r is listed, for everybody and every entity: on ${name}`,
    { timeout: 600_000 },
    async () => {
      let allowed = 0
      await fc.assert(
        fc.asyncProperty(lawWorlds, async (world) => {
          allowed += await agrees(adapter, world)
        }),
        { seed: SEED, numRuns: Number(process.env['CLIENTELE_RUNS'] ?? runs) },
      )
      // A law about nobody who may anything would say nothing.
      expect(allowed).toBeGreaterThan(runs * 10)
    },
  )
}

holds('memory', 40, (clock) => memoryAdapter({ clock }))

const sqlite = new Kysely<unknown>({ dialect: new SqliteDialect({ database: new Database(':memory:') }) })
afterAll(() => sqlite.destroy())
holds('SQLite', 8, (clock) => kyselyAdapter({ db: sqlite, dialect: 'sqlite', clock }))

onPostgres(import.meta.url, (database) => {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: new pg.Pool(database.config) }) })
  afterAll(() => db.destroy())
  holds('PostgreSQL', 4, (clock) => kyselyAdapter({ db, dialect: 'postgres', schema: database.name, clock }))
})

onMysql(import.meta.url, (database) => {
  const db = new Kysely<unknown>({ dialect: new MysqlDialect({ pool: createPool(database.url) }) })
  afterAll(() => db.destroy())
  holds('MariaDB', 4, (clock) => kyselyAdapter({ db, dialect: 'mysql', clock }))
})
