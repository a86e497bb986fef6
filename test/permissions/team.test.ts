import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { refusal } from '../session/refusal'
import { office } from './office'

let at: Awaited<ReturnType<typeof office>>
beforeEach(async () => {
  at = await office()
})

const PEOPLE = ['bob', 'eve', 'max', 'zoe'] as const

/** Each with an account of their own, seeing their own only. */
async function apart() {
  for (const user of PEOPLE) {
    await at.ana.rights.assign({ user, profile: 'manager', reach: 'own' })
    await at.system.create('account', { id: `${user}-account`, name: user, groupId: 'lille', ownerId: user })
  }
}

const seenBy = async (user: string): Promise<readonly string[]> => {
  const session = await at.crm.as(user)
  return (await session.find('account', { orderBy: ['id'] })).rows.map(({ ownerId }) => String(ownerId))
}

const manages = (user: string, manager: string | null) => at.ana.rights.assign({ user, manager })

describe('the team of a manager', () => {
  beforeEach(apart)

  test('R2.11 own records are also those of everybody below, however far, and follow on the very next call', async () => {
    await manages('eve', 'bob')
    await manages('max', 'eve')
    expect(await Promise.all(PEOPLE.map(seenBy))).toEqual([['bob', 'eve', 'max'], ['eve', 'max'], ['max'], ['zoe']])
    expect(await (await at.crm.as('bob')).rights.me()).toMatchObject({ manager: null, team: ['eve', 'max'] })
    expect(await at.ana.rights.effective('max')).toMatchObject({ manager: 'eve', team: [] })
    await manages('eve', 'zoe')
    expect(await Promise.all(PEOPLE.map(seenBy))).toEqual([['bob'], ['eve', 'max'], ['max'], ['eve', 'max', 'zoe']])
    await manages('eve', null)
    expect(await seenBy('zoe')).toEqual(['zoe'])
  })

  test('R2.11 so too beside the groups of the structure, to read and to change, in the words of can(…)', async () => {
    await manages('eve', 'bob')
    await at.ana.rights.assign({ user: 'bob', reach: 'structure', groups: ['brest'] })
    await at.system.create('account', { id: 'port', name: 'Port', groupId: 'brest' })
    const bob = await at.crm.as('bob')
    expect((await bob.find('account', { orderBy: ['id'] })).rows.map(({ id }) => id)).toEqual([
      'bob-account',
      'eve-account',
      'port',
    ])
    await bob.update('account', 'eve-account', { city: 'Lille' })
    const { because } = await bob.rights.can('manage', 'account', 'eve-account')
    expect(because.map(({ code }) => code)).toEqual(['profile_level', 'reach', 'ground_owner'])
  })

  test('R2.11 what is left out of an assignment leaves the manager', async () => {
    await manages('eve', 'bob')
    await at.ana.rights.assign({ user: 'eve', groups: ['lille'] })
    expect(await seenBy('bob')).toEqual(['bob', 'eve'])
  })

  test('R2.11 somebody inactive stays in the team with their records; as manager they hold it for those above', async () => {
    await manages('eve', 'bob')
    await manages('max', 'eve')
    await at.ana.rights.assign({ user: 'eve', active: false })
    expect(await seenBy('bob')).toEqual(['bob', 'eve', 'max'])
    expect(await refusal(() => at.crm.as('eve'))).toBe('session.no_actor')
  })

  test('R2.11 who leaves passes the team to the first above who stays', async () => {
    await manages('eve', 'bob')
    await manages('max', 'eve')
    await manages('zoe', 'max')
    await at.system.transaction(async (inside) => {
      await inside.remove('user', 'max')
      await inside.remove('user', 'eve')
    })
    expect(await at.ana.rights.effective('zoe')).toMatchObject({ manager: 'bob' })
    expect(await seenBy('bob')).toEqual(['bob', 'zoe'])
    await at.system.remove('user', 'bob')
    expect(await at.ana.rights.effective('zoe')).toMatchObject({ manager: null })
  })

  test.each([
    ['oneself', 'bob', 'bob', 'rights.manager_cycle /manager'],
    ['somebody of one’s team', 'bob', 'eve', 'rights.manager_cycle /manager'],
    ['somebody far below', 'bob', 'max', 'rights.manager_cycle /manager'],
    ['somebody unknown', 'bob', 'mallory', 'rights.user_unknown /manager'],
    ['nobody at all', 'bob', '', 'input.invalid /manager'],
  ])('R2.11 %s as manager is refused, and nothing is written', async (_, user, manager, expected) => {
    await manages('eve', 'bob')
    await manages('max', 'eve')
    const before = await at.system.find('userAccess')
    expect(await refusal(() => manages(user, manager))).toBe(expected)
    expect(await at.system.find('userAccess')).toEqual(before)
  })

  test('R2.11 R2.15 of two who become each other’s manager at once, one does and the other is refused', async () => {
    const outcomes = await Promise.all([refusal(() => manages('bob', 'eve')), refusal(() => manages('eve', 'bob'))])
    expect(outcomes.sort()).toEqual(['no refusal', 'rights.manager_cycle /manager'])
  })

  test('R2.15 nobody gives a team that they do not hold, nor rights to who has one', async () => {
    const { ana, crm } = at
    await ana.rights.define({
      code: 'chief',
      label: { fr: 'Chef', en: 'Chief' },
      modules: { '*': 'manage' },
      rights: ['advancedAdministration', 'export', 'timeTracking', 'activityFeed'],
    })
    await ana.rights.assign({ user: 'bob', profile: 'chief' })
    await manages('eve', 'bob')
    const { rights } = await crm.as('bob')
    expect(await refusal(() => rights.assign({ user: 'zoe', manager: 'eve' }))).toBe('rights.not_held /manager')
    expect(await refusal(() => rights.assign({ user: 'zoe', manager: 'bob' }))).toBe('rights.not_held /manager')
    // Eve is Bob's to give, and so is what is below her.
    expect(await refusal(() => rights.assign({ user: 'eve', manager: 'zoe' }))).toBe('no refusal')
    // Zoe has Eve now, whom Bob does not reach any more: no longer are her rights his to change.
    expect(await refusal(() => rights.assign({ user: 'zoe', profile: 'chief' }))).toBe('rights.not_held')
    expect(await refusal(() => rights.assign({ user: 'eve', manager: 'bob' }))).toBe('rights.not_held /manager')
    await ana.rights.assign({ user: 'bob', reach: 'all' })
    expect(await refusal(() => rights.assign({ user: 'eve', manager: 'bob' }))).toBe('no refusal')
  })
})

test('R2.11 whatever is assigned, in any order, the team is everybody below and nobody is above themselves', async () => {
  const change = fc.record({ user: fc.constantFrom(...PEOPLE), manager: fc.option(fc.constantFrom(...PEOPLE)) })
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), async (changes) => {
      const { ana, system } = await office()
      const above = new Map<string, string | null>()
      const below = (manager: string): readonly string[] =>
        PEOPLE.filter((user) => above.get(user) === manager).flatMap((user) => [user, ...below(user)])
      for (const { user, manager } of changes) {
        const isCycle = manager !== null && (manager === user || below(user).includes(manager))
        expect(await refusal(() => ana.rights.assign({ user, manager }))).toBe(
          isCycle ? 'rights.manager_cycle /manager' : 'no refusal',
        )
        if (!isCycle) above.set(user, manager)
      }
      for (const user of PEOPLE)
        expect([...((await system.rights.effective(user))?.team ?? [])].sort()).toEqual([...below(user)].sort())
    }),
    { seed: 20_260_316, numRuns: 25 },
  )
})
