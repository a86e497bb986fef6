import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import {
  actor,
  createClientele,
  crmEntities,
  defineModel,
  query,
  sequentialIdentifiers,
  testClock,
  type Clock,
  type StoreAdapter,
} from 'clientele'
import { kyselyAdapter } from 'clientele/kysely'
import { memoryAdapter } from 'clientele/memory'
import { entityOf } from 'clientele/model'
import { epochOf, organisationEntities, permissionEntities, rightsEntities } from 'clientele/permissions'
import { isEqual } from 'clientele/query'
import { regionEntities } from 'clientele/regions'
import { kernelModel } from 'clientele/session'
import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { onMysql, onPostgres } from '../servers'
import { refusal } from '../session/refusal'

const model = defineModel(crmEntities)
const whole = kernelModel(model)
let scenes = 0

/** Two kernels over the same data, each with what it keeps in its own memory, as two processes are. */
type Opened = (clock: Clock) => readonly [StoreAdapter, StoreAdapter]

async function scene(open: Opened) {
  const clock = testClock('2026-03-16T08:00:00Z')
  const tenant = `epoch${(scenes += 1)}`
  const adapters = open(clock)
  const kernel = (adapter: StoreAdapter, name: string) =>
    createClientele({
      model,
      store: adapter,
      migrate: true,
      tenant,
      timeZone: 'Europe/Paris',
      clock,
      identifiers: sequentialIdentifiers(`${tenant}-${name}-`),
    })
  const here = await kernel(adapters[0], 'a')
  const there = await kernel(adapters[1], 'b')
  const system = here.system('scene')
  await system.createMany(
    'group',
    ['lille', 'arras', 'brest'].map((id) => ({ id, name: id })),
  )
  for (const id of ['ana', 'bob', 'eve']) await system.create('user', { id, name: id, groupId: 'lille' })
  await system.createMany('account', [
    { id: 'garage', name: 'Garage', groupId: 'lille', ownerId: 'ana' },
    { id: 'hotel', name: 'Hôtel', groupId: 'arras', ownerId: 'eve' },
    { id: 'port', name: 'Port', groupId: 'brest', ownerId: 'ana' },
  ])
  const ana = await here.as('ana')
  await ana.regions.create({ id: 'nord', name: 'Nord', groups: ['lille', 'arras'] })
  await ana.regions.create({ id: 'ouest', name: 'Ouest', groups: ['brest'] })
  await ana.rights.define({
    code: 'reader',
    label: { fr: 'Lecteur', en: 'Reader' },
    modules: { accounts: 'read', groups: 'read' },
    rights: [],
  })
  await ana.rights.assign({ user: 'bob', profile: 'reader', reach: 'structure', regions: ['nord'] })
  await ana.rights.assign({ user: 'eve', profile: 'reader', reach: 'own' })
  const bob = await there.as('bob')
  const store = (await adapters[0].open(whole)).forTenant(tenant)
  return { clock, here, there, ana, bob, system, store }
}

type Scene = Awaited<ReturnType<typeof scene>>

/** The accounts that Bob finds in the other process, or why he is refused. */
async function found({ bob }: Scene): Promise<readonly string[] | string> {
  let ids: readonly string[] = []
  const outcome = await refusal(async () => {
    ids = (await bob.find('account', { orderBy: ['id'] })).rows.map(({ id }) => id)
  })
  return outcome === 'no refusal' ? ids : outcome
}

/** What changes the rights of Bob, who reads the accounts of Lille and Arras; and what he finds from then on. */
const CHANGES: readonly (readonly [string, (at: Scene) => Promise<unknown>, unknown])[] = [
  [
    'R2.10 a profile defined anew',
    ({ ana }) =>
      ana.rights.define({
        code: 'reader',
        label: { fr: 'Lecteur', en: 'Reader' },
        modules: { contacts: 'read' },
        rights: [],
      }),
    'session.module_unknown',
  ],
  ['R2.8 another profile', ({ ana }) => ana.rights.assign({ user: 'bob', profile: 'allAccess' }), ['garage', 'hotel']],
  ['R2.11 a shorter reach', ({ ana }) => ana.rights.assign({ user: 'bob', reach: 'own' }), []],
  ['R2.15 access taken', ({ ana }) => ana.rights.assign({ user: 'bob', active: false }), 'session.no_actor'],
  ['R1.2 a region taken', ({ ana }) => ana.rights.assign({ user: 'bob', regions: [] }), []],
  [
    'R1.2 a single group given',
    ({ ana }) => ana.rights.assign({ user: 'bob', groups: ['brest'] }),
    ['garage', 'hotel', 'port'],
  ],
  ['R1.2 a group that leaves', ({ ana }) => ana.regions.unassign({ region: 'nord', groups: ['arras'] }), ['garage']],
  ['R1.2 a group that moves away', ({ ana }) => ana.regions.assign({ region: 'ouest', groups: ['arras'] }), ['garage']],
  [
    'R1.2 a region that moves in',
    ({ ana }) => ana.regions.move({ region: 'ouest', parentId: 'nord' }),
    ['garage', 'hotel', 'port'],
  ],
  [
    'R1.10 a region made inside',
    ({ ana }) => ana.regions.create({ name: 'Pas-de-Calais', parentId: 'nord', groups: ['arras'] }),
    ['garage', 'hotel'],
  ],
  ['R2.15 a user removed', ({ system }) => system.remove('user', 'bob'), 'session.no_actor'],
  [
    'R2.15 a user removed by the host itself',
    ({ store }) => store.remove('user', isEqual(entityOf(whole, 'user'), 'id', 'bob')),
    'session.no_actor',
  ],
  [
    'R2.12 a share',
    ({ ana }) => ana.shares.give({ entity: 'account', id: 'port', users: ['bob'], use: 'read' }),
    ['garage', 'hotel', 'port'],
  ],
  [
    'R2.10 a module switched off',
    ({ ana }) => ana.rights.switchModule('accounts', { off: true }),
    'session.module_unknown',
  ],
  [
    'R2.11 a team given',
    async ({ ana }) => {
      await ana.rights.assign({ user: 'bob', reach: 'own' })
      await ana.rights.assign({ user: 'eve', manager: 'bob' })
    },
    ['hotel'],
  ],
  [
    'R2.13 an organisation given',
    async ({ ana }) => {
      const { id } = await ana.organisations.create({ name: 'Franchise', groups: ['arras'] })
      await ana.rights.assign({ user: 'bob', organisation: id })
    },
    ['hotel'],
  ],
]

function follow(open: Opened): void {
  test.each(CHANGES)('%s holds on the very next call in the other process', async (_, change, after) => {
    const at = await scene(open)
    expect(await found(at)).toEqual(['garage', 'hotel'])
    expect(await found(at)).toEqual(['garage', 'hotel'])
    await change(at)
    expect(await found(at)).toEqual(after)
  })

  test('R2.12 R2.15 a share that is taken, or expires by itself, holds no longer than that', async () => {
    const at = await scene(open)
    const share = { entity: 'account', id: 'port', users: ['bob'], use: 'read' } as const
    await at.ana.shares.give({ ...share, users: ['bob'] })
    expect(await found(at)).toEqual(['garage', 'hotel', 'port'])
    await at.ana.shares.take({ entity: 'account', id: 'port', users: ['bob'] })
    expect(await found(at)).toEqual(['garage', 'hotel'])
    const expiresAt = new Date(at.clock.now().getTime() + 20_000)
    await at.ana.shares.give({ ...share, users: ['bob'], expiresAt })
    expect(await found(at)).toEqual(['garage', 'hotel', 'port'])
    at.clock.set(expiresAt)
    expect(await found(at)).toEqual(['garage', 'hotel'])
  })

  test('R2.2 what is told of the user holds on the very next call, however it was written', async () => {
    const at = await scene(open)
    const mine = query(at.there.model, 'account', (a) => a.groupId.eq(actor('groupId')))
    expect(await at.bob.count('account', mine)).toBe(1)
    await at.system.update('user', 'bob', { groupId: 'brest' })
    expect(await at.bob.count('account', mine)).toBe(0)
    const user = entityOf(whole, 'user')
    await at.store.update('user', isEqual(user, 'id', 'bob'), { set: { groupId: 'arras' } })
    expect(await at.bob.count('account', mine)).toBe(1)
  })

  test('R2.15 R6.1 a transaction sees its own change of rights at once; others once it is kept', async () => {
    const at = await scene(open)
    const before = await epochOf(at.store, whole)
    const undone = at.ana.transaction(async (inner) => {
      expect(await inner.count('account')).toBe(3)
      await inner.rights.switchModule('accounts', { off: true })
      expect(await refusal(() => inner.count('account'))).toBe('session.module_unknown')
      throw new Error('never mind')
    })
    await expect(undone).rejects.toThrow('never mind')
    expect(await epochOf(at.store, whole)).toBe(before)
    expect(await at.ana.count('account')).toBe(3)
    expect(await found(at)).toEqual(['garage', 'hotel'])
    await at.ana.transaction(async (inner) => {
      await inner.rights.assign({ user: 'bob', groups: ['brest'] })
      await inner.rights.assign({ user: 'bob', regions: [] })
    })
    expect(await found(at)).toEqual(['port'])
  })

  test('R2.15 changes of rights at the same time are all counted', async () => {
    const at = await scene(open)
    await Promise.all(
      ['bob', 'eve'].flatMap((user) => [
        at.ana.shares.give({ entity: 'account', id: 'port', users: [user], use: 'read' }),
        at.ana.rights.assign({ user, groups: ['arras'] }),
      ]),
    )
    expect(await found(at)).toEqual(['garage', 'hotel', 'port'])
    const eve = await at.there.as('eve')
    expect(await eve.count('account')).toBe(2)
  })

  test('R2.15 what is no change of rights leaves the epoch alone', async () => {
    const at = await scene(open)
    const before = await epochOf(at.store, whole)
    await at.ana.create('account', { name: 'Phare', groupId: 'brest' })
    await at.ana.rights.me()
    await at.ana.lists.save({ name: 'Tous', entity: 'account', criteria: { type: 'and', criteria: [] } })
    const { id } = await at.ana.regions.saveSelection({ name: 'Nord', regions: ['nord'] })
    await at.ana.regions.editSelection(id, { automaticallyAddNewGroups: false })
    await at.ana.regions.removeSelection(id)
    const action = { do: 'update', entity: 'account', set: { name: 'Garage' } } as const
    await at.ana.bulk.start({ selection: { regions: ['nord'] }, action })
    expect(await epochOf(at.store, whole)).toBe(before)
    await at.ana.rights.assign({ user: 'eve', reach: 'structure' })
    expect(await epochOf(at.store, whole)).not.toBe(before)
  })
}

test('R2.15 every entity that rights are kept in raises the epoch, and so do users', () => {
  const { groupSelection: _, groupSelectionPart: __, ...regions } = regionEntities
  const kept = { ...permissionEntities, ...regions, ...organisationEntities }
  const raising = [...rightsEntities(whole)]
  expect(raising).toEqual(expect.arrayContaining([...Object.keys(kept), 'user']))
  for (const other of ['account', 'groupSelection', 'groupSelectionPart', 'bulkAction', 'bulkItem'])
    expect(raising).not.toContain(other)
})

test('R2.15 how often rights have changed is for nobody to see, nor to write', async () => {
  const at = await scene((clock) => {
    const adapter = memoryAdapter({ clock })
    return [adapter, adapter]
  })
  expect(await at.ana.count('rightsEpoch')).toBe(0)
  expect(await at.ana.get('rightsEpoch', '0')).toBeNull()
  // @ts-expect-error the kernel keeps these records by its own actions
  expect(await refusal(() => at.ana.update('rightsEpoch', '0', { changes: 0 }))).toBe('session.kernel_entity')
})

describe('in memory', () => {
  follow((clock) => {
    const adapter = memoryAdapter({ clock })
    return [adapter, adapter]
  })
})

describe('SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'clientele-epoch-'))
  const opened = ['a', 'b'].map(() => {
    const sqlite = new Database(join(folder, 'rights.sqlite'))
    sqlite.pragma('journal_mode = WAL')
    return new Kysely<unknown>({ dialect: new SqliteDialect({ database: sqlite }) })
  })
  afterAll(async () => {
    for (const db of opened) await db.destroy()
    rmSync(folder, { recursive: true })
  })
  follow((clock) => pair(opened, (db) => kyselyAdapter({ db, dialect: 'sqlite', clock })))
})

onPostgres(import.meta.url, (database) => {
  const opened = ['a', 'b'].map(
    () => new Kysely<unknown>({ dialect: new PostgresDialect({ pool: new pg.Pool(database.config) }) }),
  )
  afterAll(async () => {
    for (const db of opened) await db.destroy()
  })
  follow((clock) => pair(opened, (db) => kyselyAdapter({ db, dialect: 'postgres', schema: database.name, clock })))
})

onMysql(import.meta.url, (database) => {
  const opened = ['a', 'b'].map(
    () => new Kysely<unknown>({ dialect: new MysqlDialect({ pool: createPool(database.url) }) }),
  )
  afterAll(async () => {
    for (const db of opened) await db.destroy()
  })
  follow((clock) => pair(opened, (db) => kyselyAdapter({ db, dialect: 'mysql', clock })))
})

function pair<T>(items: readonly T[], make: (item: T) => StoreAdapter): readonly [StoreAdapter, StoreAdapter] {
  const [first, second] = items
  if (first === undefined || second === undefined) throw new Error('Two are needed')
  return [make(first), make(second)]
}
