import { localized, type CivilSpan, type Locale, type Localized, type TimeSpan } from '../kernel'
import type { DecisionContext } from '../storage'
import { readAssignmentLog, type AssignmentLog } from './assignment-log'
import { readAssignmentsSpec, type ReportSources } from './assignments-spec'
import { barChart, pieChart, type Chart } from './chart'
import { NO_DATA, NOT_APPLICABLE, type Component } from './component'
import { percentages } from './percentages'
import { runReport, type ReportTable } from './run-report'

export interface SourceCount {
  readonly source: string
  readonly label: string
  readonly count: number
  /** In per cent, one decimal; those of a report add up to 100. */
  readonly percentage: number
  /** How many in the preceding equal period. */
  readonly precedingCount: number
}

export interface SourceCounts {
  readonly rows: readonly SourceCount[]
  readonly total: number
  readonly precedingTotal: number
}

export interface AssignmentsReport {
  readonly timeZone: string
  readonly locale: Locale
  /** Half-open, in days and in instants. */
  readonly period: { readonly civil: CivilSpan; readonly instants: TimeSpan }
  readonly precedingPeriod: { readonly civil: CivilSpan; readonly instants: TimeSpan }
  readonly components: {
    /** Only sources present in the period, the most frequent first. */
    readonly sources: Component<SourceCounts>
    readonly bar: Component<{ readonly chart: Chart }>
    readonly pie: Component<{ readonly chart: Chart }>
    readonly log: Component<AssignmentLog>
  }
}

const WORDS = {
  bar: { fr: 'Affectations par source', en: 'Assignments by source' },
  pie: { fr: 'Part de chaque source', en: 'Share of each source' },
  total: { fr: 'Total : ', en: 'Total: ' },
  source: { fr: 'Source', en: 'Source' },
  count: { fr: 'Affectations', en: 'Assignments' },
  percentage: { fr: 'Pourcentage', en: 'Percentage' },
} as const satisfies Readonly<Record<string, Localized>>

const countOf = (value: unknown): number => (typeof value === 'number' ? value : 0)

function sourceCounts(table: ReportTable, labels: ReadonlyMap<string, Localized>, locale: Locale): SourceCounts {
  const order = [...labels.keys()]
  const known = table.rows
    .map(({ dimensions, figures, preceding }) => ({
      source: String(dimensions['source']),
      count: countOf(figures['count']),
      precedingCount: countOf(preceding?.['count']),
    }))
    .sort((a, b) => b.count - a.count || order.indexOf(a.source) - order.indexOf(b.source))
  const shares = percentages(known.map(({ count }) => count))
  return {
    rows: known.map((row, index) => {
      const label = labels.get(row.source)
      return {
        ...row,
        label: label === undefined ? row.source : localized(label, locale),
        percentage: shares[index] ?? 0,
      }
    }),
    total: countOf(table.totals['count']),
    precedingTotal: countOf(table.precedingTotals?.['count']),
  }
}

function chartsOf(counts: SourceCounts, locale: Locale) {
  const word = (name: keyof typeof WORDS): string => WORDS[name][locale]
  const words = { part: word('source'), count: word('count'), percentage: word('percentage') }
  const total = `${word('total')}${new Intl.NumberFormat(locale).format(counts.total)}`
  return {
    bar: barChart(counts.rows, { ...words, title: word('bar') }),
    pie: pieChart(counts.rows, { ...words, title: word('pie'), subtitle: total }),
  }
}

/**
 * Who was assigned what in a period, and where it came from: counts and percentages by source beside those of the equal period
 * before, a bar and a pie chart as Vega-Lite, and the log, newest first. Each part says by itself whether it has data.
 *
 * @throws refusals `input.invalid`, `reports.range_unknown`, and those of `parseRange`.
 * @example
 * ```ts
 * const { components } = await assignmentsReport({ range: 'last30Days', timeZone: 'Europe/Paris' }, sources, context)
 * ```
 */
export async function assignmentsReport(
  input: unknown,
  sources: ReportSources,
  context: DecisionContext,
): Promise<AssignmentsReport> {
  const { plan, locale, labels, apply } = await readAssignmentsSpec(input, sources, context)
  const { current, preceding, timeZone } = plan
  if (current.period === null || preceding === null || preceding.period === null)
    throw new Error('The report of assignments has a period and one before')
  const frame = { timeZone, locale, period: current.period, precedingPeriod: preceding.period }
  const nowhere = (outcome: typeof NO_DATA | typeof NOT_APPLICABLE): AssignmentsReport => ({
    ...frame,
    components: { sources: outcome, bar: outcome, pie: outcome, log: outcome },
  })
  if (!apply) return nowhere(NOT_APPLICABLE)
  const counts = sourceCounts(await runReport(sources.store, plan), labels, locale)
  if (counts.total === 0) return nowhere(NO_DATA)
  const { bar, pie } = chartsOf(counts, locale)
  const log = await readAssignmentLog(current.groups.where, counts.total, { ...sources, labels, locale }, context)
  return {
    ...frame,
    components: {
      sources: { outcome: 'data', ...counts },
      bar: { outcome: 'data', chart: bar },
      pie: { outcome: 'data', chart: pie },
      log: { outcome: 'data', ...log },
    },
  }
}
