import { beforeEach, describe, expect, test } from 'vitest'
import { eventOf, none, onlyRunOf, reminder, runsOf, scene, type Scene } from './scene'

let at: Scene

beforeEach(async () => {
  at = await scene()
})

describe('what is due is done', () => {
  test('R5.5 R5.9 an e-mail 7 days before the start leaves once, and not ahead of its time', async () => {
    await at.session.automations.create(reminder)
    await at.session.create('event', eventOf('gala', '2026-04-05T18:00:00Z'))
    at.clock.set('2026-03-29T06:59:59.999Z')
    expect(await at.crm.tick()).toEqual(none)
    at.clock.set('2026-03-29T07:00:00Z')
    expect(await at.crm.tick()).toEqual({ ...none, done: 1 })
    expect(await at.crm.tick()).toEqual(none)
    const run = await onlyRunOf(at.session)
    expect(run).toMatchObject({ status: 'done', attempts: 1, finishedAt: new Date('2026-03-29T07:00:00Z') })
    expect(at.mail.calls).toEqual([
      {
        tenant: 'main',
        to: ['chloe@dupont.test'],
        bcc: [],
        subject: 'Salon gala approche',
        text: 'Bonjour Chloé Dupont, Salon gala commence le 5 avril 2026 à 20:00.',
        locale: 'fr',
        brand: null,
        idempotencyKey: run.id,
      },
    ])
  })

  test('R5.9 a clock that goes back does nothing twice', async () => {
    await at.session.automations.create(reminder)
    await at.session.create('event', eventOf('gala', '2026-04-05T18:00:00Z'))
    at.clock.set('2026-03-29T07:00:00Z')
    await at.crm.tick()
    at.clock.set('2026-03-28T07:00:00Z')
    expect(await at.crm.tick()).toEqual(none)
    at.clock.set('2026-03-29T08:00:00Z')
    expect(await at.crm.tick()).toEqual(none)
    expect(at.mail.calls).toHaveLength(1)
  })

  test('R5.6 recipients: main contact, lead, owner, users, typed addresses; blind copies; nobody twice', async () => {
    const { action } = reminder
    await at.session.automations.create({
      ...reminder,
      action: {
        ...action,
        locale: 'en',
        to: [
          { who: 'mainContact' },
          { who: 'lead' },
          { who: 'user', user: 'anna' },
          { who: 'address', address: 'x@y.test' },
        ],
        bcc: [{ who: 'owner' }, { who: 'address', address: 'X@Y.test' }, { who: 'lead' }],
      },
    })
    await at.session.create('event', eventOf('gala', '2026-04-05T18:00:00Z'))
    at.clock.set('2026-03-30T07:00:00Z')
    await at.crm.tick()
    expect(at.mail.calls).toMatchObject([
      {
        to: ['chloe@dupont.test', 'anna@clientele.test', 'x@y.test'],
        bcc: ['bruno@clientele.test'],
        subject: 'Salon gala is near',
      },
    ])
  })

  test('R5.6 whoever cannot be reached is named; where nobody can, the run is skipped', async () => {
    const to = [{ who: 'mainContact' }, { who: 'lead' }] as const
    await at.session.automations.create({ ...reminder, action: { ...reminder.action, to: [...to] } })
    await at.session.create('event', eventOf('a', '2026-04-05T18:00:00Z', { contactId: null }))
    await at.session.create('event', eventOf('b', '2026-04-05T18:00:00Z', { contactId: null, leadId: null }))
    at.clock.set('2026-03-30T07:00:00Z')
    expect(await at.crm.tick()).toEqual({ ...none, done: 1, skipped: 1 })
    const runs = new Map((await runsOf(at.session)).map((run) => [run.subjectId, run]))
    expect(runs.get('a')).toMatchObject({
      status: 'done',
      result: { to: ['anna@clientele.test'], missing: ['mainContact'] },
    })
    expect(runs.get('b')).toMatchObject({ status: 'skipped', reason: 'noRecipient' })
  })

  test('R5.6 one task for each user', async () => {
    await at.session.automations.create({
      name: 'Préparer',
      trigger: { on: 'event.created' },
      action: {
        do: 'task',
        to: [{ who: 'lead' }, { who: 'owner' }, { who: 'user', user: 'anna' }],
        title: { fr: 'Préparer {{event.name}} pour {{account.name}}' },
      },
    })
    await at.session.create('event', eventOf('gala', null))
    expect(await at.crm.tick()).toEqual({ ...none, done: 1 })
    const { rows } = await at.session.find('task', { orderBy: ['assigneeId'] })
    expect(rows).toMatchObject([
      { title: 'Préparer Salon gala pour Dupont & Fils', assigneeId: 'anna', eventId: 'gala', status: 'open' },
      { title: 'Préparer Salon gala pour Dupont & Fils', assigneeId: 'bruno', eventId: 'gala', status: 'open' },
    ])
  })

  test('R5.3 a quote that is won changes the status of its event, which sets off what waits for that', async () => {
    await at.session.automations.create({
      name: 'Gagné',
      trigger: { on: 'quote.statusChanged', to: ['won'], pipeline: ['fairs'] },
      action: { do: 'changeStatus', status: 'confirmed' },
    })
    await at.session.automations.create({
      name: 'Confirmé',
      trigger: { on: 'event.statusChanged', from: ['planned'], to: ['confirmed'] },
      action: { ...reminder.action, text: { fr: 'Confirmé pour {{account.name}}' } },
    })
    await at.session.create('event', eventOf('gala', null))
    const quote = { number: 'D-1', status: 'sent', pipeline: 'fairs', groupId: 'lille' }
    await at.session.create('quote', { ...quote, id: 'q1', eventId: 'gala' })
    await at.session.create('quote', { ...quote, id: 'q2', eventId: null })
    await at.session.update('quote', 'q1', { status: 'won' })
    await at.session.update('quote', 'q2', { status: 'won' })
    expect(await at.crm.tick()).toEqual({ ...none, done: 2, skipped: 1 })
    expect(await at.session.get('event', 'gala')).toMatchObject({ status: 'confirmed' })
    expect(at.mail.calls.map(({ text }) => text)).toEqual(['Confirmé pour Dupont & Fils'])
    const ofEvent = await runsOf(at.session, { event: 'gala' })
    expect(ofEvent.map(({ subjectEntity, result }) => [subjectEntity, result])).toEqual([
      ['quote', { from: 'planned', to: 'confirmed' }],
      ['event', expect.objectContaining({ to: ['chloe@dupont.test'] })],
    ])
    const skipped = (await runsOf(at.session)).find(({ status }) => status === 'skipped')
    expect(skipped).toMatchObject({ subjectId: 'q2', reason: 'noEvent' })
  })

  test('R5.4 a condition is asked when the run is due, with regions as they are then', async () => {
    await at.session.create('group', { id: 'amiens', name: 'Amiens' })
    const region = await at.session.regions.create({ name: 'Nord', groups: ['amiens'] })
    await at.session.automations.create({
      ...reminder,
      condition: {
        type: 'and',
        criteria: [
          { type: 'test', field: 'status', operator: 'eq', value: 'confirmed' },
          {
            type: 'test',
            field: 'groupId',
            operator: 'in',
            value: [{ ref: 'groups', selection: { regions: [region.id] } }],
          },
          {
            type: 'related',
            relation: 'account',
            quantifier: 'is',
            criteria: { type: 'test', field: 'name', operator: 'startsWith', value: 'dupont' },
          },
        ],
      },
    })
    await at.session.create('event', eventOf('yes', '2026-04-05T18:00:00Z'))
    await at.session.create('event', eventOf('no', '2026-04-05T18:00:00Z'))
    await at.session.update('event', 'yes', { status: 'confirmed' })
    await at.session.regions.assign({ region: region.id, groups: ['lille'] })
    at.clock.set('2026-03-30T07:00:00Z')
    expect(await at.crm.tick()).toEqual({ ...none, done: 1, skipped: 1 })
    const runs = new Map((await runsOf(at.session)).map((run) => [run.subjectId, run]))
    expect(runs.get('yes')).toMatchObject({ status: 'done' })
    expect(runs.get('no')).toMatchObject({ status: 'skipped', reason: 'condition' })
  })

  test('R5.8 a date moved behind the kernel’s back moves the run when it is due', async () => {
    await at.session.automations.create(reminder)
    await at.session.create('event', eventOf('gala', '2026-04-05T18:00:00Z'))
    const store = (await at.adapter.open(at.crm.model)).forTenant('main')
    await store.updateEach('event', [{ id: 'gala', set: { startsAt: new Date('2026-05-05T18:00:00Z') } }])
    at.clock.set('2026-03-30T07:00:00Z')
    expect(await at.crm.tick()).toEqual({ ...none, moved: 1 })
    expect(await onlyRunOf(at.session)).toMatchObject({ status: 'pending', dueAt: new Date('2026-04-28T07:00:00Z') })
  })
})

describe('many runs', () => {
  test('R5.9 a long batch keeps its lease while messages leave slowly', async () => {
    await at.session.automations.create(reminder)
    await at.session.createMany(
      'event',
      Array.from({ length: 60 }, (_, index) => eventOf(`e${index}`, '2026-04-05T18:00:00Z')),
    )
    at.clock.set('2026-03-30T07:00:00Z')
    const second = await at.worker('second-')
    let sent = 0
    at.mail.before = async () => {
      sent += 1
      if (sent % 25 !== 0) return
      at.clock.advance({ seconds: 45 })
      await second.tick()
    }
    expect(await at.crm.tick()).toEqual({ ...none, done: 60 })
    expect(at.mail.calls).toHaveLength(60)
  })

  test('R5.9 two workers at once: each run by one of them', async () => {
    await at.session.automations.create(reminder)
    await at.session.automations.create({
      name: 'Préparer',
      trigger: { on: 'event.start' },
      timing: { when: 'before', days: 7 },
      action: { do: 'task', to: [{ who: 'lead' }], title: { fr: 'Préparer {{event.name}}' } },
    })
    const events = Array.from({ length: 120 }, (_, index) => eventOf(`e${index}`, '2026-04-05T18:00:00Z'))
    await at.session.createMany('event', events)
    at.clock.set('2026-03-30T07:00:00Z')
    const second = await at.worker('second-')
    const ticks = await Promise.all([at.crm.tick({ limit: 70 }), second.tick({ limit: 90 })])
    expect(ticks).toMatchObject([
      { done: 70, more: true },
      { done: 90, more: true },
    ])
    await Promise.all([second.tick(), at.crm.tick()])
    expect(at.mail.calls).toHaveLength(120)
    expect(at.mail.left.size).toBe(120)
    expect(await at.session.count('task')).toBe(120)
    expect((await at.session.automations.statistics()).total).toMatchObject({ pending: 0, done: 240 })
  })
})
