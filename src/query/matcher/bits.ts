/** A set of small whole numbers, 32 to a word. */
export type Bits = Int32Array

export const bitsFor = (size: number): Bits => new Int32Array(Math.ceil(size / 32))

export function setBit(bits: Bits, index: number): void {
  const word = index >> 5
  bits[word] = (bits[word] ?? 0) | (1 << (index & 31))
}

export function clearBit(bits: Bits, index: number): void {
  const word = index >> 5
  bits[word] = (bits[word] ?? 0) & ~(1 << (index & 31))
}

export function allBits(size: number): Bits {
  const bits = bitsFor(size)
  for (let index = 0; index < size; index++) setBit(bits, index)
  return bits
}

/** What makes one set out of another: some members more, some less. */
export interface Patch {
  readonly added: number[]
  readonly removed: number[]
}

/** Changes members of a set in place. */
export function applyPatch(bits: Bits, { added, removed }: Patch): void {
  for (const index of added) setBit(bits, index)
  for (const index of removed) clearBit(bits, index)
}

/** Takes out of a set what is not in the other. */
export function keepOnly(bits: Bits, other: Bits): void {
  for (let word = 0; word < bits.length; word++) bits[word] = (bits[word] ?? 0) & (other[word] ?? 0)
}

/** Puts into a set what is in the other. */
export function includeAll(bits: Bits, other: Bits): void {
  for (let word = 0; word < bits.length; word++) bits[word] = (bits[word] ?? 0) | (other[word] ?? 0)
}

/** Takes out of a set what is in the other. */
export function excludeAll(bits: Bits, other: Bits): void {
  for (let word = 0; word < bits.length; word++) bits[word] = (bits[word] ?? 0) & ~(other[word] ?? 0)
}

/** Calls back with every member, in order. */
export function eachBit(bits: Bits, found: (index: number) => void): void {
  for (let word = 0; word < bits.length; word++) {
    let left = bits[word] ?? 0
    while (left !== 0) {
      const bit = left & -left
      left ^= bit
      found(word * 32 + 31 - Math.clz32(bit))
    }
  }
}
