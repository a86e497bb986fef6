import { z } from 'zod'
import type { Locale, Localized, RelativeRange } from '../kernel'
import { entityOf, parseInput } from '../model'
import type { BoundCriteria } from '../query'
import type { DecisionContext, Store } from '../storage'
import { sourcesOf } from './assignment'
import { assignmentCriteria, assignmentFiltersSchema, filtersApply } from './assignment-filters'
import { planReport, type ReportPlan } from './plan-report'
import { parseReportRange, timeZoneSchema, type CheckedReport, type ReportRange } from './report-spec'

const specSchema = z.strictObject({
  range: z.unknown().optional(),
  timeZone: timeZoneSchema.optional(),
  locale: z.enum(['fr', 'en']).optional(),
  filters: assignmentFiltersSchema.default({}),
})

/** The period (the last 7 days unless said), the zone its days are of, the language of its words, and what it is narrowed to. */
export type AssignmentsSpec = Omit<z.input<typeof specSchema>, 'range'> & { readonly range?: ReportRange }

/** What the report stands on besides the context of a decision. */
export interface ReportSources {
  readonly store: Store
  /** Criteria from outside, bound and narrowed to what the reader may see. */
  readonly compile: (entity: string, where: unknown) => Promise<BoundCriteria>
  /** The records of an entity that the reader may see. */
  readonly visible: (entity: string) => BoundCriteria
}

const DEFAULT_RANGE = 'last7Days'

/** Counting by source over the general machinery, beside the period before. */
function bySource(context: DecisionContext, range: RelativeRange, timeZone: string | null): CheckedReport {
  const entity = entityOf(context.model, 'assignment')
  const field = (name: string) => entity.fields.get(name) ?? null
  const source = field('source')
  return {
    entity,
    time: field('at'),
    range,
    timeZone,
    bucket: null,
    dimensions: source === null ? [] : [source],
    measures: [{ as: 'count', measure: 'count', field: null }],
    where: undefined,
    compare: true,
  }
}

/** What was asked about the log of assignments, read against the model. */
export interface AskedAssignments {
  readonly plan: ReportPlan
  readonly locale: Locale
  /** The words of the sources. */
  readonly labels: ReadonlyMap<string, Localized>
  /** Whether the filters say anything together. */
  readonly apply: boolean
}

/** Refused with `input.invalid`, `reports.range_unknown`, and as `parseRange` refuses. */
export async function readAssignmentsSpec(
  input: unknown,
  sources: Pick<ReportSources, 'compile'>,
  context: DecisionContext,
): Promise<AskedAssignments> {
  const spec = parseInput(specSchema, input)
  const range = parseReportRange(spec.range ?? DEFAULT_RANGE, '/range')
  const locale = spec.locale ?? context.locale
  const log = entityOf(context.model, 'assignment')
  const where = await sources.compile(log.name, assignmentCriteria(spec.filters, log))
  const plan = planReport(bySource(context, range, spec.timeZone ?? null), where, context)
  const labels = new Map(sourcesOf(log).map(({ code, label }) => [code, label]))
  return { plan, locale, labels, apply: filtersApply(spec.filters) }
}
