import { query } from 'clientele'
import { expect, test } from 'vitest'
import { network } from '../permissions/organisation-scene'

test('R2.13 R3.2 a list of an organisation never reaches users outside it, wherever it is named', async () => {
  const { ana, crm, system } = await network()
  const [wes, bri, eve, bob] = await Promise.all(['wes', 'bri', 'eve', 'bob'].map((user) => crm.as(user)))
  if (wes === undefined || bri === undefined || eve === undefined || bob === undefined) throw new Error('All are there')
  const [everyone] = await ana.communication.lists()
  const west = await wes.communication.createList({
    name: 'Tout l’Ouest',
    composition: { include: [{ list: everyone?.id ?? '' }] },
  })
  const all = await ana.communication.createList({
    name: 'L’Ouest et Ana',
    composition: { include: [{ list: west.id }, { users: ['ana'] }] },
  })
  // Bri and Bob by their groups, Wes by the organisation that he is given.
  expect(await ana.communication.members(west.id)).toEqual(['bob', 'bri', 'wes'])
  expect(await ana.communication.members(all.id)).toEqual(['ana', 'bob', 'bri', 'wes'])
  await ana.communication.publish({ kind: 'message', title: { fr: 'Aux leurs' }, listId: west.id })
  await ana.communication.publish({ kind: 'message', title: { fr: 'À tous' }, listId: all.id })
  const titles = async (session: typeof wes) =>
    (await session.communication.announcements()).map(({ title }) => title.fr).sort()
  const both = ['Aux leurs', 'À tous']
  expect(await Promise.all([wes, bri, bob, eve, ana].map(titles))).toEqual([both, both, both, [], ['À tous']])
  const why = await ana.communication.explainMember(west.id, 'eve')
  expect([why.member, why.outside, why.parts.map(({ holds }) => holds)]).toEqual([false, true, [true]])

  await system.update('user', 'eve', { groupId: 'brest' })
  await system.update('user', 'bob', { groupId: 'paris' })
  expect(await ana.communication.members(west.id)).toEqual(['bri', 'eve', 'wes'])
  expect(await titles(bob)).toEqual([])
})

test('R2.13 R3.2 whom an organisation bounds composes of what is theirs, and hears of nothing else', async () => {
  const { ana, crm } = await network()
  const wes = await crm.as('wes')
  await ana.regions.create({ id: 'sud', name: 'Sud', groups: ['paris'] })
  const office = await ana.communication.createList({ name: 'Siège', members: ['ana', 'bri'] })
  const parts = [{ users: ['eve'] }, { groups: ['paris'] }, { regions: ['sud'] }, { list: office.id }]
  const compose = (include: readonly object[]) =>
    wes.communication.createList({ name: 'x', composition: { include } } as never)
  const codes = await Promise.all(
    parts.map((part) => compose([part]).then(String, ({ code, path }) => `${code} ${path}`)),
  )
  expect(codes).toEqual([
    'communication.user_unknown /composition/include/0/users/0',
    'region.group_unknown /composition/include/0/groups/0',
    'region.unknown /composition/include/0/regions/0',
    'communication.list_unknown /composition/include/0/list',
  ])
  const own = await compose([{ groups: ['brest', 'rennes'] }])
  expect(await wes.communication.members(own.id)).toEqual(['bob', 'bri'])
  expect(await wes.communication.countMembers(own.id)).toBe(2)
  // A list of the whole that names theirs stands in the way, and is not told.
  await ana.communication.createList({ name: 'Secret', composition: { include: [{ list: own.id }] } })
  const refused = wes.communication.removeList(own.id)
  await expect(refused).rejects.toMatchObject({
    code: 'communication.list_in_use',
    data: { records: [], others: true, uses: [{ en: 'others that you may not see' }] },
  })
  await expect(wes.communication.removeList(office.id)).rejects.toMatchObject({ code: 'communication.list_unknown' })
  await expect(wes.communication.members(office.id)).rejects.toMatchObject({ code: 'communication.list_unknown' })
})

test('R2.13 R2.7 a saved query that a list out of sight asks stays, and the list is not told', async () => {
  const { ana, crm } = await network()
  const wes = await crm.as('wes')
  const criteria = query(crm.model, 'user', (u) => u.name.startsWith('b'))
  const saved = await wes.lists.save({ name: 'En b', entity: 'user', criteria, shared: true })
  const list = await ana.communication.createList({ name: 'Secret', composition: { include: [{ query: saved.id }] } })
  await expect(wes.lists.remove(saved.id)).rejects.toMatchObject({
    code: 'lists.query_in_use',
    data: { name: 'En b', records: [], others: true },
  })
  expect(await ana.communication.members(list.id)).toEqual(['bob', 'bri'])
})

test('R2.13 R3.2 a circle through a list out of sight is refused without its name', async () => {
  const { ana, crm } = await network()
  const wes = await crm.as('wes')
  const make = (session: typeof wes, name: string, list?: string) =>
    session.communication.createList({
      name,
      composition: { include: [{ users: ['bri'] }, ...(list === undefined ? [] : [{ list }])] },
    })
  const inner = await make(wes, 'Dedans')
  const secret = await make(ana, 'Secret', inner.id)
  const outer = await make(wes, 'Dehors')
  // The whole may put its own list into one of theirs.
  await ana.communication.recomposeList(outer.id, { composition: { include: [{ list: secret.id }] } })
  const closing = wes.communication.recomposeList(inner.id, { composition: { include: [{ list: outer.id }] } })
  await expect(closing).rejects.toMatchObject({
    code: 'communication.list_circle',
    data: { line: 'Dedans → Dehors → … → Dedans' },
  })
})
