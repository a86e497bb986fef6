import { refuse } from '../kernel'
import type { EntityDefinition, FieldDefinition } from '../model'
import { storedField } from './page-request'
import { problem } from './problem'
import type { Measure } from './store'
import { valueKey } from './value-key'

/** One figure of one group while rows are added to it. */
export interface Figure {
  add(value: unknown): void
  result(): unknown
}

/** Makes the empty figure of a measure. A measure that its field cannot have is a bug of the caller. */
export function figureOf(entity: EntityDefinition, measure: Measure): () => Figure {
  if (measure.field === undefined) {
    if (measure.measure !== 'count') throw new Error(`The measure ${measure.measure} needs a field`)
    return countOfRows
  }
  const field = storedField(entity, measure.field)
  const { kind } = field
  const misfit = (): never => {
    throw new Error(`The field ${entity.name}.${field.name} (${kind}) has no ${measure.measure}`)
  }
  switch (measure.measure) {
    case 'count':
      return countOfValues
    case 'countDistinct':
      return kind === 'tags' || kind === 'json' ? misfit() : () => countOfDistinct(field)
    case 'sum':
      if (kind === 'money') return () => exactSum(measure.as, 0)
      if (kind !== 'number') return misfit()
      return field.decimals === undefined ? doubleSum : exactSumOf(measure.as, field.decimals)
    case 'min':
    case 'max':
      if (kind !== 'number' && kind !== 'money' && kind !== 'date' && kind !== 'instant') return misfit()
      return measure.measure === 'min' ? () => extreme((a, b) => a < b) : () => extreme((a, b) => a > b)
    default:
      return measure.measure satisfies never
  }
}

const countOfRows = (): Figure => {
  let count = 0
  return { add: () => void count++, result: () => count }
}

const countOfValues = (): Figure => {
  let count = 0
  return {
    add(value) {
      if (value !== null && value !== undefined) count++
    },
    result: () => count,
  }
}

const countOfDistinct = (field: FieldDefinition): Figure => {
  const seen = new Set<string | number | boolean>()
  return {
    add(value) {
      const key = valueKey(field, value)
      if (key !== null) seen.add(key)
    },
    result: () => seen.size,
  }
}

const doubleSum = (): Figure => {
  let sum = 0
  return {
    add(value) {
      if (typeof value === 'number') sum += value
    },
    result: () => sum,
  }
}

const exactSumOf = (as: string, decimals: number) => () => exactSum(as, decimals)

/** Adds in whole units of 10^-decimals. A sum that is not a safe whole number of them is refused with `storage.out_of_range`. */
const exactSum = (as: string, decimals: number): Figure => {
  const scale = 10 ** decimals
  let carried = 0n
  let sum = 0
  return {
    add(value) {
      if (typeof value !== 'number') return
      const units = Math.round(value * scale)
      if (Number.isSafeInteger(sum + units)) sum += units
      else {
        carried += BigInt(sum)
        sum = units
      }
    },
    result() {
      const total = Number(carried + BigInt(sum))
      if (!Number.isSafeInteger(total)) refuse(problem('storage.out_of_range', { data: { as } }))
      return total / scale
    },
  }
}

type Ordered = number | string | Date

const isOrdered = (value: unknown): value is Ordered =>
  typeof value === 'number' || typeof value === 'string' || value instanceof Date

const extreme = (beats: (a: Ordered, b: Ordered) => boolean): Figure => {
  let best: Ordered | null = null
  return {
    add(value) {
      if (isOrdered(value) && (best === null || beats(value, best))) best = value
    },
    result: () => (best instanceof Date ? new Date(best) : best),
  }
}
