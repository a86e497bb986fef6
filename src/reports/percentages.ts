const DECIMALS = 1
const SCALE = 10 ** DECIMALS
const WHOLE = BigInt(100 * SCALE)

/**
 * What each count is of their sum, in per cent with one decimal. As shown they add up to 100.0 exactly: each is cut down, and what
 * is missing goes one by one to the largest remainders (Hamilton's method), the first of equals first. Over nothing all are 0.
 *
 * @param counts - whole numbers, none negative.
 * @example percentages([1, 1, 1]) // [33.4, 33.3, 33.3]
 */
export function percentages(counts: readonly number[]): readonly number[] {
  const exact = counts.map(wholeCount)
  const sum = exact.reduce((total, count) => total + count, 0n)
  if (sum === 0n) return counts.map(() => 0)
  const parts = exact.map((count, index) => ({
    index,
    units: (count * WHOLE) / sum,
    remainder: (count * WHOLE) % sum,
  }))
  const missing = Number(WHOLE - parts.reduce((total, part) => total + part.units, 0n))
  const byRemainder = [...parts].sort((a, b) => compare(b.remainder, a.remainder) || a.index - b.index)
  const raised = new Set(byRemainder.slice(0, missing).map((part) => part.index))
  return parts.map(({ index, units }) => (Number(units) + (raised.has(index) ? 1 : 0)) / SCALE)
}

function wholeCount(count: number): bigint {
  if (!Number.isSafeInteger(count) || count < 0) throw new Error(`Not a count: ${count}`)
  return BigInt(count)
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)
