import { z } from 'zod'
import { refuse, type Row } from '../kernel'
import { entityOf, parseInput } from '../model'
import {
  automationOf,
  automationProblem,
  createAutomation,
  editAutomation,
  pauseAutomations,
  pausedSince,
  removeAutomation,
  resumeAutomations,
  RUN_STATUSES,
  runColumns,
  runOf,
  switchAutomation,
  visibleRuns,
  type Automation,
  type AutomationDraft,
  type AutomationPatch,
  type AutomationRun,
  type RunColumn,
  type RunStatus,
  type TrackedRun,
} from '../automation'
import { allOf, EVERYTHING, isAmong, isEqual, isMissing, type BoundCriteria } from '../query'
import { decide, readAll, type Decision, type Outcome } from '../storage'
import type { SessionCore } from './core'
import { demandField } from './field-access'
import { recordsTold } from './field-copies'
import { recordId } from './record-id'

const MODULE = 'automations'

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

const shownSchema = z.strictObject({ active: z.boolean().optional() })
const expectation = z.strictObject({ version: z.number().int().optional() })
const aboutSchema = z.strictObject({ event: z.string().min(1).optional(), automation: z.string().min(1).optional() })

const runsSchema = aboutSchema.extend({
  status: z.enum(STATUSES).optional(),
  columns: z.array(z.enum(COLUMNS)).optional(),
  orderBy: z.enum(['createdAt', 'dueAt', 'finishedAt']).default('dueAt'),
  direction: z.enum(['asc', 'desc']).default('asc'),
  limit: z.number().int().min(1).max(1_000).default(50),
  after: z.string().optional(),
})

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

/** What an action writes when it runs: nobody has an automation change what they may not. */
function demandWritten({ fields }: SessionCore, { action }: Pick<Automation, 'action'>): void {
  const { event, task } = fields.whole.roles
  const written = {
    email: [],
    task: task === null ? [] : [task.fields.title, task.fields.assignee].map((field) => ({ of: task.entity, field })),
    changeStatus: event === null ? [] : [{ of: event.entity, field: event.fields.status }],
  }[action.do]
  for (const { of: entity, field } of written)
    if (field !== null) demandField(fields, { entity, field, path: '/action' }, 'change')
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

/** Automations: who may create and change them needs the module `automations` at the level `manage`, to see them `read`. */
export function automationActions(core: SessionCore) {
  const manage = (): void => core.demandLevel(MODULE, 'manage')
  const read = (): void => core.demandLevel(MODULE, 'read')
  function* allowed(decision: Decision<Outcome<Automation>>): Decision<Outcome<Automation>> {
    const outcome = yield* decision
    demandWritten(core, outcome.value)
    return outcome
  }

  return {
    /**
     * Creates an automation, active at once unless `active: false`. Its runs are planned in the same transaction.
     *
     * @throws refusals `input.invalid`, `automation.trigger_unknown`, `automation.action_not_offered` and the others of
     * `automation.…`, those of criteria at `/condition`, `session.missing_level`,
     * `session.read_only_field` for an action that writes what the actor may not. What is hidden from the actor is not there to be named.
     * @example
     * ```ts
     * await session.automations.create({
     *   name: 'Rappel J-7',
     *   trigger: { on: 'event.start' },
     *   timing: { when: 'before', days: 7 },
     *   action: {
     *     do: 'email',
     *     to: [{ who: 'mainContact' }],
     *     bcc: [{ who: 'lead' }],
     *     subject: { fr: '{{event.name}} approche', en: '{{event.name}} is near' },
     *     text: { fr: 'Bonjour {{contact.name}}, rendez-vous le {{event.start}}.' },
     *   },
     * })
     * ```
     */
    async create(input: AutomationDraft): Promise<Automation> {
      manage()
      return core.perform((context) => allowed(createAutomation(input, context)))
    },

    /**
     * Changes what is given and plans again what waits. With `version`, only while the automation still has it
     * (`session.stale` otherwise).
     */
    async update(id: string, input: AutomationPatch, expect: { readonly version?: number } = {}): Promise<Automation> {
      manage()
      const { version } = parseInput(expectation, expect)
      return core.perform((context) => allowed(editAutomation(recordId(id), input, version, context)))
    },

    /** Plans again from what is still ahead. */
    async switchOn(id: string): Promise<Automation> {
      manage()
      return core.perform((context) => switchAutomation(recordId(id), true, context))
    },

    /** Cancels what waits, with that reason. */
    async switchOff(id: string): Promise<Automation> {
      manage()
      return core.perform((context) => switchAutomation(recordId(id), false, context))
    },

    /** Cancels what waits, with that reason. What was done stays in the tracking. Refused with `automation.unknown`. */
    async remove(id: string): Promise<void> {
      manage()
      await core.perform((context) => removeAutomation(recordId(id), context))
    },

    /** By name; `active: true` hides those switched off. They serve every organisation: whom one bounds sees none of them. */
    async list(options: { readonly active?: boolean } = {}): Promise<readonly Automation[]> {
      read()
      const { active } = parseInput(shownSchema, options)
      const entity = entityOf(core.model, 'automation')
      const which = active === undefined ? EVERYTHING : isEqual(entity, 'active', active)
      const where = allOf(isMissing(entity, 'removedAt'), which, core.scope(entity.name, 'read'))
      const rows = await readAll(core.store, {
        entity: 'automation',
        where,
        orderBy: [{ field: 'name', direction: 'asc' }],
      })
      return rows.map(automationOf)
    },

    /**
     * Tracks runs: what is planned, done, skipped, cancelled (with why) and failed, for subjects that the actor may read.
     * `columns` hides all others. Refused with `automation.event_unknown`.
     */
    async runs(request: RunsRequest = {}): Promise<RunsPage> {
      read()
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
    },

    /** How many runs stand where: of one event, of one automation, or of everything. */
    async statistics(request: { readonly event?: string; readonly automation?: string } = {}): Promise<RunStatistics> {
      read()
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
    },

    /** Nothing runs from now on, for anybody of this tenant, until `resume`; what is in hand ends. Planning goes on. */
    async pause(): Promise<void> {
      manage()
      await core.perform(pauseAutomations)
    },

    /** What became due meanwhile runs first. */
    async resume(): Promise<void> {
      manage()
      await core.perform(resumeAutomations)
    },

    /** Since when everything is paused; null where it runs. */
    async pausedSince(): Promise<Date | null> {
      read()
      return decide(core.store, pausedSince(core.context()))
    },
  }
}
