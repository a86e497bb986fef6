/** A value in whole units of 10^-digits: the whole number at or below it, and whether it is that number. */
export interface Units {
  readonly floor: bigint
  readonly exact: boolean
}

/** Within what a signed 64-bit column holds, and exact as a double. */
const MOST = 9_000_000_000_000_000_000n

const clamp = (units: bigint): bigint => (units > MOST ? MOST : units < -MOST ? -MOST : units)

/**
 * Moves the decimal point of a finite number by its decimal text: 0.07 in units of 0.01 is exactly 7, where multiplying gives
 * 7.000000000000001. Numbers past what any column holds are brought back to the edge, which compares the same.
 */
export function unitsOf(value: number, digits: number): Units {
  if (digits === 0 && Number.isSafeInteger(value)) return { floor: BigInt(value), exact: true }
  const { floor, exact } = boundlessUnits(value, digits)
  return { floor: clamp(floor), exact }
}

/** As {@link unitsOf}, however large. */
export function boundlessUnits(value: number, digits: number): Units {
  const [mantissa = '0', exponent = '0'] = String(value).split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  const figures = BigInt(whole + fraction)
  const shift = Number(exponent) - fraction.length + digits
  if (shift >= 0) return { floor: figures * 10n ** BigInt(shift), exact: true }
  const unit = 10n ** BigInt(-shift)
  const quotient = figures / unit
  const exact = quotient * unit === figures
  return { floor: exact || figures > 0n ? quotient : quotient - 1n, exact }
}

/** The nearest whole unit, halves upwards, as `Math.round` does. */
export function roundedUnits(value: number, digits: number): bigint {
  const { floor, exact } = unitsOf(value, digits)
  if (exact) return floor
  const { floor: half } = unitsOf(value, digits + 1)
  return half - floor * 10n >= 5n ? floor + 1n : floor
}

/** The decimal text of so many units: 1234 units of 0.01 are `12.34`. */
export function decimalText(units: bigint, digits: number): string {
  if (digits === 0) return String(units)
  const figures = String(units < 0n ? -units : units).padStart(digits + 1, '0')
  const point = figures.length - digits
  return `${units < 0n ? '-' : ''}${figures.slice(0, point)}.${figures.slice(point)}`
}
