import { crmEntities, defineModel } from 'clientele/model'
import { createClientele } from 'clientele/session'
import { describe, expect, test } from 'vitest'
import { stores } from '../lists/stores'
import { eventOf, none, refusalOf, scene } from './scene'
import { segmentScene } from './segment-scene'

const opened = {
  name: 'Devis ouvert',
  trigger: { on: 'quote.opened' },
  action: { do: 'email', to: [{ who: 'owner' }], subject: { fr: '{{quote.number}} est lu' }, text: { fr: 'À vous !' } },
} as const

describe.each(stores)('what a client opens, in $store', ({ adapter }) => {
  test('R5.3 the first opening of a quote or an invoice is kept and sets off once, whoever tells it', async () => {
    const { crm, session, clock, mail } = await segmentScene(adapter)
    await session.automations.create(opened)
    await session.automations.create({
      ...opened,
      trigger: { on: 'invoice.opened' },
      action: { do: 'changeStatus', status: 'confirmed' },
    })
    const paper = { groupId: 'lille', ownerId: 'anna' }
    await session.create('event', { id: 'gala', name: 'Gala', groupId: 'lille' })
    for (const id of ['q1', 'q2']) await session.create('quote', { ...paper, id, number: id })
    await session.create('invoice', { ...paper, id: 'i1', number: 'i1', eventId: 'gala' })
    const first = clock.now()
    await crm.happened('opened', 'quote', 'q1')
    await crm.happened('opened', 'invoice', 'i1')
    await crm.happened('printed', 'quote', 'q2')
    clock.advance({ hours: 1 })
    await crm.happened('opened', 'quote', 'q1')
    expect((await session.get('quote', 'q1'))?.openedAt).toEqual(first)
    expect((await session.get('quote', 'q2'))?.openedAt).toBeNull()
    // A host that keeps the date itself tells nothing more.
    await session.update('quote', 'q2', { openedAt: clock.now() })
    expect(await crm.tick()).toEqual({ ...none, done: 3 })
    expect(mail.calls.map(({ subject }) => subject).sort()).toEqual(['q1 est lu', 'q2 est lu'])
    expect((await session.get('event', 'gala'))?.status).toBe('confirmed')
    await session.update('quote', 'q2', { openedAt: null })
    await crm.happened('opened', 'quote', 'q2')
    expect(await crm.tick()).toEqual(none)
  })
})

test('R5.3 a quote that was opened before the automation was made is not opened for the first time again', async () => {
  const { crm, session } = await scene()
  await session.create('event', eventOf('gala', null))
  await session.create('quote', { id: 'q1', number: 'q1', groupId: 'lille', ownerId: 'anna' })
  await crm.happened('opened', 'quote', 'q1')
  await session.automations.create(opened)
  await crm.happened('opened', 'quote', 'q1')
  expect(await crm.tick()).toEqual(none)
})

test('R5.3 where nothing says when a quote was opened, what waits for that is refused', async () => {
  const { adapter, clock } = await scene()
  const quote = { ...crmEntities.quote, fields: crmEntities.quote.fields.omit({ openedAt: true }) }
  const crm = await createClientele({
    model: defineModel({ ...crmEntities, quote }),
    store: adapter,
    clock,
    timeZone: 'Europe/Paris',
  })
  const refusal = await refusalOf(() => crm.system('test').automations.create(opened))
  expect([refusal.code, refusal.path, refusal.data['role']]).toEqual([
    'automation.role_missing',
    '/trigger/on',
    'quote.openedAt',
  ])
})
