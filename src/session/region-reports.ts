import { z } from 'zod'
import { addDays, civilDateOf, refuse, startOfDay } from '../kernel'
import { entityOf, followPath, parseInput, type EntityDefinition, type FieldDefinition } from '../model'
import { pathAmong } from '../permissions'
import { allOf, anyOf, compares, isAmong, type BoundCriteria } from '../query'
import { compositionOver, demandChoice, demandRegions, groupsOfSelection, type CompositionSpan } from '../regions'
import { parseReport, planReport, reportProblem, runReport, type ReportSpec, type ReportTable } from '../reports'
import { decide, readAll } from '../storage'
import type { SessionCore } from './core'

/** A report made for each of some regions. */
export interface RegionReportSpec extends ReportSpec {
  readonly regions: readonly string[]
  /**
   * Which groups a region stands for: those it has `now` (unless said), or those it had `then`, when each record happened. For `then`
   * the report says in `time` when that is.
   */
  readonly attribution?: 'now' | 'then'
}

/** The report of one region. A record of a group that stands in several of them counts in each. */
export interface RegionReport {
  readonly id: string
  readonly name: string
  readonly report: ReportTable
}

const ownSchema = z.looseObject({
  regions: z.array(z.string().min(1).max(191)),
  attribution: z.enum(['now', 'then']).default('now'),
})

/** A civil day counts with the composition at its start: the first day that starts at a moment or after it. */
function firstDay(moment: Date, timeZone: string): string {
  const day = civilDateOf(moment, timeZone)
  return startOfDay(day, timeZone) < moment ? addDays(day, 1) : day
}

/** The records of a group's time in a region. */
function inSpan(
  entity: EntityDefinition,
  time: FieldDefinition,
  { from, to }: CompositionSpan,
  timeZone: string,
): BoundCriteria {
  const edge = (moment: Date) => (time.kind === 'date' ? firstDay(moment, timeZone) : moment)
  return allOf(
    ...(from === null ? [] : [compares(entity, time.name, 'gte', edge(from))]),
    ...(to === null ? [] : [compares(entity, time.name, 'lt', edge(to))]),
  )
}

/**
 * A report for each region, by the groups it has now or had when each record happened.
 *
 * @throws refusals `reports.no_group`, `reports.time_missing`, `region.unknown`, `region.named_twice`, `region.selection_empty`, and those
 * of `report`.
 */
export async function reportByRegion(core: SessionCore, spec: RegionReportSpec): Promise<readonly RegionReport[]> {
  core.demandLevel('reports', 'read')
  core.demandLevel('regions', 'read')
  const { regions, attribution, ...rest } = parseInput(ownSchema, spec)
  demandChoice({ regions, groups: [] }, '')
  const report = parseReport(core.model, rest)
  const { entity, time } = report
  core.demandLevel(entity.module, 'read')
  const { group } = entity
  if (group === null || followPath(entity, group, core.model.entities) === null)
    return refuse(reportProblem('reports.no_group', { path: '/entity', data: { entity: entity.label } }))
  if (attribution === 'then' && time === null) return refuse(reportProblem('reports.time_missing', { path: '/time' }))
  const context = core.context()
  await decide(core.store, demandRegions(regions, null, '/regions', context))
  const where = await core.compile(entity.name, report.where)
  const ofGroups = (groups: readonly string[]) => pathAmong(core.model, entity, group, groups)

  const { timeZone, current, preceding } = planReport(report, where, context)
  const period = {
    from: (preceding ?? current).period?.instants.from ?? null,
    to: current.period?.instants.to ?? null,
  }
  const spans =
    attribution === 'then'
      ? await decide(core.store, compositionOver(regions, period, context))
      : new Map<string, never>()
  async function within(region: string): Promise<BoundCriteria> {
    if (attribution === 'now' || time === null)
      return ofGroups(await decide(core.store, groupsOfSelection({ regions: [region] }, null, context)))
    const held: readonly CompositionSpan[] = spans.get(region) ?? []
    return anyOf(...held.map((span) => allOf(ofGroups(span.groups), inSpan(entity, time, span, timeZone))))
  }

  const region = entityOf(core.model, 'region')
  const rows = await readAll(core.store, { entity: region.name, where: isAmong(region, 'id', regions) })
  const names = new Map(rows.map((row) => [row['id'], String(row['name'])]))
  const reports: RegionReport[] = []
  for (const id of regions) {
    const plan = planReport(report, allOf(where, await within(id)), context)
    reports.push({ id, name: names.get(id) ?? id, report: await runReport(core.store, plan) })
  }
  return reports
}
