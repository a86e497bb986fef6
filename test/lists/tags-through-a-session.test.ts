import { query, type Tagging } from 'clientele'
import { describe, expect, test } from 'vitest'
import { clerk, kernel, type KernelOptions } from '../session/kernel'
import { stores } from './stores'

const lister = { ...clerk, modules: { ...clerk.modules, lists: 'manage' } } as const
const vip = { code: 'vip', label: { fr: 'VIP', en: 'VIP' } }

async function scene(options: KernelOptions = {}) {
  const all = await kernel({ ana: { profile: lister, reach: 'structure', groups: ['lille'] } }, options)
  await all.system.createMany('account', [
    { id: 'a1', name: 'Zinc', tags: ['gold'], groupId: 'lille' },
    { id: 'a2', name: 'Rey', status: 'client', groupId: 'lille' },
    { id: 'a3', name: 'Hôtel', tags: ['gold', 'north'], groupId: 'amiens' },
  ])
  await all.system.create('contact', { id: 'c1', name: 'Zoë', tags: ['gold'], groupId: 'amiens' })
  await all.system.lists.addTag(vip)
  return { ...all, ana: await all.crm.as('ana'), boss: await all.crm.as('boss') }
}

type Scene = Awaited<ReturnType<typeof scene>>
const tagsOf = async ({ system }: Scene) =>
  (await system.find('account', { orderBy: ['id'], limit: 1000 })).rows.map((row) => [
    row.id,
    [...row.tags].sort().join(),
  ])
const codes = (tags: readonly { readonly code: string }[]) => tags.map(({ code }) => code)

describe.each(stores)('tags through a session, in $store', ({ adapter }) => {
  test('R2.4 whatever records carry is a tag; tags are labelled, ordered and archived', async () => {
    const { ana, boss } = await scene({ adapter })
    expect(codes(await ana.lists.tags())).toEqual(['gold', 'north', 'vip'])
    await ana.lists.editTag('gold', { label: { fr: 'Or', en: 'Gold' } })
    const ordered = await ana.lists.orderTags(['vip', 'gold'])
    expect(ordered.map(({ code, label }) => [code, label.fr])).toEqual([
      ['vip', 'VIP'],
      ['gold', 'Or'],
      ['north', 'north'],
    ])
    await ana.lists.editTag('gold', { archived: true })
    await expect(ana.update('account', 'a2', { tags: ['gold'] })).rejects.toMatchObject({ code: 'lists.tag_archived' })
    expect(await ana.update('account', 'a1', { tags: ['gold', 'vip'] })).toMatchObject({ tags: ['gold', 'vip'] })
    expect(await boss.lists.countList({ tags: { any: ['gold'] } })).toBe(2)
  })

  test('R2.4 are put on and taken off over criteria, within what the actor may change, once', async () => {
    const all = await scene({ adapter })
    const { ana, model } = all
    const where = query(model, 'account', (a) => a.name.isNotEmpty())
    const tagging: Tagging = { entity: 'account', where, add: ['vip'], remove: ['gold'] }
    expect(await ana.lists.tagRecords(tagging)).toEqual({ changed: 2, unchanged: 0, refused: [] })
    expect(await tagsOf(all)).toEqual([
      ['a1', 'vip'],
      ['a2', 'vip'],
      ['a3', 'gold,north'],
    ])
    const entries = await all.system.count('journalEntry')
    expect(await ana.lists.tagRecords(tagging)).toEqual({ changed: 0, unchanged: 2, refused: [] })
    expect(await all.system.count('journalEntry')).toBe(entries)
  })

  test('R2.4 over criteria that the tags themselves decide, each record once', async () => {
    const all = await scene({ adapter })
    const where = query(all.model, 'account', (a) => a.tags.hasNone(['vip']))
    expect(await all.system.lists.tagRecords({ entity: 'account', where, add: ['vip'] })).toMatchObject({ changed: 3 })
    const gone = query(all.model, 'account', (a) => a.tags.has('vip'))
    expect(await all.system.lists.tagRecords({ entity: 'account', where: gone, remove: ['vip'] })).toMatchObject({
      changed: 3,
    })
    expect(await all.system.lists.countList({ tags: { any: ['vip'] } })).toBe(0)
  })

  test('R2.4 over ids, each with its outcome: those beyond the actor are refused one by one', async () => {
    const all = await scene({ adapter })
    const seen: unknown[] = []
    const result = await all.ana.lists.tagRecords(
      { entity: 'account', ids: ['a1', 'a3', 'a1', 'nowhere', 'a2'], add: ['gold'] },
      { onBatch: ({ outcomes, done, total }) => void seen.push([outcomes.map((one) => one.outcome), done, total]) },
    )
    expect(seen).toEqual([[['unchanged', 'refused', 'refused', 'changed'], 4, 4]])
    expect(result).toMatchObject({ changed: 1, unchanged: 1 })
    expect(result.refused.map(({ id, problems }) => [id, problems[0]?.code])).toEqual([
      ['a3', 'lists.record_unknown'],
      ['nowhere', 'lists.record_unknown'],
    ])
    expect((await tagsOf(all))[2]).toEqual(['a3', 'gold,north'])
  })

  test('R2.4 what is refused halfway is refused record by record, and the rest stays', async () => {
    const { system } = await scene({ adapter })
    const many = Array.from({ length: 503 }, (_, n) => ({ id: `n${1_000 + n}`, name: `n${n}`, groupId: 'lille' }))
    await system.createMany('account', many)
    const archive = async ({ done }: { readonly done: number }) => {
      if (done === 500) await system.lists.editTag('vip', { archived: true })
    }
    const ids = many.map(({ id }) => id)
    const result = await system.lists.tagRecords({ entity: 'account', ids, add: ['vip'] }, { onBatch: archive })
    expect(result).toMatchObject({ changed: 500, unchanged: 0 })
    expect(result.refused.map(({ id, problems }) => [id, problems[0]?.code])).toEqual(
      ['n1500', 'n1501', 'n1502'].map((id) => [id, 'lists.tag_archived']),
    )
  })

  test('R2.4 without the level to change records none of them is tagged', async () => {
    const reader = { ...lister, modules: { ...lister.modules, contacts: 'read' } } as const
    const { crm } = await kernel({ eve: { profile: reader, reach: 'all' } }, { adapter })
    const eve = await crm.as('eve')
    await expect(eve.lists.tagRecords({ entity: 'contact', ids: ['c1'], add: ['vip'] })).rejects.toMatchObject({
      code: 'session.missing_level',
    })
  })

  test('R2.4 over the result of a saved query, in batches with their progress', async () => {
    const all = await scene({ adapter })
    const { ana, system, model } = all
    const many = Array.from({ length: 1_100 }, (_, n) => ({ name: `n${n}`, status: 'supplier', groupId: 'lille' }))
    await system.createMany('account', many)
    const suppliers = await ana.lists.save({
      name: 'Fournisseurs',
      entity: 'account',
      criteria: query(model, 'account', (a) => a.status.eq('supplier')),
    })
    const steps: unknown[] = []
    const onBatch = ({ done, total }: { readonly done: number; readonly total: number }) =>
      void steps.push([done, total])
    const result = await ana.lists.tagRecords({ query: suppliers.id, add: ['vip'] }, { onBatch })
    expect(result).toEqual({ changed: 1_100, unchanged: 0, refused: [] })
    expect(steps).toEqual([
      [500, 1_100],
      [1_000, 1_100],
      [1_100, 1_100],
    ])
    expect(await ana.lists.countList({ status: 'supplier', tags: { all: ['vip'] } })).toBe(1_100)
  })

  test('R2.4 only tags that are there and not archived are put on in bulk, whatever else is asked', async () => {
    const { ana } = await scene({ adapter })
    const tagRecords = (add: string[]) => ana.lists.tagRecords({ entity: 'account', ids: ['a1'], add })
    await expect(tagRecords(['vip', 'vpi'])).rejects.toMatchObject({ code: 'lists.tag_unknown', path: '/add/1' })
    await ana.lists.editTag('vip', { archived: true })
    await expect(tagRecords(['vip'])).rejects.toMatchObject({ code: 'lists.tag_archived', path: '/add/0' })
    await expect(ana.lists.tagRecords({ entity: 'invoice', ids: [], add: ['north'] })).rejects.toMatchObject({
      code: 'lists.no_tags',
    })
  })

  test('R2.4 one is merged into another over everything, by an administrator, and the queries follow', async () => {
    const all = await scene({ adapter })
    const { ana, boss, model, system } = all
    await ana.lists.tagRecords({ entity: 'account', ids: ['a1'], add: ['vip'] })
    const criteria = query(model, 'account', (a) => a.tags.hasAny(['gold', 'north']))
    const kept = await ana.lists.save({ name: 'Or', entity: 'account', criteria })
    await expect(ana.lists.mergeTags({ from: 'gold', into: 'vip' })).rejects.toMatchObject({
      code: 'session.missing_right',
    })
    const steps: unknown[] = []
    const onProgress = (step: object) => void steps.push(step)
    expect(await boss.lists.mergeTags({ from: 'gold', into: 'vip', onProgress })).toEqual({ changed: 3 })
    expect(steps).toEqual([
      { done: 2, total: 3 },
      { done: 3, total: 3 },
    ])
    expect(await tagsOf(all)).toEqual([
      ['a1', 'vip'],
      ['a2', ''],
      ['a3', 'north,vip'],
    ])
    expect((await system.get('contact', 'c1'))?.tags).toEqual(['vip'])
    expect(codes(await boss.lists.tags())).toEqual(['north', 'vip'])
    const recoded = (await ana.lists.query(kept.id)).criteria
    expect(recoded).toEqual(query(model, 'account', (a) => a.tags.hasAny(['vip', 'north'])))
    await expect(boss.lists.mergeTags({ from: 'vip', into: 'vip' })).rejects.toMatchObject({
      code: 'lists.into_itself',
    })
    await expect(boss.lists.mergeTags({ from: 'gold', into: 'vip' })).rejects.toMatchObject({
      code: 'lists.tag_unknown',
    })
  })

  test('R2.4 merged, the condition of an automation asks for the other, and for either meanwhile', async () => {
    const { boss, model } = await scene({ adapter })
    const asking = (...tags: readonly [string, ...string[]]) =>
      query(model, 'event', (e) => e.account.is((a) => (tags.length > 1 ? a.tags.hasAny(tags) : a.tags.has(tags[0]))))
    await boss.automations.create({
      name: 'Rappel',
      trigger: { on: 'event.created' },
      action: { do: 'task', to: [{ who: 'owner' }], title: { fr: 'Appeler' } },
      condition: asking('gold'),
    })
    const kept = async () => (await boss.automations.list()).map(({ condition, version }) => ({ condition, version }))
    const meanwhile: unknown[] = []
    await boss.lists.mergeTags({ from: 'gold', into: 'vip', onProgress: async () => void meanwhile.push(await kept()) })
    expect(meanwhile[0]).toEqual([{ condition: asking('gold', 'vip'), version: 2 }])
    expect(await kept()).toEqual([{ condition: asking('vip'), version: 3 }])
    await boss.lists.mergeTags({ from: 'north', into: 'vip' })
    expect(await kept()).toEqual([{ condition: asking('vip'), version: 3 }])
  })

  test('R2.4 one that records carry is not removed; those beyond sight are counted as others', async () => {
    const { ana, boss } = await scene({ adapter })
    await expect(ana.lists.removeTag('gold')).rejects.toMatchObject({
      code: 'lists.tag_in_use',
      data: { code: 'gold', count: 1, others: true },
    })
    expect(codes(await boss.lists.tags())).toContain('gold')
    await ana.lists.removeTag('vip')
    expect(codes(await ana.lists.tags())).toEqual(['gold', 'north'])
  })

  test('R2.4 within a transaction that fails, nothing of it is left', async () => {
    const all = await scene({ adapter })
    const failed = all.boss.transaction(async (session) => {
      await session.lists.mergeTags({ from: 'gold', into: 'vip' })
      await session.lists.tagRecords({ entity: 'account', ids: ['a2'], add: ['vip'] })
      throw new Error('changed my mind')
    })
    await expect(failed).rejects.toThrow('changed my mind')
    expect(await tagsOf(all)).toEqual([
      ['a1', 'gold'],
      ['a2', ''],
      ['a3', 'gold,north'],
    ])
    expect((await all.boss.lists.tags()).map(({ code, archived }) => [code, archived])).toEqual([
      ['gold', false],
      ['north', false],
      ['vip', false],
    ])
  })

  test('R2.4 lists are made and run with tags: any, all, none', async () => {
    const { system } = await scene({ adapter })
    const run = async (tags: object) => (await system.lists.runList({ tags })).rows.map((row) => row['id'])
    expect(await run({ any: ['gold', 'vip'] })).toEqual(['a1', 'a3'])
    expect(await run({ all: ['gold', 'north'] })).toEqual(['a3'])
    expect(await run({ none: ['north'] })).toEqual(['a1', 'a2'])
    await system.lists.editTag('gold', { display: { sort: [{ field: 'name' }] } })
    expect(await run({ any: ['gold'] })).toEqual(['a3', 'a1'])
  })
})
