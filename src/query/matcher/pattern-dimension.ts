import type { FieldDefinition } from '../../model'
import type { BoundTest } from '../bound'
import { foldedForm } from '../folded'
import { allBits, clearBit, setBit } from './bits'
import type { Dimension, SlotTest } from './dimension'
import { patternSearch } from './pattern-search'

export type PatternTest = Extract<BoundTest, { operator: 'contains' | 'startsWith' | 'endsWith' }>

/** Stands before and after every text: no text holds it, so a beginning is a pattern that begins with it. */
const EDGE = '\0'

function written({ operator, value }: PatternTest): string {
  if (operator === 'startsWith') return EDGE + value
  return operator === 'endsWith' ? value + EDGE : value
}

/** Patterns in texts: all of them looked for in one walk through the record's text. One test a slot. */
export function patternDimension(
  field: FieldDefinition,
  size: number,
  tests: readonly SlotTest<PatternTest>[],
): Dimension {
  const base = allBits(size)
  const numbers = new Map<string, number>()
  const wanted: number[][] = []
  const unwanted: number[][] = []
  for (const { slot, test } of tests) {
    if (!test.negated) clearBit(base, slot)
    const pattern = written(test)
    const number = numbers.get(pattern) ?? numbers.size
    numbers.set(pattern, number)
    const lists = test.negated ? unwanted : wanted
    lists[number] = [...(lists[number] ?? []), slot]
  }
  const search = patternSearch([...numbers.keys()])
  const scratch = base.slice()
  const formOf = field.exact === true ? (text: string) => text : foldedForm
  const { name } = field
  return {
    asked: tests.length,
    select(row) {
      const value = row[name]
      if (typeof value !== 'string') return base
      scratch.set(base)
      search(EDGE + formOf(value) + EDGE, (number) => {
        for (const slot of wanted[number] ?? []) setBit(scratch, slot)
        for (const slot of unwanted[number] ?? []) clearBit(scratch, slot)
      })
      return scratch
    },
  }
}
