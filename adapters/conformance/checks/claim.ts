import { EVERYTHING, isEqual } from '../../../src/query'
import type { Lease } from '../../../src/storage'
import { expectRow, expectSame, expectSameSet, expectThat } from '../expectation'
import { check, idsOf, type CheckBody, type Ground } from '../ground'
import { rowById, rowsOf } from './reading-all'
import { job } from './sample-rows'

const lease = (value: string, milliseconds = 60_000): Lease => ({
  at: 'at',
  token: 'token',
  value,
  milliseconds,
  count: 'attempts',
})

/** An instant so many milliseconds from the clock. */
const fromNow = ({ clock }: Ground, milliseconds: number): Date => new Date(clock.now().getTime() + milliseconds)

const claim = async (ground: Ground, value: string, limit = 100, milliseconds = 60_000): Promise<readonly unknown[]> =>
  idsOf(await ground.store.claim('job', { where: EVERYTHING, limit }, lease(value, milliseconds)))

/** Claims: work taken and marked in one step. */
export const claimChecks: readonly CheckBody[] = [
  check('takes what is due, earliest first, up to the limit', async (ground) => {
    await ground.store.insert('job', [
      job('late', { at: fromNow(ground, -1) }),
      job('now', { at: fromNow(ground, 0) }),
      job('soon', { at: fromNow(ground, 1) }),
      job('never'),
      job('oldest', { at: fromNow(ground, -86_400_000) }),
      job('b', { at: fromNow(ground, -500) }),
      job('a', { at: fromNow(ground, -500) }),
    ])
    expectSame(await claim(ground, 'first', 3), ['oldest', 'a', 'b'], 'the first claim')
    expectSame(await claim(ground, 'second'), ['late', 'now'], 'the second claim')
    expectSame(await claim(ground, 'third'), [], 'the third claim')
    ground.clock.advance({ milliseconds: 1 })
    expectSame(await claim(ground, 'fourth'), ['soon'], 'a millisecond later')
  }),

  check('takes only what matches', async (ground) => {
    const at = fromNow(ground, -1)
    await ground.store.insert('job', [job('a', { at }), job('b', { at, queue: 'sms' })])
    const where = isEqual(ground.entity('job'), 'queue', 'sms')
    expectSame(idsOf(await ground.store.claim('job', { where, limit: 9 }, lease('x'))), ['b'], 'claimed')
    expectRow(await rowById(ground, 'job', 'a'), { at, token: null, attempts: null }, 'the job left alone')
  }),

  check('marks what it takes, and hands it over as it is then', async (ground) => {
    await ground.store.insert('job', [
      job('a', { at: fromNow(ground, -1), slot: 's' }),
      job('b', { at: fromNow(ground, -1), attempts: 2 }),
    ])
    const rows = await ground.store.claim('job', { where: EVERYTHING, limit: 9 }, lease('mine', 5_000))
    const held = { at: fromNow(ground, 5_000), token: 'mine' }
    expectSame(rows, [job('a', { ...held, slot: 's', attempts: 1 }), job('b', { ...held, attempts: 3 })], 'claimed')
    expectSame(await rowsOf(ground.store, 'job'), rows, 'kept')
  }),

  check('several claim at once: each row goes to one of them', async (ground) => {
    const ids = Array.from({ length: 60 }, (_, index) => `j${String(index).padStart(2, '0')}`)
    await ground.store.insert(
      'job',
      ids.map((id, index) => job(id, { at: fromNow(ground, -index) })),
    )
    const claims = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((value) => claim(ground, value, 10)))
    for (const taken of claims) expectThat(taken.length <= 10, `a claim of 10 took ${taken.length}`)
    expectSame(new Set(claims.flat()).size, claims.flat().length, 'rows, and times they were taken')
    const rest: unknown[] = []
    for (let round = 0; round < 10; round++) rest.push(...(await claim(ground, 'rest', 10)))
    expectSameSet([...claims.flat(), ...rest], ids, 'all that was taken')
    for (const row of await rowsOf(ground.store, 'job'))
      expectSame(row['attempts'], 1, `times ${String(row['id'])} was taken`)
  }),

  check('a lease that is over lets others take the row', async (ground) => {
    await ground.store.insert('job', [job('a', { at: fromNow(ground, 0) })])
    expectSame(await claim(ground, 'first', 1, 1_000), ['a'], 'claimed')
    ground.clock.advance({ milliseconds: 999 })
    expectSame(await claim(ground, 'early', 1, 1_000), [], 'while it is held')
    ground.clock.advance({ milliseconds: 1 })
    expectSame(await claim(ground, 'second', 1, 1_000), ['a'], 'when the lease is over')
    expectRow(await rowById(ground, 'job', 'a'), { token: 'second', attempts: 2 }, 'the job')
  }),

  check('whoever lost the lease cannot settle', async (ground) => {
    const { store, clock } = ground
    await store.insert('job', [job('a', { at: fromNow(ground, 0) })])
    await claim(ground, 'first', 1, 1_000)
    clock.advance({ seconds: 2 })
    await claim(ground, 'second', 1, 1_000)
    const settle = (token: string) =>
      store.updateEach('job', [{ id: 'a', set: { at: null, slot: token }, expect: { token } }])
    expectSame(await settle('first'), [], 'settled by who lost it')
    expectSame(await settle('second'), ['a'], 'settled by who has it')
    clock.advance({ days: 1 })
    expectSame(await claim(ground, 'third'), [], 'claimed after it was settled')
    expectRow(await rowById(ground, 'job', 'a'), { at: null, slot: 'second' }, 'the job')
  }),

  check('a claim in a transaction that fails takes nothing', async (ground) => {
    await ground.store.insert('job', [job('a', { at: fromNow(ground, 0) })])
    await ground.store
      .transaction(async (inner) => {
        expectSame(
          idsOf(await inner.claim('job', { where: EVERYTHING, limit: 1 }, lease('x'))),
          ['a'],
          'claimed inside',
        )
        throw new Error('half-way')
      })
      .catch((error: unknown) => expectThat(error instanceof Error && error.message === 'half-way', String(error)))
    expectSame(await claim(ground, 'again'), ['a'], 'claimed afterwards')
    expectRow(await rowById(ground, 'job', 'a'), { token: 'again', attempts: 1 }, 'the job')
  }),

  check('says which tenants have work that is due', async (ground) => {
    const names = ['due', 'later', 'none', 'also'].map((name) => ground.tenant(name))
    const [due, later, none, also] = names
    if (due === undefined || later === undefined || none === undefined || also === undefined)
      throw new Error('Four tenants')
    await due.insert('job', [job('a', { at: fromNow(ground, 0) }), job('b', { at: fromNow(ground, -5) })])
    await later.insert('job', [job('a', { at: fromNow(ground, 1) })])
    await none.insert('job', [job('a')])
    await also.insert('job', [job('a', { at: fromNow(ground, -1) })])
    const own = new Set(names.map(({ tenant }) => tenant))
    const told = async () => (await ground.store.tenantsDue('job', 'at', 100_000)).filter((tenant) => own.has(tenant))
    expectSameSet(await told(), [due.tenant, also.tenant], 'tenants')
    expectSame((await ground.store.tenantsDue('job', 'at', 1)).length, 1, 'tenants, at most one')
    await due.claim('job', { where: EVERYTHING, limit: 9 }, lease('x', 10))
    ground.clock.advance({ milliseconds: 1 })
    expectSameSet(await told(), [later.tenant, also.tenant], 'tenants after a claim')
  }),
]
