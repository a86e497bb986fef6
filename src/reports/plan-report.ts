import {
  dateBuckets,
  precedingRange,
  resolveRange,
  timeBuckets,
  type CalendarContext,
  type ResolvedRange,
} from '../kernel'
import { allOf, compares, type BoundCriteria } from '../query'
import type { AggregateRequest, Dimension, Measure } from '../storage'
import type { CheckedReport } from './report-spec'

/** One period of a report: what to ask the store, and how to read the answer. */
export interface PeriodPlan {
  /** Null for a report over all times. */
  readonly period: ResolvedRange | null
  /** The names of the time buckets, first to last; null without them. */
  readonly buckets: readonly string[] | null
  readonly groups: AggregateRequest
  /** Asked apart: distinct counts and averages of groups do not add up. */
  readonly totals: AggregateRequest
}

export interface ReportPlan {
  readonly report: CheckedReport
  readonly timeZone: string
  readonly current: PeriodPlan
  readonly preceding: PeriodPlan | null
}

/** Names inside requests, free of what the report calls its columns. */
export const dimensionName = (index: number): string => `d${index}`
export const measureName = (index: number): string => `m${index}`
export const countName = (index: number): string => `n${index}`
export const BUCKET = 'bucket'

/** An average is its sum and its count, so that it stays exact. */
function measuresOf(report: CheckedReport): Measure[] {
  return report.measures.flatMap(({ measure, field }, index): Measure[] => {
    const as = measureName(index)
    if (field === null) return [{ as, measure: 'count' }]
    if (measure !== 'avg') return [{ as, measure, field: field.name }]
    return [
      { as, measure: 'sum', field: field.name },
      { as: countName(index), measure: 'count', field: field.name },
    ]
  })
}

function within(report: CheckedReport, where: BoundCriteria, period: ResolvedRange | null): BoundCriteria {
  if (period === null || report.time === null) return where
  const { from, to } = report.time.kind === 'date' ? period.civil : period.instants
  const { entity, time } = report
  return allOf(where, compares(entity, time.name, 'gte', from), compares(entity, time.name, 'lt', to))
}

function bucketsOf(report: CheckedReport, period: ResolvedRange | null, calendar: CalendarContext) {
  const { time, bucket } = report
  if (time === null || bucket === null || bucket === undefined || period === null) return null
  return time.kind === 'date' && bucket !== 'hour'
    ? dateBuckets(period.civil, bucket, calendar)
    : timeBuckets(period.instants, bucket, calendar.timeZone, calendar)
}

function planPeriod(
  report: CheckedReport,
  where: BoundCriteria,
  period: ResolvedRange | null,
  calendar: CalendarContext,
): PeriodPlan {
  const cut = bucketsOf(report, period, calendar)
  const criteria = within(report, where, period)
  const measures = measuresOf(report)
  const fields = report.dimensions.map(({ name }, index): Dimension => ({ as: dimensionName(index), field: name }))
  const bucket: Dimension[] =
    cut === null || report.time === null ? [] : [{ as: BUCKET, field: report.time.name, edges: cut.edges }]
  return {
    period,
    buckets: cut?.labels ?? null,
    groups: { where: criteria, groupBy: [...bucket, ...fields], measures },
    totals: { where: criteria, groupBy: [], measures },
  }
}

/**
 * What a report asks the store, with every edge of time computed here and none by the database.
 *
 * @param where - bound, and narrowed to what the reader may see.
 * @param context - its zone is used unless the report names one.
 */
export function planReport(report: CheckedReport, where: BoundCriteria, context: CalendarContext): ReportPlan {
  const calendar = { ...context, timeZone: report.timeZone ?? context.timeZone }
  const { range } = report
  const plan = (period: ResolvedRange | null) => planPeriod(report, where, period, calendar)
  return {
    report,
    timeZone: calendar.timeZone,
    current: plan(range === null ? null : resolveRange(range, calendar)),
    preceding: range === null || !report.compare ? null : plan(precedingRange(range, calendar)),
  }
}
