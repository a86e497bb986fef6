import { beforeEach, describe, expect, test } from 'vitest'
import { eventOf, refusalOf, reminder, runsOf, scene, type Scene } from './scene'

let at: Scene

beforeEach(async () => {
  at = await scene()
})

const states = async (event?: string) =>
  (await runsOf(at.session, event === undefined ? {} : { event })).map(({ subjectId, status, reason, dueAt }) => [
    subjectId,
    status,
    reason,
    dueAt?.toISOString().slice(0, 16),
  ])

describe('runs follow their events', () => {
  test('R5.8 creating an event plans its run; moving its date moves it, in the same transaction', async () => {
    await at.session.automations.create(reminder)
    await at.session.create('event', eventOf('gala', '2026-04-10T18:00:00Z'))
    expect(await states()).toEqual([['gala', 'pending', null, '2026-04-03T07:00']])

    await at.session.update('event', 'gala', { startsAt: new Date('2026-04-05T18:00:00Z') })
    expect(await states()).toEqual([['gala', 'pending', null, '2026-03-29T07:00']])

    await refusalOf(() =>
      at.session.transaction(async (session) => {
        await session.update('event', 'gala', { startsAt: new Date('2026-05-05T18:00:00Z') })
        expect((await runsOf(session))[0]?.dueAt).toEqual(new Date('2026-04-28T07:00:00Z'))
        await session.automations.remove('none')
      }),
    )
    expect(await states()).toEqual([['gala', 'pending', null, '2026-03-29T07:00']])
  })

  test('R5.8 a change of the event’s zone moves its run', async () => {
    await at.session.automations.create(reminder)
    await at.session.create('event', eventOf('gala', '2026-04-10T18:00:00Z'))
    await at.session.update('event', 'gala', { timeZone: 'America/New_York' })
    expect(await states()).toEqual([['gala', 'pending', null, '2026-04-03T13:00']])
  })

  test('R5.8 an empty date plans nothing, an emptied one cancels, and one given again plans again', async () => {
    await at.session.automations.create(reminder)
    await at.session.create('event', eventOf('gala', null))
    expect(await states()).toEqual([])
    await at.session.update('event', 'gala', { startsAt: new Date('2026-04-10T18:00:00Z') })
    await at.session.update('event', 'gala', { startsAt: null })
    expect(await states()).toEqual([['gala', 'cancelled', 'dateEmptied', '2026-04-03T07:00']])
    await at.session.update('event', 'gala', { startsAt: new Date('2026-04-11T18:00:00Z') })
    expect(await states()).toEqual([
      ['gala', 'cancelled', 'dateEmptied', '2026-04-03T07:00'],
      ['gala', 'pending', null, '2026-04-04T07:00'],
    ])
  })

  test('R5.8 deleting an event cancels its runs with that reason', async () => {
    await at.session.automations.create(reminder)
    await at.session.create('event', eventOf('gala', '2026-04-10T18:00:00Z'))
    await at.session.remove('event', 'gala')
    expect(await states()).toEqual([['gala', 'cancelled', 'subjectRemoved', '2026-04-03T07:00']])
    at.clock.set('2026-05-01T08:00:00Z')
    expect(await at.crm.tick()).toMatchObject({ done: 0, cancelled: 0 })
    expect(at.mail.calls).toEqual([])
  })

  test('R5.8 a host that writes its own tables tells of the change, twice without harm', async () => {
    await at.session.automations.create(reminder)
    await at.session.create('event', eventOf('gala', null))
    const { id, ...rest } = (await at.session.get('event', 'gala')) ?? { id: '' }
    const told = { id, ...rest, startsAt: new Date('2026-04-10T18:00:00Z') }
    await at.crm.changed('event', { id, ...rest }, told)
    await at.crm.changed('event', { id, ...rest }, told)
    expect(await states()).toEqual([['gala', 'pending', null, '2026-04-03T07:00']])
  })

  test('R5.8 a creation told twice is one occurrence', async () => {
    await at.session.create('event', eventOf('gala', '2026-04-10T18:00:00Z'))
    const told = await at.session.get('event', 'gala')
    await at.session.automations.create({
      name: 'Bienvenue',
      trigger: { on: 'event.created' },
      action: { do: 'task', to: [{ who: 'lead' }], title: { fr: 'Accueillir' } },
    })
    await at.crm.changed('event', null, told)
    at.clock.advance({ hours: 1 })
    await at.crm.changed('event', null, told)
    expect(await states()).toEqual([['gala', 'pending', null, '2026-03-01T08:00']])
  })

  test('R5.13 a reminder whose time is over when the event is created is skipped and says so', async () => {
    await at.session.automations.create(reminder)
    await at.session.create('event', eventOf('soon', '2026-03-04T18:00:00Z'))
    expect(await states()).toEqual([['soon', 'skipped', 'past', '2026-02-25T08:00']])
    await at.session.update('event', 'soon', { startsAt: new Date('2026-04-10T18:00:00Z') })
    expect(await states()).toEqual([['soon', 'pending', null, '2026-04-03T07:00']])
  })

  test('R5.3 each change of status is an occurrence of its own, even at the same instant', async () => {
    await at.session.create('event', eventOf('gala', null))
    await at.session.automations.create({
      name: 'Confirmé',
      trigger: { on: 'event.statusChanged', to: ['confirmed'] },
      timing: { when: 'after', days: 2 },
      action: { do: 'task', to: [{ who: 'lead' }], title: { fr: 'Préparer {{event.name}}' } },
    })
    for (const status of ['confirmed', 'planned', 'confirmed']) await at.session.update('event', 'gala', { status })
    expect(await states()).toEqual([
      ['gala', 'pending', null, '2026-03-03T08:00'],
      ['gala', 'pending', null, '2026-03-03T08:00'],
    ])
  })
})

describe('runs follow their automation', () => {
  test('R5.8 a new automation plans what is ahead, and nothing of what is over', async () => {
    await at.session.create('event', eventOf('over', '2026-02-10T18:00:00Z'))
    await at.session.create('event', eventOf('soon', '2026-03-04T18:00:00Z'))
    await at.session.create('event', eventOf('gala', '2026-04-10T18:00:00Z'))
    await at.session.automations.create(reminder)
    expect(await states()).toEqual([['gala', 'pending', null, '2026-04-03T07:00']])
  })

  test('R5.8 switched off, what waits is cancelled; switched on, it is planned again from what is still ahead', async () => {
    const { id } = await at.session.automations.create(reminder)
    await at.session.create('event', eventOf('gala', '2026-04-10T18:00:00Z'))
    await at.session.create('event', eventOf('fair', '2026-06-10T18:00:00Z'))
    await at.session.automations.switchOff(id)
    expect(await states()).toEqual([
      ['gala', 'cancelled', 'automationOff', '2026-04-03T07:00'],
      ['fair', 'cancelled', 'automationOff', '2026-06-03T07:00'],
    ])
    await at.session.update('event', 'fair', { startsAt: new Date('2026-06-20T18:00:00Z') })
    at.clock.set('2026-05-01T08:00:00Z')
    await at.session.automations.switchOn(id)
    await at.session.automations.switchOn(id)
    expect(await states()).toEqual([
      ['gala', 'cancelled', 'automationOff', '2026-04-03T07:00'],
      ['fair', 'cancelled', 'automationOff', '2026-06-03T07:00'],
      ['fair', 'pending', null, '2026-06-13T07:00'],
    ])
  })

  test('R5.8 switched off and on twice, what happened before is still acted on once', async () => {
    const { id } = await at.session.automations.create({
      name: 'Bienvenue',
      trigger: { on: 'event.created' },
      timing: { when: 'after', days: 3 },
      action: { do: 'task', to: [{ who: 'lead' }], title: { fr: 'Accueillir' } },
    })
    await at.session.create('event', eventOf('gala', null))
    for (let round = 0; round < 2; round++) {
      await at.session.automations.switchOff(id)
      await at.session.automations.switchOn(id)
    }
    const pending = (await states()).filter(([, status]) => status === 'pending')
    expect(pending).toEqual([['gala', 'pending', null, '2026-03-04T08:00']])
    await at.session.automations.switchOff(id)
    at.clock.set('2026-03-10T08:00:00Z')
    await at.session.automations.switchOn(id)
    expect((await states()).filter(([, status]) => status === 'pending')).toEqual([])
  })

  test('R5.2 a deleted automation leaves the list, and its runs are cancelled with that reason', async () => {
    const { id } = await at.session.automations.create(reminder)
    await at.session.create('event', eventOf('gala', '2026-04-10T18:00:00Z'))
    await at.session.automations.remove(id)
    expect(await at.session.automations.list()).toEqual([])
    expect(await states()).toEqual([['gala', 'cancelled', 'automationRemoved', '2026-04-03T07:00']])
    expect((await refusalOf(() => at.session.automations.switchOn(id))).code).toBe('automation.unknown')
  })

  test('R5.2 editing the delay moves what waits; a delay that brings it to the past skips it', async () => {
    const { id } = await at.session.automations.create(reminder)
    await at.session.create('event', eventOf('near', '2026-03-10T18:00:00Z'))
    await at.session.create('event', eventOf('gala', '2026-04-10T18:00:00Z'))
    await at.session.automations.update(id, { timing: { when: 'before', days: 14, at: '10:00' } })
    expect(await states()).toEqual([
      ['near', 'skipped', 'past', '2026-02-24T09:00'],
      ['gala', 'pending', null, '2026-03-27T09:00'],
    ])
    await at.session.automations.update(id, { timing: { when: 'before', days: 2 } })
    expect(await states()).toEqual([
      ['near', 'pending', null, '2026-03-08T08:00'],
      ['gala', 'pending', null, '2026-04-08T07:00'],
    ])
  })

  test('R5.2 editing the trigger cancels what waits for the old one and plans the new', async () => {
    const { id } = await at.session.automations.create(reminder)
    await at.session.create(
      'event',
      eventOf('gala', '2026-04-10T18:00:00Z', { endsAt: new Date('2026-04-12T18:00:00Z') }),
    )
    await at.session.automations.update(id, { trigger: { on: 'event.end' } })
    expect(await states()).toEqual([
      ['gala', 'cancelled', 'automationEdited', '2026-04-03T07:00'],
      ['gala', 'pending', null, '2026-04-05T07:00'],
    ])
  })

  test('R5.2 editing the delay of what already happened counts from when it happened', async () => {
    const { id } = await at.session.automations.create({
      name: 'Relance',
      trigger: { on: 'event.created' },
      timing: { when: 'after', days: 3 },
      action: { do: 'task', to: [{ who: 'lead' }], title: { fr: 'Relancer' } },
    })
    await at.session.create('event', eventOf('gala', null, { timeZone: 'America/New_York' }))
    at.clock.set('2026-03-02T08:00:00Z')
    await at.session.automations.update(id, { timing: { when: 'after', days: 10 } })
    expect(await states()).toEqual([['gala', 'pending', null, '2026-03-11T13:00']])
  })

  test('R5.2 renaming, or other words for the e-mail, leave the runs as they are; a stale edit is refused', async () => {
    const { id, version } = await at.session.automations.create(reminder)
    await at.session.create('event', eventOf('gala', '2026-04-10T18:00:00Z'))
    const renamed = await at.session.automations.update(id, { name: 'Rappel' }, { version })
    expect(renamed).toMatchObject({ name: 'Rappel', version: version + 1, timing: reminder.timing })
    expect(await states()).toEqual([['gala', 'pending', null, '2026-04-03T07:00']])
    const stale = await refusalOf(() => at.session.automations.update(id, { name: 'Autre' }, { version }))
    expect(stale.code).toBe('session.stale')
  })

  test('R5.2 those switched off can be hidden from the list', async () => {
    const first = await at.session.automations.create(reminder)
    await at.session.automations.create({ ...reminder, name: 'Autre', active: false })
    expect(first.active).toBe(true)
    expect((await at.session.automations.list()).map(({ name }) => name)).toEqual(['Autre', 'Rappel J-7'])
    expect((await at.session.automations.list({ active: true })).map(({ name }) => name)).toEqual(['Rappel J-7'])
  })
})
