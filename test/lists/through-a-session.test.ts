import { and, entityOf, isAmong, me, query, type QueryUses } from 'clientele'
import { describe, expect, test } from 'vitest'
import { clerk, kernel, type KernelOptions } from '../session/kernel'
import { stores } from './stores'

const lister = { ...clerk, modules: { ...clerk.modules, lists: 'manage', tasks: 'manage' } } as const

async function scene(options: KernelOptions = {}) {
  const all = await kernel(
    {
      ana: { profile: lister, reach: 'structure', groups: ['lille'] },
      bob: { profile: lister, reach: 'own' },
    },
    options,
  )
  await all.system.createMany('account', [
    { id: 'a1', name: 'Zinc', status: 'client', origin: 'BNI', groupId: 'lille', ownerId: 'bob' },
    { id: 'a2', name: 'Atelier', status: 'client', origin: 'BNI', groupId: 'lille', ownerId: 'ana' },
    { id: 'a3', name: 'Hôtel', status: 'client', origin: 'BNI', groupId: 'amiens', ownerId: 'boss' },
    { id: 'a4', name: 'Bar', status: 'prospect', origin: 'BNI', groupId: 'lille' },
    { id: 'a5', name: 'Cave', status: 'client', origin: 'web', groupId: 'lille' },
  ])
  const ana = await all.crm.as('ana')
  const clients = await ana.lists.save({
    name: 'Clients BNI',
    entity: 'account',
    criteria: query(all.model, 'account', (a) => and(a.status.eq('client'), a.origin.eq('BNI'))),
    display: { columns: ['name'], sort: [{ field: 'name' }] },
    shared: true,
  })
  return { ...all, ana, clients }
}

const ids = (page: { readonly rows: readonly object[] }) => page.rows.map((row) => ('id' in row ? row.id : null))

describe.each(stores)('saved queries through a session, in $store', ({ adapter }) => {
  test('R2.1 status = Client and origin = BNI, saved, then run within what each may see', async () => {
    const { crm, ana, clients, system } = await scene({ adapter })
    expect(ids(await ana.lists.run(clients.id))).toEqual(['a2', 'a1'])
    expect(await ana.lists.count(clients.id)).toBe(2)
    expect(ids(await (await crm.as('bob')).lists.run(clients.id))).toEqual(['a1'])
    expect(ids(await system.lists.run(clients.id))).toEqual(['a2', 'a3', 'a1'])
  })

  test('R2.2 is run anew each time', async () => {
    const { ana, clients } = await scene({ adapter })
    await ana.update('account', 'a4', { status: 'client' })
    await ana.update('account', 'a1', { origin: 'web' })
    expect(ids(await ana.lists.run(clients.id))).toEqual(['a2', 'a4'])
  })

  test('R2.6 is shown page by page, both ways, while rows are inserted, in the order of its display or in another', async () => {
    const { system, clients } = await scene({ adapter })
    const first = await system.lists.run(clients.id, { limit: 2 })
    expect([ids(first), first.more, first.total]).toEqual([['a2', 'a3'], true, null])
    await system.create('account', { id: 'a0', name: 'Aa', status: 'client', origin: 'BNI', groupId: 'lille' })
    await system.create('account', { id: 'a9', name: 'Zz', status: 'client', origin: 'BNI', groupId: 'lille' })
    const rest = await system.lists.run(clients.id, { limit: 2, after: first.end, total: true })
    expect([ids(rest), rest.more, rest.total]).toEqual([['a1', 'a9'], false, 5])
    const back = await system.lists.run(clients.id, { limit: 2, before: rest.start })
    expect([ids(back), back.more]).toEqual([['a2', 'a3'], true])
    const start = await system.lists.run(clients.id, { limit: 2, before: back.start })
    expect([ids(start), start.more]).toEqual([['a0'], false])
    const other = await system.lists.run(clients.id, {
      orderBy: [{ field: 'id', direction: 'desc' }],
      fields: ['name'],
    })
    expect(ids(other)).toEqual(['a9', 'a3', 'a2', 'a1', 'a0'])
    expect(Object.keys(other.rows[0] ?? {}).sort()).toEqual(['id', 'name'])
    await expect(system.lists.run(clients.id, { after: first.end, before: first.start })).rejects.toMatchObject({
      code: 'session.two_cursors',
    })
  })

  test('R2.6 is counted over what each may see', async () => {
    const { crm, ana, clients, system } = await scene({ adapter })
    const totals = [ana, await crm.as('bob'), system].map(({ lists }) =>
      lists.run(clients.id, { limit: 1, total: true }),
    )
    expect((await Promise.all(totals)).map(({ total, rows }) => [total, rows.length])).toEqual([
      [2, 1],
      [1, 1],
      [3, 1],
    ])
  })

  test('R2.6 is streamed, each record once, while it is written to', async () => {
    const { ana, clients, system } = await scene({ adapter })
    const met: unknown[] = []
    for await (const row of await system.lists.stream(clients.id, { limit: 1 })) {
      met.push(row['id'])
      await system.update('account', String(row['id']), { name: `Zzz ${String(row['name'])}` })
    }
    expect(met).toEqual(['a2', 'a3', 'a1'])
    const mine: unknown[] = []
    for await (const row of await ana.lists.stream(clients.id)) mine.push(row['id'])
    expect(mine).toEqual(['a2', 'a1'])
    await expect(ana.lists.stream('gone')).rejects.toMatchObject({ code: 'lists.query_unknown' })
  })

  test('R2.7 in a shared query me is its owner, whoever runs it; in a copy, the new one', async () => {
    const { crm, model, ana, system } = await scene({ adapter })
    const criteria = query(model, 'account', (a) => a.ownerId.eq(me()))
    const mine = await ana.lists.save({ name: 'Les miens', entity: 'account', criteria, shared: true })
    const boss = await crm.as('boss')
    expect(ids(await boss.lists.run(mine.id))).toEqual(['a2'])
    expect(await system.lists.count(mine.id)).toBe(1)
    const copy = await boss.lists.duplicate(mine.id)
    expect(copy).toMatchObject({ name: 'Copy of Les miens', shared: false, ownerId: 'boss' })
    expect(ids(await boss.lists.run(copy.id))).toEqual(['a3'])
    await expect(ana.lists.run(copy.id)).rejects.toMatchObject({ code: 'lists.query_unknown' })
  })

  test('R2.7 a private query is nobody else’s, whatever their rights and however they ask', async () => {
    const { crm, ana, clients } = await scene({ adapter })
    const mine = await ana.lists.save({ name: 'À moi', entity: 'contact', criteria: { type: 'and', criteria: [] } })
    const boss = await crm.as('boss')
    expect((await ana.lists.queries()).map(({ name }) => name)).toEqual(['À moi', 'Clients BNI'])
    expect((await boss.lists.queries()).map(({ name }) => name)).toEqual(['Clients BNI'])
    await expect(boss.lists.run(mine.id)).rejects.toMatchObject({ code: 'lists.query_unknown' })
    expect(ids(await boss.find('savedQuery'))).toEqual([clients.id])
    await expect(boss.lists.remove(clients.id)).rejects.toMatchObject({ code: 'lists.not_owner' })
  })

  test('R2.7 one that something uses is not removed; the uses that the actor may see are told, and that there are others', async () => {
    const reminders: QueryUses = function* (queries, { model }) {
      const rows = yield { entity: 'task', where: isAmong(entityOf(model, 'task'), 'title', queries) }
      return rows.map((row) => ({
        entity: 'task',
        id: String(row['id']),
        label: { fr: `le rappel ${String(row['id'])}`, en: `the reminder ${String(row['id'])}` },
      }))
    }
    const { ana, clients, system } = await scene({ adapter, queryUses: [reminders] })
    expect(await ana.lists.uses(clients.id)).toEqual({ uses: [], others: false })
    await system.createMany('task', [
      { id: 't1', title: clients.id, assigneeId: 'ana' },
      { id: 't2', title: clients.id, assigneeId: 'boss' },
    ])
    const use = { entity: 'task', id: 't1', label: { fr: 'le rappel t1', en: 'the reminder t1' } }
    expect(await ana.lists.uses(clients.id)).toEqual({ uses: [use], others: true })
    await expect(ana.lists.remove(clients.id)).rejects.toMatchObject({
      code: 'lists.query_in_use',
      data: {
        uses: [use.label, { en: 'others that you may not see' }],
        others: true,
        records: [{ entity: 'task', id: 't1' }],
      },
    })
    await system.remove('task', 't1')
    await system.remove('task', 't2')
    await ana.lists.remove(clients.id)
    await expect(ana.lists.query(clients.id)).rejects.toMatchObject({ code: 'lists.query_unknown' })
  })

  test('an edit of what somebody changed meanwhile is refused, and leaves it as it is', async () => {
    const { ana, clients } = await scene({ adapter })
    await ana.lists.edit(clients.id, { name: 'BNI', version: clients.version })
    const late = ana.lists.edit(clients.id, { name: 'Autre', version: clients.version })
    await expect(late).rejects.toMatchObject({ code: 'session.stale' })
    expect(await ana.lists.query(clients.id)).toMatchObject({ name: 'BNI', version: 2 })
  })

  test('R2.10 without the module there are no queries, and without the records none of theirs', async () => {
    const { crm } = await kernel({ eve: { profile: clerk, reach: 'all' } }, { adapter })
    const boss = await crm.as('boss')
    const every = { type: 'and', criteria: [] }
    const quotes = await boss.lists.save({ name: 'Devis', entity: 'quote', criteria: every, shared: true })
    const eve = await crm.as('eve')
    for (const denied of [
      () => eve.lists.queries(),
      () => eve.lists.run(quotes.id),
      () => eve.lists.statuses(),
      () => eve.lists.tags(),
      () => eve.lists.runList({ status: 'client' }),
      () => eve.lists.tagRecords({ entity: 'account', ids: [], add: ['vip'] }),
    ])
      await expect(denied()).rejects.toMatchObject({ code: 'session.module_unknown' })
  })
})
