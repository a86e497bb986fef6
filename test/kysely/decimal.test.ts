import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decimalText, roundedUnits, unitsOf } from '../../adapters/kysely/decimal'

test('R6.2 the decimal point moves by the text of a number, never by arithmetic', () => {
  expect(unitsOf(0.07, 2)).toEqual({ floor: 7n, exact: true })
  expect(unitsOf(1.005, 2)).toEqual({ floor: 100n, exact: false })
  expect(unitsOf(-1.005, 2)).toEqual({ floor: -101n, exact: false })
  expect(unitsOf(1e21, 2)).toEqual({ floor: 9_000_000_000_000_000_000n, exact: true })
  expect(unitsOf(-5e-324, 6)).toEqual({ floor: -1n, exact: false })
  expect(unitsOf(-0, 0)).toEqual({ floor: 0n, exact: true })
  expect([roundedUnits(1.005, 2), roundedUnits(-1.005, 2), roundedUnits(12.34, 2), roundedUnits(0.004, 2)]).toEqual([
    101n,
    -100n,
    1234n,
    0n,
  ])
  expect([decimalText(1234n, 2), decimalText(-5n, 2), decimalText(0n, 3), decimalText(7n, 0)]).toEqual([
    '12.34',
    '-0.05',
    '0.000',
    '7',
  ])
})

test('R6.2 units and their text say the same number', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 6 }), (units, digits) => {
      const text = decimalText(BigInt(units), digits)
      expect(BigInt(text.replace('.', ''))).toBe(BigInt(units))
      if (Math.abs(units) < 1e12) expect(unitsOf(Number(text), digits)).toEqual({ floor: BigInt(units), exact: true })
    }),
    { seed: 20_260_329, numRuns: 500 },
  )
})
