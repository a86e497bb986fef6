import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { percentages } from 'clientele/reports'

/** Tenths of a per cent, which add up without the errors of binary fractions. */
const tenths = (shown: readonly number[]): readonly number[] => shown.map((value) => Math.round(value * 10))
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

describe('R4.5 percentages', () => {
  test.each([
    [
      [1, 1, 1],
      [33.4, 33.3, 33.3],
    ],
    [
      [1, 1, 1, 1, 1, 1],
      [16.7, 16.7, 16.7, 16.7, 16.6, 16.6],
    ],
    [
      [2, 1],
      [66.7, 33.3],
    ],
    [
      [999, 1],
      [99.9, 0.1],
    ],
    [
      [9_999, 1],
      [100, 0],
    ],
    [[5], [100]],
    [
      [0, 4, 0],
      [0, 100, 0],
    ],
    [
      [0, 0],
      [0, 0],
    ],
    [[], []],
  ])('of %j are %j', (counts, shown) => {
    expect(percentages(counts)).toEqual(shown)
  })

  const counts = fc.array(fc.oneof(fc.nat(10), fc.nat(1_000_000), fc.nat(Number.MAX_SAFE_INTEGER)), { minLength: 1 })

  test('R4.5 always add up to 100, unless there is nothing to share', () => {
    fc.assert(
      fc.property(counts, (list) => {
        expect(sum(tenths(percentages(list)))).toBe(sum(list) === 0 ? 0 : 1000)
      }),
    )
  })

  test('R4.5 are each within one tenth of the exact share, and in the order of the counts', () => {
    fc.assert(
      fc.property(counts, (list) => {
        const total = list.reduce((whole, count) => whole + BigInt(count), 0n)
        fc.pre(total > 0n)
        const shown = tenths(percentages(list)).map(BigInt)
        for (const [index, count] of list.entries()) {
          const distance = (shown[index] ?? -1n) * total - BigInt(count) * 1000n
          expect(distance < total && -distance < total).toBe(true)
          for (const [other, less] of list.entries())
            if (less < count) expect((shown[other] ?? 0n) <= (shown[index] ?? 0n)).toBe(true)
        }
      }),
    )
  })

  test('R4.5 of what is no count are a bug', () => {
    expect(() => percentages([1, -1])).toThrow('Not a count: -1')
    expect(() => percentages([0.5])).toThrow('Not a count: 0.5')
  })
})
