import { z } from 'zod'
import { isRefusal, refuse } from '../kernel'
import { entityOf, parseInput } from '../model'
import {
  automationOf,
  createAutomation,
  demandReaching,
  editAutomation,
  parseAutomationDraft,
  parseAutomationPatch,
  pauseAutomations,
  pausedSince,
  reachMembers,
  removeAutomation,
  resumeAutomations,
  switchAutomation,
  type Automation,
  type AutomationDraft,
  type AutomationPatch,
  type Trigger,
} from '../automation'
import { allOf, EVERYTHING, isEqual, isMissing } from '../query'
import { decide, readAll, streamPages, type Decision, type Outcome } from '../storage'
import type { SessionCore } from './core'
import { demandField } from './field-access'
import { problem } from './problem'
import { recordId } from './record-id'
import {
  runsPage,
  runStatistics,
  type RunsAbout,
  type RunsPage,
  type RunsRequest,
  type RunStatistics,
} from './run-reads'
import { segmentOpen } from './segment-actions'
import { currentSegment, type SegmentUpkeep } from './segment-upkeep'

const MODULE = 'automations'
/** Members reached in one transaction. */
const PAGE = 1_000

const shownSchema = z.strictObject({ active: z.boolean().optional() })
const expectation = z.strictObject({ version: z.number().int().optional() })
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

const segmentOf = (trigger: Trigger | undefined): string | null =>
  trigger !== undefined && 'segment' in trigger ? trigger.segment : null

/** Automations: who may create and change them needs the module `automations` at the level `manage`, to see them `read`. */
export function automationActions(core: SessionCore, upkeep: SegmentUpkeep) {
  const manage = (): void => core.demandLevel(MODULE, 'manage')
  const read = (): void => core.demandLevel(MODULE, 'read')

  /** Whom an automation writes to is told by its segment: it is for those who may look into that. Answers the segment. */
  async function segmentSeen(trigger: Trigger | undefined): Promise<string | null> {
    const id = segmentOf(trigger)
    if (id === null) return null
    try {
      await segmentOpen(core, upkeep, id)
    } catch (error) {
      if (!isRefusal(error)) throw error
      refuse(error.problems.map((one) => ({ ...one, path: '/trigger/segment' })))
    }
    return id
  }

  async function standing(id: string): Promise<Automation | undefined> {
    const { rows } = await core.store.find('automation', {
      where: isEqual(entityOf(core.model, 'automation'), 'id', id),
      orderBy: [],
      limit: 1,
    })
    return rows.map(automationOf)[0]
  }

  function* allowed(decision: Decision<Outcome<Automation>>, seen: string | null): Decision<Outcome<Automation>> {
    const outcome = yield* decision
    const { id, trigger } = outcome.value
    // Somebody gave it another segment since it was looked at.
    if (segmentOf(trigger) !== seen) {
      const { label, fields } = entityOf(core.model, 'automation')
      refuse(
        problem('session.stale', { data: { entity: label, id, fields: [fields.get('trigger')?.label ?? 'trigger'] } }),
      )
    }
    demandWritten(core, outcome.value)
    return outcome
  }

  return {
    /**
     * Creates an automation, active at once unless `active: false`. Its runs are planned in the same transaction.
     *
     * @throws refusals `input.invalid`, `automation.trigger_unknown`, `automation.action_not_offered` and the others of
     * `automation.…`, those of criteria at `/condition`, at `/trigger/segment` those of `session.lists.segments.members`,
     * `session.missing_level`,
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
      const seen = await segmentSeen(parseAutomationDraft(input).trigger)
      return core.perform((context) => allowed(createAutomation(input, context), seen))
    },

    /**
     * Changes what is given and plans again what waits. With `version`, only while the automation still has it
     * (`session.stale` otherwise).
     */
    async update(id: string, input: AutomationPatch, expect: { readonly version?: number } = {}): Promise<Automation> {
      manage()
      const { version } = parseInput(expectation, expect)
      const { trigger } = parseAutomationPatch(input)
      const automation = recordId(id)
      const wanted = trigger === undefined ? (await standing(automation))?.trigger : trigger
      const seen = await segmentSeen(wanted)
      return core.perform((context) => allowed(editAutomation(automation, input, version, context), seen))
    },

    /** Plans again from what is still ahead. */
    async switchOn(id: string): Promise<Automation> {
      manage()
      return core.perform((context) => switchAutomation(recordId(id), true, context))
    },

    /**
     * A campaign to who is inside a segment now: sets an automation on `segment.entered` off for each of them, as if they entered. Whoever
     * it has reached already, or is about to, is left out, so that the call may be repeated; consent is checked as always. Cut short, the next
     * call goes on.
     *
     * @throws refusals `session.missing_level`, `automation.unknown`, `automation.not_of_members`, `organisation.beyond`, and at
     * `/trigger/segment` those of `session.lists.segments.members`.
     * @example
     * ```ts
     * await session.automations.reachMembers(spring.id)
     * await crm.tick()
     * ```
     */
    async reachMembers(id: string): Promise<void> {
      manage()
      core.demandUnbounded()
      const automation = recordId(id)
      const segment = await segmentSeen((await standing(automation))?.trigger)
      // Members are over all records, and so is what an automation does.
      const campaign = await upkeep.perform(function* (context): Decision<Outcome<string>> {
        yield* demandReaching(automation, context)
        return { writes: [], value: context.identifiers.next() }
      })
      if (segment === null) return
      await currentSegment(upkeep, segment)
      const member = entityOf(core.fields.whole, 'segmentMember')
      const inside = allOf(isEqual(member, 'segmentId', segment), isEqual(member, 'inside', true))
      const pages = streamPages(upkeep.store, member.name, { where: inside, fields: ['recordId'], pageSize: PAGE })
      for await (const { rows } of pages) {
        const records = rows.map((row) => String(row['recordId']))
        await upkeep.perform((context) => reachMembers(automation, records, campaign, context))
      }
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
      return runsPage(core, request)
    },

    /** How many runs stand where: of one event, of one automation, or of everything. */
    async statistics(request: RunsAbout = {}): Promise<RunStatistics> {
      read()
      return runStatistics(core, request)
    },

    /** Nothing runs from now on, for anybody of this tenant, until `resume`, recurring exports neither; what is in hand ends. Planning goes on. */
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
