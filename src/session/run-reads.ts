import { z } from 'zod'
import {
  automationOf,
  automationProblem,
  RUN_STATUSES,
  runColumns,
  runOf,
  visibleRuns,
  type Automation,
  type AutomationRun,
  type RunColumn,
  type RunStatus,
  type TrackedRun,
} from '../automation'
import { refuse, type Row } from '../kernel'
import { entityOf, parseInput } from '../model'
import { allOf, EVERYTHING, isAmong, isEqual, type BoundCriteria } from '../query'
import { readAll } from '../storage'
import type { SessionCore } from './core'
import { demandField } from './field-access'
import { recordsTold } from './field-copies'

const COLUMNS = [
  'createdAt',
  'dueAt',
  'finishedAt',
  'delay',
  'side',
  'name',
  'trigger',
  'action',
  'condition',
  'restriction',
] as const satisfies readonly RunColumn[]

const STATUSES = ['pending', 'done', 'skipped', 'cancelled', 'failed'] as const satisfies readonly RunStatus[]

const aboutSchema = z.strictObject({ event: z.string().min(1).optional(), automation: z.string().min(1).optional() })

const runsSchema = aboutSchema.extend({
  status: z.enum(STATUSES).optional(),
  columns: z.array(z.enum(COLUMNS)).optional(),
  orderBy: z.enum(['createdAt', 'dueAt', 'finishedAt']).default('dueAt'),
  direction: z.enum(['asc', 'desc']).default('asc'),
  limit: z.number().int().min(1).max(1_000).default(50),
  after: z.string().optional(),
})

/** Runs of one event or of all, of one automation or of all. */
export type RunsAbout = z.input<typeof aboutSchema>

/** Which runs to show: of one event or of all, of one automation or of all; 50 of them unless said, by due time. */
export type RunsRequest = z.input<typeof runsSchema>

/** A page of tracked runs; `end` leads to the next. */
export interface RunsPage {
  readonly rows: readonly TrackedRun[]
  readonly end: string | null
  readonly more: boolean
}

/** How many runs stand where, over all and for each automation. */
export interface RunStatistics {
  readonly total: Readonly<Record<RunStatus, number>>
  readonly automations: readonly {
    readonly automationId: string
    readonly name: string
    readonly counts: Readonly<Record<RunStatus, number>>
  }[]
}

const noCounts = (): Record<RunStatus, number> => ({ pending: 0, done: 0, skipped: 0, cancelled: 0, failed: 0 })

const isStatus = (value: unknown): value is RunStatus => typeof value === 'string' && Object.hasOwn(RUN_STATUSES, value)

async function automationsById(core: SessionCore, ids: Iterable<string>): Promise<ReadonlyMap<string, Automation>> {
  const where = isAmong(entityOf(core.model, 'automation'), 'id', ids)
  const rows = await readAll(core.store, { entity: 'automation', where })
  return new Map(rows.map((row) => [String(row['id']), automationOf(row)]))
}

/** The runs of subjects that the actor may read; of one event only where they may read the event itself. */
async function runsAsked(
  core: SessionCore,
  asked: { readonly event?: string | undefined; readonly automation?: string | undefined },
): Promise<BoundCriteria> {
  const entity = entityOf(core.model, 'automationRun')
  const event = core.model.roles.event
  if (asked.event !== undefined) {
    demandField(core.fields, { entity: 'automationRun', field: 'eventId', path: '/event' }, 'see')
    const where =
      event === null
        ? null
        : allOf(isEqual(entityOf(core.model, event.entity), 'id', asked.event), core.scope(event.entity, 'read'))
    const isThere = event !== null && where !== null && (await core.store.count(event.entity, where)) > 0
    if (!isThere)
      refuse(automationProblem('automation.event_unknown', { path: '/event', data: { event: asked.event } }))
  }
  return allOf(
    visibleRuns(core.fields.whole, (name) => core.scope(name, 'read')),
    recordsTold(core.fields.whole, core.fields.hidden, 'automationRun'),
    asked.event === undefined ? EVERYTHING : isEqual(entity, 'eventId', asked.event),
    asked.automation === undefined ? EVERYTHING : isEqual(entity, 'automationId', asked.automation),
  )
}

/** A run as the actor sees it: what repeats a hidden field says nothing. */
function shownRun({ fields }: SessionCore, row: Row): AutomationRun {
  const hidden = fields.hidden.get('automationRun') ?? new Set()
  const run = runOf(row)
  return {
    ...run,
    result: hidden.has('result') ? null : run.result,
    error: hidden.has('error') ? null : run.error,
    eventId: hidden.has('eventId') ? null : run.eventId,
  }
}

/** A page of runs with the columns asked for. Refused with `input.invalid`, `automation.event_unknown`. */
export async function runsPage(core: SessionCore, request: RunsRequest): Promise<RunsPage> {
  const { status, columns, orderBy, direction, limit, after, ...asked } = parseInput(runsSchema, request)
  const entity = entityOf(core.model, 'automationRun')
  const where = allOf(
    await runsAsked(core, asked),
    status === undefined ? EVERYTHING : isEqual(entity, 'status', status),
  )
  const order = [{ field: orderBy, direction }]
  const page = await core.store.find('automationRun', {
    where,
    orderBy: order,
    limit,
    ...(after === undefined ? {} : { after }),
  })
  const runs = page.rows.map((row) => shownRun(core, row))
  const automations = await automationsById(core, new Set(runs.map((run) => run.automationId)))
  // A condition may name people and places of any organisation.
  const isBounded = (core.actor?.bound ?? null) !== null
  const shown = new Set<RunColumn>((columns ?? COLUMNS).filter((column) => !isBounded || column !== 'condition'))
  const rows = runs.flatMap((run) => {
    const automation = automations.get(run.automationId)
    return automation === undefined ? [] : [runColumns(run, automation, shown)]
  })
  return { rows, end: page.end, more: page.more }
}

/** How many runs stand where. Refused as {@link runsPage}. */
export async function runStatistics(core: SessionCore, request: RunsAbout): Promise<RunStatistics> {
  const where = await runsAsked(core, parseInput(aboutSchema, request))
  const groupBy = [
    { as: 'automationId', field: 'automationId' },
    { as: 'status', field: 'status' },
  ]
  const rows = await core.store.aggregate('automationRun', {
    where,
    groupBy,
    measures: [{ as: 'runs', measure: 'count' }],
  })
  const total = noCounts()
  const counts = new Map<string, Record<RunStatus, number>>()
  for (const { automationId, status, runs } of rows) {
    if (typeof automationId !== 'string' || !isStatus(status)) continue
    const own = counts.get(automationId) ?? noCounts()
    own[status] += Number(runs)
    total[status] += Number(runs)
    counts.set(automationId, own)
  }
  const automations = await automationsById(core, counts.keys())
  return {
    total,
    automations: [...counts].map(([automationId, own]) => ({
      automationId,
      name: automations.get(automationId)?.name ?? '',
      counts: own,
    })),
  }
}
