import Database from 'better-sqlite3'
import fc from 'fast-check'
import { Kysely, SqliteDialect } from 'kysely'
import type { Row } from 'clientele/kernel'
import { kyselyAdapter } from 'clientele/kysely'
import { memoryAdapter } from 'clientele/memory'
import { crmEntities, defineModel } from 'clientele/model'
import { allows, can, scopeOf, type Actor, type RecordUse, type SharedRecord } from 'clientele/permissions'
import { predicate, type RecordLookup } from 'clientele/query'
import type { Store } from 'clientele/storage'
import { afterAll, expect, test } from 'vitest'

const model = defineModel(crmEntities)
const sqlite = new Kysely<unknown>({ dialect: new SqliteDialect({ database: new Database(':memory:') }) })
afterAll(() => sqlite.destroy())

const USERS = ['ana', 'bob', 'eve', 'max']
const GROUPS = ['lille', 'amiens', 'brest']
const MODULES = ['accounts', 'contacts', 'events', 'invoices', 'conversations', '*']
const ENTITIES = ['account', 'contact', 'event', 'invoice', 'conversation', 'message'] as const

const at = <T>(list: readonly T[], index: number): T | null => list[index % (list.length + 1)] ?? null
const place = (index: number) => ({ groupId: GROUPS[index % GROUPS.length], ownerId: at(USERS, index * 7) })
const many = (prefix: string, count: number, make: (index: number) => Row): readonly Row[] =>
  Array.from({ length: count }, (_, index) => ({ id: `${prefix}${index}`, ...make(index) }))

const accounts = many('a', 6, (index) => ({ name: `Compte ${index}`, ...place(index) }))
const contacts = many('c', 8, (index) => ({
  name: `Contact ${index}`,
  accountId: at(accounts, index * 3)?.['id'] ?? null,
  ...place(index + 1),
}))
/** Records that belong to each other in every way there is, with gaps: no account, no owner, an account that is gone. */
const records: Readonly<Record<(typeof ENTITIES)[number], readonly Row[]>> = {
  account: accounts,
  contact: contacts,
  event: many('e', 6, (index) => ({
    name: `Gala ${index}`,
    accountId: at(accounts, index)?.['id'],
    ...place(index + 2),
  })),
  invoice: many('i', 7, (index) => ({
    number: `F${index}`,
    accountId: index === 6 ? 'gone' : (at(accounts, index * 5)?.['id'] ?? null),
    ...place(index),
  })),
  conversation: many('v', 8, (index) => ({
    contactId: contacts[index]?.['id'],
    assigneeId: at(USERS, index),
    groupId: GROUPS[(index + 1) % GROUPS.length],
  })),
  message: many('m', 9, (index) => ({
    conversationId: index === 8 ? 'gone' : `v${index}`,
    direction: 'in',
    sentAt: new Date('2026-03-01T08:00:00Z'),
  })),
}

const rowsOf = (entity: string): readonly Row[] => Object.entries(records).find(([name]) => name === entity)?.[1] ?? []
const lookup: RecordLookup = {
  one: (entity, id) => rowsOf(entity).find((row) => row['id'] === id),
  many: (entity, field, id) => rowsOf(entity).filter((row) => row[field] === id),
}

const shares: fc.Arbitrary<SharedRecord> = fc.constantFrom(...ENTITIES).chain((entity) =>
  fc.record({
    entity: fc.constant(entity),
    id: fc.constantFrom(...rowsOf(entity).map(({ id }) => String(id)), 'gone'),
    use: fc.constantFrom('read', 'work'),
    expiresAt: fc.constantFrom(null, new Date('2026-04-01T08:00:00Z')),
    sharedBy: fc.constantFrom(null, ...USERS),
  }),
)

const levels = fc.constantFrom('access', 'read', 'manage')
const reaches = fc.constantFrom('own', 'structure', 'all')

const actors: fc.Arbitrary<Actor> = fc.record({
  id: fc.constantFrom(...USERS),
  reach: fc.constantFrom('own', 'structure', 'own', 'structure', 'all'),
  groups: fc.subarray(GROUPS),
  team: fc.subarray(USERS),
  shares: fc.array(shares, { maxLength: 5 }),
  modulesOff: fc.subarray(MODULES.slice(0, 5), { maxLength: 1 }),
  fields: fc.constant({}),
  profile: fc.record({
    code: fc.constant('random'),
    label: fc.constant({ fr: 'Hasard', en: 'Random' }),
    modules: fc
      .dictionary(fc.constantFrom(...MODULES), levels)
      .map((modules) => ({ '*': 'manage' as const, ...modules })),
    rights: fc.constant([]),
    reach: fc.dictionary(fc.constantFrom(...MODULES), reaches, { maxKeys: 1 }),
  }),
})

/** What the shares of an actor reach, worked out once more from the records alone, by what each belongs to. */
function sharedIds(actor: Actor, entity: (typeof ENTITIES)[number], use: RecordUse): ReadonlySet<unknown> {
  const held = new Set(
    (actor.shares ?? [])
      .filter((share) => use === 'read' || share.use === 'work')
      .map((one) => `${one.entity} ${one.id}`),
  )
  const holder = {
    contact: 'account',
    event: 'account',
    invoice: 'account',
    conversation: 'contact',
    message: 'conversation',
  }
  const isHeld = (name: string, id: unknown): boolean => {
    if (held.has(`${name} ${String(id)}`)) return true
    const above = Object.entries(holder).find(([one]) => one === name)?.[1]
    const row = rowsOf(name).find((one) => one['id'] === id)
    return above !== undefined && row !== undefined && isHeld(above, row[`${above}Id`])
  }
  return new Set(
    rowsOf(entity)
      .filter(({ id }) => isHeld(entity, id))
      .map(({ id }) => id),
  )
}

test('R2.12 R2.15 can(use, record) holds exactly for what a store lists, with shares, teams and modules off', async () => {
  const sqliteAdapter = kyselyAdapter({ db: sqlite, dialect: 'sqlite' })
  await sqliteAdapter.migrate(model)
  const stores: readonly Store[] = [await memoryAdapter().open(model), await sqliteAdapter.open(model)]
  for (const store of stores) for (const entity of ENTITIES) await store.insert(entity, records[entity])
  const listed = async (store: Store, actor: Actor, entity: string, use: RecordUse) => {
    const where = scopeOf(model, actor, entity, use)
    const { rows } = await store.find(entity, { where, orderBy: [], limit: 100 })
    return rows.map(({ id }) => id).sort()
  }
  let byShare = 0
  const agrees = async (actor: Actor, entity: (typeof ENTITIES)[number], use: RecordUse) => {
    const rows = rowsOf(entity)
    const answers = rows.map((row) => ({ id: row['id'], ...can(model, actor, use, entity, row, lookup) }))
    const allowed = answers.flatMap((answer) => (answer.allowed ? [answer.id] : [])).sort()
    for (const store of stores) expect(await listed(store, actor, entity, use)).toEqual(allowed)
    const holds = predicate(scopeOf(model, actor, entity, use))
    const shared = sharedIds(actor, entity, use)
    const alone = predicate(scopeOf(model, { ...actor, shares: [] }, entity, use))
    const isOpen = answers.every(
      ({ because }) => !because.some(({ code }) => /^(?:no_module|missing_level)$/.test(code)),
    )
    for (const [index, row] of rows.entries()) {
      const answer = answers[index]
      expect(allows(model, actor, use, entity, row, lookup)).toBe(answer?.allowed)
      expect(holds(row, lookup)).toBe(answer?.allowed)
      // A share opens what it is of and what belongs to that, and nothing else.
      expect(answer?.allowed).toBe(alone(row, lookup) || (isOpen && shared.has(row['id'])))
      const said = answer?.because.some(({ code }) => code === 'ground_share') === true
      if (said) byShare += 1
      if (isOpen && shared.has(row['id']) && !alone(row, lookup)) expect(said).toBe(true)
    }
  }
  await fc.assert(fc.asyncProperty(actors, fc.constantFrom(...ENTITIES), fc.constantFrom('read', 'manage'), agrees), {
    seed: 20_260_316,
    numRuns: 1_000,
  })
  expect(byShare).toBeGreaterThan(150)
})
