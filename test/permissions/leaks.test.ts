import fc from 'fast-check'
import { groupsOf, query } from 'clientele'
import { describe, expect, test } from 'vitest'
import { refusal } from '../session/refusal'
import { leakCall, told, type LeakCall } from './leak-calls'
import { happens, hiddenFrom, leakModel, leakScene, VIEWERS, type Hidden, type Viewer } from './leak-scene'

/** Before a call, what happens out of sight in the one world and in the other. */
interface Step {
  readonly left: readonly Hidden[]
  readonly right: readonly Hidden[]
  readonly call: LeakCall
}

const RUNS = Number(process.env['CLIENTELE_QUESTIONS'] ?? 25)
const SEED = Number(process.env['CLIENTELE_SEED'] ?? 20_260_318)

const stepsFor = (viewer: Viewer): fc.Arbitrary<readonly Step[]> => {
  const hidden = fc.array(hiddenFrom(viewer), { maxLength: 3 })
  return fc.array(fc.record({ left: hidden, right: hidden, call: leakCall }), { minLength: 6, maxLength: 14 })
}

/** What is out of sight may hold a removal up: that it does is no leak, and nothing more of it is told. */
const withoutOthers = (answer: string): string =>
  isIntegrity(answer)
    ? answer
        .replaceAll(/"others":(?:true|false)/g, '"others":…')
        .replaceAll(/,?\{"fr":"d'autres que vous ne pouvez pas voir","en":"others that you may not see"\}/g, '')
        .replaceAll(/(?:, )?(?:d'autres que vous ne pouvez pas voir|others that you may not see)/g, '')
    : answer

const isIntegrity = (answer: string): boolean => /"code":"[a-z]+\.[a-z_]*in_use"/.test(answer)

describe.each(Object.keys(VIEWERS) as Viewer[])('whom %s limits', (viewer) => {
  test(
    'R2.8 R2.12 R2.15 no sequence of calls tells two worlds apart that differ in what is out of sight',
    { timeout: 300_000 },
    async () => {
      let answered = 0
      await fc.assert(
        fc.asyncProperty(stepsFor(viewer), async (steps) => {
          const [one, other] = [await leakScene(viewer), await leakScene(viewer)]
          for (const [index, { left, right, call }] of steps.entries()) {
            await happens(one, left, index)
            await happens(other, right, index)
            const answers: string[] = []
            for (const at of [one, other]) {
              at.ids.begin(`step${index}-`)
              answers.push(withoutOthers(await told(() => call.run(at))))
            }
            const [first = '', second = ''] = answers
            // From here on the two differ in what is seen: one kept what the other gave up.
            if (isIntegrity(first) !== isIntegrity(second)) return
            expect(
              second,
              `${call.says} after ${left.map(({ says }) => says).join()} | ${right.map(({ says }) => says).join()}`,
            ).toBe(first)
            if (!first.startsWith('refused')) answered += 1
          }
        }),
        { seed: SEED, numRuns: RUNS },
      )
      // A property of refusals alone would say nothing.
      expect(answered).toBeGreaterThan(RUNS)
    },
  )
})

test('R1.1 R2.15 of the members of a region, those count whom one sees', async () => {
  const [{ una, system, ana }] = [await leakScene('structure')]
  const members = async (session: typeof una) => (await session.regions.overview({ regions: ['nord'] }))[0]?.members
  expect([await members(una), await members(ana)]).toEqual([2, 2])
  await system.rights.assign({ user: 'hid', groups: ['lille'] })
  await system.create('user', { id: 'far', name: 'Far', groupId: 'brest' })
  await system.rights.assign({ user: 'far', regions: ['nord'] })
  expect([await members(una), await members(ana)]).toEqual([2, 4])
})

test('R1.3 R1.6 R2.15 how many groups of a region are out of sight is told by no outcome and no selection', async () => {
  const answers = [0, 1, 3].map(async (more) => {
    const { una, system, ana, ids } = await leakScene('structure')
    for (let n = 0; n < more; n += 1) {
      await system.create('group', { id: `far${n}`, name: `Far ${n}` })
      await ana.regions.assign({ region: 'nord', groups: [`far${n}`] })
    }
    ids.begin('asked-')
    const selection = { regions: ['nord'] }
    const action = { do: 'update', entity: 'account', set: { city: 'L' } }
    const started = await una.bulk.start({ selection, action })
    const { id } = await una.regions.saveSelection({ name: 'x', ...selection, automaticallyAddNewGroups: false })
    const heard = [
      started,
      await una.bulk.outcome(started.id),
      await una.bulk.cancel(started.id),
      await una.find('bulkAction'),
      await una.regions.contents(selection),
      await una.regions.contents({ saved: id }),
      await una.regions.resolve(selection),
    ]
    return JSON.stringify(heard)
  })
  const [none, one, three] = await Promise.all(answers)
  expect([one, three]).toEqual([none, none])
})

test('R2.10 R2.15 who is on which list is told to those who make lists, by whatever call', async () => {
  const { una, ana } = await leakScene('structure')
  await ana.communication.createList({ name: 'Direction', members: ['hid', 'una'] })
  expect(await una.count('distributionList')).toBe(0)
  expect((await una.find('distributionListMember')).rows).toEqual([])
  expect(await una.communication.announcements()).toHaveLength(1)
  expect(await ana.count('distributionListMember')).toBe(2)
})

test('R2.6 R2.15 how many records a segment is built over is told to whom all of them are there', async () => {
  const { una, ana, known } = await leakScene('structure')
  const criteria = query(leakModel, 'account', (a) => a.name.isNotEmpty())
  const told: string[] = []
  for (const [name, session] of [
    ['una', una],
    ['ana', ana],
  ] as const) {
    const { id } = await session.lists.save({ name, entity: 'account', criteria })
    await session.lists.segments.create({ query: id }, { onBatch: ({ done }) => void told.push(`${name} ${done}`) })
  }
  expect(told).toEqual(['ana 4'])
  await una.lists.segments.reconcile(known.segment, { onBatch: ({ done }) => void told.push(`una ${done}`) })
  expect(told).toEqual(['ana 4'])
})

test('R1.10 R2.10 R2.15 what stands in a region is not found out by criteria where regions are not there; shared queries run', async () => {
  const { una, ana } = await leakScene('few')
  const criteria = query(leakModel, 'account', (a) => a.groupId.in(groupsOf({ regions: ['nord'] })))
  const own = await una.lists.save({ name: 'x', entity: 'account', criteria }).catch(() => null)
  const refused = 'session.module_unknown'
  expect(await refusal(() => una.count('account', criteria))).toBe(refused)
  expect(await refusal(() => una.find('account', { where: criteria }))).toBe(refused)
  expect(await refusal(() => una.reports.report({ entity: 'account', where: criteria }))).toBe(refused)
  if (own !== null) expect(await refusal(() => una.lists.run(own.id))).toBe(refused)
  const shared = await ana.lists.save({ name: 'Nord', entity: 'account', criteria, shared: true })
  expect((await una.lists.run(shared.id, { total: true })).total).toBe(2)
  expect(await una.lists.count(shared.id)).toBe(2)
  expect(await una.lists.explain(shared.id, 'a1')).toMatchObject({ holds: true })
})
