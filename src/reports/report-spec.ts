import { z } from 'zod'
import { isTimeZone, parseRange, refuse, rangePresets, type Problem, type RelativeRange } from '../kernel'
import {
  entityOf,
  inWords,
  isNumeric,
  parseInput,
  type EntityDefinition,
  type FieldDefinition,
  type Model,
} from '../model'
import { problem } from './problem'

/** A ready-made period by name, or a range as data: `{ range: 'between', from: '2026-01-01', to: '2026-01-31' }`. */
export type ReportRange = keyof typeof rangePresets | RelativeRange

/** Refused with `reports.range_unknown` and, for a range as data, as `parseRange` refuses. */
export function parseReportRange(input: unknown, path: string): RelativeRange {
  if (typeof input !== 'string') return parseRange(input, path)
  const preset = Object.entries(rangePresets).find(([name]) => name === input)
  if (preset !== undefined) return preset[1]
  return refuse(problem('reports.range_unknown', { path, data: { range: input, known: Object.keys(rangePresets) } }))
}

export const timeZoneSchema = z.string().refine(
  isTimeZone,
  inWords({
    fr: 'un fuseau horaire IANA tel que Europe/Paris est attendu',
    en: 'an IANA time zone such as Europe/Paris is expected',
  }),
)

const measureSchema = z.strictObject({
  as: z.string().min(1).max(60),
  measure: z.enum(['count', 'countDistinct', 'sum', 'avg', 'min', 'max']),
  field: z.string().optional(),
})

const specSchema = z.strictObject({
  entity: z.string(),
  time: z.string().optional(),
  range: z.unknown().optional(),
  timeZone: timeZoneSchema.optional(),
  bucket: z.enum(['hour', 'day', 'week', 'month', 'quarter', 'year', 'fiscal-year']).optional(),
  dimensions: z.array(z.string()).max(8).default([]),
  measures: z
    .array(measureSchema)
    .min(1)
    .max(50)
    .default([{ as: 'count', measure: 'count' }]),
  where: z.unknown().optional(),
  compare: z.boolean().default(false),
})

/**
 * What to count, over any entity. `time` names the date or instant that says when; `range` narrows it, `bucket` cuts it, and
 * `compare` adds the equal period before. `where` is criteria of the entity. Without measures, records are counted.
 */
export type ReportSpec = Omit<z.input<typeof specSchema>, 'range'> & { readonly range?: ReportRange }

/** A report whose every name was found in the model. */
export interface CheckedReport {
  readonly entity: EntityDefinition
  readonly time: FieldDefinition | null
  readonly range: RelativeRange | null
  readonly timeZone: string | null
  readonly bucket: z.output<typeof specSchema>['bucket'] | null
  readonly dimensions: readonly FieldDefinition[]
  readonly measures: readonly ReportMeasure[]
  readonly where: unknown
  readonly compare: boolean
}

export interface ReportMeasure {
  readonly as: string
  readonly measure: z.output<typeof measureSchema>['measure']
  readonly field: FieldDefinition | null
}

type Fits = (field: FieldDefinition) => boolean

const isTime: Fits = ({ kind }) => kind === 'instant' || kind === 'date'
const isGroupable: Fits = ({ kind }) => kind !== 'json' && kind !== 'tags'
const MEASURABLE: Readonly<Record<ReportMeasure['measure'], Fits>> = {
  count: isGroupable,
  countDistinct: isGroupable,
  sum: ({ kind }) => isNumeric(kind),
  avg: ({ kind }) => isNumeric(kind),
  min: (field) => isNumeric(field.kind) || isTime(field),
  max: (field) => isNumeric(field.kind) || isTime(field),
}

const USES = {
  time: { fr: 'date', en: 'time' },
  dimension: { fr: 'dimension', en: 'dimension' },
  measure: { fr: 'mesure', en: 'measure' },
}

/**
 * Reads a report from outside and holds it to the model.
 *
 * @throws refusals `input.invalid`, `model.entity_unknown`, `reports.range_unknown`, `reports.field_misfit`,
 * `reports.name_twice`, `reports.time_missing`, `reports.range_missing`, and those of `parseRange`.
 */
export function parseReport(model: Model, input: unknown): CheckedReport {
  const spec = parseInput(specSchema, input)
  const entity = entityOf(model, spec.entity)
  const problems: Problem[] = []
  const fieldOf = (name: string, fits: Fits, use: keyof typeof USES, path: string): FieldDefinition | null => {
    const field = entity.fields.get(name)
    if (field !== undefined && fits(field)) return field
    const known = [...entity.fields.values()].filter(fits).map((one) => one.name)
    problems.push(
      problem('reports.field_misfit', { path, data: { entity: entity.label, field: name, use: USES[use], known } }),
    )
    return null
  }
  const time = spec.time === undefined ? null : fieldOf(spec.time, isTime, 'time', '/time')
  const dimensions = spec.dimensions.map((name, index) =>
    fieldOf(name, isGroupable, 'dimension', `/dimensions/${index}`),
  )
  const measures = spec.measures.map(({ as, measure, field }, index) => ({
    as,
    measure,
    field:
      field === undefined && measure === 'count'
        ? null
        : fieldOf(field ?? '', MEASURABLE[measure], 'measure', `/measures/${index}/field`),
  }))
  problems.push(...missingParts(spec), ...repeatedNames(spec))
  if (problems.length > 0) refuse(problems)
  return {
    entity,
    time,
    range: spec.range === undefined ? null : parseReportRange(spec.range, '/range'),
    timeZone: spec.timeZone ?? null,
    bucket: spec.bucket ?? null,
    dimensions: dimensions.filter((field) => field !== null),
    measures,
    where: spec.where,
    compare: spec.compare,
  }
}

function* missingParts(spec: z.output<typeof specSchema>): Generator<Problem> {
  const divides = spec.bucket !== undefined || spec.compare
  if (spec.time === undefined && (divides || spec.range !== undefined))
    yield problem('reports.time_missing', { path: '/time' })
  if (spec.range === undefined && divides) yield problem('reports.range_missing', { path: '/range' })
}

function* repeatedNames(spec: z.output<typeof specSchema>): Generator<Problem> {
  const lists = [
    { path: '/dimensions', names: spec.dimensions },
    { path: '/measures', names: spec.measures.map(({ as }) => as) },
  ]
  for (const { path, names } of lists)
    for (const [index, name] of names.entries())
      if (names.indexOf(name) < index) yield problem('reports.name_twice', { path: `${path}/${index}`, data: { name } })
}
