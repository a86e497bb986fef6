import {
  createClientele,
  crmEntities,
  defineModel,
  groupsOf,
  many,
  query,
  sequentialIdentifiers,
  testClock,
  type Clock,
  type NewCompositionPart,
  type StoreAdapter,
} from 'clientele'
import fc from 'fast-check'
import { expect } from 'vitest'

const { user } = crmEntities
/** Users with what they own, so that lists may ask about related records. */
const model = defineModel({
  ...crmEntities,
  user: { ...user, relations: { ...user.relations, accounts: many('account', 'ownerId') } },
})

const USERS = ['u0', 'u1', 'u2', 'u3', 'u4', 'u5'] as const
const GROUPS = ['g0', 'g1', 'g2', 'g3'] as const
/** Region r1 lies inside r0; g3 stands in none at first. */
const REGIONS = { r0: ['g0', 'g1'], r1: ['g1'], r2: ['g2'] } as const
/** The organisation `below` lies below `west`, whose lists Wes makes; u5 is given `below`, whatever their group. */
const WEST = ['g0', 'g1']

interface Person {
  readonly groupId: string | null
  readonly locale: 'fr' | 'en' | null
  readonly accounts: number
}

/** What criteria ask, in words of this file: told to the kernel as criteria and worked out here by hand. */
type Question = 'french' | 'not french' | 'two accounts' | 'no account' | 'in r0' | 'locale missing'

type Part =
  | { readonly of: 'users'; readonly users: readonly string[] }
  | { readonly of: 'criteria' | 'query'; readonly question: Question }
  | { readonly of: 'places'; readonly regions: readonly string[]; readonly groups: readonly string[] }
  /** Everyone, or a list made before, counted from the last. */
  | { readonly of: 'list'; readonly back: number | null }

interface Drawn {
  readonly by: 'boss' | 'wes'
  readonly members: readonly string[] | null
  readonly include: readonly Part[]
  readonly exclude: readonly Part[]
}

interface World {
  readonly people: readonly Person[]
  readonly lists: readonly Drawn[]
  /** What people become once all lists are made, and where g3 goes. */
  readonly later: readonly Person[]
  readonly moved: 'r0' | 'r1' | 'r2' | null
}

const person: fc.Arbitrary<Person> = fc.record({
  groupId: fc.constantFrom(...GROUPS, null),
  locale: fc.constantFrom('fr', 'en', null),
  accounts: fc.integer({ min: 0, max: 3 }),
})
const people = fc.array(person, { minLength: USERS.length, maxLength: USERS.length })
const question = fc.constantFrom<Question>(
  'french',
  'not french',
  'two accounts',
  'no account',
  'in r0',
  'locale missing',
)
const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ of: fc.constant('users' as const), users: fc.subarray([...USERS], { minLength: 1 }) }),
  fc.record({ of: fc.constantFrom('criteria' as const, 'query' as const), question }),
  fc
    .record({
      of: fc.constant('places' as const),
      regions: fc.subarray(Object.keys(REGIONS)),
      groups: fc.subarray([...GROUPS]),
    })
    .filter(({ regions, groups }) => regions.length + groups.length > 0),
  fc.record({ of: fc.constant('list' as const), back: fc.option(fc.integer({ min: 0, max: 3 })) }),
)
const drawn: fc.Arbitrary<Drawn> = fc.record({
  by: fc.constantFrom('boss', 'boss', 'wes'),
  members: fc.option(fc.subarray([...USERS]), { freq: 3 }),
  include: fc.array(part, { minLength: 1, maxLength: 3 }),
  exclude: fc.array(part, { maxLength: 2 }),
})

export const worlds: fc.Arbitrary<World> = fc.record({
  people,
  lists: fc.array(drawn, { minLength: 1, maxLength: 5 }),
  later: people,
  moved: fc.constantFrom('r0', 'r1', 'r2', null),
})

const ABOUT_ACCOUNTS: ReadonlySet<Question> = new Set(['two accounts', 'no account'])

const CRITERIA = {
  french: query(model, 'user', (u) => u.locale.eq('fr')),
  'not french': query(model, 'user', (u) => u.locale.ne('fr')),
  'two accounts': query(model, 'user', (u) => u.accounts.count().gte(2)),
  'no account': query(model, 'user', (u) => u.accounts.none()),
  'in r0': query(model, 'user', (u) => u.groupId.in(groupsOf({ regions: ['r0'] }))),
  'locale missing': query(model, 'user', (u) => u.locale.isEmpty()),
}

/** The groups of regions as they are, those inside with them. */
type Territory = ReadonlyMap<string, readonly string[]>

function territory(moved: World['moved']): Territory {
  const groups = new Map<string, readonly string[]>(Object.entries(REGIONS))
  for (const region of moved === 'r1' ? ['r0', 'r1'] : moved === null ? [] : [moved])
    groups.set(region, [...(groups.get(region) ?? []), 'g3'])
  return groups
}

/** A list as it was made: what it can name is known by then. */
interface Made {
  readonly id: string
  readonly drawn: Drawn
  readonly include: readonly (Part | { readonly of: 'made'; readonly list: Made | null })[]
  readonly exclude: Made['include']
}

function isOn(made: Made | null, id: string, who: Person, places: Territory): boolean {
  if (made === null) return true
  if (made.drawn.members !== null) return made.drawn.members.includes(id)
  const met = (one: Made['include'][number]): boolean => {
    switch (one.of) {
      case 'users':
        return one.users.includes(id)
      case 'places':
        return [...one.regions.flatMap((region) => places.get(region) ?? []), ...one.groups].some(
          (group) => group === who.groupId,
        )
      case 'made':
        return isOn(one.list, id, who, places)
      case 'list':
        return false
      default:
        return answers(one.question, who, places)
    }
  }
  const inside = made.drawn.by === 'boss' || (who.groupId !== null && WEST.includes(who.groupId)) || id === 'u5'
  return inside && made.include.some(met) && !made.exclude.some(met)
}

function answers(asked: Question, { locale, accounts, groupId }: Person, places: Territory): boolean {
  switch (asked) {
    case 'french':
      return locale === 'fr'
    case 'not french':
      return locale !== 'fr'
    case 'two accounts':
      return accounts >= 2
    case 'no account':
      return accounts === 0
    case 'in r0':
      return groupId !== null && (places.get('r0') ?? []).includes(groupId)
    case 'locale missing':
      return locale === null
    default:
      return asked satisfies never
  }
}

/**
 * Makes the lists of a world, says something to each, lets everything change, and asks who is on which from every side: the members, their
 * count, why each user is on it or not, and what each user is shown. All say what is worked out here by hand.
 */
export async function audiencesAgree(
  world: World,
  adapter: (clock: Clock) => StoreAdapter,
  tenant = 'main',
): Promise<void> {
  const clock = testClock('2026-03-16T08:00:00Z')
  const crm = await createClientele({
    model,
    store: adapter(clock),
    migrate: true,
    tenant,
    timeZone: 'Europe/Paris',
    clock,
    identifiers: sequentialIdentifiers(`${tenant}-`),
  })
  const system = crm.system('law')
  await system.createMany(
    'group',
    GROUPS.map((id) => ({ id, name: id })),
  )
  await system.createMany('user', [
    { id: 'boss', name: 'Boss' },
    { id: 'wes', name: 'Wes', groupId: 'g0' },
    ...world.people.map(({ groupId, locale }, n) => ({ id: `u${n}`, name: `User ${n}`, groupId, locale })),
  ])
  const owned = (all: readonly Person[], when: string) =>
    all.flatMap(({ accounts }, n) =>
      Array.from({ length: accounts }, (_, k) => ({
        id: `${when}${n}-${k}`,
        name: 'A',
        groupId: 'g0',
        ownerId: `u${n}`,
      })),
    )
  await system.createMany('account', owned(world.people, 'a'))
  const boss = await crm.as('boss')
  await boss.regions.create({
    id: 'r0',
    name: 'R0',
    groups: ['g0'],
    regions: [{ id: 'r1', name: 'R1', groups: ['g1'] }],
  })
  await boss.regions.create({ id: 'r2', name: 'R2', groups: ['g2'] })
  await boss.organisations.create({ id: 'west', name: 'Ouest', groups: ['g0'] })
  await boss.organisations.create({ id: 'below', name: 'Dessous', parentId: 'west', groups: ['g1'] })
  await boss.rights.assign({ user: 'wes', profile: 'administrator', reach: 'all', organisation: 'west' })
  await boss.rights.assign({ user: 'u5', organisation: 'below' })
  const makers = { boss, wes: await crm.as('wes') }
  const everyone = (await boss.communication.lists())[0]?.id ?? ''

  const made: Made[] = []
  const questions = new Map<string, string>()
  const savedBy = async (by: Drawn['by'], asked: Question): Promise<string> => {
    const key = `${by} ${asked}`
    const saved = { name: key, entity: 'user', criteria: CRITERIA[asked], shared: true } as const
    const id = questions.get(key) ?? (await makers[by].lists.save(saved)).id
    questions.set(key, id)
    return id
  }
  for (const [index, one] of world.lists.entries()) {
    const { by } = one
    /** Wes names what is of his organisation: its groups, his own lists, and that of everyone. */
    const nameable = (drawnPart: Part): Made['include'] => {
      const fromWest = by === 'wes'
      switch (drawnPart.of) {
        case 'users':
          return fromWest ? [{ of: 'users', users: ['u5'] }] : [drawnPart]
        case 'places': {
          const groups = drawnPart.groups.filter((group) => !fromWest || WEST.includes(group))
          const regions = drawnPart.regions.filter((region) => !fromWest || region !== 'r2')
          return groups.length + regions.length === 0 ? [] : [{ of: 'places', groups, regions }]
        }
        case 'list': {
          const there = made.filter(({ drawn: { by: whose } }) => !fromWest || whose === 'wes')
          const list = drawnPart.back === null ? null : (there.at(-1 - drawnPart.back) ?? null)
          return [{ of: 'made', list }]
        }
        default:
          // Whom an organisation bounds does not see all accounts, and asks nothing about them.
          return [fromWest && ABOUT_ACCOUNTS.has(drawnPart.question) ? { ...drawnPart, question: 'french' } : drawnPart]
      }
    }
    const toldPart = async (kept: Made['include'][number]): Promise<NewCompositionPart> => {
      switch (kept.of) {
        case 'users':
          return { users: kept.users }
        case 'places':
          return { regions: kept.regions, groups: kept.groups }
        case 'made':
          return { list: kept.list === null ? everyone : kept.list.id }
        case 'list':
          throw new Error('Lists are named once they are made')
        case 'criteria':
          return { criteria: CRITERIA[kept.question] }
        case 'query':
          return { query: await savedBy(by, kept.question) }
        default:
          return kept satisfies never
      }
    }
    const members = one.members === null || by === 'boss' ? one.members : one.members.filter((id) => id === 'u5')
    const include = one.include.flatMap(nameable)
    const exclude = one.exclude.flatMap(nameable)
    if (members === null && include.length === 0) continue
    const name = `L${index}`
    const list = await makers[by].communication.createList(
      members === null
        ? {
            name,
            composition: {
              include: await Promise.all(include.map(toldPart)),
              exclude: await Promise.all(exclude.map(toldPart)),
            },
          }
        : { name, members },
    )
    made.push({ id: list.id, drawn: { ...one, members }, include, exclude })
    await boss.communication.publish({ kind: 'message', title: { fr: name }, listId: list.id })
  }

  const check = async (all: readonly Person[], places: Territory): Promise<void> => {
    const persons = all.map((who, n) => ({ id: `u${n}`, who }))
    const expected = made.map((list) =>
      persons.filter(({ id, who }) => isOn(list, id, who, places)).map(({ id }) => id),
    )
    for (const [index, { id }] of made.entries()) {
      const members = (await boss.communication.members(id)).filter((one) => one.startsWith('u'))
      expect(members).toEqual(expected[index])
      const counted = await boss.communication.countMembers(id)
      expect(counted).toBe((await boss.communication.members(id)).length)
    }
    for (const who of USERS) {
      const on = made.flatMap(({ id }, index) => (expected[index]?.includes(who) === true ? [id] : [])).sort()
      const session = await crm.as(who)
      expect((await session.communication.announcements()).map(({ listId }) => listId).sort()).toEqual(on)
      expect((await session.find('announcement')).rows.map(({ listId }) => listId).sort()).toEqual(on)
      for (const { id } of who === 'u0' || who === 'u5' ? made : []) {
        const { member } = await boss.communication.explainMember(id, who)
        expect(member).toBe(on.includes(id))
      }
    }
  }
  await check(world.people, territory(null))
  for (const [n, { groupId, locale }] of world.later.entries())
    await system.update('user', `u${n}`, { groupId, locale })
  for (const { id } of owned(world.people, 'a')) await system.remove('account', id)
  await system.createMany('account', owned(world.later, 'b'))
  if (world.moved !== null) await boss.regions.assign({ region: world.moved, groups: ['g3'] })
  await check(world.later, territory(world.moved))
}
