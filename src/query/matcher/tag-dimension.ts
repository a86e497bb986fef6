import type { FieldDefinition } from '../../model'
import type { BoundTest } from '../bound'
import { allBits, type Bits, bitsFor, clearBit, excludeAll, includeAll, setBit } from './bits'
import type { Dimension, SlotTest } from './dimension'

export type TagTest = Extract<BoundTest, { operator: 'hasAny' }>

/** Sets that share a code: found by each code of the record's own set. One test a slot. */
export function tagDimension(field: FieldDefinition, size: number, tests: readonly SlotTest<TagTest>[]): Dimension {
  const base = allBits(size)
  const wanted = new Map<string, number[]>()
  const unwanted = new Map<string, number[]>()
  for (const { slot, test } of tests) {
    if (!test.negated) clearBit(base, slot)
    const lists = test.negated ? unwanted : wanted
    for (const code of test.values) {
      const list = lists.get(code) ?? []
      list.push(slot)
      lists.set(code, list)
    }
  }
  const [adds, removes] = [changesOf(wanted, size), changesOf(unwanted, size)]
  const scratch = base.slice()
  const { name } = field
  return {
    asked: tests.length,
    select(row) {
      const value = row[name]
      if (!Array.isArray(value)) return base
      const codes: readonly unknown[] = value
      scratch.set(base)
      for (const code of codes) {
        const [added, removed] = [adds.get(code), removes.get(code)]
        if (added instanceof Int32Array) includeAll(scratch, added)
        else if (added !== undefined) for (const slot of added) setBit(scratch, slot)
        if (removed instanceof Int32Array) excludeAll(scratch, removed)
        else if (removed !== undefined) for (const slot of removed) clearBit(scratch, slot)
      }
      return scratch
    },
  }
}

/** A code that many slots name has a set of its own. */
const FEW = 32

function changesOf(
  lists: ReadonlyMap<string, readonly number[]>,
  size: number,
): ReadonlyMap<unknown, Bits | readonly number[]> {
  return new Map(
    [...lists].map(([code, slots]): [unknown, Bits | readonly number[]] => {
      if (slots.length < FEW) return [code, slots]
      const bits = bitsFor(size)
      for (const slot of slots) setBit(bits, slot)
      return [code, bits]
    }),
  )
}
