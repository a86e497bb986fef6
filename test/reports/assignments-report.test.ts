import { beforeAll, describe, expect, test } from 'vitest'
import { memoryAdapter } from 'clientele/memory'
import type { Row } from 'clientele/kernel'
import { entityOf } from 'clientele/model'
import { compileQuery, EVERYTHING, NOTHING } from 'clientele/query'
import { assignmentsReport, MOST_LOG_ROWS, type AssignmentsSpec, type ReportSources } from 'clientele/reports'
import type { Store } from 'clientele/storage'
import { contextAt, model } from '../lists/deciding'

const NOW = '2026-03-31T10:00:00Z' // two days after the clock went forward in Paris
const context = contextAt(NOW)

function sourcesOver(store: Store): ReportSources {
  return {
    store,
    compile: async (entity, where) =>
      compileQuery(model, entityOf(model, entity).name, where, { ...context, actor: null, groupsOf: () => [] }),
    visible: () => EVERYTHING,
  }
}

const row = (id: string, at: string, parts: Partial<Row> = {}): Row => ({
  id,
  at: new Date(at),
  conversationId: 'v1',
  contactId: 'c1',
  contactName: 'Marie Curie',
  previousAssigneeId: null,
  assigneeId: 'bob',
  source: 'user',
  assignedById: 'ana',
  ...parts,
})

const BOT = { source: 'bot', assignedById: null }
const log: Row[] = [
  row('a1', '2026-03-24T22:59:59.999Z'), // 24 March 23:59 in Paris: the day before the last 7
  row('a2', '2026-03-24T23:00:00Z'), // 25 March 00:00
  row('a3', '2026-03-29T00:30:00Z', { ...BOT, previousAssigneeId: 'bob', assigneeId: 'zoe' }),
  row('a4', '2026-03-31T09:00:00Z', {
    previousAssigneeId: 'zoe',
    assigneeId: null,
    contactName: 'Zoé Lemaître',
    contactId: 'c2',
  }),
  row('a5', '2026-03-31T21:59:59.999Z', { source: 'erp', assignedById: null, conversationId: 'v2' }), // 31 March 23:59
  row('a6', '2026-03-31T22:00:00Z'), // 1 April
]

let sources: ReportSources
beforeAll(async () => {
  const store = await memoryAdapter().open(model)
  await store.insert('user', [
    { id: 'ana', name: 'Ana', email: null, timeZone: null, locale: null, groupId: null },
    { id: 'bob', name: 'Bob', email: null, timeZone: null, locale: null, groupId: null },
  ])
  await store.insert('assignment', log)
  sources = sourcesOver(store)
})

const report = (spec: AssignmentsSpec = {}) => assignmentsReport(spec, sources, context)

describe('the assignments report', () => {
  test('R4.5 counts and percentages of the sources present, the most frequent first, beside the period before', async () => {
    const { components } = await report({ range: 'last7Days' })
    expect(components.sources).toEqual({
      outcome: 'data',
      rows: [
        { source: 'user', label: 'Utilisateur', count: 2, percentage: 50, precedingCount: 1 },
        { source: 'bot', label: 'Bot', count: 1, percentage: 25, precedingCount: 0 },
        { source: 'erp', label: 'Notre ERP', count: 1, percentage: 25, precedingCount: 0 },
      ],
      total: 4,
      precedingTotal: 1,
    })
  })

  test('R4.6 the last 7 days include today, are half-open and begin at local midnight across the change of clock', async () => {
    const { period, precedingPeriod, components } = await report({ range: 'last7Days' })
    expect(period.civil).toEqual({ from: '2026-03-25', to: '2026-04-01' })
    expect(period.instants).toEqual({ from: new Date('2026-03-24T23:00:00Z'), to: new Date('2026-03-31T22:00:00Z') })
    expect(precedingPeriod.civil).toEqual({ from: '2026-03-18', to: '2026-03-25' })
    expect(components.log.outcome === 'data' && components.log.rows.map(({ id }) => id)).toEqual([
      'a5',
      'a4',
      'a3',
      'a2',
    ])
  })

  test.each([
    ['today', ['a5', 'a4']],
    ['yesterday', null],
    ['last14Days', ['a5', 'a4', 'a3', 'a2', 'a1']],
    ['last30Days', ['a5', 'a4', 'a3', 'a2', 'a1']],
    ['thisMonth', ['a5', 'a4', 'a3', 'a2', 'a1']],
    ['lastMonth', null],
  ] as const)('R4.6 %s', async (range, ids) => {
    const { components } = await report({ range })
    expect(components.log.outcome === 'data' ? components.log.rows.map(({ id }) => id) : null).toEqual(ids)
  })

  test('R4.6 a custom range, in the zone of the report', async () => {
    const range = { range: 'between', from: '2026-03-31', to: '2026-03-31' } as const
    const ids = async (timeZone: string) => {
      const { components } = await report({ range, timeZone })
      return components.log.outcome === 'data' ? components.log.rows.map(({ id }) => id) : []
    }
    expect(await ids('Europe/Paris')).toEqual(['a5', 'a4'])
    expect(await ids('Pacific/Auckland')).toEqual(['a4'])
  })

  test('R4.6 an unknown preset, a reversed range and an unknown zone are refused', async () => {
    const unknown: AssignmentsSpec = JSON.parse('{"range":"lastCentury"}')
    await expect(report(unknown)).rejects.toMatchObject({ code: 'reports.range_unknown', path: '/range' })
    const reversed = { range: { range: 'between', from: '2026-04-01', to: '2026-03-01' } } as const
    await expect(report(reversed)).rejects.toMatchObject({ code: 'calendar.reversed', path: '/range/to' })
    await expect(report({ timeZone: 'Mars/Olympus' })).rejects.toMatchObject({
      code: 'input.invalid',
      path: '/timeZone',
    })
  })

  test('R4.1 the table says who, with a dash for nobody and the one who assigned only where a user did', async () => {
    const { components } = await report({ range: 'last7Days', locale: 'en' })
    if (components.log.outcome !== 'data') throw new Error('The log has data')
    expect(components.log.columns.map(({ label }) => label)).toEqual([
      'Timestamp',
      'Conversation',
      'Contact',
      'Contact name',
      'Previous assignee',
      'Assignee',
      'Source',
      'Assigned by',
    ])
    const told = components.log.rows.map((line) => [
      line.contactName,
      line.previousAssignee,
      line.assignee,
      line.sourceLabel,
      line.assignedBy,
    ])
    expect(told).toEqual([
      ['Marie Curie', '-', 'Bob', 'Our ERP', null],
      ['Zoé Lemaître', 'zoe', '-', 'User', 'Ana'],
      ['Marie Curie', 'Bob', 'zoe', 'Bot', null],
      ['Marie Curie', '-', 'Bob', 'User', 'Ana'],
    ])
    expect([components.log.total, components.log.cut, components.log.message]).toEqual([4, false, null])
  })

  test('R4.1 names nobody that the reader may not see', async () => {
    const { components } = await assignmentsReport({}, { ...sources, visible: () => NOTHING }, context)
    if (components.log.outcome !== 'data') throw new Error('The log has data')
    expect(components.log.rows.map(({ contactName, assignee }) => [contactName, assignee])).toEqual([
      [null, 'bob'],
      [null, '-'],
      [null, 'zoe'],
      [null, 'bob'],
    ])
  })

  test('R4.5 the charts hold the same figures, in the language of the report', async () => {
    const { components } = await report({ range: 'last7Days', locale: 'en' })
    for (const part of [components.bar, components.pie]) {
      if (part.outcome !== 'data') throw new Error('The charts have data')
      expect(part.chart['data']).toEqual({
        values: [
          { label: 'User', count: 2, percentage: 50 },
          { label: 'Bot', count: 1, percentage: 25 },
          { label: 'Our ERP', count: 1, percentage: 25 },
        ],
      })
    }
    expect(components.pie).toMatchObject({ chart: { title: { text: 'Share of each source', subtitle: 'Total: 4' } } })
  })

  test.each<[string, AssignmentsSpec['filters'], string[] | null]>([
    ['source', { source: ['bot', 'erp'] }, ['a5', 'a3']],
    ['assigned to', { assignedTo: ['zoe'] }, ['a3']],
    ['assigned to nobody', { assignedTo: ['zoe', null] }, ['a4', 'a3']],
    ['assigned by', { assignedBy: ['ana'] }, ['a4', 'a2']],
    ['contact by id', { contact: 'c2' }, ['a4']],
    ['contact by name, folded', { contact: 'zoe lemai' }, ['a4']],
    ['conversation', { conversation: 'v2' }, ['a5']],
    ['nothing, as after clear all', {}, ['a5', 'a4', 'a3', 'a2']],
    ['what nobody is', { conversation: 'v9' }, null],
  ])('R4.7 filters by %s', async (_, filters, ids) => {
    const { components } = await report({ range: 'last7Days', filters })
    expect(components.log.outcome === 'data' ? components.log.rows.map(({ id }) => id) : null).toEqual(ids)
    if (components.sources.outcome === 'data') expect(components.sources.total).toBe(ids?.length)
  })

  test.each([
    ['a contact of no letter', { contact: ' \u00ad' }, '/filters/contact'],
    ['a contact that is a book', { contact: 'x'.repeat(1_001) }, '/filters/contact'],
    ['a conversation that is a book', { conversation: 'x'.repeat(1_001) }, '/filters/conversation'],
  ])('R4.7 refuses %s where it was given', async (_, filters, path) => {
    const told = await report({ filters }).catch((error: unknown) => error)
    expect(told).toMatchObject({ code: 'input.invalid', path })
  })

  test('R4.8 data, filters that do not apply and filters without data are three outcomes, in both languages', async () => {
    const outcome = async (filters: AssignmentsSpec['filters']) => {
      const { components } = await report({ filters })
      const all = new Set(Object.values(components).map((component) => component.outcome))
      return [[...all], components.bar.outcome === 'data' ? null : components.bar.message]
    }
    expect(await outcome({})).toEqual([['data'], null])
    expect(await outcome({ source: ['bot'], assignedBy: ['ana'] })).toEqual([
      ['notApplicable'],
      { fr: "Les filtres sélectionnés ne s'appliquent pas ici.", en: 'The selected filters do not apply here.' },
    ])
    expect(await outcome({ conversation: 'v9' })).toEqual([
      ['noData'],
      { fr: 'Les filtres sélectionnés ne donnent aucune donnée.', en: 'The selected filters have no data.' },
    ])
  })

  test('R4.9 the table is cut at 10,000 rows and says so; counts are of all', async () => {
    const store = await memoryAdapter().open(model)
    const many = Array.from({ length: MOST_LOG_ROWS + 5 }, (_, index) => row(`m${index}`, '2026-03-30T12:00:00Z'))
    await store.insert('assignment', many)
    const { components } = await assignmentsReport({}, sourcesOver(store), context)
    expect(components.sources).toMatchObject({ total: 10_005 })
    if (components.log.outcome !== 'data') throw new Error('The log has data')
    expect([components.log.rows.length, components.log.total, components.log.cut]).toEqual([10_000, 10_005, true])
    expect(components.log.message?.en).toBe('The 10,000 most recent assignments are shown, of 10,005.')
  })
})
