import type { FieldDefinition } from '../../model'
import type { BoundTest } from '../bound'
import { allBits, type Bits, clearBit, setBit } from './bits'
import type { Dimension, SlotTest } from './dimension'

export type OrderTest = BoundTest & { readonly operator: 'lt' | 'lte' | 'gt' | 'gte' }

type Scalar = number | string

/** A place between values: just before one, or just after it. */
interface Cut {
  readonly value: Scalar
  readonly after: boolean
}

/** What a slot allows: values from one cut to another, and perhaps none at all. */
interface Span {
  from: Cut | null
  to: Cut | null
  missing: boolean
}

/** Sets are kept whole at every so many changes; between, the changes are made again. */
const CHANGES_BETWEEN = 48

/** Comparisons by order: the boundaries of all slots in one sorted line, the record's value found on it by halving. */
export function orderDimension(field: FieldDefinition, size: number, tests: readonly SlotTest<OrderTest>[]): Dimension {
  const spans = new Map<number, Span>()
  for (const { slot, test } of tests) {
    const span = spans.get(slot) ?? { from: null, to: null, missing: true }
    narrow(span, test)
    spans.set(slot, span)
  }
  const cuts = sortedCuts([...spans.values()].flatMap(({ from, to }) => [from, to]))
  const line = lineOf(spans, cuts, size)
  const values = cuts.map(({ value }) => value)
  const isAfter = cuts.map(({ after }) => after)
  const { name, kind } = field
  const read = (value: unknown): Scalar | null => (isOfKind(kind, value) ? scalarOf(value) : null)
  return {
    asked: spans.size,
    select(row) {
      const value = read(row[name])
      return value === null ? line.missing : line.at(regionOf(values, isAfter, value))
    },
  }
}

function narrow(span: Span, { operator, value, negated }: OrderTest): void {
  const scalar = scalarOf(value) ?? 0
  // Not before is from there on, or missing.
  if (!negated) span.missing = false
  const isUpper = (operator === 'lt' || operator === 'lte') !== negated
  const cut: Cut = { value: scalar, after: operator === 'lte' || operator === 'gt' }
  if (isUpper) span.to = span.to === null || compareCuts(cut, span.to) < 0 ? cut : span.to
  else span.from = span.from === null || compareCuts(cut, span.from) > 0 ? cut : span.from
}

function isOfKind(kind: FieldDefinition['kind'], value: unknown): boolean {
  if (kind === 'instant') return value instanceof Date
  return typeof value === (kind === 'date' ? 'string' : 'number')
}

function scalarOf(value: unknown): Scalar | null {
  if (typeof value === 'number') return Number.isNaN(value) ? null : value
  if (typeof value === 'string') return value
  return value instanceof Date ? value.getTime() : null
}

function compareCuts(a: Cut, b: Cut): number {
  if (a.value !== b.value) return a.value < b.value ? -1 : 1
  return Number(a.after) - Number(b.after)
}

function sortedCuts(cuts: readonly (Cut | null)[]): readonly Cut[] {
  const sorted = cuts.filter((cut) => cut !== null).sort(compareCuts)
  return sorted.filter((cut, index) => {
    const before = sorted[index - 1]
    return before === undefined || compareCuts(before, cut) !== 0
  })
}

/** How many cuts lie before a value: the region between cuts that it is in. */
function regionOf(values: readonly Scalar[], isAfter: readonly boolean[], value: Scalar): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >> 1
    const cut = values[middle] ?? value
    if (cut < value || (cut === value && isAfter[middle] !== true)) low = middle + 1
    else high = middle
  }
  return low
}

function placeOf(cuts: readonly Cut[], wanted: Cut): number {
  let low = 0
  let high = cuts.length
  while (low < high) {
    const middle = (low + high) >> 1
    const cut = cuts[middle] ?? wanted
    if (compareCuts(cut, wanted) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** Which slots each region allows. */
function lineOf(spans: ReadonlyMap<number, Span>, cuts: readonly Cut[], size: number) {
  const missing = allBits(size)
  const start = allBits(size)
  const begins: number[][] = Array.from({ length: cuts.length + 1 }, () => [])
  const ends: number[][] = Array.from({ length: cuts.length + 1 }, () => [])
  for (const [slot, span] of spans) {
    if (!span.missing) clearBit(missing, slot)
    const first = span.from === null ? 0 : placeOf(cuts, span.from) + 1
    const last = span.to === null ? cuts.length : placeOf(cuts, span.to)
    if (first > 0 || first > last) clearBit(start, slot)
    if (first > last) continue
    if (first > 0) begins[first]?.push(slot)
    if (last < cuts.length) ends[last + 1]?.push(slot)
  }
  const change = (bits: Bits, region: number): void => {
    for (const slot of begins[region] ?? []) setBit(bits, slot)
    for (const slot of ends[region] ?? []) clearBit(bits, slot)
  }
  const kept: Bits[] = []
  const keptAt: number[] = []
  const nearest: number[] = []
  const current = start.slice()
  let changes = Number.POSITIVE_INFINITY
  for (let region = 0; region <= cuts.length; region++) {
    change(current, region)
    changes += (begins[region]?.length ?? 0) + (ends[region]?.length ?? 0)
    if (changes > CHANGES_BETWEEN) {
      kept.push(current.slice())
      keptAt.push(region)
      changes = 0
    }
    nearest.push(kept.length - 1)
  }
  const scratch = start.slice()
  return {
    missing,
    at(region: number): Bits {
      const place = nearest[region] ?? 0
      const whole = kept[place] ?? start
      const from = keptAt[place] ?? 0
      if (from === region) return whole
      scratch.set(whole)
      for (let one = from + 1; one <= region; one++) change(scratch, one)
      return scratch
    },
  }
}
