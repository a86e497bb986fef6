import fc from 'fast-check'
import {
  createClientele,
  crmEntities,
  defineModel,
  isRefusal,
  sequentialIdentifiers,
  type StoreAdapter,
} from 'clientele'
import { memoryAdapter } from 'clientele/memory'
import { expect, test } from 'vitest'
import { refusal } from '../session/refusal'
import { office } from './office'
import { ACCOUNTS, ORGANISATIONS, PEOPLE, Rights, type Acting, type ProfileSaid } from './rights-reference'

const WORDS = { fr: 'Essai', en: 'Trial' }

/** What the profile that is defined anew may be. */
const PROFILES: readonly ProfileSaid[] = [
  { modules: { accounts: 'manage' }, rights: [] },
  { modules: { accounts: 'read', users: 'manage' }, rights: ['advancedAdministration'] },
  { modules: { accounts: 'access' }, rights: ['advancedAdministration', 'export'] },
  { modules: { '*': 'manage' }, rights: ['administrator'] },
  { modules: { '*': 'read', accounts: 'manage' }, rights: [] },
]

/** Two processes over the same data, and what they must agree with. */
async function scene() {
  const adapters: StoreAdapter[] = []
  const at = await office((clock) => {
    const adapter = memoryAdapter({ clock })
    adapters.push(adapter)
    return adapter
  })
  const [adapter] = adapters
  if (adapter === undefined) throw new Error('The office has no store')
  for (const { id, group: groupId, owner: ownerId } of ACCOUNTS)
    await at.system.create('account', { id, name: id, groupId, ownerId })
  for (const [id, groups] of Object.entries(ORGANISATIONS))
    await at.ana.organisations.create({ id, name: id, groups: [...groups] })
  const { crm, clock } = at
  const other = await createClientele({
    model: defineModel(crmEntities),
    store: adapter,
    tenant: crm.tenant,
    timeZone: 'Europe/Paris',
    clock,
    identifiers: sequentialIdentifiers('other-'),
  })
  const rights = new Rights()
  for (const id of PEOPLE) rights.come(id)
  rights.assign('system', { user: 'ana', profile: 'administrator' })
  const sessions = new Map<string, Awaited<ReturnType<typeof crm.as>>>()
  for (const id of PEOPLE) {
    sessions.set(`here ${id}`, await crm.as(id))
    sessions.set(`there ${id}`, await other.as(id))
  }
  await at.system.rights.define({ code: 'seller', label: WORDS, modules: { accounts: 'manage' }, rights: [] })
  rights.profiles.set('seller', { modules: { accounts: 'manage' }, rights: [] })
  const as = (acting: Acting, place: 'here' | 'there') => {
    const session = acting === 'system' ? at.system : sessions.get(`${place} ${acting}`)
    if (session === undefined) throw new Error(`There is no ${acting}`)
    return session
  }
  return { ...at, as, rights }
}

type Scene = Awaited<ReturnType<typeof scene>>
type Session = ReturnType<Scene['as']>

/** A call, by whom it is made, and what the reference says of it. */
interface Step {
  readonly says: string
  readonly call: (session: Session) => Promise<unknown>
  readonly expected: (rights: Rights) => string
}

const orRefusal = async <T>(ask: () => Promise<T>): Promise<T | string> => {
  try {
    return await ask()
  } catch (error) {
    if (isRefusal(error)) return error.problems.map(({ code }) => code).join()
    throw error
  }
}

/** Whoever is known in either process has, on the very next call, what the reference says. */
async function holds({ rights, as, system }: Scene): Promise<void> {
  const [left] = rights.administrators()
  expect(left).toBeDefined()
  for (const person of PEOPLE) {
    const expected = rights.accounts(person, 'read')
    const managed = rights.accounts(person, 'manage')
    for (const place of ['here', 'there'] as const) {
      const session = as(person, place)
      const found = await orRefusal(async () =>
        (await session.find('account', { orderBy: ['id'] })).rows.map(({ id }) => id),
      )
      expect([person, place, found]).toEqual([
        person,
        place,
        typeof expected === 'string' ? expected : [...expected].sort(),
      ])
      if (found === 'session.no_actor') continue
      const mine: string[] = []
      for (const { id } of ACCOUNTS) if ((await session.rights.can('manage', 'account', id)).allowed) mine.push(id)
      expect([person, place, mine]).toEqual([person, place, typeof managed === 'string' ? [] : managed])
      expect(await session.rights.me()).toEqual(await system.rights.effective(person))
    }
  }
}

const person = fc.constantFrom(...PEOPLE)
const acting: fc.Arbitrary<Acting> = fc.constantFrom('system', ...PEOPLE, ...PEOPLE)
const account = fc.constantFrom(...ACCOUNTS.map(({ id }) => id))

const assignment = fc.record(
  {
    user: person,
    profile: fc.constantFrom('administrator', 'allAccess', 'manager', 'seller', 'seller'),
    reach: fc.constantFrom('own' as const, 'structure' as const, 'all' as const),
    active: fc.boolean(),
    manager: fc.option(person),
    organisation: fc.option(fc.constantFrom('west', 'east')),
    groups: fc.subarray(['lille', 'brest']),
  },
  { requiredKeys: ['user'] },
)

const steps = (who: Acting): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: assignment.map((given): Step => ({
        says: `assigns ${JSON.stringify(given)}`,
        call: (session) => session.rights.assign(given),
        expected: (rights) => rights.assign(who, given),
      })),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom(...PROFILES).map((said): Step => ({
        says: `defines ${JSON.stringify(said)}`,
        call: (session) =>
          session.rights.define({
            code: 'seller',
            label: WORDS,
            modules: { ...said.modules },
            rights: [...said.rights],
          }),
        expected: (rights) => rights.define(who, 'seller', said),
      })),
    },
    fc.tuple(fc.constantFrom('accounts', 'invoices'), fc.boolean()).map(([module, off]): Step => ({
      says: `switches ${module} ${off ? 'off' : 'on'}`,
      call: (session) => session.rights.switchModule(module, { off }),
      expected: (rights) => rights.switchModule(who, module, off),
    })),
    person.map((user): Step => ({
      says: `removes ${user}`,
      call: (session) => session.remove('user', user),
      expected: (rights) => rights.remove(who, user),
    })),
    {
      weight: 2,
      arbitrary: fc
        .tuple(account, person, fc.constantFrom('read' as const, 'work' as const))
        .map(([id, user, use]): Step => ({
          says: `shares ${id} with ${user} to ${use}`,
          call: (session) => session.shares.give({ entity: 'account', id, users: [user], use }),
          expected: (rights) => rights.give(who, id, user, use),
        })),
    },
    fc.tuple(account, person).map(([id, user]): Step => ({
      says: `takes ${id} from ${user}`,
      call: (session) => session.shares.take({ entity: 'account', id, users: [user] }),
      expected: (rights) => rights.take(who, id, user),
    })),
  )

const command = (
  { says, call, expected }: Step,
  who: Acting,
  place: 'here' | 'there',
): fc.AsyncCommand<object, Scene> => ({
  check: () => true,
  async run(_, at) {
    const wanted = expected(at.rights)
    // A conflict names what is taken, by the words of the store.
    const got = (await refusal(() => call(at.as(who, place)))).replace(/^storage\.conflict.*/, 'storage.conflict')
    expect([says, got]).toEqual([says, wanted])
    await holds(at)
  },
  toString: () => `${who} ${says}`,
})

const commands = [
  acting
    .chain((who) => fc.tuple(fc.constant(who), steps(who), fc.constantFrom('here' as const, 'there' as const)))
    .map(([who, step, place]) => command(step, who, place)),
]

const coming = person.map((user) =>
  command(
    {
      says: `brings ${user}`,
      call: (session) => session.create('user', { id: user, name: user }),
      expected: (rights) => rights.come(user),
    },
    'system',
    'here',
  ),
)

test(
  'R2.8 R2.10 R2.11 R2.12 R2.13 R2.15 any sequence of calls, by anybody, leaves the rights that a small reference says',
  { timeout: 300_000 },
  async () => {
    const sequences = fc.commands([...commands, ...commands, ...commands, coming], { maxCommands: 20, size: 'max' })
    await fc.assert(
      fc.asyncProperty(sequences, async (sequence) => {
        const real = await scene()
        await fc.asyncModelRun(() => ({ model: {}, real }), sequence)
      }),
      {
        seed: Number(process.env['CLIENTELE_SEED'] ?? 20_260_320),
        numRuns: Number(process.env['CLIENTELE_RUNS'] ?? 25),
      },
    )
  },
)
