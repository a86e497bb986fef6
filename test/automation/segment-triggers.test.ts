import type { AutomationDraft } from 'clientele/automation'
import { memoryAdapter } from 'clientele/memory'
import { entityOf } from 'clientele/model'
import { isEqual, last, not, query, today } from 'clientele/query'
import { describe, expect, test } from 'vitest'
import { stores } from '../lists/stores'
import { model, none, refusalOf } from './scene'
import { segmentScene, standings, tagged, welcome } from './segment-scene'

describe.each(stores)('what segments set off, in $store', ({ adapter }) => {
  const scene = () => segmentScene(adapter)

  test('R2.6 R5.3 a contact who enters is written to, once, under a key of its own', async () => {
    const { crm, session, mail } = await scene()
    const segment = await tagged(session)
    await session.automations.create(welcome(segment))
    await session.update('contact', 'chloe', { tags: ['vip'] })
    expect(await crm.tick()).toEqual({ ...none, done: 1 })
    expect(await crm.tick()).toEqual(none)
    const [run] = (await session.automations.runs()).rows
    expect(mail.calls).toMatchObject([
      {
        to: ['chloe@dupont.test'],
        subject: 'Bienvenue Chloé',
        text: 'Chloé, de Dupont & Fils, suivi par Anna',
        idempotencyKey: run?.id,
      },
    ])
    expect(run).toMatchObject({ trigger: 'segment.entered', restriction: { segment }, subjectEntity: 'contact' })
    await session.update('contact', 'chloe', { tags: [] })
    await session.update('contact', 'chloe', { tags: ['vip'] })
    expect(await crm.tick()).toEqual({ ...none, done: 1 })
    expect(new Set(mail.calls.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(2)
  })

  test('R2.6 nobody is written to without consent, as it stands when the message leaves', async () => {
    const { crm, session, mail, clock } = await scene()
    const segment = await tagged(session)
    await session.automations.create({ ...welcome(segment), timing: { when: 'after', days: 3 } })
    await session.update('contact', 'chloe', { tags: ['vip'] })
    await session.update('contact', 'hugo', { tags: ['vip'] })
    clock.advance({ days: 2 })
    await session.update('contact', 'chloe', { consentedAt: null })
    await session.update('contact', 'hugo', { consentedAt: clock.now() })
    clock.advance({ days: 1 })
    expect(await crm.tick()).toEqual({ ...none, done: 1, skipped: 1 })
    expect(mail.calls.map(({ to }) => to)).toEqual([['hugo@dupont.test']])
    expect((await standings(session)).sort()).toEqual(['chloe skipped noConsent', 'hugo done'])
  })

  test('R2.6 a consent that begins later, and none at all, are no consent; copies need it too, colleagues and tasks do not', async () => {
    const { crm, session, mail } = await scene()
    const segment = await tagged(session)
    await session.update('contact', 'hugo', { consentedAt: new Date('2026-03-16T08:00:00.001Z') })
    const { action, ...rest } = welcome(segment)
    await session.automations.create({
      ...rest,
      action: { ...action, to: [{ who: 'owner' }], bcc: [{ who: 'member' }] },
    })
    await session.automations.create({ ...rest, action: { ...action, to: [{ who: 'owner' }] } })
    const title = { fr: 'Appeler {{contact.name}}' }
    await session.automations.create({ ...rest, action: { do: 'task', to: [{ who: 'owner' }], title } })
    await session.update('contact', 'hugo', { tags: ['vip'] })
    expect(await crm.tick()).toEqual({ ...none, done: 2, skipped: 1 })
    expect(mail.calls.map(({ to, bcc }) => [to, bcc])).toEqual([[['anna@clientele.test'], []]])
    expect((await session.find('task')).rows).toMatchObject([
      { title: 'Appeler Hugo', assigneeId: 'anna', eventId: null },
    ])
  })

  test('R2.6 what waits for a record that is back where it was is cancelled, and says so', async () => {
    const { crm, session, clock } = await scene()
    const segment = await tagged(session)
    const later = { timing: { when: 'after', days: 2 } } as const
    await session.automations.create({ ...welcome(segment), ...later })
    const left = { on: 'segment.left', segment } as const
    const task = { do: 'task', to: [{ who: 'owner' }], title: { fr: 'Rappeler {{contact.name}}' } } as const
    await session.automations.create({ name: 'Sortie', trigger: left, action: task, ...later })
    await session.update('contact', 'chloe', { tags: ['vip'] })
    await session.update('contact', 'chloe', { tags: [] })
    expect((await standings(session)).sort()).toEqual(['chloe cancelled leftSegment', 'chloe pending'])
    await session.update('contact', 'chloe', { tags: ['vip'] })
    expect((await standings(session)).sort()).toEqual([
      'chloe cancelled backInSegment',
      'chloe cancelled leftSegment',
      'chloe pending',
    ])
    clock.advance({ days: 2 })
    expect(await crm.tick()).toEqual({ ...none, done: 1 })
  })

  test('R2.6 what one transaction does and undoes tells nothing, sets nothing off, and cancels nothing', async () => {
    const { crm, session, clock } = await scene()
    const segment = await tagged(session)
    await session.automations.create({ ...welcome(segment), timing: { when: 'after', days: 1 } })
    const task = { do: 'task', to: [{ who: 'owner' }], title: { fr: 'Rappeler' } } as const
    await session.automations.create({ name: 'Sortie', trigger: { on: 'segment.left', segment }, action: task })
    await session.update('contact', 'chloe', { tags: ['vip'] })
    const before = (await session.find('automationRun')).rows
    await session.transaction(async (inner) => {
      await inner.update('contact', 'chloe', { tags: [] })
      await inner.update('contact', 'hugo', { tags: ['vip'] })
      await inner.update('contact', 'chloe', { tags: ['vip'] })
      await inner.update('contact', 'hugo', { tags: [] })
    })
    expect((await session.find('automationRun')).rows).toEqual(before)
    const { events } = await session.lists.segments.take(segment, { reader: 'test' })
    expect(events.map(({ recordId, type }) => `${recordId} ${type}`)).toEqual(['chloe entered'])
    await session.transaction(async (inner) => {
      await inner.update('contact', 'chloe', { tags: [] })
      // Who has read it has it: what undoes it is told as well.
      expect((await inner.lists.segments.take(segment, { reader: 'test' })).events).toHaveLength(1)
      await inner.update('contact', 'chloe', { tags: ['vip'] })
    })
    expect((await session.lists.segments.take(segment, { reader: 'test' })).events).toMatchObject([{ type: 'entered' }])
    clock.advance({ days: 1 })
    expect(await crm.tick()).toMatchObject({ failed: 0, lost: 0 })
  })

  test('R2.4 R2.6 tags that are merged and statuses that are moved set nothing off for those who were members', async () => {
    const { crm, session, mail } = await scene()
    await session.update('contact', 'chloe', { tags: ['vip'] })
    const segment = await tagged(session)
    const both = query(model, 'contact', (c) => c.account.is((a) => a.status.eq('suspect')))
    const suspects = await session.lists.save({ name: 'Suspects', entity: 'contact', criteria: both })
    const { id: ofSuspects } = await session.lists.segments.create({ query: suspects.id })
    const task = { do: 'task', to: [{ who: 'owner' }], title: { fr: 'Voir' } } as const
    for (const one of [segment, ofSuspects])
      for (const on of ['segment.entered', 'segment.left'] as const)
        await session.automations.create({ name: on, trigger: { on, segment: one }, action: task })
    await session.update('account', 'dupont', { status: 'suspect' })
    await crm.tick()
    const before = await session.count('automationRun')
    await session.lists.addTag({ code: 'gold', label: { fr: 'Or', en: 'Gold' } })
    await session.lists.mergeTags({ from: 'vip', into: 'gold' })
    await session.lists.removeStatus('suspect', { moveTo: 'supplier' })
    await crm.tick()
    expect(await session.count('automationRun')).toBe(before)
    expect((await session.lists.segments.members(segment)).rows.map((row) => row['id'])).toEqual(['chloe'])
    expect((await session.lists.segments.take(segment, { reader: 'test' })).events).toEqual([])
    const [saved] = (await session.lists.queries()).filter(({ name }) => name === 'Contacts vip')
    expect(saved?.criteria.where).toEqual({ type: 'test', field: 'tags', operator: 'has', value: 'gold' })
    expect(mail.calls).toEqual([])
  })

  test('R2.6 time alone sets off, at midnight where the CRM is, across a change of the clocks', async () => {
    const { crm, session, clock } = await scene()
    const quiet = query(model, 'account', (a) => not(a.events.some((e) => e.startsAt.within(last(30, 'days')))))
    const saved = await session.lists.save({ name: 'Sans événement', entity: 'account', criteria: quiet })
    const startsAt = new Date('2026-03-10T18:00:00Z')
    await session.create('event', { id: 'gala', name: 'Gala', accountId: 'dupont', groupId: 'lille', startsAt })
    const { id: segment } = await session.lists.segments.create({ query: saved.id })
    await session.automations.create({
      name: 'Reprendre contact',
      trigger: { on: 'segment.entered', segment },
      action: { do: 'task', to: [{ who: 'owner' }], title: { fr: 'Appeler {{account.name}}' } },
    })
    clock.set('2026-04-08T21:59:59.999Z')
    await crm.tick()
    expect(await session.count('task')).toBe(0)
    clock.set('2026-04-08T22:00:00Z')
    await crm.tick()
    expect((await session.find('task')).rows).toMatchObject([{ title: 'Appeler Dupont & Fils', assigneeId: 'anna' }])
    expect((await session.automations.runs()).rows).toMatchObject([{ dueAt: new Date('2026-04-08T22:00:00Z') }])
  })

  test('R2.6 a scheduler that comes late does what it would have done', async () => {
    const { crm, session, clock } = await scene()
    const due = query(model, 'account', (a) => a.invoices.some((i) => i.dueOn.eq(today())))
    const saved = await session.lists.save({ name: 'Échéances', entity: 'account', criteria: due })
    const { id: segment } = await session.lists.segments.create({ query: saved.id })
    const task = { do: 'task', to: [{ who: 'owner' }], title: { fr: 'Relancer' } } as const
    const later = { when: 'after', days: 2 } as const
    for (const on of ['segment.entered', 'segment.left'] as const)
      await session.automations.create({ name: on, trigger: { on, segment }, timing: later, action: task })
    await session.create('invoice', { number: 'F1', accountId: 'dupont', groupId: 'lille', dueOn: '2026-03-20' })
    clock.set('2026-03-30T07:00:00Z')
    await crm.tick()
    const runs = (await session.automations.runs()).rows.map(({ trigger, status, reason, dueAt }) =>
      [trigger, status, reason, dueAt?.toISOString()].join(' '),
    )
    expect(runs).toEqual([
      'segment.entered cancelled leftSegment 2026-03-22T08:00:00.000Z',
      'segment.left done  2026-03-23T08:00:00.000Z',
    ])
  })

  test('R2.6 what the host wrote itself sets off once it is told', async () => {
    const { crm, session, adapter: behind } = await scene()
    const segment = await tagged(session)
    await session.automations.create(welcome(segment))
    const before = await session.get('contact', 'chloe')
    if (before === null) throw new Error('there is a Chloé')
    const store = (await behind.open(crm.model)).forTenant('main')
    await store.update('contact', isEqual(entityOf(crm.model, 'contact'), 'id', 'chloe'), { set: { tags: ['vip'] } })
    expect(await crm.tick()).toEqual(none)
    await crm.changed('contact', before, { ...before, tags: ['vip'] })
    expect(await crm.tick()).toEqual({ ...none, done: 1 })
  })

  test('R2.6 R5.4 a condition is asked when it runs; who is gone, an automation that is off, one that is edited', async () => {
    const { crm, session, clock } = await scene()
    const segment = await tagged(session)
    const timing = { when: 'after', days: 1 } as const
    const condition = query(model, 'contact', (c) => c.phone.isNotEmpty())
    const asked = await session.automations.create({ ...welcome(segment), timing, condition })
    const all = await session.automations.create({ ...welcome(segment), name: 'Tous', timing })
    await session.update('contact', 'chloe', { tags: ['vip'] })
    await session.update('contact', 'hugo', { tags: ['vip'] })
    await session.remove('contact', 'hugo')
    await session.automations.switchOff(all.id)
    await session.update('contact', 'chloe', { tags: [] })
    await session.automations.switchOn(all.id)
    // She left while it was off: nothing of hers is planned again.
    expect((await standings(session)).filter((run) => run.endsWith('pending'))).toEqual([])
    await session.update('contact', 'chloe', { tags: ['vip'] })
    await session.automations.switchOff(all.id)
    await session.automations.switchOn(all.id)
    expect((await standings(session)).filter((run) => run.endsWith('pending'))).toHaveLength(2)
    clock.advance({ days: 1 })
    expect(await crm.tick()).toEqual({ ...none, done: 1, skipped: 1 })
    expect((await session.automations.statistics({ automation: asked.id })).total).toMatchObject({ skipped: 1 })
  })

  test('R2.7 a segment that an automation goes by stays, and its query tells so', async () => {
    const { session } = await scene()
    const segment = await tagged(session)
    const automation = await session.automations.create({ ...welcome(segment), active: false })
    const refusal = await refusalOf(() => session.lists.segments.remove(segment))
    expect([refusal.code, refusal.messageIn('fr')]).toEqual([
      'lists.segment_in_use',
      "Le segment Contacts vip est utilisé par l'automatisation Bienvenue. Retirez-le de là d’abord.",
    ])
    const { queryId } = await session.lists.segments.get(segment)
    const { uses } = await session.lists.uses(queryId)
    expect(uses.map((use) => [use.entity, use.id])).toEqual([
      ['segment', segment],
      ['automation', automation.id],
    ])
    await session.automations.remove(automation.id)
    await session.lists.segments.remove(segment)
    await session.lists.remove(queryId)
  })

  test('R5.3 what a segment does not offer is refused, and nothing is written', async () => {
    const { session } = await scene()
    const segment = await tagged(session)
    const good = welcome(segment)
    const accounts = await session.lists.save({
      name: 'Comptes',
      entity: 'account',
      criteria: query(model, 'account', (a) => a.status.eq('client')),
    })
    const events = await session.lists.save({
      name: 'Événements',
      entity: 'event',
      criteria: query(model, 'event', (e) => e.status.eq('planned')),
    })
    const ofAccounts = (await session.lists.segments.create({ query: accounts.id })).id
    const ofEvents = (await session.lists.segments.create({ query: events.id })).id
    const about = (one: string) => ({ ...good, trigger: { ...good.trigger, segment: one } })
    const cases: readonly [unknown, string, string][] = [
      [about('none'), 'lists.segment_unknown', '/trigger/segment'],
      [about(ofEvents), 'automation.segment_subject', '/trigger/segment'],
      [about(ofAccounts), 'automation.role_missing', '/action/to/0'],
      [{ ...good, trigger: { on: 'segment.entered' } }, 'input.invalid', '/trigger/segment'],
      [{ ...good, trigger: { ...good.trigger, to: ['won'] } }, 'input.invalid', '/trigger'],
      [{ ...good, trigger: { on: 'event.created', segment } }, 'input.invalid', '/trigger'],
      [{ ...good, timing: { when: 'before', days: 1 } }, 'automation.before_not_offered', '/timing/when'],
      [{ ...good, action: { do: 'changeStatus', status: 'x' } }, 'automation.action_not_offered', '/action/do'],
      [
        { ...good, action: { ...good.action, to: [{ who: 'mainContact' }] } },
        'automation.recipient_not_offered',
        '/action/to/0/who',
      ],
      [
        { ...good, action: { ...good.action, bcc: [{ who: 'lead' }] } },
        'automation.recipient_not_offered',
        '/action/bcc/0/who',
      ],
      [
        { ...good, action: { do: 'task', to: [{ who: 'lead' }], title: { fr: 'x' } } },
        'automation.recipient_not_offered',
        '/action/to/0/who',
      ],
      [
        { ...good, action: { ...good.action, subject: { fr: '{{event.name}}' } } },
        'automation.template_field',
        '/action/subject/fr',
      ],
      [{ ...good, trigger: { on: 'event.created' } }, 'automation.recipient_not_offered', '/action/to/0/who'],
      [
        { ...good, condition: query(model, 'account', (a) => a.status.eq('client')) },
        'query.wrong_entity',
        '/condition/entity',
      ],
    ]
    for (const [draft, code, path] of cases) {
      const refusal = await refusalOf(() => session.automations.create(draft as AutomationDraft))
      expect([refusal.code, refusal.path], JSON.stringify(draft)).toEqual([code, path])
    }
    expect(await session.automations.list()).toEqual([])
  })
})

describe('wrong programs', () => {
  test('R5.3 what a segment does not offer does not compile', async () => {
    const { session } = await segmentScene((clock) => memoryAdapter({ clock }))
    const good = welcome(await tagged(session))
    const { trigger, action } = good
    const codes: string[] = []
    const told = async (work: () => Promise<unknown>) => void codes.push((await refusalOf(work)).code)
    // @ts-expect-error a segment is named
    await told(() => session.automations.create({ ...good, trigger: { on: 'segment.left' } }))
    // @ts-expect-error nothing is known beforehand
    await told(() => session.automations.create({ ...good, timing: { when: 'before', days: 1 } }))
    // @ts-expect-error there is no event to change
    await told(() => session.automations.create({ ...good, action: { do: 'changeStatus', status: 'won' } }))
    // @ts-expect-error there is no event whose main contact this were
    await told(() => session.automations.create({ ...good, action: { ...action, to: [{ who: 'mainContact' }] } }))
    // @ts-expect-error an event is in no segment
    await told(() => session.automations.create({ ...good, trigger: { on: 'event.created' } }))
    const task = { do: 'task', to: [{ who: 'member' }], title: { fr: 'Appeler' } } as const
    // @ts-expect-error who entered is given no task
    await told(() => session.automations.create({ ...good, action: task }))
    // @ts-expect-error statuses are of records
    await told(() => session.automations.create({ ...good, trigger: { ...trigger, to: ['won'] } }))
    expect(codes).toEqual([
      'input.invalid',
      'automation.before_not_offered',
      'automation.action_not_offered',
      'automation.recipient_not_offered',
      'automation.recipient_not_offered',
      'input.invalid',
      'input.invalid',
    ])
  })
})
