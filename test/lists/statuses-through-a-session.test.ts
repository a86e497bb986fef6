import { query } from 'clientele'
import { describe, expect, test } from 'vitest'
import { clerk, kernel, type KernelOptions } from '../session/kernel'
import { stores } from './stores'

const lister = { ...clerk, modules: { ...clerk.modules, lists: 'manage' } } as const

async function scene(options: KernelOptions = {}) {
  const all = await kernel({ ana: { profile: lister, reach: 'structure', groups: ['lille'] } }, options)
  await all.system.createMany('account', [
    { id: 'a1', name: 'Zinc', status: 'suspect', groupId: 'lille' },
    { id: 'a2', name: 'Mme Rey', kind: 'individual', status: 'suspect', groupId: 'lille' },
    { id: 'a3', name: 'Hôtel', status: 'suspect', groupId: 'amiens' },
    { id: 'a4', name: 'Bar', status: 'client', tags: ['vip'], groupId: 'lille' },
    { id: 'a5', name: 'Atelier', status: 'client', groupId: 'lille' },
  ])
  return { ...all, ana: await all.crm.as('ana'), boss: await all.crm.as('boss') }
}

const ids = (page: { readonly rows: readonly object[] }) => page.rows.map((row) => ('id' in row ? row.id : null))

describe.each(stores)('account statuses through a session, in $store', ({ adapter }) => {
  test('R2.3 the account statuses exist from the start', async () => {
    const { ana } = await scene({ adapter })
    expect((await ana.lists.statuses()).map(({ code, label }) => [code, label.fr])).toEqual([
      ['client', 'Client'],
      ['prospect', 'Prospect'],
      ['suspect', 'Suspect'],
      ['supplier', 'Fournisseur'],
    ])
  })

  test('R2.3 one is added, renamed and moved forward, then taken by a company and an individual', async () => {
    const { ana } = await scene({ adapter })
    const { version } = await ana.lists.addStatus({ code: 'partner', label: { fr: 'Partner', en: 'Partner' } })
    await ana.lists.editStatus('partner', { label: { fr: 'Partenaire', en: 'Partner' }, version })
    const stale = ana.lists.editStatus('partner', { label: { fr: 'Associé', en: 'Associate' }, version })
    await expect(stale).rejects.toMatchObject({ code: 'session.stale' })
    const ordered = await ana.lists.orderStatuses(['partner'])
    expect(ordered.map(({ code }) => code)).toEqual(['partner', 'client', 'prospect', 'suspect', 'supplier'])
    expect(await ana.lists.statuses()).toEqual(ordered)
    expect(ordered[0]?.label.fr).toBe('Partenaire')
    await ana.update('account', 'a1', { status: 'partner' })
    await ana.update('account', 'a2', { status: 'partner' })
    expect(await ana.lists.countList({ status: 'partner' })).toBe(2)
  })

  test('R2.3 an unknown or archived status is refused where it would be taken, and nothing is written', async () => {
    const { ana, system } = await scene({ adapter })
    await expect(ana.create('account', { name: 'x', status: 'lead', groupId: 'lille' })).rejects.toMatchObject({
      code: 'lists.status_unknown',
      data: { code: 'lead', known: ['client', 'prospect', 'suspect', 'supplier'] },
    })
    expect(await system.count('account')).toBe(5)
    await ana.lists.editStatus('suspect', { archived: true })
    await expect(ana.update('account', 'a4', { status: 'suspect' })).rejects.toMatchObject({
      code: 'lists.status_archived',
    })
    expect(await ana.update('account', 'a1', { city: 'Lille' })).toMatchObject({ status: 'suspect', city: 'Lille' })
    expect(ids(await ana.lists.runList({ status: 'suspect' }))).toEqual(['a1', 'a2'])
    await ana.lists.editStatus('suspect', { archived: false })
    expect(await ana.update('account', 'a4', { status: 'suspect' })).toMatchObject({ status: 'suspect' })
  })

  test('R2.3 what the host tells of its own writes is held to the same statuses', async () => {
    const { crm, system } = await scene({ adapter })
    const told = { id: 'h1', name: 'Halle', groupId: 'lille' }
    await expect(crm.changed('account', null, { ...told, status: 'lead' })).rejects.toMatchObject({
      code: 'lists.status_unknown',
    })
    await system.lists.addStatus({ code: 'lead', label: { fr: 'Piste', en: 'Lead' } })
    await crm.changed('account', null, { ...told, status: 'lead' })
  })

  test('R2.3 a status in use does not disappear: the records are counted, those beyond sight as others', async () => {
    const { ana, boss } = await scene({ adapter })
    await expect(ana.lists.removeStatus('suspect')).rejects.toMatchObject({
      code: 'lists.status_in_use',
      data: { code: 'suspect', count: 2, others: true },
    })
    expect(await boss.lists.statuses()).toHaveLength(4)
    expect(await ana.lists.removeStatus('supplier')).toEqual({ moved: 0 })
    expect((await ana.lists.statuses()).map(({ code }) => code)).toEqual(['client', 'prospect', 'suspect'])
  })

  test('R2.3 its records move to another, all of them, in the journal, and the queries follow', async () => {
    const { ana, boss, model, system } = await scene({ adapter })
    const criteria = query(model, 'account', (a) => a.status.in(['suspect', 'supplier']))
    const kept = await ana.lists.save({ name: 'À suivre', entity: 'account', criteria })
    await expect(ana.lists.removeStatus('suspect', { moveTo: 'prospect' })).rejects.toMatchObject({
      code: 'session.missing_right',
    })
    const steps: object[] = []
    const onProgress = (step: object) => void steps.push(step)
    expect(await boss.lists.removeStatus('suspect', { moveTo: 'prospect', onProgress })).toEqual({ moved: 3 })
    expect(steps).toEqual([{ done: 3, total: 3 }])
    expect((await boss.lists.statuses()).map(({ code }) => code)).toEqual(['client', 'prospect', 'supplier'])
    expect(ids(await system.lists.runList({ status: 'prospect' }))).toEqual(['a1', 'a2', 'a3'])
    expect((await ana.lists.query(kept.id)).criteria).toEqual(
      query(model, 'account', (a) => a.status.in(['prospect', 'supplier'])),
    )
    const journal = await boss.find('journalEntry', { orderBy: ['id'], limit: 1000 })
    const moves = journal.rows.filter((entry) => entry.entity === 'account' && entry.type === 'updated')
    expect(moves.map((entry) => [entry.recordId, entry.actorId])).toEqual([
      ['a1', 'boss'],
      ['a2', 'boss'],
      ['a3', 'boss'],
    ])
  })

  test('R2.3 moving them is refused before anything is written where the other will not do', async () => {
    const { boss } = await scene({ adapter })
    await boss.lists.editStatus('supplier', { archived: true })
    const refused = async (code: string, moveTo: string) =>
      boss.lists.removeStatus(code, { moveTo }).then(
        () => 'moved',
        (error: { readonly code: string; readonly path: string }) => `${error.code} ${error.path}`,
      )
    expect(await refused('suspect', 'suspect')).toBe('lists.into_itself /moveTo')
    expect(await refused('suspect', 'gone')).toBe('lists.status_unknown /moveTo')
    expect(await refused('suspect', 'supplier')).toBe('lists.status_archived /moveTo')
    expect(await refused('prospect', 'client')).toBe('lists.status_default ')
    expect(await refused('gone', 'client')).toBe('lists.status_unknown ')
    expect((await boss.lists.statuses()).filter(({ archived }) => archived).map(({ code }) => code)).toEqual([
      'supplier',
    ])
  })

  test('R2.3 interrupted, the move goes on where it stopped', async () => {
    const { boss, system } = await scene({ adapter })
    const accounts = Array.from({ length: 600 }, (_, n) => ({ name: `n${n}`, status: 'supplier', groupId: 'lille' }))
    await system.createMany('account', accounts)
    const stop = () => Promise.reject(new Error('the browser was closed'))
    const first = boss.lists.removeStatus('supplier', { moveTo: 'client', onProgress: stop })
    await expect(first).rejects.toThrow('the browser was closed')
    expect(await boss.lists.countList({ status: 'supplier' })).toBe(100)
    const again = await boss.lists.removeStatus('supplier', { moveTo: 'client' })
    expect(again).toEqual({ moved: 100 })
    expect(await boss.lists.countList({ status: 'client' })).toBe(602)
  })

  test('R2.5 each list keeps its display, and is run in its order, narrowed by tags', async () => {
    const { ana, boss } = await scene({ adapter })
    await ana.lists.editStatus('client', { display: { columns: ['name'], sort: [{ field: 'name' }] } })
    expect(ids(await boss.lists.runList({ status: 'client' }))).toEqual(['a5', 'a4'])
    expect(ids(await boss.lists.runList({ status: 'client', tags: { any: ['vip'] } }))).toEqual(['a4'])
    expect(ids(await boss.lists.runList({ status: 'client', tags: { none: ['vip'] } }))).toEqual(['a5'])
    const page = await ana.lists.runList({ status: 'client' }, { limit: 1, total: true })
    expect([ids(page), page.total, page.more]).toEqual([['a5'], 2, true])
    await expect(ana.lists.runList({ status: 'gone' })).rejects.toMatchObject({ code: 'lists.status_unknown' })
    await expect(ana.lists.runList({})).rejects.toMatchObject({ code: 'lists.list_empty' })
  })
})
