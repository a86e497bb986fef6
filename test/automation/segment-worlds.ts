import fc from 'fast-check'
import { and, last, not, query } from 'clientele/query'
import type { Clock } from 'clientele/kernel'
import type { StoreAdapter } from 'clientele/storage'
import { expect } from 'vitest'
import { model, type CrmSession } from './scene'
import { segmentScene } from './segment-scene'

const CONTACTS = ['c0', 'c1', 'c2', 'c3']
const ACCOUNTS = ['a0', 'a1']
const START_DAY = 27

interface Contact {
  readonly tags: readonly string[]
  readonly accountId: string | null
}

interface Account {
  readonly status: string
  /** A day of March 2026, counted on. */
  readonly day: number
}

/** What the records say, kept beside the store. */
interface World {
  readonly contacts: ReadonlyMap<string, Contact>
  readonly accounts: ReadonlyMap<string, Account>
}

/** Segments as criteria, and as plain code over a world. */
const SEGMENTS = [
  {
    entity: 'contact',
    criteria: query(model, 'contact', (c) => c.tags.has('a')),
    inside: ({ contacts }: World, id: string) => contacts.get(id)?.tags.includes('a') === true,
  },
  {
    entity: 'contact',
    criteria: query(model, 'contact', (c) =>
      and(
        not(c.tags.has('b')),
        c.account.is((a) => a.status.eq('client')),
      ),
    ),
    inside: ({ contacts, accounts }: World, id: string) => {
      const contact = contacts.get(id)
      const account = accounts.get(contact?.accountId ?? '')
      return contact !== undefined && !contact.tags.includes('b') && account?.status === 'client'
    },
  },
  {
    entity: 'account',
    criteria: query(model, 'account', (a) => a.contacts.some((c) => c.tags.hasAny(['a', 'b']))),
    inside: ({ contacts }: World, id: string) =>
      [...contacts.values()].some(
        ({ tags, accountId }) => accountId === id && (tags.includes('a') || tags.includes('b')),
      ),
  },
  {
    entity: 'account',
    criteria: query(model, 'account', (a) => a.createdAt.within(last(3, 'days'))),
    inside: ({ accounts }: World, id: string, today: number) => {
      const age = today - (accounts.get(id)?.day ?? Number.NaN)
      return age >= 0 && age < 3
    },
  },
] as const

type Change =
  | { readonly do: 'contact'; readonly id: string; readonly set: Contact }
  | { readonly do: 'forget'; readonly id: string }
  | { readonly do: 'account'; readonly id: string; readonly set: Account }

export type Step =
  | { readonly do: 'together'; readonly changes: readonly Change[]; readonly isKept: boolean }
  | { readonly do: 'wait' }

const contact = fc.record({
  tags: fc.uniqueArray(fc.constantFrom('a', 'b'), { maxLength: 2 }),
  accountId: fc.option(fc.constantFrom(...ACCOUNTS), { nil: null, freq: 4 }),
})
const account = fc.record({
  status: fc.constantFrom('client', 'prospect'),
  day: fc.integer({ min: START_DAY - 4, max: START_DAY + 4 }),
})
const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('contact' as const), id: fc.constantFrom(...CONTACTS), set: contact }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forget' as const), id: fc.constantFrom(...CONTACTS) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('account' as const), id: fc.constantFrom(...ACCOUNTS), set: account }),
  },
)

/** Transactions of a few changes, some of them given up, and days that pass. */
export const histories: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('together' as const),
        changes: fc.array(change, { minLength: 1, maxLength: 5 }),
        isKept: fc.constantFrom(true, true, true, false),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ do: 'wait' } as const) },
  ),
  { minLength: 3, maxLength: 12 },
)

async function apply(session: CrmSession, one: Change): Promise<void> {
  if (one.do === 'account') {
    const { status, day } = one.set
    await session.update('account', one.id, { status, createdAt: new Date(Date.UTC(2026, 2, day, 12)) })
  } else if (one.do === 'forget') {
    if ((await session.get('contact', one.id)) !== null) await session.remove('contact', one.id)
  } else {
    const { tags, accountId } = one.set
    if ((await session.get('contact', one.id)) === null)
      await session.create('contact', { id: one.id, name: one.id, groupId: 'lille', tags: [...tags], accountId })
    else await session.update('contact', one.id, { tags: [...tags], accountId })
  }
}

function after({ contacts, accounts }: World, changes: readonly Change[]): World {
  const [people, companies] = [new Map(contacts), new Map(accounts)]
  for (const one of changes)
    if (one.do === 'account') companies.set(one.id, one.set)
    else if (one.do === 'forget') people.delete(one.id)
    else people.set(one.id, one.set)
  return { contacts: people, accounts: companies }
}

const members = (world: World, today: number): ReadonlySet<string> =>
  new Set(
    SEGMENTS.flatMap(({ entity, inside }, index) =>
      (entity === 'contact' ? CONTACTS : ACCOUNTS).flatMap((id) =>
        inside(world, id, today) ? [`${index} ${id}`] : [],
      ),
    ),
  )

/** Lives through a history; after each step as many runs were set off as records came to be inside or outside by it. */
export async function livedThrough(
  history: readonly Step[],
  adapter: (clock: Clock) => StoreAdapter,
  tenant = 'main',
): Promise<void> {
  const { crm, session, clock, worker } = await segmentScene(adapter, tenant)
  const other = await worker('other')
  clock.set(`2026-03-${START_DAY}T10:30:00Z`)
  let today = START_DAY
  let world: World = { contacts: new Map(), accounts: new Map() }
  for (const id of ACCOUNTS) {
    const set = { status: 'prospect', day: 1 }
    await session.create('account', { id, name: id, groupId: 'lille', ownerId: 'anna' })
    await apply(session, { do: 'account', id, set })
    world = after(world, [{ do: 'account', id, set }])
  }
  const named = new Map<string, string>()
  for (const [index, { entity, criteria }] of SEGMENTS.entries()) {
    const saved = await session.lists.save({ name: `S${index}`, entity, criteria })
    const { id: segment } = await session.lists.segments.create({ query: saved.id })
    for (const on of ['segment.entered', 'segment.left'] as const) {
      const title = { fr: `${on} {{${entity}.name}}` }
      const action = { do: 'task', to: [{ who: 'user', user: 'anna' }], title } as const
      const { id } = await session.automations.create({ name: on, trigger: { on, segment }, action })
      named.set(id, `${on} ${index}`)
    }
  }
  const expected = new Map<string, number>()
  const count = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1)
  for (const step of history) {
    const before = members(world, today)
    if (step.do === 'wait') {
      clock.advance({ days: 1 })
      today += 1
    } else {
      const given = new Error('given up')
      await session
        .transaction(async (inner) => {
          for (const one of step.changes) await apply(inner, one)
          if (!step.isKept) throw given
        })
        .catch((error: unknown) => {
          if (error !== given) throw error
        })
      if (step.isKept) world = after(world, step.changes)
    }
    const now = members(world, today)
    for (const key of now) if (!before.has(key)) count(expected, `segment.entered ${key}`)
    for (const key of before) if (!now.has(key)) count(expected, `segment.left ${key}`)
    await Promise.all([crm.tick(), other.tick()])
    const runs = (await session.find('automationRun', { limit: 1_000 })).rows
    const found = new Map<string, number>()
    for (const run of runs) count(found, `${named.get(run.automationId)} ${run.subjectId}`)
    expect(new Map([...found].sort())).toEqual(new Map([...expected].sort()))
    // Each run has an occurrence of its own, and none is left waiting.
    expect(new Set(runs.map((run) => `${run.automationId} ${run.occurrence}`)).size).toBe(runs.length)
    expect(runs.filter(({ status }) => status === 'pending')).toEqual([])
  }
}
