import { createClientele, query, sequentialIdentifiers, testClock } from 'clientele'
import { memoryAdapter } from 'clientele/memory'
import { describe, expect, test } from 'vitest'
import { none, post, refusalOf } from '../automation/scene'
import { became, lastOf, model, namesIn, office, own, seller, type Office } from './recurring-scene'

describe('each run acts as its owner at that moment', () => {
  const lost: readonly (readonly [what: string, how: (at: Office) => unknown, became: string])[] = [
    [
      'the right to export',
      ({ actors }) => actors.set('ana', { profile: { ...seller, rights: [] }, reach: 'all' }),
      'failed refused session.missing_right',
    ],
    [
      'the module of the records',
      ({ actors }) =>
        actors.set('ana', { profile: { ...seller, modules: { ...seller.modules, accounts: 'access' } }, reach: 'all' }),
      'failed refused session.missing_level',
    ],
    [
      'the reports',
      ({ actors }) => {
        const { reports: _, ...modules } = seller.modules
        actors.set('ana', { profile: { ...seller, modules }, reach: 'all' })
      },
      'failed refused session.module_unknown',
    ],
    [
      'the regions that it names',
      ({ actors }) => {
        const { regions: _, ...modules } = seller.modules
        actors.set('ana', { profile: { ...seller, modules }, reach: 'all' })
      },
      'failed refused session.module_unknown',
    ],
    [
      'a field that the query asks about',
      ({ actors }) =>
        actors.set('ana', { profile: { ...seller, fields: { account: { status: 'hidden' } } }, reach: 'all' }),
      'failed refused session.hidden_field',
    ],
    [
      'the field that says whose group a record is',
      ({ actors }) =>
        actors.set('ana', { profile: { ...seller, fields: { account: { groupId: 'hidden' } } }, reach: 'all' }),
      'failed refused reports.no_group',
    ],
    ['every right', ({ actors }) => actors.delete('ana'), 'failed refused session.no_actor'],
    ['the e-mail address', ({ system }) => system.update('user', 'ana', { email: null }), 'skipped noRecipient'],
  ]
  test.each(lost)(
    'R1.6 R2.9 %s is lost: nothing is mailed, and it says why; the next time waits',
    async (_, lose, expected) => {
      const at = await office()
      await at.ana.reports.recurring.create(at.daily)
      await lose(at)
      at.clock.set('2026-03-17T08:00:00Z')
      await at.crm.tick()
      at.actors.set('ana', { profile: seller, reach: 'all' })
      expect(await became(at)).toEqual(['2026-03-18T08:00:00.000Z pending', `2026-03-17T08:00:00.000Z ${expected}`])
      expect(at.mail.calls).toEqual([])
    },
  )

  test('R1.6 R2.7 a query that its owner shares no more', async () => {
    const at = await office()
    await at.ana.lists.edit(at.clients.id, { shared: true })
    const bob = await at.crm.as('bob')
    await bob.reports.recurring.create({ ...at.daily, selection: null })
    at.clock.set('2026-03-17T08:00:00Z')
    await at.crm.tick()
    expect(namesIn(lastOf(at))).toEqual(['lille'])
    await at.ana.lists.edit(at.clients.id, { shared: false })
    at.clock.set('2026-03-18T08:00:00Z')
    await at.crm.tick()
    const [run] = (await bob.reports.recurring.runs({ status: 'failed' })).rows
    expect(run?.problems).toMatchObject([{ code: 'lists.query_unknown' }])
    expect(at.mail.calls).toHaveLength(1)
  })

  test('R1.6 a region left without a group of theirs is an empty file, not another one', async () => {
    const at = await office()
    await at.ana.reports.recurring.create({ ...at.daily, selection: { regions: [at.north.id] } })
    await at.chief.regions.unassign({ region: at.north.id, groups: ['lille', 'arras', 'amiens'] })
    at.clock.set('2026-03-17T08:00:00Z')
    await at.crm.tick()
    expect(namesIn(lastOf(at))).toEqual([])
  })
})

describe('whose it is', () => {
  test('R1.6 switched off and on, edited, removed; the tracking stays', async () => {
    const at = await office()
    const { recurring } = at.ana.reports
    const { id } = await recurring.create({ ...at.daily, active: false })
    expect(await recurring.get(id)).toMatchObject({ active: false, nextAt: null, version: 1 })
    expect(await recurring.switchOn(id)).toMatchObject({ active: true, nextAt: new Date('2026-03-17T08:00:00Z') })
    expect(await recurring.switchOn(id)).toEqual(await recurring.get(id))
    const weekly = { recurs: 'weekly', on: [1], at: '07:30', timeZone: 'Europe/Paris' } as const
    const edited = await recurring.edit(id, { name: 'Hebdo', schedule: weekly, format: 'xlsx', selection: null })
    expect(edited).toMatchObject({
      name: 'Hebdo',
      schedule: weekly,
      selection: null,
      nextAt: new Date('2026-03-23T06:30:00Z'),
    })
    expect(await recurring.get(id)).toEqual(edited)
    expect((await refusalOf(() => recurring.edit(id, { name: 'X', version: 1 }))).code).toBe('session.stale')
    at.clock.set('2026-03-23T06:30:00Z')
    await at.crm.tick()
    expect(await recurring.switchOff(id)).toMatchObject({ active: false, nextAt: null })
    expect(await recurring.switchOff(id)).toEqual(await recurring.get(id))
    await recurring.remove(id)
    expect(await recurring.list()).toEqual([])
    expect((await refusalOf(() => recurring.get(id))).code).toBe('reports.export_unknown')
    expect((await recurring.runs({ export: id })).rows).toMatchObject([{ status: 'done', name: 'Hebdo' }])
    at.clock.set('2026-04-30T08:00:00Z')
    await at.crm.tick()
    expect(at.mail.calls).toHaveLength(1)
  })

  test('R1.6 chosen anew while frozen, the groups are those of now; another name leaves them as they were', async () => {
    const at = await office()
    const { recurring } = at.ana.reports
    const selection = { ...at.daily.selection, automaticallyAddNewGroups: false }
    const { id } = await recurring.create({ ...at.daily, selection })
    await at.chief.regions.assign({ region: at.north.id, groups: ['rouen'] })
    await recurring.edit(id, { name: 'Autre' })
    at.clock.set('2026-03-17T08:00:00Z')
    await at.crm.tick()
    expect(namesIn(lastOf(at))).toEqual(['amiens', 'arras', 'brest', 'lille'])
    await recurring.edit(id, { selection })
    at.clock.set('2026-03-18T08:00:00Z')
    await at.crm.tick()
    expect(namesIn(lastOf(at))).toEqual(['amiens', 'arras', 'brest', 'lille', 'rouen'])
  })

  test("R1.6 one sees and changes one's own; an administrator sees all and may stop any", async () => {
    const at = await office()
    const { id } = await at.ana.reports.recurring.create(at.daily)
    const bob = await at.crm.as('bob')
    expect(await bob.reports.recurring.list()).toEqual([])
    expect((await bob.reports.recurring.runs()).rows).toEqual([])
    for (const entity of ['recurringExport', 'recurringExportRun'] as const) expect(await bob.count(entity)).toBe(0)
    const calls = [
      () => bob.reports.recurring.get(id),
      () => bob.reports.recurring.edit(id, { name: 'x' }),
      () => bob.reports.recurring.switchOn(id),
      () => bob.reports.recurring.switchOff(id),
      () => bob.reports.recurring.remove(id),
    ]
    for (const call of calls) expect((await refusalOf(call)).code).toBe('reports.export_unknown')
    expect((await at.chief.reports.recurring.list()).map(({ ownerId }) => ownerId)).toEqual(['ana'])
    expect((await refusalOf(() => at.chief.reports.recurring.edit(id, { name: 'x' }))).code).toBe(
      'reports.export_not_owner',
    )
    await at.chief.reports.recurring.switchOff(id)
    expect((await refusalOf(() => at.chief.reports.recurring.switchOn(id))).code).toBe('reports.export_not_owner')
    expect(await at.ana.reports.recurring.get(id)).toMatchObject({ active: false })
    expect((await refusalOf(() => at.system.reports.recurring.create(at.daily))).code).toBe(
      'reports.export_without_owner',
    )
    const entries = await at.system.find('journalEntry', {
      where: query(at.crm.model, 'journalEntry', (e) => e.entity.eq('recurringExport')),
    })
    expect(entries.rows.map(({ type, actorId }) => [type, actorId])).toEqual([
      ['created', 'ana'],
      ['updated', 'boss'],
    ])
  })

  test('R1.6 R2.13 an administrator whom an organisation bounds sees the exports of its users alone', async () => {
    const at = await office()
    await at.system.update('user', 'bob', { groupId: 'lille' })
    await at.chief.organisations.create({ id: 'east', name: 'Est', groups: ['lille'] })
    await at.ana.reports.recurring.create(at.daily)
    const bob = await at.crm.as('bob')
    await bob.reports.recurring.create({
      ...at.daily,
      content: { of: 'query', query: await own(bob) },
      selection: null,
    })
    at.actors.set('east', { profile: 'administrator', reach: 'all', organisation: 'east' })
    at.clock.set('2026-03-17T08:00:00Z')
    await at.crm.tick()
    const east = await at.crm.as('east')
    const [seen, ...others] = await east.reports.recurring.list()
    expect([seen?.ownerId, others]).toEqual(['bob', []])
    expect((await east.reports.recurring.runs({ status: 'done' })).rows.map(({ sentTo }) => sentTo)).toEqual(['bob'])
    const [hers] = await at.ana.reports.recurring.list()
    expect((await refusalOf(() => east.reports.recurring.switchOff(hers?.id ?? ''))).code).toBe(
      'reports.export_unknown',
    )
    await east.reports.recurring.switchOff(seen?.id ?? '')
  })

  test('R1.6 R2.9 it takes managing the reports, reading the records and the right to export', async () => {
    const at = await office()
    const without = (more: object) => at.actors.set('ana', { profile: { ...seller, ...more }, reach: 'all' })
    const refused = async () => (await refusalOf(() => at.ana.reports.recurring.create(at.daily))).code
    without({ rights: [] })
    expect(await refused()).toBe('session.missing_right')
    without({ modules: { ...seller.modules, reports: 'read' } })
    expect(await refused()).toBe('session.missing_level')
    without({ modules: { ...seller.modules, accounts: 'access' } })
    expect(await refused()).toBe('session.missing_level')
    without({ modules: { ...seller.modules, regions: 'access' } })
    expect(await refused()).toBe('session.missing_level')
  })

  test('R1.6 with a user who is removed their exports end', async () => {
    const clock = testClock('2026-03-16T08:00:00Z')
    const mail = post()
    const crm = await createClientele({
      model,
      store: memoryAdapter({ clock }),
      timeZone: 'Europe/Paris',
      clock,
      identifiers: sequentialIdentifiers('id'),
      mailer: mail,
    })
    const system = crm.system('test')
    for (const id of ['boss', 'ana']) await system.create('user', { id, name: id, email: `${id}@clientele.test` })
    const ana = await crm.as('ana')
    const all = await ana.lists.save({ name: 'Tous', entity: 'account', criteria: { type: 'and', criteria: [] } })
    const schedule = { recurs: 'monthly', on: 31, at: '09:00', timeZone: 'Europe/Paris' } as const
    await ana.reports.recurring.create({ name: 'Tous', content: { of: 'query', query: all.id }, schedule })
    const boss = await crm.as('boss')
    expect(await boss.reports.recurring.list()).toMatchObject([{ nextAt: new Date('2026-03-31T07:00:00Z') }])
    await boss.remove('user', 'ana')
    expect(await boss.reports.recurring.list()).toEqual([])
    clock.set('2026-05-01T08:00:00Z')
    expect(await crm.tick()).toEqual(none)
    expect(mail.calls).toEqual([])
  })
})
