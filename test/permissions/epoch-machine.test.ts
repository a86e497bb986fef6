import fc from 'fast-check'
import { createClientele, crmEntities, defineModel, isRefusal, sequentialIdentifiers, testClock } from 'clientele'
import { memoryAdapter } from 'clientele/memory'
import { entityOf } from 'clientele/model'
import { isEqual } from 'clientele/query'
import { kernelModel } from 'clientele/session'
import { expect, test } from 'vitest'

const model = defineModel(crmEntities)
const whole = kernelModel(model)
const USERS = ['bob', 'eve', 'max'] as const
const GROUPS = ['lille', 'arras', 'brest'] as const
const REGIONS = ['nord', 'ouest'] as const
const ACCOUNTS = ['garage', 'hotel', 'port'] as const

async function scene() {
  const clock = testClock('2026-03-16T08:00:00Z')
  const adapter = memoryAdapter({ clock })
  let kernels = 0
  const kernel = () =>
    createClientele({
      model,
      store: adapter,
      timeZone: 'Europe/Paris',
      clock,
      identifiers: sequentialIdentifiers(`k${(kernels += 1)}-`),
    })
  const processes = [await kernel(), await kernel()] as const
  const system = processes[0].system('scene')
  await system.createMany(
    'group',
    GROUPS.map((id) => ({ id, name: id })),
  )
  for (const id of ['ana', ...USERS]) await system.create('user', { id, name: id, groupId: 'lille' })
  await system.createMany(
    'account',
    ACCOUNTS.map((id, index) => ({ id, name: id, groupId: GROUPS[index] ?? 'lille', ownerId: USERS[index] ?? 'ana' })),
  )
  const ana = await processes[0].as('ana')
  await ana.regions.create({ id: 'nord', name: 'Nord', groups: ['lille', 'arras'] })
  await ana.regions.create({ id: 'ouest', name: 'Ouest', groups: ['brest'] })
  await ana.rights.define({
    code: 'reader',
    label: { fr: 'Lecteur', en: 'Reader' },
    modules: { accounts: 'read' },
    rights: [],
  })
  return { clock, kernel, processes, store: (await adapter.open(whole)).forTenant('main') }
}

type Scene = Awaited<ReturnType<typeof scene>>
type Kernel = Scene['processes'][number]
type Administrator = Awaited<ReturnType<Kernel['as']>>

/** One thing that somebody does: an administrator in one of the processes, the host behind our back, or time. */
type Step = (at: Scene, ana: Administrator, kernel: Kernel) => Promise<unknown>

const user = fc.constantFrom(...USERS)
const group = fc.constantFrom(...GROUPS)
const region = fc.constantFrom(...REGIONS)
const account = fc.constantFrom(...ACCOUNTS)
const level = fc.constantFrom('access' as const, 'read' as const, 'manage' as const)

const assignments = fc
  .record(
    {
      user,
      profile: fc.constantFrom('reader', 'manager', 'allAccess', 'administrator'),
      reach: fc.constantFrom('own' as const, 'structure' as const, 'all' as const),
      active: fc.boolean(),
      regions: fc.subarray([...REGIONS]),
      groups: fc.subarray([...GROUPS]),
      manager: fc.option(user),
    },
    { requiredKeys: ['user', 'profile'] },
  )
  .map((given): [string, Step] => [JSON.stringify(given), (_, ana) => ana.rights.assign(given)])

const steps: fc.Arbitrary<[string, Step]> = fc.oneof(
  { arbitrary: assignments, weight: 4 },
  fc.tuple(level, fc.boolean()).map(([held, groups]): [string, Step] => [
    `define ${held} ${groups}`,
    (_, ana) =>
      ana.rights.define({
        code: 'reader',
        label: { fr: 'Lecteur', en: 'Reader' },
        modules: { accounts: held, ...(groups ? { groups: 'read' as const } : {}) },
        rights: [],
      }),
  ]),
  fc
    .tuple(region, group)
    .map(([to, one]): [string, Step] => [
      `${one} into ${to}`,
      (_, ana) => ana.regions.assign({ region: to, groups: [one] }),
    ]),
  fc
    .tuple(region, group)
    .map(([of, one]): [string, Step] => [
      `${one} out of ${of}`,
      (_, ana) => ana.regions.unassign({ region: of, groups: [one] }),
    ]),
  fc
    .tuple(region, fc.option(region))
    .map(([one, parentId]): [string, Step] => [
      `${one} to ${parentId}`,
      (_, ana) => ana.regions.move({ region: one, parentId }),
    ]),
  fc
    .tuple(account, user, fc.constantFrom('read' as const, 'work' as const), fc.option(fc.integer({ min: 1, max: 90 })))
    .map(([id, to, use, seconds]): [string, Step] => [
      `share ${id} with ${to} for ${seconds}`,
      ({ clock }, ana) =>
        ana.shares.give({
          entity: 'account',
          id,
          users: [to],
          use,
          expiresAt: seconds === null ? null : new Date(clock.now().getTime() + seconds * 1_000),
        }),
    ]),
  fc
    .tuple(account, user)
    .map(([id, from]): [string, Step] => [
      `take ${id} from ${from}`,
      (_, ana) => ana.shares.take({ entity: 'account', id, users: [from] }),
    ]),
  fc
    .boolean()
    .map((off): [string, Step] => [`accounts off ${off}`, (_, ana) => ana.rights.switchModule('accounts', { off })]),
  fc
    .integer({ min: 0, max: 100 })
    .map((seconds): [string, Step] => [
      `${seconds} seconds`,
      ({ clock }) => Promise.resolve(clock.set(new Date(clock.now().getTime() + seconds * 1_000))),
    ]),
  user.map((one): [string, Step] => [`${one} leaves`, (_, __, kernel) => kernel.system('leaves').remove('user', one)]),
  user.map((one): [string, Step] => [
    `${one} comes`,
    (_, __, kernel) => kernel.system('comes').create('user', { id: one, name: one }),
  ]),
  fc
    .tuple(user, group)
    .map(([one, groupId]): [string, Step] => [
      `the host puts ${one} in ${groupId}`,
      ({ store }) => store.update('user', isEqual(entityOf(whole, 'user'), 'id', one), { set: { groupId } }),
    ]),
  user.map((one): [string, Step] => [
    `a change for ${one} that is undone`,
    (_, ana) =>
      ana
        .transaction(async (inner) => {
          await inner.rights.assign({ user: one, profile: 'allAccess', reach: 'all' })
          throw new Error('undone')
        })
        .catch((error: unknown) => {
          if (!(error instanceof Error) || error.message !== 'undone') throw error
        }),
  ]),
)

const refusedOr = async <T>(work: () => Promise<T>): Promise<T | string> => {
  try {
    return await work()
  } catch (error) {
    if (isRefusal(error)) return error.problems.map(({ code }) => code).join()
    throw error
  }
}

/** What a user is answered: everything that their rights decide. */
const answers = (kernel: Kernel, who: string) =>
  refusedOr(async () => {
    const session = await kernel.as(who)
    return {
      me: await session.rights.me(),
      found: await refusedOr(async () => (await session.find('account', { orderBy: ['id'] })).rows.map(({ id }) => id)),
      can: await Promise.all(
        ACCOUNTS.map(async (id) => await refusedOr(() => session.rights.can('manage', 'account', id))),
      ),
      shared: await refusedOr(() => session.shares.mine()),
    }
  })

test('R2.15 whatever happens in whatever process, who is known is answered as who is met for the first time', async () => {
  const history = fc.array(fc.tuple(fc.nat({ max: 1 }), steps), { minLength: 1, maxLength: 8 })
  const agrees = async (events: readonly (readonly [number, [string, Step]])[]) => {
    const at = await scene()
    for (const [index, [name, step]] of events) {
      const acting = at.processes[index === 0 ? 0 : 1]
      const ana = await acting.as('ana')
      await refusedOr(() => step(at, ana, acting))
      const stranger = await at.kernel()
      for (const who of USERS) {
        const expected = await answers(stranger, who)
        for (const known of at.processes) expect([name, await answers(known, who)]).toEqual([name, expected])
      }
    }
  }
  await fc.assert(fc.asyncProperty(history, agrees), { seed: 20_261_122, numRuns: 25 })
}, 120_000)
