import type { FieldDefinition } from '../../model'
import type { BoundTest } from '../bound'
import { leafTest } from '../leaf-test'
import { allBits, clearBit } from './bits'
import type { Dimension, SlotTest } from './dimension'

export type EmptyTest = Extract<BoundTest, { operator: 'empty' }>

/** Whether there is anything at all: two sets, one for each answer. */
export function presenceDimension(
  field: FieldDefinition,
  size: number,
  tests: readonly SlotTest<EmptyTest>[],
): Dimension {
  const whenEmpty = allBits(size)
  const whenFilled = allBits(size)
  for (const { slot, test } of tests) clearBit(test.negated ? whenEmpty : whenFilled, slot)
  const isEmpty = leafTest({ type: 'test', field, negated: false, operator: 'empty' })
  return { asked: tests.length, select: (row) => (isEmpty(row) ? whenEmpty : whenFilled) }
}
