import { and, codecs, createClientele, defineModel, entity, id, isRefusal, query, text } from 'clientele'
import { memoryAdapter } from 'clientele/memory'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { kernel } from './kernel'

const refusal = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
  } catch (error) {
    if (isRefusal(error)) return `${error.code} ${error.path}`.trim()
    throw error
  }
  return 'no refusal'
}

async function scene() {
  const all = await kernel()
  await all.system.createMany('account', [
    { id: 'a1', name: 'Œnothèque Lefèvre', status: 'client', origin: 'BNI', groupId: 'lille', ownerId: 'bob' },
    { id: 'a2', name: 'Garage Müller', status: 'client', origin: 'web', groupId: 'lille', ownerId: 'ana' },
    { id: 'a3', name: 'Hôtel du Parc', status: 'prospect', origin: 'BNI', groupId: 'amiens', ownerId: 'boss' },
  ])
  return all
}

describe('records through a session', () => {
  test('R2.11 own, structure and all are three sizes of the same list, for find, count, get and stream', async () => {
    const { crm } = await scene()
    for (const [user, expected] of [
      ['boss', ['a1', 'a2', 'a3']],
      ['ana', ['a1', 'a2']],
      ['bob', ['a1']],
    ] as const) {
      const session = await crm.as(user)
      const page = await session.find('account', { orderBy: ['id'] })
      expect(page.rows.map((row) => row.id)).toEqual(expected)
      expect(await session.count('account')).toBe(expected.length)
      const streamed: string[] = []
      for await (const row of session.stream('account')) streamed.push(row.id)
      expect(streamed).toEqual(expected)
      expect((await session.get('account', 'a3')) !== null).toBe(user === 'boss')
    }
  })

  test('R2.10 without a grant a module does not exist, with access it shows nothing, with read it changes nothing', async () => {
    const { crm } = await scene()
    const ana = await crm.as('ana')
    expect(await refusal(ana.find('quote'))).toBe('session.module_unknown')
    expect(await refusal(ana.find('user'))).toBe('session.missing_level')
    expect(await refusal(ana.count('user'))).toBe('session.missing_level')
    expect(await ana.count('invoice')).toBe(0)
    expect(await refusal(ana.create('invoice', { number: 'F1', groupId: 'lille' }))).toBe('session.missing_level')
  })

  test('R6.3 a user whom the host does not know may do nothing', async () => {
    const { crm } = await scene()
    expect(await refusal(crm.as('mallory'))).toBe('session.no_actor')
  })

  test('R2.1 status = Client and origin = BNI, within what one may see', async () => {
    const { crm, model } = await scene()
    const where = query(model, 'account', (a) => and(a.status.eq('client'), a.origin.eq('BNI')))
    const boss = await crm.as('boss')
    expect((await boss.find('account', { where })).rows.map((row) => row.id)).toEqual(['a1'])
    const name = query(model, 'account', (a) => a.name.contains('oenotheque lefevre'))
    expect(await boss.count('account', name)).toBe(1)
  })

  test('criteria on related records see only what the actor may read', async () => {
    const { crm, model, system } = await scene()
    await system.create('contact', { id: 'c1', name: 'Zoë', accountId: 'a1', groupId: 'amiens' })
    const where = query(model, 'account', (a) => a.contacts.some((c) => c.name.eq('zoe')))
    expect(await (await crm.as('boss')).count('account', where)).toBe(1)
    expect(await (await crm.as('ana')).count('account', where)).toBe(0)
  })

  test('a record is created, changed and removed within the scope only', async () => {
    const { crm } = await scene()
    const ana = await crm.as('ana')
    const made = await ana.create('account', { name: 'Librairie', groupId: 'lille' })
    expect(made).toMatchObject({ name: 'Librairie', status: 'prospect', tags: [], ownerId: null })
    expect(await refusal(ana.create('account', { name: 'Ailleurs', groupId: 'amiens' }))).toBe('session.outside_scope')
    expect(await refusal(ana.update('account', made.id, { groupId: 'amiens' }))).toBe('session.outside_scope')
    expect(await refusal(ana.update('account', 'a3', { name: 'Vu' }))).toBe('session.gone')
    expect(await refusal(ana.remove('account', 'a3'))).toBe('session.gone')
    expect(await (await crm.as('boss')).count('account')).toBe(4)
    await ana.remove('account', made.id)
    expect(await ana.get('account', made.id)).toBeNull()
  })

  test('a stale edit is refused and changes nothing', async () => {
    const { crm } = await scene()
    const boss = await crm.as('boss')
    await boss.update('account', 'a1', { city: 'Lille' }, { city: null })
    expect(await refusal(boss.update('account', 'a1', { city: 'Douai' }, { city: null }))).toBe('session.stale')
    expect((await boss.get('account', 'a1'))?.city).toBe('Lille')
  })

  test('an edit expects what was read, an instant also as it was sent', async () => {
    const { crm } = await scene()
    const boss = await crm.as('boss')
    const createdAt = '2026-01-01T00:00:00.000Z'
    await boss.update('account', 'a1', { createdAt: new Date(createdAt) })
    const update = (expected: unknown) =>
      refusal(Reflect.apply(boss.update, boss, ['account', 'a1', { city: 'Lille' }, expected]))
    expect(await update({ createdAt: '2026-01-02T00:00:00.000Z' })).toBe('session.stale')
    expect(await update({ createdAt, origin: 'BNI', tags: [] })).toBe('no refusal')
    expect(await update({ shoe: 1 })).toBe('session.unknown_expectation /expect/shoe')
    expect(await update({ createdAt: 'yesterday' })).toBe('record.invalid /createdAt')
    expect(await update(null)).toBe('record.invalid')
  })

  test('a reference that stays as it was may name what is gone or out of sight; a new one may not', async () => {
    const { crm, system } = await scene()
    await system.create('contact', { id: 'c1', name: 'Zoë', accountId: 'a3', groupId: 'lille' })
    const ana = await crm.as('ana')
    const zoe = await ana.get('contact', 'c1')
    const { id: _, ...form } = { ...zoe, name: 'Zoé' }
    expect((await Reflect.apply(ana.update, ana, ['contact', 'c1', form])) as object).toMatchObject({ name: 'Zoé' })
    expect(await refusal(ana.create('contact', { name: 'Léa', accountId: 'a3', groupId: 'lille' }))).toBe(
      'session.unknown_reference /accountId',
    )
    await system.remove('account', 'a3')
    await ana.update('contact', 'c1', { accountId: null })
    expect(await refusal(ana.update('contact', 'c1', { accountId: 'a3' }))).toBe('session.unknown_reference /accountId')
  })

  test('of several records, a problem says in which it stands, and none is written', async () => {
    const { crm } = await scene()
    const boss = await crm.as('boss')
    const create = (records: unknown) => refusal(Reflect.apply(boss.createMany, boss, ['account', records]))
    const good = { name: 'Bon', groupId: 'lille' }
    expect(await create([good, { ...good, name: '' }])).toBe('record.invalid /1/name')
    expect(await create([good, { ...good, groupId: 'nowhere' }])).toBe('session.unknown_reference /1/groupId')
    expect(
      await create([
        { ...good, id: 'x' },
        { ...good, id: 'x' },
      ]),
    ).toBe('storage.conflict')
    expect(await create([good, { ...good, id: 'a1' }])).toBe('storage.conflict')
    expect(await create({ 0: good })).toBe('input.invalid')
    expect(await boss.createMany('account', [])).toEqual([])
    expect(await boss.count('account')).toBe(3)
  })

  test('R6.2 an id is left to the database that makes it, and fits the column that holds it', async () => {
    const fields = z.object({ id: id(), name: text({ exact: true }) })
    const mapped = (generated: boolean, codec = codecs.integerId()) =>
      entity({
        module: 'shops',
        fields,
        table: { table: 'shops', tenant: 'none', columns: { id: { column: 'id', codec, generated } } },
      })
    const crm = await createClientele({
      model: defineModel({ made: mapped(true), numbered: mapped(false), unique: mapped(false, codecs.uuid()) }),
      store: memoryAdapter(),
      timeZone: 'Europe/Paris',
    })
    const system = crm.system('test')
    expect(await refusal(system.create('made', { id: '7', name: 'x' }))).toBe('session.id_is_made /id')
    for (const bad of ['abc', '1.5', '01', '', '9'.repeat(30)])
      expect(await refusal(system.create('numbered', { id: bad, name: 'x' }))).toMatch(
        /^(session\.id_misfit|record\.invalid) \/id$/,
      )
    expect((await system.create('numbered', { id: '-7', name: 'x' })).id).toBe('-7')
    expect(await refusal(system.createMany('unique', [{ name: 'made here' }, { id: '7', name: 'x' }]))).toBe(
      'session.id_misfit /1/id',
    )
  })

  test('a stream meets each record once, also while its order changes under it', async () => {
    const { crm } = await scene()
    const boss = await crm.as('boss')
    const met: string[] = []
    for await (const { id } of boss.stream('account', { orderBy: ['name'], limit: 1 })) {
      met.push(id)
      await boss.update('account', id, { name: `Z ${id}` })
    }
    expect(met.sort()).toEqual(['a1', 'a2', 'a3'])
  })

  test.each([
    ['an unknown field', { name: 'x', groupId: 'lille', shoe: 1 }, 'record.unknown_field /shoe'],
    ['a wrong type', { name: 4, groupId: 'lille' }, 'record.invalid /name'],
    ['a missing field', { name: 'x' }, 'record.invalid /groupId'],
    ['a NUL byte', { name: 'a\u0000b', groupId: 'lille' }, 'text.malformed /name'],
    ['half a surrogate pair', { name: 'a\ud800', groupId: 'lille' }, 'text.malformed /name'],
    ['a group that is not there', { name: 'x', groupId: 'nowhere' }, 'session.unknown_reference /groupId'],
    ['an unknown enum code', { name: 'x', groupId: 'lille', kind: 'robot' }, 'record.invalid /kind'],
    ['cents that are no whole number', { name: 'x', groupId: 'lille', revenue: 1.5 }, 'record.invalid /revenue'],
  ])('a record with %s is refused, and nothing is written', async (_, record, expected) => {
    const { crm } = await scene()
    const boss = await crm.as('boss')
    const create: (entity: 'account', input: never) => Promise<unknown> = boss.create
    expect(await refusal(create('account', record as never))).toBe(expected)
    expect(await boss.count('account')).toBe(3)
  })

  test('what the kernel keeps is not written directly', async () => {
    const { crm } = await scene()
    const boss = await crm.as('boss')
    // @ts-expect-error the kernel keeps these records by its own actions
    expect(await refusal(boss.remove('journalEntry', 'x'))).toBe('session.kernel_entity')
  })

  test('several calls in one transaction are kept together or not at all', async () => {
    const { crm } = await scene()
    const boss = await crm.as('boss')
    await expect(
      boss.transaction(async (inside) => {
        await inside.create('account', { id: 'a9', name: 'Neuf', groupId: 'lille' })
        expect(await inside.count('account')).toBe(4)
        throw new Error('half-way')
      }),
    ).rejects.toThrow('half-way')
    expect(await boss.count('account')).toBe(3)
    expect(await refusal(boss.transaction(() => boss.count('account')))).toBe('storage.outside_transaction')
    const kept = await boss.transaction((inside) => Promise.resolve(inside))
    expect(await refusal(kept.count('account'))).toBe('storage.transaction_over')
    expect(await refusal(kept.create('account', { name: 'Tard', groupId: 'lille' }))).toBe('storage.transaction_over')
    const outcomes = await boss.transaction(async (inside) => {
      const refused = await refusal(inside.create('account', { id: 'a1', name: 'Double', groupId: 'lille' }))
      await inside.create('account', { id: 'a9', name: 'Neuf', groupId: 'lille' })
      return [refused, await inside.count('account')]
    })
    expect(outcomes).toEqual(['storage.conflict', 4])
    expect(await boss.count('account')).toBe(4)
  })

  test('the journal tells who changed what, with the patch and its inverse', async () => {
    const { crm } = await scene()
    const boss = await crm.as('boss')
    await boss.update('account', 'a1', { city: 'Lille' })
    const { rows } = await boss.find('journalEntry', {
      where: query(crm.model, 'journalEntry', (j) => and(j.recordId.eq('a1'), j.type.eq('updated'))),
    })
    expect(rows).toMatchObject([
      {
        actorId: 'boss',
        entity: 'account',
        patches: [{ op: 'replace', path: ['city'], value: 'Lille' }],
        inverse: [{ op: 'replace', path: ['city'], value: null }],
      },
    ])
  })

  test('R6.8 tenants never meet', async () => {
    const { crm, system } = await scene()
    const other = await crm.forTenant('other')
    expect(await other.system('look').count('account')).toBe(0)
    await other.system('start').create('group', { id: 'lille', name: 'Lille' })
    await other.system('start').create('account', { id: 'a1', name: 'Homonyme', groupId: 'lille' })
    expect((await system.get('account', 'a1'))?.name).toBe('Œnothèque Lefèvre')
    expect(await system.count('account')).toBe(3)
    await other.system('end').remove('account', 'a1')
    expect(await system.count('account')).toBe(3)
  })
})
