import {
  and,
  entityOf,
  groupsOf,
  isEqual,
  last,
  me,
  myGroups,
  next,
  not,
  or,
  query,
  type crmEntities,
  type Query,
  type StoreAdapter,
  type WrittenCriteria,
} from 'clientele'
import { describe, expect, test } from 'vitest'
import { clerk, kernel, type KernelOptions } from '../session/kernel'
import { stores } from './stores'

const lister = { ...clerk, modules: { ...clerk.modules, lists: 'manage' } } as const

type Criteria = WrittenCriteria<typeof crmEntities, 'account'>

async function scene(options: KernelOptions = {}) {
  const all = await kernel(
    {
      ana: { profile: lister, reach: 'structure', groups: ['lille'] },
      bob: { profile: lister, reach: 'own' },
      eve: { profile: lister, reach: 'all' },
    },
    options,
  )
  const { crm, model, system } = all
  await system.createMany('account', [
    { id: 'a1', name: 'Zinc', status: 'client', origin: 'BNI', groupId: 'lille', ownerId: 'bob' },
    { id: 'a2', name: 'Atelier', status: 'client', origin: 'BNI', groupId: 'lille', ownerId: 'ana' },
    { id: 'a3', name: 'Hôtel', status: 'client', origin: 'BNI', groupId: 'amiens', ownerId: 'boss' },
    { id: 'a4', name: 'Bar', status: 'prospect', origin: 'BNI', groupId: 'lille' },
    { id: 'a5', name: 'Cave', status: 'client', origin: 'web', groupId: 'lille' },
  ])
  const boss = await crm.as('boss')
  const save = (criteria: Query, shared = true) =>
    boss.lists.save({ name: 'Suivis', entity: criteria.entity, criteria, shared })
  const follow = async (where: Criteria, announce = false) => {
    const saved = await save(query(model, 'account', where))
    return (await boss.lists.segments.create({ query: saved.id, announce })).id
  }
  const members = async (id: string, session = boss) =>
    (await session.lists.segments.members(id, { orderBy: ['id'] })).rows.map((row) => row['id'])
  const taken = async (id: string, reader = 'test', session = boss) =>
    (await session.lists.segments.take(id, { reader })).events.map(({ type, recordId }) => `${recordId} ${type}`)
  return { ...all, boss, save, follow, members, taken }
}

const client: Criteria = (a) => and(a.status.eq('client'), a.origin.eq('BNI'))
const owing: Criteria = (a) => a.invoices.count((i) => i.status.eq('overdue')).gte(2)
const due: Criteria = (a) => a.invoices.some((i) => i.dueOn.within(last(3, 'days')))

describe.each(stores)('segments, in $store', ({ adapter }) => {
  test('R2.6 a segment knows its members, and tells who entered and who left as records change', async () => {
    const { boss, follow, members, taken } = await scene({ adapter })
    const id = await follow(client)
    expect(await members(id)).toEqual(['a1', 'a2', 'a3'])
    expect(await boss.lists.segments.count(id)).toBe(3)
    expect(await taken(id)).toEqual([])
    await boss.update('account', 'a4', { status: 'client' })
    await boss.update('account', 'a1', { origin: 'web', name: 'Zinc & Cie' })
    await boss.create('account', { id: 'a6', name: 'Quai', status: 'client', origin: 'BNI', groupId: 'lille' })
    await boss.remove('account', 'a3')
    await boss.update('account', 'a2', { name: 'Atelier 2' })
    expect(await taken(id)).toEqual(['a4 entered', 'a1 left', 'a6 entered', 'a3 left'])
    expect(await taken(id)).toEqual([])
    expect(await members(id)).toEqual(['a2', 'a4', 'a6'])
    expect(await boss.lists.segments.count(id)).toBe(3)
    const page = await boss.lists.segments.members(id, { limit: 2, total: true, orderBy: ['name'] })
    expect([page.rows.map(({ name }) => name), page.more, page.total]).toEqual([['Atelier 2', 'Bar'], true, 3])
    const streamed: unknown[] = []
    for await (const row of await boss.lists.segments.stream(id, { limit: 1 })) streamed.push(row['id'])
    expect(streamed.sort()).toEqual(['a2', 'a4', 'a6'])
  })

  test('R2.6 those who are there from the start enter where that is asked, and otherwise do not', async () => {
    const { follow, taken } = await scene({ adapter })
    expect((await taken(await follow(client, true))).sort()).toEqual(['a1 entered', 'a2 entered', 'a3 entered'])
    expect(await taken(await follow(client))).toEqual([])
  })

  test('R2.6 an invoice moves its account, and one that changes hands moves two', async () => {
    const { boss, system, follow, members, taken } = await scene({ adapter })
    const id = await follow(owing)
    const invoice = (n: number, accountId: string) =>
      system.create('invoice', { id: `i${n}`, number: `F${n}`, status: 'overdue', accountId, groupId: 'lille' })
    await invoice(1, 'a1')
    await invoice(2, 'a1')
    await invoice(3, 'a2')
    expect(await taken(id)).toEqual(['a1 entered'])
    await system.update('invoice', 'i2', { accountId: 'a2' })
    expect((await taken(id)).sort()).toEqual(['a1 left', 'a2 entered'])
    await system.update('invoice', 'i3', { status: 'paid' })
    await system.update('invoice', 'i2', { number: 'F2 bis' })
    expect(await taken(id)).toEqual(['a2 left'])
    await system.update('invoice', 'i3', { status: 'overdue' })
    await system.remove('invoice', 'i2')
    expect(await taken(id)).toEqual(['a2 entered', 'a2 left'])
    expect(await members(id)).toEqual([])
    expect(await boss.lists.segments.count(id)).toBe(0)
  })

  test('R2.6 a change far down a chain of relations, and one of the record at its end, move those it leads to', async () => {
    const { system, follow, taken } = await scene({ adapter })
    const spoken = await follow((a) => a.contacts.some((c) => c.conversations.some((one) => one.assigneeId.eq('ana'))))
    const chloe = await follow((a) => a.owner.is((u) => u.name.contains('Anaïs')))
    await system.create('contact', { id: 'c1', name: 'Zoë', accountId: 'a1', groupId: 'lille' })
    await system.create('conversation', { id: 'v1', contactId: 'c1', assigneeId: 'bob', groupId: 'lille' })
    expect(await taken(spoken)).toEqual([])
    await system.update('conversation', 'v1', { assigneeId: 'ana' })
    await system.update('contact', 'c1', { accountId: 'a5' })
    expect(await taken(spoken)).toEqual(['a1 entered', 'a1 left', 'a5 entered'])
    await system.update('user', 'ana', { name: 'Ana' })
    await system.update('user', 'bob', { name: 'Anaïs B.' })
    expect(await taken(chloe)).toEqual(['a2 left', 'a1 entered'])
  })

  test('R2.6 time alone moves records in and out, each at its moment, however late one looks', async () => {
    const { crm, clock, boss, system, follow, members, taken } = await scene({ adapter })
    const id = await follow(due)
    await system.createMany('invoice', [
      { id: 'i1', number: 'F1', dueOn: '2026-03-18', accountId: 'a1', groupId: 'lille' },
      { id: 'i2', number: 'F2', dueOn: '2026-03-16', accountId: 'a2', groupId: 'lille' },
    ])
    expect(await taken(id)).toEqual(['a2 entered'])
    clock.advance({ days: 2 })
    expect(await members(id)).toEqual(['a1', 'a2'])
    expect(await taken(id)).toEqual(['a1 entered'])
    clock.advance({ days: 30 })
    await crm.tick()
    const { events } = await boss.lists.segments.take(id, { reader: 'test' })
    expect(events.map(({ type, recordId, at }) => [recordId, type, at.toISOString()])).toEqual([
      ['a2', 'left', '2026-03-18T23:00:00.000Z'],
      ['a1', 'left', '2026-03-20T23:00:00.000Z'],
    ])
    expect(await members(id)).toEqual([])
  })

  test('R2.6 with time and changes together only what is true at each moment counts', async () => {
    const { clock, system, follow, members, taken } = await scene({ adapter })
    const id = await follow((a) =>
      and(a.status.eq('client'), not(a.events.some((e) => e.startsAt.within(next(2, 'weeks'))))),
    )
    expect(await members(id)).toEqual(['a1', 'a2', 'a3', 'a5'])
    const startsAt = new Date('2026-04-20T08:00:00Z')
    await system.create('event', { id: 'e1', name: 'Gala', accountId: 'a1', groupId: 'lille', startsAt })
    expect(await taken(id)).toEqual([])
    clock.advance({ days: 25 })
    expect(await taken(id)).toEqual(['a1 left'])
    await system.update('event', 'e1', { startsAt: new Date('2026-06-20T08:00:00Z') })
    expect(await taken(id)).toEqual(['a1 entered'])
    await system.update('account', 'a1', { status: 'prospect' })
    clock.advance({ days: 90 })
    expect(await taken(id)).toEqual(['a1 left'])
  })

  test('R2.6 bulk writes move segments like any other', async () => {
    const { boss, model, follow, members, taken } = await scene({ adapter })
    const id = await follow((a) => or(a.tags.has('vip'), a.status.eq('suspect')))
    await boss.lists.addTag({ code: 'vip', label: { fr: 'VIP', en: 'VIP' } })
    const where = query(model, 'account', (a) => a.origin.eq('web'))
    await boss.lists.tagRecords({ entity: 'account', where, add: ['vip'] })
    expect(await taken(id)).toEqual(['a5 entered'])
    await boss.lists.addTag({ code: 'gold', label: { fr: 'Or', en: 'Gold' } })
    await boss.lists.mergeTags({ from: 'vip', into: 'gold' })
    expect(await members(id)).toEqual(['a5'])
    await taken(id)
    await boss.lists.tagRecords({ entity: 'account', where, remove: ['gold'] })
    await boss.update('account', 'a4', { status: 'supplier' })
    await boss.lists.removeStatus('supplier', { moveTo: 'suspect' })
    expect(await taken(id)).toEqual(['a5 left', 'a4 entered'])
  })

  test('R2.6 what the host wrote itself moves segments once it is told, or found by reconciling', async () => {
    const behind: StoreAdapter[] = []
    const { crm, boss, follow, members, taken } = await scene({
      adapter: (clock) => {
        const made = adapter(clock)
        behind.push(made)
        return made
      },
    })
    const id = await follow(client)
    const before = await boss.get('account', 'a4')
    if (before === null) throw new Error('there is an a4')
    // Told, but not written: the records themselves decide.
    await crm.changed('account', before, { ...before, status: 'client' })
    expect(await taken(id)).toEqual([])
    const store = (await behind[0]?.open(crm.model))?.forTenant('main')
    const account = entityOf(crm.model, 'account')
    await store?.update('account', isEqual(account, 'id', 'a4'), { set: { status: 'client' } })
    await store?.update('account', isEqual(account, 'id', 'a2'), { set: { status: 'prospect' } })
    await store?.remove('account', isEqual(account, 'id', 'a3'))
    expect(await taken(id)).toEqual([])
    await crm.changed('account', before, { ...before, status: 'client' })
    expect(await taken(id)).toEqual(['a4 entered'])
    await boss.lists.segments.reconcile(id)
    expect((await taken(id)).sort()).toEqual(['a2 left', 'a3 left'])
    await boss.lists.segments.reconcile(id)
    expect(await taken(id)).toEqual([])
    expect(await members(id)).toEqual(['a1', 'a4'])
  })

  test('R2.6 a segment follows its query when that is edited, and the regions it names when they change', async () => {
    const { crm, model, boss, save, members, taken } = await scene({ adapter })
    const region = await boss.regions.create({ name: 'Nord', groups: ['lille'] })
    const saved = await save(query(model, 'account', (a) => a.groupId.in(groupsOf({ regions: [region.id] }))))
    const { id } = await boss.lists.segments.create({ query: saved.id })
    expect(await members(id)).toEqual(['a1', 'a2', 'a4', 'a5'])
    await boss.regions.assign({ region: region.id, groups: ['amiens'] })
    expect(await taken(id)).toEqual(['a3 entered'])
    await boss.regions.unassign({ region: region.id, groups: ['lille'] })
    expect((await boss.lists.segments.get(id)).building).toBe(true)
    await crm.tick()
    expect((await boss.lists.segments.get(id)).building).toBe(false)
    expect((await taken(id)).sort()).toEqual(['a1 left', 'a2 left', 'a4 left', 'a5 left'])
    await boss.lists.edit(saved.id, { criteria: query(model, 'account', (a) => a.origin.eq('web')) })
    expect((await taken(id)).sort()).toEqual(['a3 left', 'a5 entered'])
    await boss.update('account', 'a1', { origin: 'web' })
    expect(await members(id)).toEqual(['a1', 'a5'])
  })

  test('R2.6 each reader has each event once, and a transaction that is given up gives its events back', async () => {
    const { boss, follow, taken } = await scene({ adapter })
    const id = await follow(client)
    await boss.update('account', 'a4', { status: 'client' })
    const given = boss.transaction(async (inner) => {
      await inner.update('account', 'a5', { origin: 'BNI' })
      expect((await inner.lists.segments.take(id, { reader: 'test' })).events).toHaveLength(2)
      throw new Error('given up')
    })
    await expect(given).rejects.toThrow('given up')
    expect(await taken(id)).toEqual(['a4 entered'])
    expect(await taken(id, 'other')).toEqual(['a4 entered'])
    const first = await boss.lists.segments.changes(id, { reader: 'outside' })
    expect(await boss.lists.segments.changes(id, { reader: 'outside' })).toEqual(first)
    await boss.lists.segments.acknowledge(id, { reader: 'outside', through: first.through })
    expect((await boss.lists.segments.changes(id, { reader: 'outside' })).events).toEqual([])
    await expect(
      boss.lists.segments.acknowledge(id, { reader: 'outside', through: first.through + 1 }),
    ).rejects.toMatchObject({ code: 'lists.segment_place' })
  })

  test('R2.6 many takers under one name share the events out, none of them twice', async () => {
    const { boss, system, follow } = await scene({ adapter })
    const id = await follow(client)
    await system.createMany(
      'account',
      Array.from({ length: 40 }, (_, n) => ({
        id: `n${n}`,
        name: `N ${n}`,
        status: 'client',
        origin: 'BNI',
        groupId: 'lille',
      })),
    )
    const pages = await Promise.all(
      Array.from({ length: 8 }, () => boss.lists.segments.take(id, { reader: 'shared', limit: 5 })),
    )
    const all = pages.flatMap(({ events }) => events.map(({ recordId }) => recordId))
    expect([all.length, new Set(all).size]).toEqual([40, 40])
    expect((await boss.lists.segments.take(id, { reader: 'shared' })).events).toEqual([])
  })

  test('R2.6 members and events are told of records that one may read, and of no other', async () => {
    const { crm, system, follow, members, taken } = await scene({ adapter })
    const id = await follow(client)
    const [ana, bob, eve] = [await crm.as('ana'), await crm.as('bob'), await crm.as('eve')]
    expect(await members(id, ana)).toEqual(['a1', 'a2'])
    expect(await ana.lists.segments.count(id)).toBe(2)
    expect(await members(id, bob)).toEqual(['a1'])
    expect((await bob.lists.segments.members(id, { total: true })).total).toBe(1)
    await system.update('account', 'a4', { status: 'client' })
    await system.update('account', 'a3', { status: 'prospect' })
    await system.remove('account', 'a1')
    expect(await taken(id, 'own', bob)).toEqual([])
    expect(await taken(id, 'own', ana)).toEqual(['a4 entered'])
    expect(await taken(id, 'own', eve)).toEqual(['a4 entered', 'a3 left', 'a1 left'])
    for (const entity of ['segmentMember', 'segmentEvent', 'segmentReader', 'segmentEdition'] as const)
      expect((await ana.find(entity)).rows).toEqual([])
    const invoices = await follow(owing)
    for (const look of [ana.lists.segments.members(invoices), ana.lists.segments.count(invoices)])
      await expect(look).rejects.toMatchObject({ code: 'lists.segment_beyond_rights' })
    await expect(ana.lists.segments.take(invoices, { reader: 'x' })).rejects.toMatchObject({
      code: 'lists.segment_beyond_rights',
    })
    expect(await eve.lists.segments.count(invoices)).toBe(0)
  })

  test('R2.6 what cannot be followed exactly is refused, and so is bad input', async () => {
    const { crm, model, boss, save } = await scene({ adapter })
    const refused = async (criteria: Query, code: string) => {
      const saved = await save(criteria, false)
      await expect(boss.lists.segments.create({ query: saved.id })).rejects.toMatchObject({ code })
    }
    await refused(
      query(model, 'account', (a) => a.groupId.in(myGroups())),
      'lists.segment_reference',
    )
    await refused(
      query(crm.model, 'automationRun', (run) => run.status.eq('done')),
      'lists.segment_untraceable',
    )
    const bad: readonly [() => Promise<unknown>, string][] = [
      [() => boss.lists.segments.create({ query: 'none' }), 'lists.query_unknown'],
      [() => boss.lists.segments.members('none'), 'lists.segment_unknown'],
      [() => boss.lists.segments.remove('none'), 'lists.segment_unknown'],
      [() => boss.lists.segments.take('none', { reader: 'x' }), 'lists.segment_unknown'],
    ]
    for (const [call, code] of bad) await expect(call()).rejects.toMatchObject({ code })
    const mine = await save(query(model, 'account', (a) => a.ownerId.eq(me())))
    const { id } = await boss.lists.segments.create({ query: mine.id, name: 'À moi' })
    await expect(boss.lists.segments.create({ query: mine.id })).rejects.toMatchObject({ code: 'lists.segment_there' })
    for (const reading of [
      { reader: '' },
      { reader: 'x', limit: 0 },
      { reader: 'x', limit: 1.5 },
      { reader: 'x'.repeat(101) },
    ])
      await expect(boss.lists.segments.take(id, reading)).rejects.toMatchObject({ code: 'input.invalid' })
    await expect(boss.lists.segments.members(id, { limit: 0 })).rejects.toMatchObject({ code: 'session.bad_limit' })
    const criteria = query(model, 'account', (a) => a.groupId.in(myGroups()))
    await expect(boss.lists.edit(mine.id, { criteria, shared: false })).rejects.toMatchObject({
      code: 'lists.segment_reference',
    })
    expect((await boss.lists.query(mine.id)).shared).toBe(true)
  })

  test('R2.6 a build that was cut short is finished by who asks next, and by the scheduler', async () => {
    const { crm, model, boss, save, members, taken } = await scene({ adapter })
    const [first, second] = [await save(query(model, 'account', client)), await save(query(model, 'account', owing))]
    const onBatch = () => {
      throw new Error('cut short')
    }
    await expect(boss.lists.segments.create({ query: first.id, announce: true }, { onBatch })).rejects.toThrow(
      'cut short',
    )
    const [segment] = await boss.lists.segments.list()
    expect(segment?.building).toBe(true)
    expect(await members(segment?.id ?? '')).toEqual(['a1', 'a2', 'a3'])
    expect((await taken(segment?.id ?? '')).sort()).toEqual(['a1 entered', 'a2 entered', 'a3 entered'])
    expect((await boss.lists.segments.list())[0]?.building).toBe(false)
    await boss.lists.segments.create({ query: second.id, name: 'Zèle' })
    await boss.lists.edit(second.id, { criteria: query(model, 'account', (a) => a.origin.eq('web')) })
    await crm.tick()
    const last = (await boss.lists.segments.list()).at(-1)
    expect([last?.name, last?.building]).toEqual(['Zèle', false])
    expect(await taken(last?.id ?? '')).toEqual(['a5 entered'])
  })

  test('R2.7 a query that a segment follows is not deleted without saying so', async () => {
    const { crm, model, boss, save } = await scene({ adapter })
    const saved = await save(query(model, 'account', client))
    const segment = await boss.lists.segments.create({ query: saved.id, name: 'Bons clients' })
    await expect(boss.lists.remove(saved.id)).rejects.toMatchObject({
      code: 'lists.query_in_use',
      data: { uses: [{ fr: 'Bons clients', en: 'Bons clients' }], others: false },
    })
    expect((await boss.lists.uses(saved.id)).uses.map(({ id }) => id)).toEqual([segment.id])
    const ana = await crm.as('ana')
    await expect(ana.lists.segments.remove(segment.id)).rejects.toMatchObject({ code: 'lists.segment_not_owner' })
    await expect(ana.lists.segments.edit(segment.id, { name: 'X' })).rejects.toMatchObject({
      code: 'lists.segment_not_owner',
    })
    expect((await boss.lists.segments.edit(segment.id, { name: 'Clients' })).name).toBe('Clients')
    await expect(boss.lists.segments.edit(segment.id, { name: 'Y', version: segment.version })).rejects.toMatchObject({
      code: 'session.stale',
    })
    await boss.lists.segments.remove(segment.id)
    expect(await boss.lists.segments.list()).toEqual([])
    await boss.update('account', 'a1', { status: 'prospect' })
    await boss.lists.remove(saved.id)
  })

  test('R2.7 the segment of a private query is seen by its owner alone', async () => {
    const { crm, model, boss, save } = await scene({ adapter })
    const saved = await save(query(model, 'account', client), false)
    const { id } = await boss.lists.segments.create({ query: saved.id })
    const eve = await crm.as('eve')
    expect(await eve.lists.segments.list()).toEqual([])
    await expect(eve.lists.segments.members(id)).rejects.toMatchObject({ code: 'lists.segment_unknown' })
    expect((await eve.find('segment')).rows).toEqual([])
    expect((await boss.lists.segments.list()).map((one) => one.id)).toEqual([id])
  })
})
