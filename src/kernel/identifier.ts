import type { Clock } from './clock'

/** Where new identifiers come from. */
export interface Identifiers {
  next(): string
}

const COUNTER_BITS = 20
const POOL_BYTES = 4096
const BYTES_TAKEN = 10

/**
 * UUID version 7 (RFC 9562): sorted by time, so that indexes grow at their end. Strictly increasing within one source, even
 * when the clock stands still or goes back: 20 bits of counter follow the milliseconds (section 6.2, method 1), begun at random
 * with their highest bit clear; 54 random bits end it.
 */
export function timeOrderedIdentifiers(clock: Clock): Identifiers {
  const pool = new Uint8Array(POOL_BYTES)
  const view = new DataView(pool.buffer)
  let taken = POOL_BYTES
  let lastTime = -1
  let counter = 0

  return {
    next() {
      if (taken + BYTES_TAKEN > POOL_BYTES) {
        globalThis.crypto.getRandomValues(pool)
        taken = 0
      }
      const word = view.getUint32(taken)
      const seed = word >>> (32 - COUNTER_BITS + 1)
      const tailHigh = view.getUint16(taken + 4)
      const tailLow = view.getUint32(taken + 6)
      taken += BYTES_TAKEN

      const time = Math.max(0, clock.now().getTime())
      if (!Number.isFinite(time)) throw new Error('The clock gives no time')
      if (time > lastTime) {
        lastTime = time
        counter = seed
      } else if (++counter >= 2 ** COUNTER_BITS) {
        lastTime += 1
        counter = seed
      }

      const timeHex = hex(lastTime, 12)
      const versionAndCounter = hex(0x7000 | (counter >>> 8), 4)
      const variantAndRest = hex(0x8000 | ((counter & 0xff) << 6) | (word & 0x3f), 4)
      return `${timeHex.slice(0, 8)}-${timeHex.slice(8)}-${versionAndCounter}-${variantAndRest}-${hex(tailHigh, 4)}${hex(tailLow, 8)}`
    },
  }
}

function hex(value: number, length: number): string {
  return value.toString(16).padStart(length, '0')
}

/**
 * Predictable identifiers for tests, padded so that their byte order is the order they were made in.
 *
 * @example sequentialIdentifiers('run-').next() // 'run-00000001'
 */
export function sequentialIdentifiers(prefix: string): Identifiers {
  let last = 0
  return {
    next() {
      last += 1
      if (last > 99_999_999) throw new Error('Too many sequential identifiers: their order would no longer hold')
      return `${prefix}${String(last).padStart(8, '0')}`
    },
  }
}
