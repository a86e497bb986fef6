import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { predicate } from 'clientele/query'
import {
  addMembers,
  createList,
  membersOf,
  publish,
  removeMembers,
  renameList,
  sectionsOf,
  seedCommunication,
  showingSpan,
  shownAt,
  visibleTo,
  type Announcement,
} from 'clientele/communication'
import { addDays } from 'clientele/kernel'
import { decideOver, type Decision, type Outcome } from 'clientele/storage'
import { refusalOf } from '../kernel/refusal-of'
import { contextAt, model } from '../lists/deciding'
import { PlainTables } from '../lists/plain-tables'

const context = contextAt('2026-03-20T09:00:00Z')
const users = ['ana', 'bob', 'zoe'].map((id) => ({ id, name: id }))

function perform<T>(tables: PlainTables, decision: Decision<Outcome<T>>): T {
  const { writes, value } = decideOver(tables.answer, decision)
  tables.apply(writes)
  return value
}

/** Tables with the users and the list of everyone, as a start leaves them. */
function world(): PlainTables {
  const tables = new PlainTables(model, { user: users })
  perform(tables, seedCommunication(context))
  return tables
}

const everyone = (tables: PlainTables): string => String(tables.rows('distributionList')[0]?.['id'])
const seen = (tables: PlainTables, user: string | null, at: string): readonly Announcement[] =>
  decideOver(tables.answer, visibleTo(user, new Date(at), context))
const say = (tables: PlainTables, given: object) =>
  perform(tables, publish({ kind: 'message', title: { fr: 'Bonjour' }, listId: everyone(tables), ...given }, context))

describe('publishing', () => {
  test('R3.5 the French stands in for the English that is missing, the link is made absolute', () => {
    const tables = world()
    const item = say(tables, {
      title: { fr: ' Bon plan ', en: '' },
      text: { fr: 'Texte', en: 'Text' },
      link: 'www.site.fr',
    })
    expect(item).toMatchObject({
      title: { fr: 'Bon plan', en: 'Bon plan' },
      text: { fr: 'Texte', en: 'Text' },
      link: 'https://www.site.fr/',
      startsOn: '2026-03-20',
      endsOn: null,
      authorId: 'ana',
    })
    expect(seen(tables, 'bob', '2026-03-20T09:00:00Z')).toEqual([item])
  })

  test.each([
    [{ title: { fr: 'x'.repeat(41) } }, 'communication.title_too_long', '/title/fr'],
    [{ title: { fr: 'x', en: 'y'.repeat(41) } }, 'communication.title_too_long', '/title/en'],
    [{ title: { fr: 'a\0b' } }, 'text.malformed', '/title/fr'],
    [{ link: 'javascript:alert(1)' }, 'communication.link_refused', '/link'],
    [{ startsOn: '2026-03-21', endsOn: '2026-03-20' }, 'communication.reversed', '/endsOn'],
    [{ startsOn: '2026-02-30' }, 'calendar.invalid_date', '/startsOn'],
    [{ listId: 'nothing' }, 'communication.list_unknown', '/listId'],
    [{ kind: 'survey' }, 'input.invalid', '/kind'],
    [{ colour: 'red' }, 'input.invalid', ''],
  ])('R3.5 %j is refused with %s', (given, code, path) => {
    const tables = world()
    const refusal = refusalOf(() => say(tables, given))
    expect([refusal.code, refusal.path]).toEqual([code, path])
    expect(tables.rows('announcement')).toEqual([])
  })

  test('R3.4 four kinds, each in its section', () => {
    const tables = world()
    for (const kind of ['deal', 'message', 'document', 'benefit', 'deal']) say(tables, { kind })
    const sections = sectionsOf(seen(tables, 'bob', '2026-03-20T09:00:00Z'))
    expect(sections.map(({ label, items }) => [label.fr, label.en, items.length])).toEqual([
      ['Message', 'Message', 1],
      ['Avantage', 'Benefit', 1],
      ['Bon plan', 'Deal', 2],
      ['Document', 'Document', 1],
    ])
  })
})

describe('who sees what', () => {
  test('R3.3 only the members of the chosen list', () => {
    const tables = world()
    const list = perform(tables, createList({ name: 'Lille', members: ['bob'] }, context))
    say(tables, { listId: list.id })
    const readers = () =>
      users.filter(({ id }) => seen(tables, id, '2026-03-20T09:00:00Z').length > 0).map(({ id }) => id)
    expect(readers()).toEqual(['bob'])
    perform(tables, addMembers(list.id, ['zoe', 'bob'], context))
    perform(tables, removeMembers(list.id, ['bob', 'ana'], context))
    expect(readers()).toEqual(['zoe'])
  })

  test('R3.2 the first list is everyone and keeps itself up to date', () => {
    const tables = world()
    const id = everyone(tables)
    say(tables, {})
    tables.apply([{ type: 'insert', entity: 'user', rows: [{ id: 'new', name: 'new' }] }])
    expect(decideOver(tables.answer, membersOf(id, context))).toEqual(['ana', 'bob', 'new', 'zoe'])
    expect(seen(tables, 'new', '2026-03-20T09:00:00Z')).toHaveLength(1)
    expect(refusalOf(() => perform(tables, addMembers(id, ['ana'], context))).code).toBe('communication.list_everyone')
    expect(perform(tables, renameList(id, { name: 'Toute la maison', version: 1 }, context)).name).toBe(
      'Toute la maison',
    )
    expect(decideOver(tables.answer, seedCommunication(context)).writes).toEqual([])
  })

  test('R3.2 nobody unknown gets on a list', () => {
    const tables = world()
    const refusal = refusalOf(() => perform(tables, createList({ name: 'Lille', members: ['bob', 'nobody'] }, context)))
    expect([refusal.code, refusal.path]).toEqual(['communication.user_unknown', '/members/1'])
  })
})

describe('when it is shown', () => {
  test('R3.6 from local midnight of the first day to the end of the last, over the change of clock, with no job', () => {
    const tables = world()
    const item = say(tables, { startsOn: '2026-03-28', endsOn: '2026-03-29' })
    const times = [
      '2026-03-27T22:59:59.999Z',
      '2026-03-27T23:00:00Z',
      '2026-03-29T21:59:59.999Z',
      '2026-03-29T22:00:00Z',
    ]
    expect(times.map((time) => seen(tables, 'bob', time).length)).toEqual([0, 1, 1, 0])
    expect(showingSpan(item, 'Europe/Paris')).toEqual({
      from: new Date('2026-03-27T23:00:00Z'),
      to: new Date('2026-03-29T22:00:00Z'),
    })
  })

  test('R3.6 without an end it stays', () => {
    const tables = world()
    say(tables, { startsOn: '2026-03-28' })
    expect(seen(tables, 'bob', '2026-03-27T12:00:00Z')).toEqual([])
    expect(seen(tables, 'bob', '2056-03-28T12:00:00Z')).toHaveLength(1)
  })

  const MINUTE = 60_000
  // Two days on either side of both changes of clock of 2026 in Paris, and of days that begin at 01:00 in Beirut.
  const zone = fc.constantFrom('Europe/Paris', 'Asia/Beirut', 'America/Santiago', 'Pacific/Auckland')
  const around = fc.constantFrom('2026-03-29', '2026-10-25', '2026-04-05', '2026-09-06')

  test('R3.6 shown and within its span are one and the same, minute by minute over the changes of clock', () => {
    const days = fc.record({ zone, around, start: fc.integer({ min: -2, max: 2 }), length: fc.option(fc.nat(3)) })
    fc.assert(
      fc.property(days, ({ zone, around, start, length }) => {
        const startsOn = addDays(around, start)
        const item = { id: 'a', startsOn, endsOn: length === null ? null : addDays(startsOn, length) }
        const { from, to } = showingSpan(item, zone)
        const first = Date.parse(`${addDays(around, -3)}T00:00:00Z`)
        for (let minute = 0; minute < 8 * 24 * 60; minute += 1) {
          const at = new Date(first + minute * MINUTE)
          const isShown = predicate(shownAt(model, at, zone))(item, { one: () => undefined, many: () => [] })
          if (isShown !== (at >= from && (to === null || at < to))) throw new Error(`Differs at ${at.toISOString()}`)
        }
      }),
      { numRuns: 40 },
    )
  })
})
