import type { FieldDefinition } from '../../model'
import type { BoundTest, BoundValue } from '../bound'
import { foldedForm } from '../folded'
import { allBits, applyPatch, type Bits, clearBit, type Patch } from './bits'
import type { Dimension, SlotTest } from './dimension'

export type ValueTest = BoundTest & { readonly operator: 'eq' | 'in' }

/** The values of a field that one slot allows, or those it excludes. */
interface Asked {
  allowed: ReadonlySet<unknown> | null
  readonly excluded: Set<unknown>
}

const keyOf = (value: BoundValue): unknown => (value instanceof Date ? value.getTime() : value)

/** A change to a set is made from this many members on by a set of its own. */
const FEW = 32

/** Equality and membership: what slots ask is found by the record's own value. */
export function valueDimension(field: FieldDefinition, size: number, tests: readonly SlotTest<ValueTest>[]): Dimension {
  const slots = new Map<number, Asked>()
  for (const { slot, test } of tests) {
    const known = slots.get(slot) ?? { allowed: null, excluded: new Set() }
    const values = new Set((test.operator === 'eq' ? [test.value] : test.values).map(keyOf))
    if (test.negated) for (const value of values) known.excluded.add(value)
    else known.allowed = known.allowed === null ? values : new Set([...known.allowed].filter((one) => values.has(one)))
    slots.set(slot, known)
  }
  const base = allBits(size)
  const patches = new Map<unknown, Patch>()
  const patchOf = (value: unknown): Patch => {
    const patch = patches.get(value) ?? { added: [], removed: [] }
    patches.set(value, patch)
    return patch
  }
  for (const [slot, { allowed, excluded }] of slots) {
    if (allowed === null) for (const value of excluded) patchOf(value).removed.push(slot)
    else {
      clearBit(base, slot)
      for (const value of allowed) if (!excluded.has(value)) patchOf(value).added.push(slot)
    }
  }
  const whole = new Map<unknown, Bits>()
  for (const [value, patch] of patches) {
    if (patch.added.length + patch.removed.length < FEW) continue
    const bits = base.slice()
    applyPatch(bits, patch)
    whole.set(value, bits)
  }
  const scratch = base.slice()
  const formOf = formIn(field)
  const { name } = field
  return {
    asked: slots.size,
    select(row) {
      const value = formOf(row[name])
      const ready = whole.get(value)
      if (ready !== undefined) return ready
      const patch = patches.get(value)
      if (patch === undefined) return base
      scratch.set(base)
      applyPatch(scratch, patch)
      return scratch
    },
  }
}

/** A record's value as it is compared; undefined for what equals nothing. */
function formIn(field: FieldDefinition): (value: unknown) => unknown {
  if (field.kind === 'instant') return (value) => (value instanceof Date ? value.getTime() : undefined)
  if (field.kind === 'text' && field.exact !== true)
    return (value) => (typeof value === 'string' ? foldedForm(value) : undefined)
  return (value) => value
}
