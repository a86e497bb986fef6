import Database from 'better-sqlite3'
import fc from 'fast-check'
import { Kysely, SqliteDialect } from 'kysely'
import { defineModel, testClock, type Row } from 'clientele'
import { kyselyAdapter } from 'clientele/kysely'
import { memoryAdapter } from 'clientele/memory'
import { boundOf, can, scopeOf, type Actor, type Profile, type RecordUse } from 'clientele/permissions'
import { predicate, type RecordLookup } from 'clientele/query'
import { decide, type Store } from 'clientele/storage'
import { crmEntities } from 'clientele/model'
import { kernelModel } from '../../src/session/kernel-model'
import { contextAt } from '../lists/deciding'
import { afterAll, expect, test } from 'vitest'

const model = kernelModel(defineModel(crmEntities))
const clock = testClock('2026-03-16T08:00:00Z')
const context = { ...contextAt('2026-03-16T08:00:00Z'), model }
const sqlite = new Kysely<unknown>({ dialect: new SqliteDialect({ database: new Database(':memory:') }) })
afterAll(() => sqlite.destroy())

const ORGANISATIONS = ['o0', 'o1', 'o2', 'o3', 'o4']
const GROUPS = ['g0', 'g1', 'g2', 'g3', 'g4']
const USERS = ['u0', 'u1', 'u2', 'u3']
const ENTITIES = ['account', 'task', 'conversation', 'message', 'user', 'group', 'savedQuery', 'tag'] as const
type EntityName = (typeof ENTITIES)[number]

/** A tree of organisations, the groups and users of each, and records of groups, of people, of both and of neither. */
interface World {
  /** The parent of each organisation stands before it. */
  readonly parents: readonly (number | null)[]
  readonly groupsIn: readonly (number | null)[]
  readonly usersIn: readonly (number | null)[]
  readonly homes: readonly (number | null)[]
  readonly places: readonly { readonly group: number | null; readonly owner: number | null }[]
}

const maybe = (most: number): fc.Arbitrary<number | null> => fc.option(fc.nat(most))
const worlds: fc.Arbitrary<World> = fc.record({
  parents: fc.tuple(...ORGANISATIONS.map((_, index) => (index === 0 ? fc.constant(null) : maybe(index - 1)))),
  groupsIn: fc.tuple(...GROUPS.map(() => maybe(ORGANISATIONS.length - 1))),
  usersIn: fc.tuple(...USERS.map(() => maybe(ORGANISATIONS.length - 1))),
  homes: fc.tuple(...USERS.map(() => maybe(GROUPS.length - 1))),
  places: fc.array(fc.record({ group: maybe(GROUPS.length - 1), owner: maybe(USERS.length - 1) }), {
    minLength: 6,
    maxLength: 6,
  }),
})

const named = (names: readonly string[], index: number | null | undefined): string | null =>
  index === null || index === undefined ? null : (names[index] ?? null)

/** An organisation and those it is below, by the parents alone. */
function lineOf(world: World, organisation: number): readonly number[] {
  const parent = world.parents[organisation] ?? null
  return parent === null ? [organisation] : [organisation, ...lineOf(world, parent)]
}

function recordsOf(world: World): Readonly<Record<string, readonly Row[]>> {
  const { places } = world
  return {
    organisation: ORGANISATIONS.map((id, index) => ({
      id,
      name: id,
      parentId: named(ORGANISATIONS, world.parents[index]),
    })),
    organisationAncestor: ORGANISATIONS.flatMap((organisationId, index) =>
      lineOf(world, index).map((above) => ({
        id: `${organisationId}-${above}`,
        organisationId,
        ancestorId: ORGANISATIONS[above],
      })),
    ),
    organisationGroup: GROUPS.flatMap((groupId, index) => {
      const organisationId = named(ORGANISATIONS, world.groupsIn[index])
      return organisationId === null ? [] : [{ id: `in-${groupId}`, groupId, organisationId }]
    }),
    userAccess: USERS.map((id, index) => ({
      id,
      profile: 'manager',
      organisationId: named(ORGANISATIONS, world.usersIn[index]),
    })),
    group: GROUPS.map((id) => ({ id, name: id })),
    user: USERS.map((id, index) => ({ id, name: id, groupId: named(GROUPS, world.homes[index]) })),
    account: places.map(({ group, owner }, index) => ({
      id: `a${index}`,
      name: 'x',
      groupId: named(GROUPS, group ?? 0),
      ownerId: named(USERS, owner),
    })),
    task: places.map(({ group, owner }, index) => ({
      id: `t${index}`,
      title: 'x',
      groupId: named(GROUPS, group),
      assigneeId: named(USERS, owner ?? 0),
    })),
    conversation: places.map(({ group, owner }, index) => ({
      id: `c${index}`,
      contactId: 'nobody',
      groupId: named(GROUPS, group ?? 0),
      assigneeId: named(USERS, owner),
    })),
    message: places.map((_, index) => ({
      id: `m${index}`,
      conversationId: index === 0 ? 'gone' : `c${index}`,
      direction: 'in',
      sentAt: context.now,
    })),
    savedQuery: places.map(({ owner }, index) => ({
      id: `q${index}`,
      name: 'x',
      entity: 'account',
      criteria: {},
      display: {},
      ownerId: named(USERS, owner),
      createdAt: context.now,
    })),
    tag: [{ id: 'vip', code: 'vip', label: { fr: 'VIP', en: 'VIP' }, display: { columns: [], sort: [] } }],
  }
}

const profiles: fc.Arbitrary<Profile> = fc.record({
  code: fc.constant('random'),
  label: fc.constant({ fr: 'Hasard', en: 'Random' }),
  modules: fc.dictionary(
    fc.constantFrom('accounts', 'tasks', 'users', '*'),
    fc.constantFrom('access', 'read', 'manage'),
  ),
  rights: fc.subarray(['administrator', 'advancedAdministration'] as const),
  reach: fc.dictionary(fc.constantFrom('accounts', 'groups', '*'), fc.constantFrom('own', 'structure', 'all')),
})

const actors = fc.record({
  id: fc.constantFrom(...USERS),
  organisation: maybe(ORGANISATIONS.length - 1),
  actor: fc.record({
    profile: fc.oneof(
      profiles,
      fc.constant({ code: 'all', label: { fr: 'T', en: 'A' }, modules: { '*': 'manage' }, rights: [] }),
    ),
    reach: fc.constantFrom('own', 'structure', 'all', 'all'),
    groups: fc.subarray(GROUPS),
    team: fc.subarray(USERS),
    shares: fc.subarray(
      ['a1', 'a2', 'a3'].map((id) => ({
        entity: 'account',
        id,
        use: 'work' as const,
        expiresAt: null,
        sharedBy: null,
      })),
    ),
    fields: fc.constant({}),
  }),
})

/** Whether a record is within an organisation, said as simply as can be; its rights apart. */
function isInside(world: World, organisation: number, me: string, entity: EntityName, index: number): boolean {
  const below = (at: number | null | undefined): boolean =>
    at !== null && at !== undefined && lineOf(world, at).includes(organisation)
  const group = (at: number | null | undefined): boolean => at !== null && at !== undefined && below(world.groupsIn[at])
  const user = (at: number | null): boolean =>
    at !== null && (USERS[at] === me || group(world.homes[at]) || below(world.usersIn[at]))
  const place = world.places[index] ?? { group: null, owner: null }
  switch (entity) {
    case 'account':
    case 'conversation':
      return group(place.group ?? 0)
    case 'message':
      return index > 0 && group(place.group ?? 0)
    case 'task':
      return place.group === null ? user(place.owner ?? 0) : group(place.group)
    case 'savedQuery':
      return user(place.owner)
    case 'group':
      return group(index)
    case 'user':
      return user(index)
    case 'tag':
      return true
    default:
      return entity satisfies never
  }
}

test('R2.13 R2.15 can(use, record) ⇔ the record is listed ⇔ rights reach it and it is within the organisation', async () => {
  const adapters = [memoryAdapter({ clock }), kyselyAdapter({ db: sqlite, dialect: 'sqlite', clock })]
  const opened: Store[] = []
  for (const adapter of adapters) {
    await adapter.migrate(model)
    opened.push(await adapter.open(model))
  }
  let worldsMade = 0
  const agrees = async (
    world: World,
    asking: readonly { readonly id: string; readonly organisation: number | null; readonly actor: Omit<Actor, 'id'> }[],
    use: RecordUse,
  ): Promise<void> => {
    worldsMade += 1
    const stores = opened.map((store) => store.forTenant(`world${worldsMade}`))
    const records = recordsOf(world)
    for (const store of stores)
      for (const [entity, rows] of Object.entries(records)) if (rows.length > 0) await store.insert(entity, rows)
    const rowsOf = (entity: string): readonly Row[] => records[entity] ?? []
    const lookup: RecordLookup = {
      one: (entity, id) => rowsOf(entity).find((row) => row['id'] === id),
      many: (entity, field, id) => rowsOf(entity).filter((row) => row[field] === id),
    }
    for (const { id, organisation, actor: rest } of asking) {
      const free: Actor = { id, ...rest }
      for (const store of stores) {
        const bound =
          organisation === null ? null : await decide(store, boundOf(ORGANISATIONS[organisation] ?? '', context))
        const actor: Actor = { ...free, bound }
        for (const entity of ENTITIES) {
          const reached = predicate(scopeOf(model, free, entity, use))
          const expected = rowsOf(entity)
            .filter(
              (row, index) =>
                reached(row, lookup) && (organisation === null || isInside(world, organisation, id, entity, index)),
            )
            .map((row) => row['id'])
            .sort()
          const allowed = rowsOf(entity).filter((row) => can(model, actor, use, entity, row, lookup).allowed)
          const where = scopeOf(model, actor, entity, use)
          const { rows } = await store.find(entity, { where, orderBy: [], limit: 100 })
          expect([entity, allowed.map((row) => row['id']).sort()]).toEqual([entity, expected])
          expect([entity, rows.map((row) => row['id']).sort()]).toEqual([entity, expected])
        }
      }
    }
  }
  await fc.assert(
    fc.asyncProperty(
      worlds,
      fc.array(actors, { minLength: 3, maxLength: 3 }),
      fc.constantFrom('read', 'manage'),
      agrees,
    ),
    { seed: 20_260_316, numRuns: 120 },
  )
}, 120_000)
