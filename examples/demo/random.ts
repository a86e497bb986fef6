/** A small seeded generator (mulberry32): the same seed tells the same story on every machine. */
export interface Chance {
  /** In [0, 1). */
  next(): number
  /** A whole number from 0 to most − 1. */
  below(most: number): number
  pick<T>(items: readonly T[]): T
  holds(probability: number): boolean
}

export function chance(seed: number): Chance {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (most: number): number => Math.floor(next() * most)
  return {
    next,
    below,
    pick(items) {
      const item = items[below(items.length)]
      if (item === undefined) throw new Error('Nothing to pick from')
      return item
    },
    holds: (probability) => next() < probability,
  }
}
