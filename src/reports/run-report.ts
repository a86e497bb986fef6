import { canonicalJson, compareCodePoints, type Json, type ResolvedRange, type Row } from '../kernel'
import type { Store } from '../storage'
import { BUCKET, countName, dimensionName, measureName, type PeriodPlan, type ReportPlan } from './plan-report'
import type { CheckedReport } from './report-spec'

/** A figure, or an instant or date for min and max; null over nothing. */
export type Figures = Readonly<Record<string, number | string | Date | null>>

/** One group: the values of its dimensions by field name, its figures, and those of the preceding period. */
export interface ReportRow {
  /** The name of the time bucket; null without buckets. */
  readonly bucket: string | null
  readonly dimensions: Row
  readonly figures: Figures
  /** Null without comparison, and where the preceding period has no such group. */
  readonly preceding: Figures | null
}

export interface ReportTable {
  readonly timeZone: string
  readonly period: ResolvedRange | null
  readonly precedingPeriod: ResolvedRange | null
  /** Every bucket of the period, also those without a row. */
  readonly buckets: readonly string[] | null
  /** Only groups that have a record; in order of bucket, then of dimensions. None without either: see the totals. */
  readonly rows: readonly ReportRow[]
  readonly totals: Figures
  readonly precedingTotals: Figures | null
}

function figuresOf(report: CheckedReport, row: Row): Figures {
  return Object.fromEntries(
    report.measures.map(({ as, measure }, index) => {
      const value = row[measureName(index)]
      const count = row[countName(index)]
      if (measure !== 'avg') return [as, figure(value)]
      return [as, typeof value === 'number' && typeof count === 'number' && count > 0 ? value / count : null]
    }),
  )
}

function figure(value: unknown): Figures[string] {
  return typeof value === 'number' || typeof value === 'string' || value instanceof Date ? value : null
}

interface Group {
  readonly index: number
  readonly values: readonly unknown[]
  readonly figures: Figures
}

/** The same bucket, counted from the start of its period, and the same values. */
function keyOf({ index, values }: Group): string {
  return canonicalJson([
    index,
    ...values.map((value): Json => (value instanceof Date ? value.toISOString() : jsonOf(value))),
  ])
}

function jsonOf(value: unknown): Json {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}

/** By bucket, then by each dimension; missing values last. */
function inOrder(a: Group, b: Group): number {
  if (a.index !== b.index) return a.index - b.index
  for (const [index, left] of a.values.entries()) {
    const order = compareValues(left, b.values[index] ?? null)
    if (order !== 0) return order
  }
  return 0
}

function compareValues(a: unknown, b: unknown): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  if (typeof a === 'string' && typeof b === 'string') return compareCodePoints(a, b)
  return Number(a) - Number(b)
}

async function read(store: Store, report: CheckedReport, plan: PeriodPlan) {
  const entity = report.entity.name
  const totals = await store.aggregate(entity, plan.totals)
  const groups = plan.groups.groupBy.length === 0 ? [] : await store.aggregate(entity, plan.groups)
  return {
    totals: figuresOf(report, totals[0] ?? noRecords(report)),
    groups: groups.map((row): Group => ({
      index: plan.buckets === null ? 0 : Number(row[BUCKET]),
      values: report.dimensions.map((_, index) => row[dimensionName(index)] ?? null),
      figures: figuresOf(report, row),
    })),
  }
}

/** What a store answers about no record at all, should it answer no row. */
function noRecords(report: CheckedReport): Row {
  return Object.fromEntries(
    report.measures.map(({ measure }, index) => [
      measureName(index),
      measure === 'min' || measure === 'max' || measure === 'avg' ? null : 0,
    ]),
  )
}

/** Asks the store for what a plan needs and puts the answers together. */
export async function runReport(store: Store, plan: ReportPlan): Promise<ReportTable> {
  const { report, current } = plan
  const now = await read(store, report, current)
  const before = plan.preceding === null ? null : await read(store, report, plan.preceding)
  const earlier = new Map(before?.groups.map((group) => [keyOf(group), group.figures]))
  const rows = [...now.groups].sort(inOrder).map((group): ReportRow => ({
    bucket: current.buckets?.[group.index] ?? null,
    dimensions: Object.fromEntries(report.dimensions.map(({ name }, index) => [name, group.values[index]])),
    figures: group.figures,
    preceding: earlier.get(keyOf(group)) ?? null,
  }))
  return {
    timeZone: plan.timeZone,
    period: current.period,
    precedingPeriod: plan.preceding?.period ?? null,
    buckets: current.buckets,
    rows,
    totals: now.totals,
    precedingTotals: before?.totals ?? null,
  }
}
