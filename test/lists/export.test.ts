import Papa from 'papaparse'
import { query, type Profile, type SuppliedActor } from 'clientele'
import readWorkbook from 'read-excel-file/node'
import { describe, expect, test } from 'vitest'
import { clerk, kernel, type KernelOptions } from '../session/kernel'
import { refusal } from '../session/refusal'
import { stores } from './stores'

const LABEL = { fr: 'Commercial', en: 'Sales' }

/** Reads what a sales person reads, users but not groups, and exports. */
const seller: Profile = {
  ...clerk,
  code: 'seller',
  label: LABEL,
  modules: { ...clerk.modules, lists: 'manage', groups: 'access', users: 'read' },
  rights: ['export'],
}

async function scene(options: KernelOptions = {}, others: Readonly<Record<string, SuppliedActor>> = {}) {
  const all = await kernel(
    {
      ana: {
        profile: { ...seller, modules: { ...seller.modules, groups: 'read' } },
        reach: 'structure',
        groups: ['lille'],
      },
      bob: { profile: seller, reach: 'own' },
      blind: { profile: { ...seller, modules: { accounts: 'read' } }, reach: 'all' },
      shy: {
        profile: { ...seller, fields: { account: { revenue: 'hidden' }, user: { name: 'hidden' } } },
        reach: 'all',
      },
      looker: { profile: { ...seller, rights: [] }, reach: 'all' },
      ...others,
    },
    options,
  )
  const { system } = all
  await system.createMany('account', [
    {
      id: 'a1',
      name: 'Zinc',
      status: 'client',
      origin: 'BNI',
      tags: ['vip', 'new'],
      revenue: 123_456,
      groupId: 'lille',
      ownerId: 'bob',
      createdAt: new Date('2026-03-16T08:00:00Z'),
    },
    { id: 'a2', kind: 'individual', name: '=Atelier; "été"', status: 'client', groupId: 'lille', ownerId: 'ana' },
    { id: 'a3', name: 'Hôtel', status: 'supplier', groupId: 'amiens', ownerId: 'boss' },
  ])
  await system.lists.editStatus('client', { label: { fr: 'Cliente', en: 'Customer' } })
  await system.lists.addTag({ code: 'late', label: { fr: 'En retard', en: 'Late' } })
  await system.lists.editTag('vip', { label: { fr: 'Très important', en: 'Very important' } })
  const boss = await all.crm.as('boss')
  const clients = await boss.lists.save({
    name: 'Clients BNI : été',
    entity: 'account',
    criteria: query(all.model, 'account', (a) => a.status.eq('client')),
    display: { columns: ['name', 'ownerId', 'revenue'], sort: [{ field: 'name', direction: 'desc' }] },
    shared: true,
  })
  return { ...all, boss, clients }
}

async function textOf({ content }: { readonly content: AsyncIterable<Uint8Array> }): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of content) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

const linesOf = async (file: { readonly content: AsyncIterable<Uint8Array> }) =>
  (await textOf(file)).replace(/^\ufeff/, '').split('\r\n')

describe.each(stores)('exports, in $store', ({ adapter }) => {
  test('R2.6 a query is written as it is shown, in French for a French Excel', async () => {
    const { boss, clients } = await scene({ adapter })
    const file = await boss.lists.export(clients.id, { locale: 'fr' })
    expect({ ...file, content: null }).toEqual({
      name: 'Clients-BNI-ete.csv',
      mediaType: 'text/csv; charset=utf-8',
      columns: ['Nom', 'Responsable', "Chiffre d'affaires (EUR)"],
      content: null,
    })
    expect(await linesOf(file)).toEqual([
      "Nom;Responsable;Chiffre d'affaires (EUR)",
      'Zinc;Bob;1234,56',
      `"'=Atelier; ""été""";Anaïs;`,
      '',
    ])
  })

  test('R2.6 where nothing says which columns, those that a person reads; words for codes, names for references', async () => {
    const { boss } = await scene({ adapter })
    expect(await linesOf(await boss.export('account', { locale: 'en', timeZone: 'America/New_York' }))).toEqual([
      'Type,Name,Status,Origin,Tags,City,Revenue (EUR),Group,Owner,Creation date (America/New_York)',
      'Company,Zinc,Customer,BNI,"Very important, new",,1234.56,Lille,Bob,2026-03-16 04:00:00',
      `Individual,"'=Atelier; ""été""",Customer,,,,,Lille,Anaïs,`,
      'Company,Hôtel,Supplier,,,,,Amiens,Chloé,',
      '',
    ])
  })

  test('R2.6 columns and order are those asked for, with the ids of whom a record points to, under a name of one’s own', async () => {
    const { boss, clients } = await scene({ adapter })
    const file = await boss.lists.export(clients.id, {
      columns: ['groupId', 'id'],
      orderBy: ['name'],
      ids: true,
      name: 'Mes clients',
      separator: '\t',
    })
    expect(file.name).toBe('Mes-clients.csv')
    expect(await linesOf(file)).toEqual([
      'Group\tGroup (identifier)\tIdentifier',
      'Lille\tlille\ta2',
      'Lille\tlille\ta1',
      '',
    ])
  })

  test('R2.6 a list is called by its status and tags, and written as its status is shown', async () => {
    const { boss } = await scene({ adapter })
    await boss.lists.editStatus('client', { display: { columns: ['city', 'name'], sort: [{ field: 'name' }] } })
    const file = await boss.lists.exportList(
      { status: 'client', tags: { any: ['vip'], none: ['late'] } },
      { locale: 'fr' },
    )
    expect([file.name, await linesOf(file)]).toEqual(['Cliente-Tres-important.csv', ['Ville;Nom', ';Zinc', '']])
  })

  test('R2.6 the records come back as they are in the database, read by a program of others', async () => {
    const { boss, system } = await scene({ adapter })
    await system.createMany(
      'contact',
      Array.from({ length: 2_100 }, (_, n) => ({ id: `c${10_000 + n}`, name: `Élise "${n}"\n;`, groupId: 'lille' })),
    )
    const records: (readonly [string, string])[] = []
    for await (const { id, name } of boss.stream('contact')) records.push([id, name])
    const csv = await textOf(await boss.export('contact', { columns: ['id', 'name'] }))
    const { data } = Papa.parse(csv.slice(1), { newline: '\r\n', skipEmptyLines: true })
    expect(data).toEqual([['Identifier', 'Name'], ...records])
    const chunks: Uint8Array[] = []
    for await (const chunk of (await boss.export('contact', { columns: ['id', 'name'], format: 'xlsx' })).content)
      chunks.push(chunk)
    const [sheet] = await readWorkbook(Buffer.concat(chunks), { trim: false })
    expect(sheet?.data.slice(1)).toEqual(records)
  })

  test('R2.6 R2.14 each sees their own records, and the names that they may read', async () => {
    const { crm, clients } = await scene({ adapter })
    const exported = async (user: string) => {
      const session = await crm.as(user)
      const columns = ['name', 'status', 'groupId', 'ownerId'] as const
      const file = await session.export('account', { columns, orderBy: ['name'], locale: 'fr' })
      return (await linesOf(file)).slice(1, -1)
    }
    expect(await exported('ana')).toEqual([`"'=Atelier; ""été""";Cliente;Lille;Anaïs`, 'Zinc;Cliente;Lille;Bob'])
    expect(await exported('bob')).toEqual(['Zinc;Cliente;lille;Bob'])
    expect((await exported('blind'))[2]).toBe('Zinc;client;lille;bob')
    const bob = await crm.as('bob')
    expect((await linesOf(await bob.lists.export(clients.id))).slice(1)).toEqual(['Zinc,Bob,1234.56', ''])
  })

  test('R2.14 a hidden field is left out of a display, refused by name as one that is not there, and names nobody', async () => {
    const { crm, clients } = await scene({ adapter })
    const shy = await crm.as('shy')
    const file = await shy.lists.export(clients.id, { locale: 'fr' })
    expect(await linesOf(file)).toEqual(['Nom;Responsable', 'Zinc;bob', `"'=Atelier; ""été""";ana`, ''])
    expect(await textOf(await shy.export('account'))).not.toMatch(/Revenue|1234|Chloé/)
    const asked = [
      () => shy.export('account', { columns: ['name', 'revenue'] }),
      () => shy.lists.export(clients.id, { columns: ['revenue'] }),
      () => shy.export('account', { orderBy: ['revenue'] }),
    ]
    expect(await Promise.all(asked.map(refusal))).toEqual([
      'session.bad_field /columns/1',
      'session.bad_field /columns/0',
      'session.bad_order /orderBy/0',
    ])
  })

  test('R2.9 who may not export still sees and counts, and is told which right is missing', async () => {
    const { crm, clients } = await scene({ adapter })
    const looker = await crm.as('looker')
    expect(await looker.lists.count(clients.id)).toBe(2)
    expect((await looker.lists.run(clients.id)).rows).toHaveLength(2)
    const doors = [
      () => looker.lists.export(clients.id),
      () => looker.lists.exportList({ status: 'client' }),
      () => looker.export('account'),
    ]
    for (const door of doors) {
      expect(await refusal(door)).toBe('session.missing_right')
      await expect(door()).rejects.toThrow(/export.*Sales|Commercial/)
    }
  })

  test('R2.6 the rights are those of the call, however late the pages are read', async () => {
    const lowered: { -readonly [K in keyof SuppliedActor]: SuppliedActor[K] } = { profile: seller, reach: 'all' }
    const { crm } = await scene({ adapter }, { lowered })
    const session = await crm.as('lowered')
    const before = await session.export('account', { columns: ['ownerId'] })
    lowered.reach = 'own'
    expect(await session.count('account')).toBe(0)
    expect((await linesOf(before)).slice(1)).toEqual(['Bob', 'Anaïs', 'Chloé', ''])
    expect((await linesOf(await session.export('account', { columns: ['ownerId'] }))).slice(1)).toEqual([''])
  })

  test('R2.6 what is refused is refused by the call, before anything is read', async () => {
    const { boss, clients } = await scene({ adapter })
    const loose = (options: unknown) => () => Reflect.apply(boss.lists.export, undefined, [clients.id, options])
    const asked: readonly (readonly [unknown, string])[] = [
      [{ format: 'pdf' }, 'input.invalid /format'],
      [{ separator: '|' }, 'input.invalid /separator'],
      [{ columns: ['name', 'name'] }, 'lists.display_twice /columns/1'],
      [{ columns: ['shoe'] }, 'session.bad_field /columns/0'],
      [{ orderBy: ['tags'] }, 'session.bad_order /orderBy/0'],
      [{ locale: 'de' }, 'input.invalid /locale'],
      [{ timeZone: 'Paris' }, 'input.invalid /timeZone'],
      [{ signal: {} }, 'input.invalid /signal'],
      [{ onProgress: 1 }, 'input.invalid /onProgress'],
      [{ limit: 10 }, 'input.invalid'],
    ]
    for (const [options, expected] of asked) expect(await refusal(loose(options))).toBe(expected)
    await expect(loose({ timeZone: 'Paris' })()).rejects.toMatchObject({
      problems: [
        { message: { fr: expect.stringContaining('fuseau horaire'), en: expect.stringContaining('time zone') } },
      ],
    })
    expect(await refusal(() => boss.lists.export('gone'))).toBe('lists.query_unknown')
    expect(await refusal(() => Reflect.apply(boss.export, undefined, ['shoe', {}]))).toBe('model.entity_unknown')
  })
})

describe('an export of many pages', () => {
  async function many() {
    const all = await scene()
    await all.system.createMany(
      'contact',
      Array.from({ length: 2_500 }, (_, n) => ({
        id: `c${10_000 + n}`,
        name: `n${n}`,
        groupId: 'lille',
        ownerId: 'bob',
      })),
    )
    return all
  }

  test('R2.6 tells how far it is', async () => {
    const { boss } = await many()
    const told: unknown[] = []
    await textOf(await boss.export('contact', { onProgress: (progress) => void told.push(progress) }))
    expect(told).toEqual([1_000, 2_000, 2_500].map((done) => ({ done, total: 2_500 })))
  })

  test('R2.6 ends where it is told to, before its next page, and leaves nothing open', async () => {
    const { boss, system } = await many()
    const control = new AbortController()
    const file = await boss.export('contact', { signal: control.signal, columns: ['id'] })
    let read = 0
    const reading = async () => {
      for await (const chunk of file.content) {
        read += chunk.length
        if (read > 100) control.abort(new Error('enough'))
      }
    }
    await expect(reading()).rejects.toThrow('enough')
    expect(read).toBeLessThan(10_000)
    await system.create('contact', { id: 'later', name: 'x', groupId: 'lille' })
    await expect(boss.export('contact', { signal: control.signal })).rejects.toThrow('enough')
    for await (const _ of (await boss.export('contact')).content) break
    await system.remove('contact', 'later')
  })

  test('R2.6 what onProgress throws ends it', async () => {
    const { boss } = await many()
    const stop = () => Promise.reject(new Error('stop'))
    await expect(textOf(await boss.export('contact', { onProgress: stop }))).rejects.toThrow('stop')
  })

  test('R2.6 each record is written once, as of its page, while others come, go and move', async () => {
    const { boss, system } = await many()
    const file = await boss.export('contact', { columns: ['id', 'name'], orderBy: ['name'] })
    const chunks: Uint8Array[] = []
    for await (const chunk of file.content) {
      chunks.push(chunk)
      if (chunks.length !== 2) continue
      await system.update('contact', 'c10000', { name: 'zzz, written already' })
      await system.create('contact', { id: 'first', name: 'a', groupId: 'lille' })
      await system.create('contact', { id: 'last', name: 'zz', groupId: 'lille' })
      await system.remove('contact', 'c12499')
    }
    const ids = Buffer.concat(chunks)
      .toString()
      .split('\r\n')
      .slice(1, -1)
      .map((line) => line.split(',')[0])
    expect(ids).toHaveLength(2_500)
    expect(new Set(ids).size).toBe(2_500)
    expect([ids.includes('first'), ids.includes('last'), ids.includes('c12499')]).toEqual([
      false,
      true,
      ids.indexOf('c12499') >= 0,
    ])
  })
})
