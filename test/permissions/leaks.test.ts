import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { leakCall, told, type LeakCall } from './leak-calls'
import { happens, hiddenFrom, leakScene, VIEWERS, type Hidden, type Viewer } from './leak-scene'

/** Before a call, what happens out of sight in the one world and in the other. */
interface Step {
  readonly left: readonly Hidden[]
  readonly right: readonly Hidden[]
  readonly call: LeakCall
}

const RUNS = Number(process.env['CLIENTELE_QUESTIONS'] ?? 40)

const stepsFor = (viewer: Viewer): fc.Arbitrary<readonly Step[]> => {
  const hidden = fc.array(hiddenFrom(viewer), { maxLength: 3 })
  return fc.array(fc.record({ left: hidden, right: hidden, call: leakCall }), { minLength: 6, maxLength: 14 })
}

/** What holds a removal up is told, of what is out of sight by its number alone; that number is no leak. */
const counted = (answer: string): string =>
  isIntegrity(answer) ? answer.replaceAll(/"others":\d+|\d+ (?:others|autres)/g, 'others') : answer

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
              answers.push(counted(await told(() => call.run(at))))
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
        { seed: 20_260_318, numRuns: RUNS },
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

test('R2.10 R2.15 who is on which list is told to those who make lists, by whatever call', async () => {
  const { una, ana } = await leakScene('structure')
  await ana.communication.createList({ name: 'Direction', members: ['hid', 'una'] })
  expect(await una.count('distributionList')).toBe(0)
  expect((await una.find('distributionListMember')).rows).toEqual([])
  expect(await una.communication.announcements()).toHaveLength(1)
  expect(await ana.count('distributionListMember')).toBe(2)
})
