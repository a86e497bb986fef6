import { beforeAll, describe, expect, test } from 'vitest'
import { memoryAdapter } from 'clientele/memory'
import { entityOf, parseRecord } from 'clientele/model'
import { compileQuery } from 'clientele/query'
import { parseReport, planReport, runReport, type ReportSpec } from 'clientele/reports'
import type { Store } from 'clientele/storage'
import { refusalOf } from '../kernel/refusal-of'
import { contextAt, model } from '../lists/deciding'

const context = contextAt('2026-04-15T08:00:00Z')
let store: Store

const invoices: readonly [string, string, number, string | null][] = [
  ['paid', '2026-03-01', 1_000, 'ana'],
  ['paid', '2026-03-31', 2_000, 'bob'],
  ['overdue', '2026-03-15', 500, 'ana'],
  ['paid', '2026-04-01', 9_999, 'ana'],
  ['paid', '2026-02-10', 4_000, null],
]

beforeAll(async () => {
  store = await memoryAdapter().open(model)
  const entity = entityOf(model, 'invoice')
  const rows = invoices.map(([status, issuedOn, total, ownerId], index) =>
    parseRecord(entity, { id: `i${index}`, number: `F${index}`, groupId: 'lille', status, issuedOn, total, ownerId }),
  )
  await store.insert('invoice', rows)
  const happened = ['2026-03-28T22:30:00Z', '2026-03-28T23:30:00Z', '2026-03-29T21:59:59Z', '2026-03-29T22:00:00Z']
  const event = entityOf(model, 'event')
  await store.insert(
    'event',
    happened.map((startsAt, index) =>
      parseRecord(event, { id: `e${index}`, name: 'Visite', groupId: 'lille', startsAt }),
    ),
  )
})

function report(spec: ReportSpec) {
  const checked = parseReport(model, spec)
  const where = checked.where ?? { type: 'and', criteria: [] }
  const bound = compileQuery(model, checked.entity.name, where, { ...context, actor: null, groupsOf: () => [] })
  return runReport(store, planReport(checked, bound, context))
}

describe('R4.11 a report over any entity', () => {
  test('R4.11 measures by a field in a period, beside the month before', async () => {
    const table = await report({
      entity: 'invoice',
      time: 'issuedOn',
      range: 'lastMonth',
      dimensions: ['status'],
      measures: [
        { as: 'invoices', measure: 'count' },
        { as: 'amount', measure: 'sum', field: 'total' },
        { as: 'mean', measure: 'avg', field: 'total' },
        { as: 'owners', measure: 'countDistinct', field: 'ownerId' },
        { as: 'last', measure: 'max', field: 'issuedOn' },
      ],
      compare: true,
    })
    expect(table.rows).toEqual([
      {
        bucket: null,
        dimensions: { status: 'overdue' },
        figures: { invoices: 1, amount: 500, mean: 500, owners: 1, last: '2026-03-15' },
        preceding: null,
      },
      {
        bucket: null,
        dimensions: { status: 'paid' },
        figures: { invoices: 2, amount: 3_000, mean: 1_500, owners: 2, last: '2026-03-31' },
        preceding: { invoices: 1, amount: 4_000, mean: 4_000, owners: 0, last: '2026-02-10' },
      },
    ])
    expect(table.totals).toEqual({ invoices: 3, amount: 3_500, mean: 3_500 / 3, owners: 2, last: '2026-03-31' })
    expect(table.period?.civil).toEqual({ from: '2026-03-01', to: '2026-04-01' })
  })

  test('R4.11 time buckets begin at local midnight, on the short day of spring too', async () => {
    const range = { range: 'between', from: '2026-03-28', to: '2026-03-30' } as const
    const table = await report({ entity: 'event', time: 'startsAt', range, bucket: 'day' })
    expect(table.buckets).toEqual(['2026-03-28', '2026-03-29', '2026-03-30'])
    expect(table.rows.map(({ bucket, figures }) => [bucket, figures['count']])).toEqual([
      ['2026-03-28', 1],
      ['2026-03-29', 2],
      ['2026-03-30', 1],
    ])
  })

  test('R4.11 criteria narrow it, and over nothing the figures say so', async () => {
    const where = { type: 'test', field: 'status', operator: 'eq', value: 'draft' }
    const measures = (['count', 'sum', 'avg', 'min'] as const).map((measure) =>
      measure === 'count' ? { as: measure, measure } : { as: measure, measure, field: 'total' },
    )
    const table = await report({ entity: 'invoice', where, measures })
    expect(table.rows).toEqual([])
    expect(table.totals).toEqual({ count: 0, sum: 0, avg: null, min: null })
  })

  test('R4.11 what does not fit is refused with its place, all at once', () => {
    const refusal = refusalOf(() =>
      parseReport(model, {
        entity: 'invoice',
        time: 'total',
        dimensions: ['colour', 'status', 'status'],
        measures: [
          { as: 'x', measure: 'sum', field: 'status' },
          { as: 'x', measure: 'min' },
        ],
        bucket: 'day',
      }),
    )
    expect(refusal.problems.map(({ code, path }) => [code, path])).toEqual([
      ['reports.field_misfit', '/time'],
      ['reports.field_misfit', '/dimensions/0'],
      ['reports.field_misfit', '/measures/0/field'],
      ['reports.field_misfit', '/measures/1/field'],
      ['reports.range_missing', '/range'],
      ['reports.name_twice', '/dimensions/2'],
      ['reports.name_twice', '/measures/1'],
    ])
    expect(refusalOf(() => parseReport(model, { entity: 'invoice', range: 'today' })).code).toBe('reports.time_missing')
    expect(refusalOf(() => parseReport(model, { entity: 'invoice', colour: 1 })).code).toBe('input.invalid')
  })
})
