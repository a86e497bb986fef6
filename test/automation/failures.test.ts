import { defineProblems, refuse } from 'clientele/kernel'
import { beforeEach, describe, expect, test } from 'vitest'
import { afterClaim, overStore } from './other-store'
import { eventOf, none, onlyRunOf, reminder, runsOf, scene, type Scene } from './scene'

let at: Scene

beforeEach(async () => {
  at = await scene()
})

const problem = defineProblems({
  'mail.box_gone': { en: 'There is no such box.', fr: "Cette boîte n'existe pas." },
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
    expect(await onlyRunOf(at.session)).toMatchObject({ status: 'pending', attempts: 1, error: 'the provider is down' })
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
    expect(await onlyRunOf(at.session)).toMatchObject({
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
    expect(await onlyRunOf(at.session)).toMatchObject({ status: 'done', attempts: 2, error: null })
  })

  test('R5.7 what is refused has failed at once', async () => {
    at.mail.before = () => refuse(problem('mail.box_gone'))
    expect(await at.crm.tick()).toEqual({ ...none, failed: 1 })
    expect(await onlyRunOf(at.session)).toMatchObject({
      status: 'failed',
      reason: 'refused',
      error: "Cette boîte n'existe pas.",
    })
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
    expect(await onlyRunOf(at.session)).toMatchObject({ status: 'done', attempts: 2 })
  })

  test('R5.9 a date that moves once a worker took the run keeps its message from leaving', async () => {
    const slow = await at.worker('slow-', (adapter) =>
      afterClaim(adapter, async () => {
        await at.session.update('event', 'gala', { startsAt: new Date('2026-05-05T18:00:00Z') })
      }),
    )
    expect(await slow.tick()).toEqual({ ...none, lost: 1 })
    expect(at.mail.calls).toEqual([])
    expect(await onlyRunOf(at.session)).toMatchObject({ status: 'pending', dueAt: new Date('2026-04-28T07:00:00Z') })
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
    expect(await onlyRunOf(at.session)).toMatchObject({ status: 'failed', reason: 'gaveUp', attempts: 9 })
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
    expect(await onlyRunOf(at.session)).toMatchObject({
      status: 'pending',
      dueAt: new Date('2026-04-28T07:00:00Z'),
      attempts: 0,
    })
  })
})
