import { defineProblems, refuse } from 'clientele/kernel'
import type { Store, StoreAdapter } from 'clientele/storage'
import { beforeEach, describe, expect, test } from 'vitest'
import { eventOf, reminder, runsOf, scene, type Scene } from './scene'

let at: Scene

beforeEach(async () => {
  at = await scene()
})

const none = { done: 0, skipped: 0, cancelled: 0, failed: 0, retried: 0, moved: 0, lost: 0, more: false }
const onlyRun = async () => {
  const [run, ...others] = await runsOf(at.session)
  if (run === undefined || others.length > 0) throw new Error('One run was expected')
  return run
}

const problem = defineProblems({
  'mail.box_gone': { en: 'There is no such box.', fr: "Cette boîte n'existe pas." },
})

/** The same data through a store of which some operations are others. */
function overStore(adapter: StoreAdapter, others: (store: Store) => Partial<Store>): StoreAdapter {
  const over = (store: Store): Store => ({
    ...store,
    transaction: (work, options) => store.transaction((inner) => work(over(inner)), options),
    forTenant: (tenant) => over(store.forTenant(tenant)),
    ...others(store),
  })
  return { ...adapter, open: async (model) => over(await adapter.open(model)) }
}

/** A worker to whom something happens once it took its runs. */
const afterClaim = (adapter: StoreAdapter, happens: (tenant: string) => Promise<void>): StoreAdapter =>
  overStore(adapter, (store) => ({
    async claim(...args) {
      const rows = await store.claim(...args)
      if (rows.length > 0) await happens(store.tenant)
      return rows
    },
  }))

describe('what is due is done', () => {
  test('R5.5 R5.9 an e-mail 7 days before the start leaves once, and not ahead of its time', async () => {
    await at.session.automations.create(reminder)
    await at.session.create('event', eventOf('gala', '2026-04-05T18:00:00Z'))
    at.clock.set('2026-03-29T06:59:59.999Z')
    expect(await at.crm.tick()).toEqual(none)
    at.clock.set('2026-03-29T07:00:00Z')
    expect(await at.crm.tick()).toEqual({ ...none, done: 1 })
    expect(await at.crm.tick()).toEqual(none)
    const run = await onlyRun()
    expect(run).toMatchObject({ status: 'done', attempts: 1, finishedAt: new Date('2026-03-29T07:00:00Z') })
    expect(at.mail.calls).toEqual([
      {
        tenant: 'main',
        to: ['chloe@dupont.test'],
        bcc: [],
        subject: 'Salon gala approche',
        text: 'Bonjour Chloé Dupont, Salon gala commence le 5 avril 2026 à 20:00.',
        locale: 'fr',
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
    expect(await onlyRun()).toMatchObject({ status: 'pending', dueAt: new Date('2026-04-28T07:00:00Z') })
  })
})

describe('what goes wrong', () => {
  beforeEach(async () => {
    await at.session.automations.create(reminder)
    await at.session.create('event', eventOf('gala', '2026-04-05T18:00:00Z'))
    at.clock.set('2026-03-30T07:00:00Z')
  })

  test('R5.9 an error is tried again, later each time, then the run has failed and says why', async () => {
    at.mail.before = () => {
      throw new Error('the provider is down')
    }
    expect(await at.crm.tick()).toEqual({ ...none, retried: 1 })
    expect(await onlyRun()).toMatchObject({ status: 'pending', attempts: 1, error: 'the provider is down' })
    expect(await at.crm.tick()).toEqual(none)
    const waits = [1, 2, 4, 8, 16, 32, 64]
    for (const minutes of waits.slice(0, -1)) {
      at.clock.advance({ minutes, milliseconds: -1 })
      expect(await at.crm.tick()).toEqual(none)
      at.clock.advance({ milliseconds: 1 })
      expect(await at.crm.tick()).toEqual({ ...none, retried: 1 })
    }
    at.clock.advance({ minutes: 64 })
    expect(await at.crm.tick()).toEqual({ ...none, failed: 1 })
    expect(await onlyRun()).toMatchObject({
      status: 'failed',
      reason: 'gaveUp',
      attempts: 8,
      error: 'the provider is down',
    })
    at.clock.advance({ days: 1 })
    expect(await at.crm.tick()).toEqual(none)
  })

  test('R5.9 it leaves once the provider is back', async () => {
    at.mail.before = () => {
      at.mail.before = () => undefined
      throw new Error('the provider is down')
    }
    await at.crm.tick()
    at.clock.advance({ minutes: 1 })
    expect(await at.crm.tick()).toEqual({ ...none, done: 1 })
    expect(await onlyRun()).toMatchObject({ status: 'done', attempts: 2, error: null })
  })

  test('R5.7 what is refused has failed at once', async () => {
    at.mail.before = () => refuse(problem('mail.box_gone'))
    expect(await at.crm.tick()).toEqual({ ...none, failed: 1 })
    expect(await onlyRun()).toMatchObject({ status: 'failed', reason: 'refused', error: "Cette boîte n'existe pas." })
  })

  test('R5.9 R6.8 one worker serves all tenants, each run bound to its own; one that breaks holds up nobody', async () => {
    await at.session.create('event', eventOf('fair', '2026-04-05T18:00:00Z'))
    const other = (await at.crm.forTenant('other')).system('test')
    await other.create('group', { id: 'lille', name: 'Lille' })
    await other.create('contact', { id: 'chloe', name: 'Autre', email: 'autre@x.test', groupId: 'lille' })
    await other.automations.create(reminder)
    at.clock.set('2026-03-20T07:00:00Z')
    const { contactId, ...rest } = eventOf('theirs', '2026-04-05T18:00:00Z', {
      accountId: null,
      leadId: null,
      ownerId: null,
    })
    await other.create('event', { ...rest, contactId })
    at.clock.set('2026-03-30T07:00:00Z')
    at.mail.before = ({ text }) => {
      if (text.includes('gala')) throw new Error('too long')
    }
    // The event created after its time is skipped when planned, and not due.
    expect(await at.crm.tick()).toEqual({ ...none, done: 1, retried: 1 })
    expect(at.mail.calls).toMatchObject([{ tenant: 'other', to: ['autre@x.test'] }])
    expect(await runsOf(other)).toMatchObject([{ subjectId: 'theirs', status: 'done' }])
  })

  test('R5.13 everything can be paused at once, and goes on where it was', async () => {
    await at.session.automations.pause()
    await at.session.automations.pause()
    expect(await at.session.automations.pausedSince()).toEqual(new Date('2026-03-30T07:00:00Z'))
    expect(await at.crm.tick()).toEqual(none)
    await at.session.automations.resume()
    expect(await at.session.automations.pausedSince()).toBeNull()
    expect(await at.crm.tick()).toEqual({ ...none, done: 1 })
  })

  test('R5.9 a lease that is over lets another worker take the run; the first settles nothing, and one message left', async () => {
    const second = await at.worker('second-')
    at.mail.before = async () => {
      at.mail.before = () => undefined
      at.clock.advance({ minutes: 2 })
      expect(await second.tick()).toEqual({ ...none, done: 1 })
    }
    expect(await at.crm.tick()).toEqual({ ...none, lost: 1 })
    expect(at.mail.calls).toHaveLength(2)
    expect(at.mail.left.size).toBe(1)
    expect(await onlyRun()).toMatchObject({ status: 'done', attempts: 2 })
  })

  test('R5.9 a date that moves once a worker took the run keeps its message from leaving', async () => {
    const slow = await at.worker('slow-', (adapter) =>
      afterClaim(adapter, async () => {
        await at.session.update('event', 'gala', { startsAt: new Date('2026-05-05T18:00:00Z') })
      }),
    )
    expect(await slow.tick()).toEqual({ ...none, lost: 1 })
    expect(at.mail.calls).toEqual([])
    expect(await onlyRun()).toMatchObject({ status: 'pending', dueAt: new Date('2026-04-28T07:00:00Z') })
  })

  test('R5.9 a task of a run that somebody else did meanwhile is not made again', async () => {
    await at.session.automations.create({
      name: 'Préparer',
      trigger: { on: 'event.created' },
      action: { do: 'task', to: [{ who: 'lead' }], title: { fr: 'Préparer' } },
    })
    await at.session.create('event', eventOf('fair', null))
    const slow = await at.worker('slow-', (adapter) =>
      afterClaim(adapter, async () => {
        at.clock.advance({ minutes: 2 })
        await at.crm.tick()
      }),
    )
    expect(await slow.tick()).toEqual({ ...none, lost: 2 })
    expect(await at.session.count('task')).toBe(1)
    expect(at.mail.calls).toHaveLength(1)
  })

  test('R5.9 a run that cannot be written is tried again alone, and the rest of its batch is done', async () => {
    await at.session.automations.create({
      name: 'Préparer',
      trigger: { on: 'event.created' },
      action: { do: 'task', to: [{ who: 'lead' }], title: { fr: '{{event.name}}' } },
    })
    for (const id of ['x', 'y', 'z']) await at.session.create('event', eventOf(id, null))
    const full = await at.worker('full-', (adapter) =>
      overStore(adapter, (store) => ({
        async insert(entity, rows, options) {
          if (entity === 'task' && rows.some(({ title }) => title === 'Salon y')) throw new Error('disk full')
          return store.insert(entity, rows, options)
        },
      })),
    )
    expect(await full.tick()).toEqual({ ...none, done: 3, retried: 1 })
    expect((await at.session.find('task')).rows.map(({ title }) => title).sort()).toEqual(['Salon x', 'Salon z'])
    expect(await runsOf(at.session, { status: 'pending' })).toMatchObject([{ subjectId: 'y', error: 'disk full' }])
    at.clock.advance({ minutes: 1 })
    expect(await at.crm.tick()).toEqual({ ...none, done: 1 })
    expect(await at.session.count('task')).toBe(3)
  })

  test('R5.9 a run that brings every worker down without a word is given up', async () => {
    const dying = await at.worker('dying-', (adapter) =>
      afterClaim(adapter, async () => {
        throw new Error('out of memory')
      }),
    )
    for (let attempt = 0; attempt < 8; attempt++) {
      await expect(dying.tick()).rejects.toThrow('out of memory')
      at.clock.advance({ minutes: 2 })
    }
    expect(await at.crm.tick()).toEqual({ ...none, failed: 1 })
    expect(await onlyRun()).toMatchObject({ status: 'failed', reason: 'gaveUp', attempts: 9 })
    expect(at.mail.calls).toEqual([])
  })

  test('R5.9 R6.8 an error of one tenant is thrown at the end, after the others were served', async () => {
    const other = (await at.crm.forTenant('other')).system('test')
    await other.create('group', { id: 'lille', name: 'Lille' })
    const task = { do: 'task', to: [{ who: 'user', user: 'dora' }], title: { fr: 'Faire' } } as const
    await other.create('user', { id: 'dora', name: 'Dora', groupId: 'lille' })
    await other.automations.create({ name: 'x', trigger: { on: 'event.created' }, action: task })
    await other.create('event', { id: 'theirs', name: 'Foire', groupId: 'lille' })
    const broken = await at.worker('broken-', (adapter) =>
      afterClaim(adapter, async (tenant) => {
        if (tenant === 'main') throw new Error('the connection is lost')
      }),
    )
    await expect(broken.tick()).rejects.toThrow('the connection is lost')
    expect(await other.count('task')).toBe(1)
    expect(at.mail.calls).toEqual([])
    at.clock.advance({ minutes: 2 })
    expect(await at.crm.tick()).toEqual({ ...none, done: 1 })
  })

  test('R5.9 a date that moves while its message leaves is planned anew, and the worker settles nothing', async () => {
    at.mail.before = async () => {
      await at.session.update('event', 'gala', { startsAt: new Date('2026-05-05T18:00:00Z') })
    }
    expect(await at.crm.tick()).toEqual({ ...none, lost: 1 })
    expect(await onlyRun()).toMatchObject({ status: 'pending', dueAt: new Date('2026-04-28T07:00:00Z'), attempts: 0 })
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

describe('the loop', () => {
  test('R5.9 runs what is due as it comes, looks at once when woken, tells errors and goes on', async () => {
    const { createScheduler } = await import('clientele/automation')
    const asked: number[] = []
    const errors: unknown[] = []
    let next: (() => void) | null = null
    let arrived: (() => void) | null = null
    const resting = () => new Promise<void>((resolve) => (arrived = resolve))
    await at.session.automations.create(reminder)
    await at.session.create('event', eventOf('gala', '2026-04-05T18:00:00Z'))
    at.clock.set('2026-03-29T06:59:57Z')
    const store = (await at.adapter.open(at.crm.model)).forTenant('main')
    const context = { ...testContext(), model: at.crm.model }
    const scheduler = createScheduler({
      model: at.crm.model,
      store,
      clock: at.clock,
      identifiers: context.identifiers,
      mailer: at.mail,
      context: () => ({ ...context, now: at.clock.now() }),
      commit: async () => {
        throw new Error('no connection')
      },
      timer: (milliseconds, callback) => {
        asked.push(milliseconds)
        next = callback
        arrived?.()
        return () => undefined
      },
    })
    let rest = resting()
    scheduler.start({ onError: (error) => errors.push(error) })
    scheduler.start({ onError: (error) => errors.push(error) })
    await rest
    expect(asked).toEqual([3_000])
    at.clock.advance({ seconds: 3 })
    rest = resting()
    ;(next as (() => void) | null)?.()
    await rest
    // The commit broke: tried again in a minute, looked at before.
    expect(asked).toEqual([3_000, 10_000])
    expect(await onlyRun()).toMatchObject({ status: 'pending', error: 'no connection' })
    rest = resting()
    scheduler.wake()
    await rest
    expect(asked).toHaveLength(3)
    await scheduler.stop()
    expect(errors).toEqual([])
  })
})

function testContext() {
  let last = 0
  const identifiers = { next: () => `loop-${(last += 1)}` }
  return {
    now: new Date(0),
    identifiers,
    timeZone: 'Europe/Paris',
    locale: 'fr',
    weekStartsOn: 1,
    fiscalYearStartsOn: 1,
    actor: null,
  } as const
}
