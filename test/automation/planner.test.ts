import { automationOf, placeRun, planRuns, runOf, type Automation, type SubjectChange } from 'clientele/automation'
import { sequentialIdentifiers, type Row, type Write } from 'clientele/kernel'
import { kernelModel } from 'clientele/session'
import { describe, expect, test } from 'vitest'
import { model as hostModel } from './scene'

const model = kernelModel(hostModel)
const now = new Date('2026-03-01T08:00:00Z')
const context = { model, now, timeZone: 'Europe/Paris', identifiers: sequentialIdentifiers('run-') }

const automation = (parts: Partial<Automation>): Automation =>
  automationOf({
    id: 'auto',
    name: 'Rappel',
    active: true,
    triggerType: parts.trigger?.on ?? 'event.start',
    actionType: 'changeStatus',
    trigger: { on: 'event.start' },
    timing: { when: 'before', days: 7 },
    action: { do: 'changeStatus', status: 'confirmed' },
    createdAt: now,
    ...parts,
  })

const event = (more: Row = {}): Row => ({
  id: 'gala',
  name: 'Gala',
  status: 'planned',
  startsAt: new Date('2026-03-20T18:00:00Z'),
  endsAt: new Date('2026-03-21T02:00:00Z'),
  timeZone: null,
  ...more,
})

const seen = (before: Row | null, after: Row | null, entity = 'event'): SubjectChange => ({
  name: 'change-1',
  entity,
  id: String((after ?? before)?.['id']),
  before,
  after,
  event: entity === 'event' ? after : null,
})

const plans = (parts: Partial<Automation>, change: SubjectChange) => planRuns(automation(parts), change, context)
const dueOnly = (parts: Partial<Automation>, change: SubjectChange): string[] =>
  plans(parts, change).map((plan) => plan.dueAt.toISOString())

describe('what an automation wants of a change', () => {
  test('R5.5 N days before the start, at 09:00 in the event’s zone unless set otherwise', () => {
    const created = (more: Row = {}) => seen(null, event(more))
    expect(dueOnly({}, created())).toEqual(['2026-03-13T08:00:00.000Z'])
    expect(dueOnly({}, created({ timeZone: 'America/New_York' }))).toEqual(['2026-03-13T13:00:00.000Z'])
    expect(dueOnly({ timing: { when: 'before', days: 7, at: '18:30' } }, created())).toEqual([
      '2026-03-13T17:30:00.000Z',
    ])
    expect(dueOnly({ timing: { when: 'before', days: 7, timeZone: 'UTC' } }, created())).toEqual([
      '2026-03-13T09:00:00.000Z',
    ])
  })

  test('R5.5 on the day, or N days after the end', () => {
    const created = seen(null, event())
    expect(dueOnly({ timing: { when: 'immediately' } }, created)).toEqual(['2026-03-20T08:00:00.000Z'])
    expect(dueOnly({ trigger: { on: 'event.end' }, timing: { when: 'after', days: 2 } }, created)).toEqual([
      '2026-03-23T08:00:00.000Z',
    ])
  })

  test('R5.5 something that happens is acted on at once, or N days later at 09:00', () => {
    const created = seen(null, event())
    const trigger = { on: 'event.created' } as const
    expect(dueOnly({ trigger, timing: { when: 'immediately' } }, created)).toEqual([now.toISOString()])
    expect(dueOnly({ trigger, timing: { when: 'after', days: 30 } }, created)).toEqual(['2026-03-31T07:00:00.000Z'])
    expect(dueOnly({ trigger, timing: { when: 'immediately' } }, seen(event(), event({ status: 'x' })))).toEqual([])
  })

  test('R5.8 an empty date plans nothing', () => {
    expect(plans({}, seen(null, event({ startsAt: null })))).toEqual([])
    expect(plans({}, seen(event(), null))).toEqual([])
  })

  test('R5.2 an automation that is switched off or deleted wants nothing', () => {
    expect(plans({ active: false }, seen(null, event()))).toEqual([])
    expect(plans({ removedAt: now }, seen(null, event()))).toEqual([])
  })

  test.each([
    ['any change of status', {}, 'planned', 'confirmed', true],
    ['no change', {}, 'planned', 'planned', false],
    ['the status left', { from: ['planned'] }, 'planned', 'lost', true],
    ['another status left', { from: ['planned'] }, 'confirmed', 'lost', false],
    ['the status reached', { to: ['confirmed', 'won'] }, 'planned', 'won', true],
    ['another status reached', { to: ['confirmed'] }, 'planned', 'lost', false],
    ['left and reached', { from: ['planned'], to: ['confirmed'] }, 'planned', 'confirmed', true],
    ['left but not reached', { from: ['planned'], to: ['confirmed'] }, 'planned', 'lost', false],
  ])('R5.4 status triggers: %s', (_, restriction, from, to, isWanted) => {
    const trigger = { on: 'event.statusChanged', ...restriction } as const
    const change = seen(event({ status: from }), event({ status: to }))
    expect(plans({ trigger, timing: { when: 'immediately' } }, change)).toHaveLength(isWanted ? 1 : 0)
  })

  test('R5.4 quotes and invoices may be restricted to a pipeline', () => {
    const quote = (status: string, pipeline: string | null): Row => ({ id: 'q1', status, pipeline, eventId: null })
    const trigger = { on: 'quote.statusChanged', to: ['won'], pipeline: ['weddings'] } as const
    const at = (pipeline: string | null) => seen(quote('sent', pipeline), quote('won', pipeline), 'quote')
    expect(plans({ trigger, timing: { when: 'immediately' } }, at('weddings'))).toHaveLength(1)
    expect(plans({ trigger, timing: { when: 'immediately' } }, at('fairs'))).toEqual([])
    expect(plans({ trigger, timing: { when: 'immediately' } }, at(null))).toEqual([])
    expect(plans({ trigger: { on: 'invoice.statusChanged' } }, at('weddings'))).toEqual([])
  })
})

/** The run that a write leaves. */
function after(writes: readonly Write[], before: Row | null = null): Row {
  const [write] = writes
  if (writes.length !== 1 || write === undefined || write.type === 'remove') throw new Error('One write was expected')
  return write.type === 'insert' ? { ...write.rows[0] } : { ...before, ...write.set }
}

describe('placing what is wanted among the runs that stand', () => {
  const place = (parts: Partial<Automation>, more: Row, held: readonly Row[] = []) => {
    const [plan] = plans(parts, seen(null, event(more)))
    if (plan === undefined) throw new Error('A plan was expected')
    return placeRun(plan, held.map(runOf), context, { aheadOnly: false })
  }
  const pending = () => after(place({}, {}))

  test('R5.8 planning twice plans once', () => {
    const run = pending()
    expect(run).toMatchObject({
      status: 'pending',
      slot: 'event.start',
      anchor: 'start',
      offsetDays: -7,
      wallTime: '09:00',
    })
    expect(run['nextAt']).toEqual(run['dueAt'])
    expect(place({}, {}, [run])).toEqual([])
  })

  test('R5.8 a run moves with its date, and whoever held it loses it', () => {
    const held: Row = { ...pending(), token: 'worker', attempts: 3, nextAt: now }
    const moved = after(place({}, { startsAt: new Date('2026-04-20T18:00:00Z') }, [held]), held)
    expect(moved).toMatchObject({ id: held['id'], status: 'pending', token: null, attempts: 0 })
    expect(moved['nextAt']).toEqual(new Date('2026-04-13T07:00:00Z'))
  })

  test('R5.13 what is already past when planned is skipped and says so, and comes back when its date moves ahead', () => {
    const skipped = after(place({}, { startsAt: new Date('2026-03-05T18:00:00Z') }))
    expect(skipped).toMatchObject({ status: 'skipped', reason: 'past', nextAt: null, slot: 'event.start' })
    expect(place({}, { startsAt: new Date('2026-03-05T18:00:00Z') }, [skipped])).toEqual([])
    const back = after(place({}, {}, [skipped]), skipped)
    expect(back).toMatchObject({ id: skipped['id'], status: 'pending', reason: null })
    const gone = after(place({}, { startsAt: new Date('2026-03-02T18:00:00Z') }, [back]), back)
    expect(gone).toMatchObject({ id: skipped['id'], status: 'skipped', reason: 'past', nextAt: null })
  })

  test('R5.8 an overdue run that has not moved waits for its worker', () => {
    const overdue = after(
      place({ timing: { when: 'before', days: 1 } }, { startsAt: new Date('2026-03-03T18:00:00Z') }),
    )
    const later = { ...context, now: new Date('2026-03-02T12:00:00Z') }
    const [plan] = planRuns(
      automation({ timing: { when: 'before', days: 1 } }),
      seen(null, event({ startsAt: new Date('2026-03-03T18:00:00Z') })),
      later,
    )
    expect(plan === undefined ? null : placeRun(plan, [runOf(overdue)], later, { aheadOnly: false })).toEqual([])
  })

  test('R5.8 what was done is not done again after a move, unless the automation says so', () => {
    const done = { ...pending(), status: 'done', nextAt: null, finishedAt: now }
    const moved = { startsAt: new Date('2026-04-20T18:00:00Z') }
    expect(place({}, moved, [done])).toEqual([])
    const first = { ...after(place({ repeats: true }, {})), status: 'done', nextAt: null, finishedAt: now }
    expect(after(place({ repeats: true }, moved, [first]))).toMatchObject({ status: 'pending' })
    expect(place({ repeats: true }, {}, [first])).toEqual([])
  })

  test('R5.8 moved back to a date that was done, the run is cancelled', () => {
    const first = { ...after(place({ repeats: true }, {})), status: 'done', nextAt: null, finishedAt: now }
    const second = after(place({ repeats: true }, { startsAt: new Date('2026-04-20T18:00:00Z') }, [first]))
    const back = after(place({ repeats: true }, {}, [first, second]), second)
    expect(back).toMatchObject({ id: second['id'], status: 'cancelled', reason: 'dateMoved', slot: null })
  })
})
