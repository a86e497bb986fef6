import fc from 'fast-check'
import { crmEntities, defineModel, type Clientele, type FieldRules, type ProfileDefinition } from 'clientele'

export const lawModel = defineModel(crmEntities)

export const USERS = ['u0', 'u1', 'u2'] as const
const GROUPS = ['g0', 'g1', 'g2', 'g3'] as const
export const ENTITIES = [
  'user',
  'group',
  'account',
  'contact',
  'event',
  'quote',
  'invoice',
  'conversation',
  'message',
  'task',
] as const
export type EntityName = (typeof ENTITIES)[number]

const MODULES = [...new Set(ENTITIES.map((name) => lawModel.entities.get(name)?.module ?? name))]
const levels = fc.constantFrom('access' as const, 'read' as const, 'manage' as const)
const reaches = fc.constantFrom('own' as const, 'structure' as const, 'all' as const)
const maybe = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(one)
const group = fc.constantFrom(...GROUPS)
const user = fc.constantFrom(...USERS)

/** Rules on the very fields that scopes go by, and on others. */
const fields: fc.Arbitrary<FieldRules> = fc
  .dictionary(
    fc.constantFrom('account', 'contact', 'invoice', 'event'),
    fc.dictionary(fc.constantFrom('ownerId', 'accountId'), fc.constantFrom('hidden' as const, 'readOnly' as const)),
    { maxKeys: 2 },
  )
  .map((rules) =>
    Object.fromEntries(
      Object.entries(rules).map(([entity, ruled]) => [
        entity,
        Object.fromEntries(Object.entries(ruled).filter(([field]) => field !== 'accountId' || entity !== 'account')),
      ]),
    ),
  )

const profile = fc.record({
  modules: fc
    .tuple(maybe(levels), fc.dictionary(fc.constantFrom(...MODULES), levels, { maxKeys: 5 }))
    .map(([rest, named]) => ({ ...(rest === null ? {} : { '*': rest }), ...named })),
  reach: fc.dictionary(fc.constantFrom(...MODULES, '*'), reaches, { maxKeys: 2 }),
  fields,
})

const access = fc.record({
  reach: fc.constantFrom('own' as const, 'structure' as const, 'structure' as const, 'all' as const),
  groups: fc.subarray([...GROUPS], { maxLength: 2 }),
  regions: fc.subarray(['r0', 'r1', 'r2'], { maxLength: 2 }),
  organisation: maybe(fc.constantFrom('o0', 'o1', 'o2')),
  home: maybe(group),
})

const placed = fc.record({ group, owner: maybe(user), of: maybe(fc.nat(2)) })

/** Random organisations and regions, each a tree; people with their rights; records that belong to each other, or to nobody. */
export const lawWorlds = fc.record({
  organisationParents: fc.tuple(fc.constant(null), maybe(fc.constant(0)), maybe(fc.nat(1))),
  organisationOf: fc.tuple(...GROUPS.map(() => maybe(fc.nat(2)))),
  regionParents: fc.tuple(fc.constant(null), maybe(fc.constant(0)), maybe(fc.nat(1))),
  regionOf: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)),
  profiles: fc.tuple(...USERS.map(() => profile)),
  access: fc.tuple(...USERS.map(() => access)),
  /** Each reports to somebody before them, or to nobody. */
  managers: fc.tuple(fc.constant(null), maybe(fc.constant(0)), maybe(fc.nat(1))),
  places: fc.array(placed, { minLength: 3, maxLength: 3 }),
  shares: fc.array(
    fc.record({
      entity: fc.constantFrom('account' as const, 'contact' as const, 'conversation' as const, 'invoice' as const),
      index: fc.nat(2),
      user,
      use: fc.constantFrom('read' as const, 'work' as const),
      expires: fc.boolean(),
    }),
    { maxLength: 4 },
  ),
  off: fc.constantFrom(null, null, null, 'invoices', 'accounts', 'conversations'),
  /** An account that is gone, whatever belonged to it. */
  gone: maybe(fc.nat(2)),
})
export type LawWorld = typeof lawWorlds extends fc.Arbitrary<infer W> ? W : never

const WORDS = { fr: 'Essai', en: 'Trial' }

/** Makes a world by the calls that make one in earnest. */
export async function settle(
  crm: Clientele<typeof crmEntities>,
  world: LawWorld,
  passes: (hours: number) => void,
): Promise<void> {
  const system = crm.system('law')
  await system.createMany(
    'group',
    GROUPS.map((id) => ({ id, name: id })),
  )
  await system.create('user', { id: 'ana', name: 'ana' })
  await system.createMany(
    'user',
    USERS.map((id, index) => ({ id, name: id, groupId: world.access[index]?.home ?? null })),
  )
  for (const [index, parent] of world.organisationParents.entries())
    await system.organisations.create({
      id: `o${index}`,
      name: `o${index}`,
      parentId: parent === null ? null : `o${parent}`,
      groups: GROUPS.filter((_, at) => world.organisationOf[at] === index),
    })
  // Every region holds a group, so that it may be there; those of the world follow.
  for (const [index, parent] of world.regionParents.entries())
    await system.regions.create({
      id: `r${index}`,
      name: `r${index}`,
      ...(parent === null ? {} : { parentId: `r${parent}` }),
      groups: [`g${index}`],
    })
  for (const [at, region] of world.regionOf.entries())
    await system.regions.assign({ region: `r${region}`, groups: [`g${at}`] }).catch(() => undefined)
  const where = world.places.map(({ group: groupId, owner: ownerId }) => ({ groupId, ownerId }))
  const shifted = (by: number) => where.map((_, index) => where[(index + by) % where.length] ?? where[0])
  const of = (name: string, index: number): string | null => {
    const held = world.places[index]?.of ?? null
    return held === null ? null : `${name}${held}`
  }
  const each = <T>(by: number, make: (place: (typeof where)[number], index: number) => T): T[] =>
    shifted(by).flatMap((place, index) => (place === undefined ? [] : [make(place, index)]))
  await system.createMany(
    'account',
    each(0, (place, index) => ({ id: `a${index}`, name: 'x', ...place })),
  )
  await system.createMany(
    'contact',
    each(1, (place, index) => ({ id: `c${index}`, name: 'x', accountId: of('a', index), ...place })),
  )
  await system.createMany(
    'event',
    each(2, (place, index) => ({ id: `e${index}`, name: 'x', accountId: of('a', index), ...place })),
  )
  await system.createMany(
    'quote',
    each(1, (place, index) => ({ id: `q${index}`, number: `Q${index}`, accountId: of('a', index), ...place })),
  )
  await system.createMany(
    'invoice',
    each(2, (place, index) => ({ id: `i${index}`, number: `I${index}`, accountId: of('a', index), ...place })),
  )
  await system.createMany(
    'conversation',
    each(2, ({ groupId, ownerId }, index) => ({
      id: `v${index}`,
      contactId: `c${world.places[index]?.of ?? 0}`,
      groupId,
      assigneeId: ownerId,
    })),
  )
  await system.createMany(
    'message',
    each(0, (_, index) => ({
      id: `m${index}`,
      conversationId: `v${world.places[index]?.of ?? 0}`,
      direction: 'in' as const,
      sentAt: new Date('2026-03-16T08:00:00Z'),
    })),
  )
  await system.createMany(
    'task',
    each(1, ({ groupId, ownerId }, index) => ({
      id: `t${index}`,
      title: 'x',
      assigneeId: ownerId ?? 'ana',
      groupId: world.places[index]?.of === null ? null : groupId,
    })),
  )
  for (const [index, id] of USERS.entries()) {
    const [given, held] = [world.profiles[index], world.access[index]]
    if (given === undefined || held === undefined) continue
    const definition: ProfileDefinition = { code: `p${index}`, label: WORDS, rights: [], ...given }
    await system.rights.define(definition)
    const manager = world.managers[index] ?? null
    await system.rights.assign({
      user: id,
      profile: `p${index}`,
      reach: held.reach,
      groups: held.groups,
      regions: held.regions,
      organisation: held.organisation,
      manager: manager === null ? null : `u${manager}`,
    })
  }
  const prefix = { account: 'a', contact: 'c', conversation: 'v', invoice: 'i' } as const
  for (const { entity, index, user: to, use, expires } of world.shares)
    await system.shares.give({
      entity,
      id: `${prefix[entity]}${index}`,
      users: [to],
      use,
      expiresAt: expires ? new Date('2026-03-16T09:00:00Z') : null,
    })
  if (world.gone !== null) await system.remove('account', `a${world.gone}`)
  if (world.off !== null) await system.rights.switchModule(world.off, { off: true })
  passes(2)
}
