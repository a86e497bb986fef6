import type { Row } from '../../kernel'
import type { BoundCriteria, BoundTest } from '../bound'
import type { Conjunction } from './alternatives'
import { allBits, eachBit, keepOnly } from './bits'
import type { Dimension, SlotTest } from './dimension'
import { orderDimension, type OrderTest } from './order-dimension'
import { patternDimension, type PatternTest } from './pattern-dimension'
import { type EmptyTest, presenceDimension } from './presence-dimension'
import { tagDimension, type TagTest } from './tag-dimension'
import { valueDimension, type ValueTest } from './value-dimension'

/** The slots of many conjunctions, held by what they ask of the fields of a record. */
export interface SlotIndex {
  /** What each slot asks beyond what is indexed. */
  readonly remaining: readonly (readonly BoundCriteria[])[]
  /** Calls back with every slot that the indexed part holds for, in order. */
  each(row: Row, found: (slot: number) => void): void
}

type Of<Test extends BoundTest> = Map<string, SlotTest<Test>[]>

export function slotIndex(conjunctions: readonly Conjunction[]): SlotIndex {
  const values: Of<ValueTest> = new Map()
  const orders: Of<OrderTest> = new Map()
  const empties: Of<EmptyTest> = new Map()
  const tags: Of<TagTest> = new Map()
  const patterns: Of<PatternTest> = new Map()
  const remaining = conjunctions.map((conjunction, slot) => {
    const rest: BoundCriteria[] = []
    for (const leaf of [...conjunction].sort(bySelectivity)) {
      const isTaken =
        (isValueTest(leaf) && put(values, leaf, slot, false)) ||
        (isOrderTest(leaf) && put(orders, leaf, slot, false)) ||
        (isEmptyTest(leaf) && put(empties, leaf, slot, false)) ||
        (isTagTest(leaf) && put(tags, leaf, slot, true)) ||
        (isPatternTest(leaf) && put(patterns, leaf, slot, true))
      if (!isTaken) rest.push(leaf)
    }
    return rest
  })
  const size = conjunctions.length
  const dimensions = [
    ...build(values, (field, tests) => valueDimension(field, size, tests)),
    ...build(orders, (field, tests) => orderDimension(field, size, tests)),
    ...build(empties, (field, tests) => presenceDimension(field, size, tests)),
    ...build(tags, (field, tests) => tagDimension(field, size, tests)),
    ...build(patterns, (field, tests) => patternDimension(field, size, tests)),
  ].sort((a, b) => b.asked - a.asked)
  return { remaining, each: walk(dimensions, size) }
}

/** Tests that leave few slots first: where an index takes one test a slot, it is the one that says most. */
function bySelectivity(a: BoundCriteria, b: BoundCriteria): number {
  return weightOf(a) - weightOf(b)
}

function weightOf(leaf: BoundCriteria): number {
  if (leaf.type !== 'test') return 0
  const negation = leaf.negated ? 1_000_000 : 0
  if (isTagTest(leaf)) return negation + leaf.values.length
  return isPatternTest(leaf) ? negation + 1_000 - leaf.value.length : 0
}

/** Whether the index of a field takes the test: as many as come, or one a slot. */
function put<Test extends BoundTest>(into: Of<Test>, test: Test, slot: number, isSingle: boolean): boolean {
  const list = into.get(test.field.name) ?? []
  if (isSingle && list.at(-1)?.slot === slot) return false
  list.push({ slot, test })
  into.set(test.field.name, list)
  return true
}

function build<Test extends BoundTest>(
  tests: Of<Test>,
  dimension: (field: Test['field'], tests: readonly SlotTest<Test>[]) => Dimension,
): readonly Dimension[] {
  return [...tests.values()].flatMap((list) => (list[0] === undefined ? [] : [dimension(list[0].test.field, list)]))
}

function isValueTest(leaf: BoundCriteria): leaf is ValueTest {
  return leaf.type === 'test' && (leaf.operator === 'eq' || leaf.operator === 'in')
}

const SCALARS: ReadonlySet<string> = new Set(['number', 'money', 'date', 'instant'])

function isOrderTest(leaf: BoundCriteria): leaf is OrderTest {
  if (leaf.type !== 'test' || !SCALARS.has(leaf.field.kind)) return false
  const { operator } = leaf
  return operator === 'lt' || operator === 'lte' || operator === 'gt' || operator === 'gte'
}

function isEmptyTest(leaf: BoundCriteria): leaf is EmptyTest {
  return leaf.type === 'test' && leaf.operator === 'empty'
}

function isTagTest(leaf: BoundCriteria): leaf is TagTest {
  return leaf.type === 'test' && leaf.operator === 'hasAny'
}

function isPatternTest(leaf: BoundCriteria): leaf is PatternTest {
  if (leaf.type !== 'test') return false
  return leaf.operator === 'contains' || leaf.operator === 'startsWith' || leaf.operator === 'endsWith'
}

/** What every dimension leaves, one after the other; those that ask most of the slots come first. */
function walk(dimensions: readonly Dimension[], size: number): SlotIndex['each'] {
  const every = allBits(size)
  const left = every.slice()
  return (row, found) => {
    left.set(every)
    for (const dimension of dimensions) keepOnly(left, dimension.select(row))
    eachBit(left, found)
  }
}
