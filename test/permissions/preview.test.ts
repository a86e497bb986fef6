import {
  createClientele,
  crmEntities,
  defineModel,
  query,
  sequentialIdentifiers,
  testClock,
  type RightsDraft,
} from 'clientele'
import { memoryAdapter } from 'clientele/memory'
import type { Clientele, KernelEntities } from 'clientele/session'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { refusalOf } from '../regions/scene'

const GROUPS = ['lille', 'arras', 'brest']
const USERS = ['ana', 'bob', 'eve', 'max']
const ENTITIES = ['account', 'contact'] as const

async function open() {
  const clock = testClock('2026-03-02T08:00:00Z')
  const crm = await createClientele({
    model: defineModel(crmEntities),
    store: memoryAdapter({ clock }),
    timeZone: 'Europe/Paris',
    clock,
    identifiers: sequentialIdentifiers('id-'),
  })
  const system = crm.system('test')
  await system.createMany(
    'group',
    GROUPS.map((id) => ({ id, name: id })),
  )
  for (const id of USERS) await system.create('user', { id, name: id })
  await system.createMany(
    'account',
    GROUPS.flatMap((groupId, at) => [
      { id: `${groupId}-1`, name: 'Garage', groupId, ownerId: USERS[at] ?? null },
      { id: `${groupId}-2`, name: 'Hôtel', groupId, ownerId: USERS[at + 1] ?? null },
    ]),
  )
  await system.createMany('contact', [
    { id: 'c1', name: 'Zoé', groupId: 'lille', accountId: 'lille-1' },
    { id: 'c2', name: 'Ali', groupId: 'brest', accountId: 'brest-1' },
  ])
  const ana = await crm.as('ana')
  const north = await ana.regions.create({ name: 'Nord', groups: ['lille', 'arras'] })
  return { crm, ana, north: north.id }
}

let at: Awaited<ReturnType<typeof open>>
beforeEach(async () => {
  at = await open()
})

/** What somebody may read, by entity. */
async function readable(crm: Clientele<typeof crmEntities>, user: string): Promise<Record<string, readonly string[]>> {
  const seen: Record<string, readonly string[]> = { account: [], contact: [] }
  for (const entity of ENTITIES) {
    const mine = crm
      .as(user)
      .then((session) => session.find(entity, { limit: 100 }))
      .then(({ rows }) => rows.map(({ id }) => id))
    seen[entity] = await mine.catch(() => [])
  }
  return seen
}

type Draft = RightsDraft<typeof crmEntities & KernelEntities>

describe('a change of rights tried before it is made', () => {
  test('R2.15 says who gains and who loses what, and keeps nothing of it', async () => {
    const { crm, ana, north } = at
    const preview = await ana.rights.preview(async (draft) => {
      await draft.rights.assign({ user: 'bob', profile: 'manager', reach: 'structure', regions: [north] })
    })
    expect(preview.users.map(({ user }) => user)).toEqual(['bob'])
    const [bob] = preview.users
    expect(bob?.rights).toEqual({ gained: [], lost: [] })
    expect(bob?.modules.find(({ module }) => module === 'accounts')).toEqual({
      module: 'accounts',
      before: { level: 'manage', reach: 'all' },
      after: { level: 'manage', reach: 'structure' },
    })
    const moved = bob?.records
      .filter(({ use }) => use === 'read')
      .map(({ entity, gained, lost }) => [entity, gained, lost])
    expect(moved).toEqual(expect.arrayContaining([['contact', 0, 1]]))
    const { rows } = await preview.records({ user: 'bob', entity: 'contact', which: 'lost' })
    expect(rows.map(({ id }) => id)).toEqual(['c2'])
    expect((await preview.records({ user: 'bob', entity: 'contact', which: 'gained' })).rows).toEqual([])

    expect((await readable(crm, 'bob'))['contact']).toEqual(['c1', 'c2'])
    const granted = query(crm.model, 'journalEntry', (entry) => entry.entity.eq('userGrant'))
    expect(await ana.count('journalEntry', granted)).toBe(0)
  })

  test('R2.15 a region that changes is told for everybody who is given it', async () => {
    const { ana, north } = at
    await ana.rights.assign({ user: 'bob', profile: 'manager', reach: 'structure', regions: [north] })
    await ana.rights.assign({ user: 'eve', profile: 'manager', reach: 'structure', groups: ['brest'] })
    const { users } = await ana.rights.preview((draft) => draft.regions.unassign({ region: north, groups: ['lille'] }))
    expect(users.map(({ user }) => user)).toEqual(['bob'])
    const read = users[0]?.records.find(({ entity, use }) => entity === 'contact' && use === 'read')
    expect(read).toEqual({ entity: 'contact', module: 'contacts', use: 'read', gained: 0, lost: 1 })
  })

  test('R2.15 a profile defined anew is told for those who have it; a switched-off module for everybody', async () => {
    const { ana } = at
    const clerk = {
      code: 'clerk',
      label: { fr: 'Employé', en: 'Clerk' },
      modules: { accounts: 'read' as const, contacts: 'read' as const },
      rights: [],
    }
    await ana.rights.define(clerk)
    await ana.rights.assign({ user: 'eve', profile: 'clerk', reach: 'all' })
    const anew = await ana.rights.preview((draft) =>
      draft.rights.define({ ...clerk, modules: { accounts: 'manage' }, rights: ['export'], version: 1 }),
    )
    expect(anew.users.map(({ user, rights }) => [user, rights.gained])).toEqual([['eve', ['export']]])
    expect(anew.users[0]?.records).toEqual(
      expect.arrayContaining([
        { entity: 'account', module: 'accounts', use: 'manage', gained: 6, lost: 0 },
        { entity: 'contact', module: 'contacts', use: 'read', gained: 0, lost: 2 },
      ]),
    )
    const off = await ana.rights.preview((draft) => draft.rights.switchModule('contacts', { off: true }))
    expect(off.users.map(({ user }) => user)).toEqual(USERS)
  })

  test('R2.15 what would be refused is refused, and whoever does not manage rights tries nothing', async () => {
    const { crm, ana } = at
    expect(
      await refusalOf(ana.rights.preview((draft) => draft.rights.assign({ user: 'ana', profile: 'manager' }))),
    ).toEqual(['rights.last_administrator /user'])
    const bob = await crm.as('bob')
    expect(await refusalOf(bob.rights.preview(() => Promise.resolve()))).toEqual(['session.missing_right'])
    await ana.rights.preview(async () => undefined)
    const { records } = await ana.rights.preview((draft) =>
      draft.rights.assign({ user: 'bob', profile: 'manager', reach: 'own' }),
    )
    const strange = { user: 'bob', entity: 'account', which: 'kept' }
    // @ts-expect-error there are two ways to move
    expect(await refusalOf(records(strange))).toEqual(['input.invalid /which'])
    expect((await records({ user: 'nobody', entity: 'account', which: 'lost' })).rows).toEqual([])
  })

  test('R2.15 counts and shows only records that the one who asks may read', async () => {
    const { crm, ana } = at
    await ana.rights.define({
      code: 'deputy',
      label: { fr: 'Adjoint', en: 'Deputy' },
      modules: { '*': 'manage' },
      rights: ['advancedAdministration', 'export', 'timeTracking', 'activityFeed'],
    })
    await ana.rights.assign({ user: 'max', profile: 'deputy', reach: 'structure', groups: ['lille', 'arras'] })
    await ana.rights.assign({ user: 'eve', profile: 'manager', reach: 'structure', groups: ['lille'] })
    const max = await crm.as('max')
    const { users, records } = await max.rights.preview((draft) =>
      draft.rights.assign({ user: 'eve', profile: 'manager', reach: 'own', groups: [] }),
    )
    const contact = users[0]?.records.find(({ entity, use }) => entity === 'contact' && use === 'read')
    expect(contact).toMatchObject({ gained: 0, lost: 1 })
    await ana.rights.assign({ user: 'max', groups: ['arras'] })
    expect((await records({ user: 'eve', entity: 'contact', which: 'lost' })).rows).toEqual([])
  })

  test('R2.15 says exactly what the lists show once the change is made', async () => {
    const change = fc.oneof(
      fc.record({
        kind: fc.constant('assign' as const),
        user: fc.constantFrom('bob', 'eve', 'max'),
        profile: fc.constantFrom('manager', 'allAccess'),
        reach: fc.constantFrom('own' as const, 'structure' as const, 'all' as const),
        groups: fc.subarray(GROUPS),
        inNorth: fc.boolean(),
        active: fc.boolean(),
        manager: fc.constantFrom(null, 'ana'),
      }),
      fc.record({ kind: fc.constant('move' as const), group: fc.constantFrom(...GROUPS), into: fc.boolean() }),
      fc.record({
        kind: fc.constant('switch' as const),
        module: fc.constantFrom('accounts', 'contacts'),
        off: fc.boolean(),
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { maxLength: 4 }), async (all) => {
        const { crm, ana, north } = await open()
        const make = (changes: (typeof all)[number]) => async (draft: Draft) => {
          for (const one of changes) {
            if (one.kind === 'assign') {
              const { user, profile, reach, groups, active, manager } = one
              await draft.rights.assign({
                user,
                profile,
                reach,
                groups,
                active,
                manager,
                regions: one.inNorth ? [north] : [],
              })
            } else if (one.kind === 'switch') await draft.rights.switchModule(one.module, { off: one.off })
            else {
              const there = await draft.regions.resolve({ regions: [north] })
              if (one.into && !there.includes(one.group))
                await draft.regions.assign({ region: north, groups: [one.group] })
              if (!one.into && there.includes(one.group) && there.length > 1)
                await draft.regions.unassign({ region: north, groups: [one.group] })
            }
          }
        }
        for (const changes of all) {
          const before = new Map(
            await Promise.all(USERS.map(async (user) => [user, await readable(crm, user)] as const)),
          )
          const { users } = await ana.rights.preview(make(changes))
          await make(changes)(ana)
          for (const user of USERS) {
            const after = await readable(crm, user)
            for (const entity of ENTITIES) {
              const was = before.get(user)?.[entity] ?? []
              const is = after[entity] ?? []
              const told = users
                .find((one) => one.user === user)
                ?.records.find((one) => one.entity === entity && one.use === 'read')
              const visible = (ids: readonly string[]) =>
                ids.filter((id) => (before.get('ana')?.[entity] ?? []).includes(id)).length
              expect([told?.gained ?? 0, told?.lost ?? 0]).toEqual([
                visible(is.filter((id) => !was.includes(id))),
                visible(was.filter((id) => !is.includes(id))),
              ])
            }
          }
        }
      }),
      { seed: 2026, numRuns: 25 },
    )
  })
})
