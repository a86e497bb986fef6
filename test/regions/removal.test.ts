import { and, groupsOf, not, query, type RegionReferences } from 'clientele'
import { entityOf } from 'clientele/model'
import { isAmong } from 'clientele/query'
import { beforeEach, describe, expect, test } from 'vitest'
import { france, type France } from './france'
import { refusalOf } from './scene'

/** The host's own records that name a region: here an account does, in its city. */
const markets: RegionReferences = {
  *uses(regions, { model }) {
    const rows = yield { entity: 'account', where: isAmong(entityOf(model, 'account'), 'city', regions) }
    return rows.map((row) => ({
      entity: 'account',
      id: String(row['id']),
      label: { fr: `le marché ${String(row['name'])}`, en: `the market ${String(row['name'])}` },
    }))
  },
  *replace(regions, replacement, { model }) {
    const rows = yield {
      entity: 'account',
      where: isAmong(entityOf(model, 'account'), 'city', regions),
      lock: 'update',
    }
    return rows.map((row) => ({ type: 'update', entity: 'account', id: String(row['id']), set: { city: replacement } }))
  },
}

let at: France
beforeEach(async () => {
  at = await france({ regionReferences: [markets] })
  await at.ana.rights.assign({ user: 'bob', regions: [] })
  await at.ana.rights.assign({ user: 'cy', regions: [] })
})

/** Criteria that name regions deep inside. */
const inRegions = (...regions: string[]) =>
  query(at.crm.model, 'account', (a) =>
    and(not(a.name.eq('x')), not(and(a.groupId.in(groupsOf({ regions, groups: ['calais'] })), a.name.eq('y')))),
  )

const automation = (...regions: string[]) => ({
  name: 'Relance',
  trigger: { on: 'event.start' } as const,
  timing: { when: 'before', days: 7 } as const,
  action: { do: 'task', to: [{ who: 'user', user: 'bob' }], title: { fr: 'Appeler' } } as const,
  condition: query(at.crm.model, 'event', (e) => e.groupId.in(groupsOf({ regions }))),
})

/** Every kind of place that refers to a region; each answers how it stands now. */
const places: Readonly<Record<string, { refer: (region: string) => Promise<() => Promise<unknown>>; label: string }>> =
  {
    rights: {
      label: 'les droits de bob',
      async refer(region) {
        await at.ana.rights.assign({ user: 'bob', regions: [region] })
        return async () => (await at.system.find('userGrant')).rows.map(({ regionId }) => regionId)
      },
    },
    'a saved query': {
      label: 'la requête Clients',
      async refer(region) {
        const saved = await at.ana.lists.save({ name: 'Clients', entity: 'account', criteria: inRegions(region) })
        return async () => (await at.ana.lists.query(saved.id)).criteria.where
      },
    },
    'the condition of an automation': {
      label: "l'automatisation Relance",
      async refer(region) {
        const { id } = await at.ana.automations.create(automation(region))
        return async () => (await at.ana.automations.list()).find((one) => one.id === id)?.condition
      },
    },
    'a selection': {
      label: 'la sélection Côte',
      async refer(region) {
        const { id } = await at.ana.regions.saveSelection({ name: 'Côte', regions: [region], groups: ['calais'] })
        return async () => (await at.ana.regions.selections()).find((one) => one.id === id)?.regions
      },
    },
    'a record of the host': {
      label: 'le marché hotel',
      async refer(region) {
        await at.ana.update('account', 'hotel-nantes', { city: region })
        return async () => (await at.ana.get('account', 'hotel-nantes'))?.city
      },
    },
  }

describe.each(Object.keys(places))('a region that %s refers to', (name) => {
  const place = () => places[name] ?? expect.fail(name)

  test('R1.10 is not removed, and the use is told', async () => {
    await place().refer('somme')
    expect((await at.ana.regions.uses('north')).uses).toMatchObject([{ label: { fr: place().label } }])
    const removal = at.ana.regions.remove({ region: 'north' })
    await expect(removal).rejects.toMatchObject({ code: 'region.in_use', path: '/region', data: { others: false } })
    expect(await at.ana.regions.resolve({ regions: ['somme'] })).toEqual(['amiens'])
  })

  test('R1.10 is removed where a replacement takes its place there, in the same transaction', async () => {
    const standing = await place().refer('somme')
    const before = await standing()
    const { replaced, regions } = await at.ana.regions.remove({ region: 'north', replacement: 'west' })
    expect(replaced).toMatchObject({ uses: [{ label: { fr: place().label } }], others: false })
    expect([...regions].sort()).toEqual(['north', 'somme'])
    expect(JSON.stringify(await standing())).toBe(JSON.stringify(before).replaceAll('somme', 'west'))
    const where = query(at.crm.model, 'journalEntry', (j) => j.recordId.eq('north'))
    const [removed] = (await at.ana.find('journalEntry', { where, orderBy: [{ field: 'id', direction: 'desc' }] })).rows
    const together = query(at.crm.model, 'journalEntry', (j) => j.transaction.eq(removed?.transaction ?? ''))
    expect(await at.ana.count('journalEntry', together)).toBeGreaterThan(2)
    expect(await refusalOf(at.ana.regions.uses('north'))).toEqual(['region.unknown /region'])
  })

  test('R1.10 is let go once nothing refers to it any more', async () => {
    await place().refer('somme')
    await at.ana.regions.remove({ region: 'somme', replacement: 'west' })
    expect((await at.ana.regions.uses('west')).uses).toMatchObject([{ label: { fr: place().label } }])
    expect(await at.ana.regions.uses('north')).toEqual({ uses: [], others: false })
  })
})

describe('a replacement', () => {
  test('R1.10 a region named twice through it is named once', async () => {
    await at.ana.rights.assign({ user: 'bob', regions: ['somme', 'west', 'north'] })
    const saved = await at.ana.lists.save({
      name: 'Q',
      entity: 'account',
      criteria: inRegions('west', 'somme', 'north'),
    })
    const selection = await at.ana.regions.saveSelection({ name: 'S', regions: ['somme', 'north', 'west'] })
    await at.ana.regions.remove({ region: 'north', replacement: 'west' })
    expect((await at.system.find('userGrant')).rows.map(({ regionId }) => regionId)).toEqual(['west'])
    expect(JSON.stringify(await at.ana.lists.query(saved.id))).toContain('"regions":["west"]')
    expect(await at.ana.regions.selections()).toMatchObject([{ id: selection.id, regions: ['west'] }])
    expect(await at.ana.lists.count(saved.id)).toBe(14)
  })

  test('R1.2 whoever was given the region has the groups of its replacement on the next call', async () => {
    await at.ana.rights.assign({ user: 'bob', regions: ['north'] })
    expect(await at.bob.count('account')).toBe(6)
    await at.ana.regions.remove({ region: 'north', replacement: 'west' })
    expect((await at.bob.find('account', { orderBy: ['id'] })).rows.map(({ id }) => id)).toEqual([
      'hotel-brest',
      'port-brest',
    ])
  })

  test.each([
    ['one that is not there', { region: 'north', replacement: 'x' }, ['region.unknown /replacement']],
    ['itself', { region: 'north', replacement: 'north' }, ['region.replaced_by_itself /replacement']],
    ['one inside it', { region: 'north', replacement: 'somme' }, ['region.replaced_by_itself /replacement']],
    ['one, of a region that is not there', { region: 'x', replacement: 'north' }, ['region.unknown /region']],
    ['one, of a version that is past', { region: 'north', replacement: 'west', version: 9 }, ['session.stale']],
    ['none in words', { region: 'north', replacement: '' }, ['input.invalid /replacement']],
  ])('R1.10 by %s is refused, and nothing is written', async (_, removal, expected) => {
    await at.ana.rights.assign({ user: 'bob', regions: ['north'] })
    expect(await refusalOf(at.ana.regions.remove(removal))).toEqual(expected)
    expect((await at.system.find('userGrant')).rows.map(({ regionId }) => regionId)).toEqual(['north'])
    expect(await at.ana.regions.resolve({ regions: ['north'] })).toHaveLength(3)
  })

  test('R1.10 where one of several uses cannot be replaced, none is', async () => {
    const stubborn: RegionReferences = { uses: markets.uses }
    const other = await france({ regionReferences: [stubborn] })
    await other.ana.update('account', 'hotel-nantes', { city: 'west' })
    await other.ana.rights.assign({ user: 'bob', regions: ['west'] })
    expect(await refusalOf(other.ana.regions.remove({ region: 'west', replacement: 'north' }))).toEqual([
      'region.in_use /region',
    ])
    expect(await other.bob.count('account')).toBe(2)
  })
})

describe('what the one who removes may not see', () => {
  test('R1.10 is among the others, and still holds the region', async () => {
    await at.ana.rights.assign({ user: 'bob', profile: 'allAccess', reach: 'all', regions: ['west'] })
    await at.bob.lists.save({ name: 'Secret', entity: 'account', criteria: inRegions('west') })
    const { uses, others } = await at.ana.regions.uses('west')
    expect([uses.map(({ label }) => label.en), others]).toEqual([['the rights of bob'], true])
    const removal = at.ana.regions.remove({ region: 'west' })
    await expect(removal).rejects.toThrow('the rights of bob, others that you may not see')
    await expect(removal).rejects.not.toThrow('Secret')
    const { replaced } = await at.ana.regions.remove({ region: 'west', replacement: 'north' })
    expect(replaced).toMatchObject({ uses: [{ entity: 'userGrant' }], others: true })
    const [query] = await at.bob.lists.queries()
    expect(JSON.stringify(query)).toContain('"regions":["north"]')
  })
})

describe('what is kept names regions that are there', () => {
  test('R1.10 a query, a condition or a selection of a region that is gone is refused', async () => {
    await at.ana.regions.remove({ region: 'west' })
    const criteria = inRegions('north', 'west')
    const path = '/where/criteria/1/criteria/criteria/0/value/selection/regions/1'
    expect(await refusalOf(at.ana.lists.save({ name: 'Q', entity: 'account', criteria }))).toEqual([
      `region.unknown ${path}`,
    ])
    expect(await refusalOf(at.ana.automations.create(automation('west')))).toEqual([
      'region.unknown /condition/where/value/selection/regions/0',
    ])
    expect(await refusalOf(at.ana.regions.saveSelection({ name: 'S', regions: ['west'] }))).toEqual([
      'region.unknown /regions/0',
    ])
    expect(await at.ana.lists.queries()).toEqual([])
  })
})
