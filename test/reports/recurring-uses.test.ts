import { describe, expect, test } from 'vitest'
import { refusalOf } from '../automation/scene'
import { namesIn, office, own, type Office } from './recurring-scene'

describe('what refers to what', () => {
  test('R2.7 a query that a recurring export uses is not deleted, also while it is switched off; its uses are told as far as they are seen', async () => {
    const at = await office()
    await at.ana.lists.edit(at.clients.id, { shared: true })
    const bob = await at.crm.as('bob')
    const { id } = await at.ana.reports.recurring.create({ ...at.daily, active: false })
    await bob.reports.recurring.create({ ...at.daily, selection: null })
    const refused = await refusalOf(() => at.ana.lists.remove(at.clients.id))
    expect(refused.code).toBe('lists.query_in_use')
    expect(refused.data).toMatchObject({ others: true, records: [{ entity: 'recurringExport', id }] })
    expect(refused.messageIn('fr')).toContain("l'export récurrent Clients du Nord")
    for (const one of await at.chief.reports.recurring.list()) await at.chief.reports.recurring.remove(one.id)
    await at.ana.lists.remove(at.clients.id)
  })

  test('R1.10 a region that a recurring export follows is replaced in it; of a frozen one it is only where groups came from', async () => {
    const at = await office()
    const south = await at.chief.regions.create({ name: 'Sud', groups: ['rouen'] })
    const live = await at.ana.reports.recurring.create(at.daily)
    const frozen = { ...at.daily.selection, automaticallyAddNewGroups: false }
    await at.ana.reports.recurring.create({ ...at.daily, name: 'Figé', selection: frozen })
    const { uses } = await at.chief.regions.uses(at.north.id)
    expect(uses).toMatchObject([
      { entity: 'recurringExport', id: live.id, label: { en: 'the recurring export Clients du Nord' } },
    ])
    expect((await refusalOf(() => at.chief.regions.remove({ region: at.north.id }))).code).toBe('region.in_use')
    const removed = await at.chief.regions.remove({ region: at.north.id, replacement: south.id })
    expect(removed.replaced.uses.map(({ id }) => id)).toEqual([live.id])
    expect((await at.ana.reports.recurring.get(live.id)).selection?.regions).toEqual([south.id])
    at.clock.set('2026-03-17T08:00:00Z')
    await at.crm.tick()
    expect([...at.mail.left.values()].map(namesIn).sort()).toEqual([
      ['amiens', 'arras', 'brest', 'lille'],
      ['brest', 'rouen'],
    ])
  })
})

describe('groups that are removed', () => {
  test('R1.6 leave the exports that named them; one whose last group it was exports nothing, not everything', async () => {
    const at = await office()
    const { recurring } = at.ana.reports
    const frozen = { regions: [at.north.id], groups: ['brest'], automaticallyAddNewGroups: false }
    const both = await recurring.create({ ...at.daily, selection: frozen })
    const alone = await recurring.create({ ...at.daily, selection: { groups: ['brest'] } })
    const other = await recurring.create({ ...at.daily, selection: { groups: ['rouen'] } })
    await at.chief.remove('account', 'a-brest')
    await at.chief.remove('group', 'brest')
    expect((await recurring.get(both.id)).selection).toMatchObject({ regions: [at.north.id], groups: [] })
    expect((await recurring.get(alone.id)).selection).toMatchObject({ regions: [], groups: [] })
    expect(await recurring.get(other.id)).toEqual(other)
    at.clock.set('2026-03-17T08:00:00Z')
    await at.crm.tick()
    expect([...at.mail.left.values()].map(namesIn).sort()).toEqual([[], ['amiens', 'arras', 'lille'], ['rouen']])
  })
})

describe('what is refused', () => {
  const refused: readonly (readonly [what: string, draft: (at: Office) => unknown, code: string, path: string])[] = [
    [
      'an unknown zone',
      (at) => ({ ...at.daily, schedule: { ...at.daily.schedule, timeZone: 'Europe/Atlantis' } }),
      'calendar.unknown_time_zone',
      '/schedule/timeZone',
    ],
    [
      'a time of day that is none',
      (at) => ({ ...at.daily, schedule: { ...at.daily.schedule, at: '24:61' } }),
      'calendar.invalid_time',
      '/schedule/at',
    ],
    ['no schedule', (at) => ({ ...at.daily, schedule: undefined }), 'calendar.not_an_object', '/schedule'],
    [
      'no day of the week',
      (at) => ({ ...at.daily, schedule: { recurs: 'weekly', on: [], at: '09:00', timeZone: 'UTC' } }),
      'calendar.no_days',
      '/schedule/on',
    ],
    [
      'every second',
      (at) => ({ ...at.daily, schedule: { recurs: 'secondly', at: '09:00', timeZone: 'UTC' } }),
      'calendar.unknown_value',
      '/schedule/recurs',
    ],
    [
      'a member of a prototype',
      (at) => ({
        ...at.daily,
        schedule: JSON.parse('{"recurs":"daily","at":"09:00","timeZone":"UTC","__proto__":{}}') as unknown,
      }),
      'calendar.unknown_member',
      '/schedule',
    ],
    ['an empty selection', (at) => ({ ...at.daily, selection: {} }), 'region.selection_empty', '/selection'],
    [
      'a region twice',
      (at) => ({ ...at.daily, selection: { regions: [at.north.id, at.north.id] } }),
      'region.named_twice',
      '/selection/regions/1',
    ],
    [
      'an unknown region',
      (at) => ({ ...at.daily, selection: { regions: ['nowhere'] } }),
      'region.unknown',
      '/selection/regions/0',
    ],
    [
      'a group out of sight',
      (at) => ({ ...at.daily, selection: { groups: ['laon'] } }),
      'region.group_unknown',
      '/selection/groups/0',
    ],
    [
      'an unknown query',
      (at) => ({ ...at.daily, content: { of: 'query', query: 'none' } }),
      'lists.query_unknown',
      '/content/query',
    ],
    ['another content', (at) => ({ ...at.daily, content: { of: 'everything' } }), 'input.invalid', '/content/of'],
    ['another format', (at) => ({ ...at.daily, format: 'pdf' }), 'input.invalid', '/format'],
    ['no name', (at) => ({ ...at.daily, name: ' ' }), 'input.invalid', '/name'],
    ['recipients', (at) => ({ ...at.daily, to: ['x@y.test'] }), 'input.invalid', ''],
  ]
  test.each(refused)('R1.6 %s', async (_, draft, code, path) => {
    const at = await office()
    const refusal = await refusalOf(() => at.ana.reports.recurring.create(draft(at) as never))
    expect([refusal.code, refusal.path]).toEqual([code, path])
    expect(await at.system.count('recurringExport')).toBe(0)
    expect(await at.system.count('recurringExportRun')).toBe(0)
  })

  test('R1.6 R2.7 a query that somebody else keeps to themselves, also by an edit', async () => {
    const at = await office()
    const bob = await at.crm.as('bob')
    expect((await refusalOf(() => bob.reports.recurring.create({ ...at.daily, selection: null }))).code).toBe(
      'lists.query_unknown',
    )
    const made = await bob.reports.recurring.create({
      ...at.daily,
      content: { of: 'query', query: await own(bob) },
      selection: null,
    })
    const content = { of: 'query', query: at.clients.id } as const
    expect((await refusalOf(() => bob.reports.recurring.edit(made.id, { content }))).code).toBe('lists.query_unknown')
    expect(await bob.reports.recurring.get(made.id)).toEqual(made)
  })

  test('R1.6 a selection over records that belong to no group', async () => {
    const at = await office()
    const lists = await at.chief.lists.save({
      name: 'Requêtes',
      entity: 'savedQuery',
      criteria: { type: 'and', criteria: [] },
    })
    const content = { of: 'query', query: lists.id } as const
    const refusal = await refusalOf(() => at.chief.reports.recurring.create({ ...at.daily, content }))
    expect([refusal.code, refusal.path]).toEqual(['reports.no_group', '/selection'])
  })
})
