import type { Row } from '../../kernel'
import type { BoundTest } from '../bound'
import type { Bits } from './bits'

/** A slot is one way in which some criteria can be met. A test of it, for an index to hold. */
export interface SlotTest<Test extends BoundTest = BoundTest> {
  readonly slot: number
  readonly test: Test
}

/** One aspect of one field, and what the slots ask of it. */
export interface Dimension {
  /** How many slots it asks anything of. */
  readonly asked: number
  /** The slots it does not exclude for this record. The set belongs to the dimension and is good until the next call. */
  select(row: Row): Bits
}
