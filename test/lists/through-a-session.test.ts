import { and, query } from 'clientele'
import { describe, expect, test } from 'vitest'
import { clerk, kernel } from '../session/kernel'

const lister = { ...clerk, modules: { ...clerk.modules, lists: 'manage' } } as const

async function scene() {
  const all = await kernel({
    ana: { profile: lister, reach: 'structure', groups: ['lille'] },
    bob: { profile: lister, reach: 'own' },
  })
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

describe('saved queries through a session', () => {
  test('R2.1 status = Client and origin = BNI, saved, then run within what each may see', async () => {
    const { crm, ana, clients, system } = await scene()
    expect(ids(await ana.lists.run(clients.id))).toEqual(['a2', 'a1'])
    expect(await ana.lists.count(clients.id)).toBe(2)
    expect(ids(await (await crm.as('bob')).lists.run(clients.id))).toEqual(['a1'])
    expect(ids(await system.lists.run(clients.id))).toEqual(['a2', 'a3', 'a1'])
  })

  test('R2.2 is run anew each time', async () => {
    const { ana, clients } = await scene()
    await ana.update('account', 'a4', { status: 'client' })
    await ana.update('account', 'a1', { origin: 'web' })
    expect(ids(await ana.lists.run(clients.id))).toEqual(['a2', 'a4'])
  })

  test('R2.6 is shown page by page, in the order of its display or in another', async () => {
    const { system, clients } = await scene()
    const first = await system.lists.run(clients.id, { limit: 2 })
    expect([ids(first), first.more]).toEqual([['a2', 'a3'], true])
    const rest = await system.lists.run(clients.id, { limit: 2, after: first.end ?? '' })
    expect([ids(rest), rest.more]).toEqual([['a1'], false])
    const other = await system.lists.run(clients.id, { orderBy: [{ field: 'id', direction: 'desc' }] })
    expect(ids(other)).toEqual(['a3', 'a2', 'a1'])
  })

  test('R2.7 a private query is nobody else’s, whatever their rights and however they ask', async () => {
    const { crm, ana, clients } = await scene()
    const mine = await ana.lists.save({ name: 'À moi', entity: 'contact', criteria: { type: 'and', criteria: [] } })
    const boss = await crm.as('boss')
    expect((await ana.lists.queries()).map(({ name }) => name)).toEqual(['À moi', 'Clients BNI'])
    expect((await boss.lists.queries()).map(({ name }) => name)).toEqual(['Clients BNI'])
    await expect(boss.lists.run(mine.id)).rejects.toMatchObject({ code: 'lists.query_unknown' })
    expect(ids(await boss.find('savedQuery'))).toEqual([clients.id])
    await expect(boss.lists.remove(clients.id)).rejects.toMatchObject({ code: 'lists.not_owner' })
  })

  test('an edit of what somebody changed meanwhile is refused, and leaves it as it is', async () => {
    const { ana, clients } = await scene()
    await ana.lists.edit(clients.id, { name: 'BNI', version: clients.version })
    const late = ana.lists.edit(clients.id, { name: 'Autre', version: clients.version })
    await expect(late).rejects.toMatchObject({ code: 'session.stale' })
    expect(await ana.lists.query(clients.id)).toMatchObject({ name: 'BNI', version: 2 })
  })

  test('R2.10 without the module there are no queries, and without the records none of theirs', async () => {
    const { crm, ana } = await kernel({ eve: { profile: clerk, reach: 'all' } }).then(async (all) => ({
      ...all,
      ana: await all.crm.as('boss'),
    }))
    const quotes = await ana.lists.save({
      name: 'Devis',
      entity: 'quote',
      criteria: { type: 'and', criteria: [] },
      shared: true,
    })
    const eve = await crm.as('eve')
    await expect(eve.lists.queries()).rejects.toMatchObject({ code: 'session.module_unknown' })
    await expect(eve.lists.run(quotes.id)).rejects.toMatchObject({ code: 'session.module_unknown' })
  })

  test('R2.3 the account statuses exist from the start', async () => {
    const { ana } = await scene()
    expect((await ana.lists.statuses()).map(({ code, label }) => [code, label.fr])).toEqual([
      ['client', 'Client'],
      ['prospect', 'Prospect'],
      ['suspect', 'Suspect'],
      ['supplier', 'Fournisseur'],
    ])
  })
})
