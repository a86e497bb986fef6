import type { Actor } from 'clientele/permissions'
import { expect, test } from 'vitest'
import { actorCache, type CacheBounds } from '../../src/session/actor-cache'

const START = new Date('2026-03-16T08:00:00Z')
const later = (seconds: number): Date => new Date(START.getTime() + seconds * 1_000)

const actor = (id: string, more: Partial<Actor> = {}): Actor => ({
  id,
  profile: { code: 'test', label: { fr: 'Essai', en: 'Trial' }, modules: { accounts: 'read' }, rights: [] },
  reach: 'structure',
  groups: ['lille'],
  team: [],
  fields: {},
  ...more,
})

interface Asked {
  readonly tenant?: string
  readonly epoch?: string
  readonly told?: unknown
  readonly now?: Date
  readonly made?: Actor
}

/** A cache, and a way to ask it that says whether the rights had to be read. */
function asking(bounds?: CacheBounds) {
  const cache = actorCache(bounds)
  return async (
    user: string,
    { tenant = 'main', epoch = 'e1', told = { id: user }, now = START, made = actor(user) }: Asked = {},
  ): Promise<'read' | 'known'> => {
    let isRead = false
    await cache.actor({ tenant, user }, { epoch, told }, now, () => {
      isRead = true
      return Promise.resolve(made)
    })
    return isRead ? 'read' : 'known'
  }
}

test('R2.15 rights are read once, and again when they or what is told of the user changed', async () => {
  const ask = asking()
  expect(await ask('ana')).toBe('read')
  expect(await ask('ana')).toBe('known')
  expect(await ask('bob')).toBe('read')
  expect(await ask('ana', { tenant: 'other' })).toBe('read')
  expect(await ask('ana', { epoch: 'e2' })).toBe('read')
  expect(await ask('ana', { epoch: 'e1' })).toBe('read')
  expect(await ask('ana', { told: { id: 'ana', groupId: 'brest' } })).toBe('read')
  expect(await ask('ana', { told: { id: 'ana', groupId: 'brest' } })).toBe('known')
  expect(await ask('ana')).toBe('read')
})

test('R2.12 rights end with the first that ends by itself, and are not trusted when the clock goes back', async () => {
  const ask = asking()
  const made = actor('ana', { validUntil: later(30) })
  expect(await ask('ana', { made })).toBe('read')
  expect(await ask('ana', { made, now: later(29) })).toBe('known')
  expect(await ask('ana', { now: later(30) })).toBe('read')
  expect(await ask('ana', { now: later(29) })).toBe('read')
  // What nobody told of holds before long all the same.
  expect(await ask('ana', { now: later(88) })).toBe('known')
  expect(await ask('ana', { now: later(89) })).toBe('read')
})

test('R2.15 as many actors are kept as fit, those used last', async () => {
  const ask = asking({ actors: 2, size: 1_000 })
  for (const user of ['ana', 'bob', 'ana', 'eve']) await ask(user)
  expect([await ask('ana'), await ask('eve'), await ask('bob')]).toEqual(['known', 'known', 'read'])
})

test('R2.15 one who holds more than all may is not kept, and pushes nobody out', async () => {
  const ask = asking({ actors: 10, size: 100 })
  const groups = Array.from({ length: 200 }, (_, index) => `g${index}`)
  await ask('ana')
  expect(await ask('max', { made: actor('max', { groups }) })).toBe('read')
  expect(await ask('max', { made: actor('max', { groups }) })).toBe('read')
  expect(await ask('ana')).toBe('known')
  const many = groups.slice(0, 60)
  await ask('bob', { made: actor('bob', { groups: many }) })
  await ask('eve', { made: actor('eve', { groups: many }) })
  expect([await ask('eve'), await ask('bob', { made: actor('bob') }), await ask('ana')]).toEqual([
    'known',
    'read',
    'read',
  ])
})

test('R2.15 nobody changes the rights that calls share', async () => {
  const cache = actorCache()
  const made = actor('ana', { groups: ['lille'], shares: [] })
  const known = await cache.actor({ tenant: 'main', user: 'ana' }, { epoch: '', told: null }, START, () =>
    Promise.resolve(made),
  )
  for (const held of [known, known.groups, known.team, known.profile, known.profile.modules, known.shares])
    expect(Object.isFrozen(held)).toBe(true)
})

test('R6.3 what a host tells that goes round in circles is read again each time', async () => {
  const circle = (): Record<string, unknown> => {
    const told: Record<string, unknown> = {}
    told['self'] = told
    return told
  }
  const ask = asking()
  expect([await ask('ana', { told: circle() }), await ask('ana', { told: circle() })]).toEqual(['read', 'read'])
})

test('R2.15 a reading that fails leaves nothing behind', async () => {
  const cache = actorCache()
  const at = { epoch: '', told: null }
  const key = { tenant: 'main', user: 'ana' }
  await expect(cache.actor(key, at, START, () => Promise.reject(new Error('gone')))).rejects.toThrow('gone')
  expect((await cache.actor(key, at, START, () => Promise.resolve(actor('ana')))).id).toBe('ana')
})
