import { isPlainObject, type Change, type Row, type Write } from '../kernel'
import { segmentCatalogue } from '../lists'
import { entityOf } from '../model'
import { allOf, isAmong, isEqual } from '../query'
import type { Decision, DecisionContext, Reaction } from '../storage'
import { runOf, type Automation, type AutomationRun } from './automation-entities'
import { groupedBy } from './grouping'
import { occurrenceOf, planFrom } from './planner'
import { cancelRun, gathered, newRun, reviveRun } from './placing'
import { automationsOn, pendingRuns } from './reading'
import type { RunReason } from './run-status'
import { isOfSegment, SEGMENT_TRIGGERS, type SegmentTrigger, type SegmentTriggerType } from './trigger'

/** What a segment told of a record. */
interface Told {
  readonly id: string
  readonly segment: string
  readonly record: string
  readonly on: SegmentTriggerType
  readonly at: Date
}

const toldBy = (row: Row): Told => ({
  id: String(row['id']),
  segment: String(row['segmentId']),
  record: String(row['recordId']),
  on: row['type'] === 'entered' ? 'segment.entered' : 'segment.left',
  at: row['at'] instanceof Date ? row['at'] : new Date(Number.NaN),
})

type OfSegment = Automation & { readonly trigger: SegmentTrigger }

function* followers(segments: ReadonlySet<string>, { model }: DecisionContext): Decision<readonly OfSegment[]> {
  const all = yield* automationsOn(model, SEGMENT_TRIGGERS)
  return all.flatMap((automation): OfSegment[] => {
    const { trigger } = automation
    return isOfSegment(trigger) && segments.has(trigger.segment) ? [{ ...automation, trigger }] : []
  })
}

const contraryOf = { 'segment.entered': 'segment.left', 'segment.left': 'segment.entered' } as const
const REASONS = { 'segment.entered': 'leftSegment', 'segment.left': 'backInSegment' } as const satisfies Readonly<
  Record<SegmentTriggerType, RunReason>
>

/** The entities of the records of segments. */
type EntityOf = (segment: string) => string | null

/** A run for each automation that waits for what was told. */
function planned(told: readonly Told[], automations: readonly OfSegment[], entity: EntityOf, context: DecisionContext) {
  const waiting = groupedBy(automations, ({ trigger }) => `${trigger.on} ${trigger.segment}`)
  return told.flatMap((one): Write[] => {
    const name = entity(one.segment)
    if (name === null) return []
    const subject = { entity: name, id: one.record }
    return (waiting.get(`${one.on} ${one.segment}`) ?? []).map((automation) =>
      newRun(planFrom(automation, subject, null, occurrenceOf(one.on, one.id), one.at, context), context),
    )
  })
}

/** What waits for a record that is no longer where it was: it is cancelled, and says by what. */
function* overtaken(
  told: readonly Told[],
  automations: readonly OfSegment[],
  entity: EntityOf,
  { model, now }: DecisionContext,
): Decision<readonly Write[]> {
  const byId = new Map(automations.map((automation) => [automation.id, automation]))
  const waiting = groupedBy(automations, ({ trigger }) => `${contraryOf[trigger.on]} ${trigger.segment}`)
  const moved = new Map<string, Told>()
  for (const one of told)
    if (waiting.has(`${one.on} ${one.segment}`)) moved.set(`${one.on} ${one.segment} ${one.record}`, one)
  const writes: Write[] = []
  for (const [name, about] of groupedBy(moved.values(), (one) => entity(one.segment) ?? '')) {
    if (name === '') continue
    const subjects = new Set(about.map(({ record }) => record))
    for (const run of yield* pendingRuns(model, { automations: byId.keys(), about: { entity: name, subjects } })) {
      const trigger = byId.get(run.automationId)?.trigger
      const by = trigger && moved.get(`${contraryOf[trigger.on]} ${trigger.segment} ${run.subjectId}`)
      if (trigger !== undefined && by !== undefined)
        writes.push(cancelRun(run, REASONS[trigger.on], now, { by: by.id }))
    }
  }
  return writes
}

const cancelledBy = ({ result }: AutomationRun): unknown => (isPlainObject(result) ? result['by'] : undefined)

/** What was told is taken back by the transaction that told it: so is what it planned and what it cancelled. */
function* undone(takenBack: readonly Told[], { model }: DecisionContext): Decision<readonly Write[]> {
  if (takenBack.length === 0) return []
  const entity = entityOf(model, 'automationRun')
  const ids = new Set(takenBack.map(({ id }) => id))
  const where = allOf(
    isAmong(
      entity,
      'subjectId',
      takenBack.map(({ record }) => record),
    ),
    isAmong(entity, 'status', ['pending', 'cancelled']),
    isEqual(entity, 'anchor', 'change'),
  )
  const occurrences = new Set(takenBack.map(({ id, on }) => occurrenceOf(on, id)))
  const runs = (yield { entity: entity.name, where, lock: 'update' }).map(runOf)
  return runs.flatMap((run): Write[] => {
    if (occurrences.has(run.occurrence)) return [{ type: 'remove', entity: entity.name, id: run.id }]
    return ids.has(String(cancelledBy(run))) ? [reviveRun(run)] : []
  })
}

const imagesOf = (changes: readonly Change[], type: Change['type']): readonly Told[] =>
  changes.flatMap((change) => {
    const image = change.type === type ? (change.after ?? change.before) : null
    return image === null ? [] : [toldBy(image)]
  })

/**
 * Who enters a segment or leaves it sets off what waits for that, in the transaction that moved them. What still waits for a record
 * that is back where it was before is cancelled.
 */
export const segmentReaction: Reaction = {
  name: 'automation.segments',
  entities: () => ['segmentEvent'],
  *react({ changes }, context) {
    const told = imagesOf(changes, 'created')
    const back = yield* undone(imagesOf(changes, 'removed'), context)
    if (told.length === 0) return back
    const automations = yield* followers(new Set(told.map(({ segment }) => segment)), context)
    if (automations.length === 0) return back
    const catalogue = yield* segmentCatalogue(context)
    const entity: EntityOf = (segment) => catalogue.byId.get(segment)?.entity.name ?? null
    const cancelled = yield* overtaken(told, automations, entity, context)
    return gathered([...back, ...cancelled, ...planned(told, automations, entity, context)])
  },
}

/** Of the runs of what a segment told, those of what it told last of their records. */
export function* stillTold(
  { segment }: SegmentTrigger,
  runs: readonly AutomationRun[],
  { model }: DecisionContext,
): Decision<readonly AutomationRun[]> {
  if (runs.length === 0) return []
  const event = entityOf(model, 'segmentEvent')
  const records = isAmong(
    event,
    'recordId',
    runs.map((run) => run.subjectId),
  )
  const told = yield {
    entity: event.name,
    where: allOf(isEqual(event, 'segmentId', segment), records),
    orderBy: [{ field: 'at', direction: 'asc' }],
  }
  const last = new Map(told.map(toldBy).map((one) => [one.record, one]))
  return runs.filter((run) => {
    const one = last.get(run.subjectId)
    return one !== undefined && run.occurrence === occurrenceOf(one.on, one.id)
  })
}
