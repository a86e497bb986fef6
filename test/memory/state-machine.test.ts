import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allOf, EVERYTHING, isAmong, isEqual } from '../../src/query'
import { conformanceModel as model } from '../../adapters/conformance'
import { memoryAdapter } from '../../adapters/memory'
import { naiveStore } from './naive-store'
import { answerOf, clock, job, operation } from './operations'

test('R6.4 whatever is done to memory, it answers as a list of records would', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 25 }), async (operations) => {
      const naive = naiveStore()
      const store = await memoryAdapter({ clock }).open(model)
      for (const one of operations) {
        const expected = naive.run(one)
        const found = await answerOf(store, one)
        expect(found).toEqual(expected)
        const { rows } = await store.find('job', { where: EVERYTHING, orderBy: [], limit: 100 })
        expect(rows).toEqual(naive.rows())
        // What the indexes find is what a scan finds.
        for (const queue of ['mail', 'sms', 'MAIL'])
          expect(await store.count('job', isEqual(job, 'queue', queue))).toBe(
            rows.filter((row) => row['queue'] === queue).length,
          )
        const slotted = allOf(isAmong(job, 'queue', ['mail', 'sms']), isEqual(job, 'slot', 's'))
        expect(await store.count('job', slotted)).toBe(
          rows.filter((row) => row['slot'] === 's' && row['queue'] !== 'MAIL').length,
        )
      }
    }),
    { seed: 20_260_329, numRuns: 300 },
  )
})

test('R6.8 tenants never meet: each answers as if it were alone, whatever is done to the other', async () => {
  const steps = fc.array(fc.tuple(fc.constantFrom('one', 'two'), operation), { minLength: 2, maxLength: 25 })
  await fc.assert(
    fc.asyncProperty(steps, async (operations) => {
      const store = await memoryAdapter({ clock }).open(model)
      const tenants = new Map(
        ['one', 'two'].map((name) => [name, { naive: naiveStore(), store: store.forTenant(name) }]),
      )
      for (const [name, one] of operations) {
        const tenant = tenants.get(name)
        if (tenant !== undefined) expect(await answerOf(tenant.store, one)).toEqual(tenant.naive.run(one))
      }
      for (const { naive, store: own } of tenants.values()) {
        const { rows } = await own.find('job', { where: EVERYTHING, orderBy: [], limit: 100 })
        expect(rows).toEqual(naive.rows())
      }
    }),
    { seed: 20_260_330, numRuns: 150 },
  )
})
