import { beforeEach, describe, expect, test } from 'vitest'
import { eventOf, reminder, runsOf, scene, type Scene } from './scene'

let at: Scene

beforeEach(async () => {
  at = await scene()
  await at.session.automations.create(reminder)
  await at.session.automations.create({
    name: 'Après',
    trigger: { on: 'event.statusChanged', to: ['confirmed'] },
    timing: { when: 'after', days: 2 },
    condition: { type: 'test', field: 'name', operator: 'contains', value: 'salon' },
    action: { do: 'task', to: [{ who: 'lead' }], title: { fr: 'Préparer' } },
  })
  await at.session.create('event', eventOf('a', '2026-03-20T18:00:00Z'))
  await at.session.create('event', eventOf('b', '2026-03-04T18:00:00Z'))
  await at.session.create('event', eventOf('c', '2026-04-20T18:00:00Z'))
  await at.session.update('event', 'a', { status: 'confirmed' })
  await at.session.remove('event', 'c')
  at.clock.set('2026-03-03T08:00:00Z')
  await at.crm.tick()
})

describe('tracking', () => {
  test('R5.7 every run, with what each column shows', async () => {
    const [first] = await runsOf(at.session, { event: 'a' })
    expect(first).toMatchObject({
      status: 'done',
      createdAt: new Date('2026-03-01T08:00:00Z'),
      dueAt: new Date('2026-03-03T08:00:00Z'),
      finishedAt: new Date('2026-03-03T08:00:00Z'),
      delay: 2,
      side: 'after',
      name: 'Après',
      trigger: 'event.statusChanged',
      action: 'task',
      condition: { entity: 'event', where: { field: 'name' } },
      restriction: { to: ['confirmed'] },
    })
    const [, second] = await runsOf(at.session, { event: 'a' })
    expect(second).toMatchObject({ status: 'pending', delay: 7, side: 'before', condition: null, restriction: {} })
  })

  test('R5.7 each column can be hidden', async () => {
    const [run] = await runsOf(at.session, { event: 'a', columns: ['dueAt', 'name'] })
    expect(Object.keys(run ?? {}).sort()).toEqual([
      'attempts',
      'automationId',
      'dueAt',
      'error',
      'eventId',
      'id',
      'name',
      'reason',
      'result',
      'status',
      'subjectEntity',
      'subjectId',
    ])
  })

  test('R5.7 everything, page by page, by status, with statistics', async () => {
    const first = await at.session.automations.runs({ limit: 3 })
    expect(first.more).toBe(true)
    const second = await at.session.automations.runs({ limit: 3, after: first.end ?? '' })
    const all = [...first.rows, ...second.rows].map(({ subjectId, status, reason }) => [subjectId, status, reason])
    expect(all).toEqual([
      ['b', 'skipped', 'past'],
      ['a', 'done', null],
      ['a', 'pending', null],
      ['c', 'cancelled', 'subjectRemoved'],
    ])
    expect(await runsOf(at.session, { status: 'cancelled' })).toMatchObject([{ subjectId: 'c' }])
    const { total, automations } = await at.session.automations.statistics()
    expect(total).toEqual({ pending: 1, done: 1, skipped: 1, cancelled: 1, failed: 0 })
    expect(new Map(automations.map(({ name, counts }) => [name, counts]))).toEqual(
      new Map([
        ['Rappel J-7', { pending: 1, done: 0, skipped: 1, cancelled: 1, failed: 0 }],
        ['Après', { pending: 0, done: 1, skipped: 0, cancelled: 0, failed: 0 }],
      ]),
    )
    expect((await at.session.automations.statistics({ event: 'b' })).total).toMatchObject({ skipped: 1, pending: 0 })
  })
})
