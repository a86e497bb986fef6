import { applyPatches, enablePatches, type Patch } from 'immer'
import { and, query } from 'clientele'
import { describe, expect, test } from 'vitest'
import { kernel } from './kernel'
import { refusal } from './refusal'

enablePatches()

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

async function scene() {
  const all = await kernel()
  const boss = await all.crm.as('boss')
  /** The entries since the last look, oldest first. */
  let known = await all.system.count('journalEntry')
  const entries = async () => {
    const { rows } = await all.system.find('journalEntry', { orderBy: ['id'], limit: 1_000 })
    const fresh = rows.slice(known)
    known = rows.length
    return fresh
  }
  return { ...all, boss, entries }
}

describe('the journal', () => {
  test('every write has one entry, whose patches lead from before to after and back', async () => {
    const { boss, system, entries } = await scene()
    const states: unknown[] = [null]
    await boss.create('account', { id: 'a1', name: 'Garage', groupId: 'lille', tags: ['vip'], createdAt: new Date(0) })
    states.push(await system.get('account', 'a1'))
    await boss.update('account', 'a1', { tags: ['vip', 'hot'], city: 'Lille', createdAt: null })
    states.push(await system.get('account', 'a1'))
    await boss.update('account', 'a1', { city: null, revenue: 12_00, createdAt: new Date(1) })
    states.push(await system.get('account', 'a1'))
    await boss.remove('account', 'a1')
    states.push(null)
    // Tags that nobody had used before are kept as well.
    const written = (await entries()).filter(({ entity }) => entity === 'account')
    expect(written.map(({ type, entity, recordId, actorId }) => [type, entity, recordId, actorId])).toEqual(
      ['created', 'updated', 'updated', 'removed'].map((type) => [type, 'account', 'a1', 'boss']),
    )
    for (const [index, { patches, inverse }] of written.entries()) {
      const [before, after] = [plain(states[index]), plain(states[index + 1])]
      expect(applyPatches(before as object, patches as Patch[])).toEqual(after)
      expect(applyPatches(after as object, inverse as Patch[])).toEqual(before)
    }
  })

  test('an edit that changes nothing is no entry, and neither is what was refused', async () => {
    const { boss, entries } = await scene()
    await boss.create('account', { id: 'a1', name: 'Garage', groupId: 'lille' })
    await entries()
    await boss.update('account', 'a1', { name: 'Garage', tags: [] })
    expect(await refusal(() => boss.update('account', 'a1', { name: '' }))).toBe('record.invalid /name')
    expect(await refusal(() => boss.create('account', { id: 'a1', name: 'Autre', groupId: 'lille' }))).toBe(
      'storage.conflict',
    )
    expect(await entries()).toEqual([])
  })

  test('what one transaction wrote stands together, by a user or by the system with its reason', async () => {
    const { boss, crm, entries } = await scene()
    await boss.transaction(async (inside) => {
      await inside.create('account', { id: 'a1', name: 'Garage', groupId: 'lille' })
      await inside.transaction((deeper) =>
        deeper.create('contact', { id: 'c1', name: 'Zoë', accountId: 'a1', groupId: 'lille' }),
      )
      await inside.regions.create({ id: 'nord', name: 'Nord', groups: ['lille'] })
    })
    const together = await entries()
    expect(new Set(together.map(({ entity }) => entity))).toEqual(
      new Set(['account', 'contact', 'region', 'regionMembership']),
    )
    expect(new Set(together.map(({ transaction }) => transaction)).size).toBe(1)
    await crm.system('nightly import').createMany('account', [
      { id: 'a2', name: 'Hôtel', groupId: 'lille' },
      { id: 'a3', name: 'Port', groupId: 'lille' },
    ])
    const imported = await entries()
    expect(imported.map(({ recordId, actorId, reason }) => [recordId, actorId, reason])).toEqual([
      ['a2', null, 'nightly import'],
      ['a3', null, 'nightly import'],
    ])
    expect(new Set(imported.map(({ transaction }) => transaction)).size).toBe(1)
    expect(imported[0]?.transaction).not.toBe(together[0]?.transaction)
  })

  test.each(['', '  ', 'a\0b'])('the system acts for a reason, and %j is none', async (reason) => {
    const { crm } = await kernel()
    expect(await refusal(() => crm.system(reason))).toBe('session.bad_reason')
  })

  test('what reactions change stands in the journal as well', async () => {
    const { boss, system, entries } = await scene()
    await boss.communication.createList({ name: 'Liste', members: ['bob'] })
    await entries()
    await system.remove('user', 'bob')
    expect((await entries()).map(({ entity, type }) => `${entity} ${type}`)).toEqual([
      'user removed',
      'distributionListMember removed',
    ])
  })

  test('nobody reads it by the way of criteria on what they may not read', async () => {
    const { crm, model, system } = await kernel()
    await system.create('account', { id: 'a1', name: 'Garage', groupId: 'amiens' })
    const ana = await crm.as('ana')
    // Her profile has no journal.
    expect(await refusal(() => ana.find('journalEntry'))).toBe('session.module_unknown')
    const criteria = query(crm.model, 'journalEntry', (j) => and(j.recordId.eq('a1'), j.type.eq('created')))
    expect(await refusal(() => ana.count('journalEntry', criteria))).toBe('session.module_unknown')
    expect(model.entities.has('journalEntry')).toBe(false)
  })
})
