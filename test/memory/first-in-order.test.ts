import fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstInOrder } from '../../adapters/memory/first-in-order'

test('R6.4 the first of a list in order are those a full sort puts first', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), fc.integer({ min: 0, max: 12 }), (numbers, count) => {
      const items = numbers.map((value, place) => ({ value, place }))
      const compare = (a: (typeof items)[number], b: (typeof items)[number]) => a.value - b.value || a.place - b.place
      expect(firstInOrder(items, compare, count)).toEqual(items.toSorted(compare).slice(0, count))
    }),
    { seed: 20_260_329, numRuns: 500 },
  )
})
