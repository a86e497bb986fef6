import { crmEntities, defineModel } from 'clientele'
import { memoryAdapter } from 'clientele/memory'
import { createClientele } from 'clientele/session'
import { describe, expect, test } from 'vitest'
import { everyCall } from './calls'
import { kernel } from './kernel'
import { refusal } from './refusal'
import { badEnds, endOf } from './spoiled'
import type { Ground } from './thread'

const cyclic: Record<string, unknown> = { name: 'x' }
cyclic['regions'] = [cyclic]

/** What no call expects; each stands in for every argument of every call. */
const STRANGE: readonly (readonly [string, unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['a number', 5],
  ['NaN', Number.NaN],
  ['an object', {}],
  ['a list', []],
  ['an empty text', ''],
  ['a NUL byte', 'a\0b'],
  ['half a surrogate pair', '\ud800'],
  ['the name of a prototype', '__proto__'],
  ['a parsed prototype', JSON.parse('{"__proto__":{"name":"x"}}')],
  ['a symbol', Symbol('s')],
  ['a bigint', 10n],
  ['a very long text', 'x'.repeat(100_000)],
  ['a function', () => 1],
  ['no date', new Date(Number.NaN)],
  ['a list with holes', Array.from({ length: 2 })],
  ['what contains itself', cyclic],
]

const memory: Ground = { adapter: (clock) => memoryAdapter({ clock }) }

describe('what comes in by the door', () => {
  test('every call of a session is tried here, and goes through as it should', async () => {
    const { calls, make, names } = await everyCall(memory)
    expect([...new Set(calls.map(([name]) => name))].sort()).toEqual([...names].sort())
    const ends: string[] = []
    for (const call of calls) {
      const end = await refusal(() => make(call))
      if (end !== 'no refusal') ends.push(`${call[0]}: ${end}`)
    }
    expect(ends).toEqual([])
  })

  test.each(STRANGE)(
    '%s in any place of any call is answered or refused, and what is refused writes nothing',
    async (_, strange) => {
      expect(await badEnds(memory, strange)).toEqual([])
    },
  )

  test.each(STRANGE)('%s is no way to open, to act, to tell or to tick', async (_, strange) => {
    const { crm, system } = await kernel()
    const entries = await system.count('journalEntry')
    const loose = (call: (...inputs: never[]) => unknown, ...inputs: readonly unknown[]) =>
      Reflect.apply(call, crm, inputs)
    const ends = await Promise.all(
      [
        () => loose(crm.as, strange),
        () => loose(crm.system, strange),
        () => loose(crm.changed, 'account', strange, null),
        () => loose(crm.changed, 'account', null, strange),
        () => loose(crm.changed, strange, null, { id: 'x' }),
        () => loose(crm.happened, 'quote.opened', 'quote', strange),
        () => loose(crm.happened, strange, 'group', 'lille'),
        () => loose(crm.start, strange),
      ].map(endOf),
    )
    // A name that is a text is a reason, and a name of something that happened.
    const isWord = typeof strange === 'string' && strange !== '' && /^[\w]+$/.test(strange)
    expect(ends).toEqual(
      ends.map((_end, index) =>
        isWord && (index === 1 || (index === 6 && strange.length < 191)) ? 'answered' : 'refused',
      ),
    )
    expect(await endOf(() => loose(crm.tick, { limit: strange }))).toBe(
      strange === undefined || strange === 5 ? 'answered' : 'refused',
    )
    expect(await endOf(() => loose(crm.forTenant, strange))).toBe(
      isWord && strange.length < 191 ? 'answered' : 'refused',
    )
    expect(await system.count('journalEntry')).toBe(entries)
  })

  test('nobody is not the system', async () => {
    const { crm } = await kernel()
    const as = (user: unknown) => Reflect.apply(crm.as, crm, [user])
    for (const nobody of [null, undefined, '', 0, {}]) expect(await refusal(() => as(nobody))).toBe('session.no_actor')
  })

  test.each([
    ['a misspelt option', { were: 1 }, 'input.invalid'],
    ['an order that is no list', { orderBy: 'name' }, 'input.invalid /orderBy'],
    ['an unknown direction', { orderBy: [{ field: 'name', direction: 'up' }] }, 'input.invalid /orderBy/0'],
    ['an order by a set', { orderBy: ['tags'] }, 'session.bad_order /orderBy/0'],
    ['too many orders', { orderBy: Array.from({ length: 11 }, () => 'name') }, 'input.invalid /orderBy'],
    ['a limit of nothing', { limit: 0 }, 'session.bad_limit /limit'],
    ['a limit beyond a page', { limit: 1_001 }, 'session.bad_limit /limit'],
    ['half a record', { limit: 1.5 }, 'session.bad_limit /limit'],
    ['a limit in words', { limit: '10' }, 'input.invalid /limit'],
    ['an unknown field', { fields: ['shoe'] }, 'session.bad_field /fields/0'],
    ['criteria that are null', { where: null }, 'query.not_criteria'],
    ['a cursor of nobody', { after: 'eyJ' }, 'storage.bad_cursor'],
    ['two cursors', { after: 'a', before: 'b' }, 'session.two_cursors'],
  ])('a page asked with %s is refused', async (_, options, expected) => {
    const { crm } = await kernel()
    const boss = await crm.as('boss')
    expect(await refusal(() => Reflect.apply(boss.find, boss, ['account', options]))).toBe(expected)
    const streamed =
      expected === 'storage.bad_cursor' || expected === 'session.two_cursors' ? 'input.invalid' : expected
    const stream = async () => {
      for await (const _row of Reflect.apply(boss.stream, boss, ['account', options]) as AsyncIterable<unknown>) return
    }
    expect(await refusal(stream)).toBe(streamed)
  })

  test('a cursor belongs to its entity and order, whoever made it; null begins at the first record', async () => {
    const { crm, system } = await kernel()
    await system.createMany(
      'account',
      ['a', 'b', 'c'].map((id) => ({ id, name: id, groupId: id === 'b' ? 'amiens' : 'lille' })),
    )
    const boss = await crm.as('boss')
    const ana = await crm.as('ana')
    const page = await boss.find('account', { orderBy: ['name'], limit: 1, after: null })
    expect(page.rows.map(({ id }) => id)).toEqual(['a'])
    const next = await ana.find('account', { orderBy: ['name'], limit: 1, after: page.end })
    // The record between is not hers.
    expect(next.rows.map(({ id }) => id)).toEqual(['c'])
    expect((await ana.find('account', { orderBy: ['name'], before: next.start })).rows.map(({ id }) => id)).toEqual([
      'a',
    ])
    expect(await refusal(() => boss.find('account', { after: page.end }))).toBe('storage.bad_cursor')
    expect(await refusal(() => boss.find('contact', { orderBy: ['name'], after: page.end }))).toBe('storage.bad_cursor')
  })

  test.each([
    ['an unknown zone', { timeZone: 'Europe/Lille' }, 'session.unknown_zone /timeZone'],
    ['an unknown language', { locale: 'de' }, 'input.invalid /locale'],
    ['an eighth day', { weekStartsOn: 7 }, 'input.invalid /weekStartsOn'],
    ['a thirteenth month', { fiscalYearStartsOn: 13 }, 'input.invalid /fiscalYearStartsOn'],
    ['no tenant', { tenant: '' }, 'session.bad_tenant /tenant'],
  ])('%s opens nothing', async (_, option, expected) => {
    const options = { model: defineModel(crmEntities), store: memoryAdapter(), timeZone: 'Europe/Paris', ...option }
    expect(await refusal(() => Reflect.apply(createClientele, undefined, [options]))).toBe(expected)
  })
})
