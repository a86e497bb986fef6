import type { Row } from '../kernel'
import type { FieldDefinition } from '../model'
import { AVERAGE_DECIMALS, type BoundMeasure } from './bound'
import type { RecordLookup, RowTest } from './row-test'

type Comparison = BoundMeasure['operator']

/** A figure over the related records that meet the criteria, compared. */
export function measureTest(measure: BoundMeasure, holds: RowTest): RowTest {
  const { relation, target, negated } = measure
  const compares = figureTest(measure)
  return (row, lookup) => {
    const id = row['id']
    const others = typeof id === 'string' ? lookup.many(target.name, relation.field, id) : []
    return compares(others, holds, lookup) !== negated
  }
}

type FigureTest = (rows: readonly Row[], holds: RowTest, lookup: RecordLookup) => boolean

function figureTest({ measure, field, operator, value }: BoundMeasure): FigureTest {
  if (measure === 'count' || field === null)
    return (rows, holds, lookup) => compare(countOf(rows, holds, lookup), operator, value)
  const figures = (rows: readonly Row[], holds: RowTest, lookup: RecordLookup) =>
    presentFigures(rows, field.name, holds, lookup)
  switch (measure) {
    case 'sum':
      return (rows, holds, lookup) => sumHolds(figures(rows, holds, lookup), field, operator, value)
    case 'avg':
      return (rows, holds, lookup) => averageHolds(figures(rows, holds, lookup), field, operator, value)
    case 'min':
    case 'max': {
      const choose = measure === 'min' ? Math.min : Math.max
      return (rows, holds, lookup) => {
        const all = figures(rows, holds, lookup)
        return (
          all.length > 0 &&
          compare(
            all.reduce((a, b) => choose(a, b)),
            operator,
            value,
          )
        )
      }
    }
    default:
      return measure satisfies never
  }
}

function countOf(rows: readonly Row[], holds: RowTest, lookup: RecordLookup): number {
  let count = 0
  for (const row of rows) if (holds(row, lookup)) count += 1
  return count
}

/** Missing figures take no part: neither in a sum nor in the count of an average. */
function presentFigures(rows: readonly Row[], name: string, holds: RowTest, lookup: RecordLookup): readonly number[] {
  const found: number[] = []
  for (const row of rows) {
    const figure = row[name]
    if (typeof figure === 'number' && holds(row, lookup)) found.push(figure)
  }
  return found
}

function sumHolds(figures: readonly number[], field: FieldDefinition, operator: Comparison, value: number): boolean {
  const decimals = decimalsOf(field)
  if (decimals === null) return compare(plainSum(figures), operator, value)
  return compare(exactSum(figures, decimals), operator, scaled(value, decimals))
}

/** `avg ≥ v` is `sum ≥ v · count`: exact where the field is, and no division anywhere. */
function averageHolds(
  figures: readonly number[],
  field: FieldDefinition,
  operator: Comparison,
  value: number,
): boolean {
  if (figures.length === 0) return false
  const decimals = decimalsOf(field)
  if (decimals === null) return compare(plainSum(figures), operator, value * figures.length)
  const finer = 10n ** BigInt(AVERAGE_DECIMALS)
  return compare(
    exactSum(figures, decimals) * finer,
    operator,
    scaled(value, decimals + AVERAGE_DECIMALS) * BigInt(figures.length),
  )
}

/**
 * The figure as a number to be shown: exact where the field is, an average to {@link AVERAGE_DECIMALS} decimals more, of doubles the 15
 * digits that are certain. Null where it is missing.
 */
export function shownFigure(
  measure: BoundMeasure['measure'],
  field: FieldDefinition | null,
  figures: readonly number[],
): number | null {
  if (measure === 'count' || field === null) return figures.length
  if (measure !== 'sum' && figures.length === 0) return null
  if (measure === 'min' || measure === 'max') {
    const choose = measure === 'min' ? Math.min : Math.max
    return figures.reduce((a, b) => choose(a, b))
  }
  const parts = measure === 'avg' ? figures.length : 1
  const decimals = decimalsOf(field)
  if (decimals === null) return Number((plainSum(figures) / parts).toPrecision(15))
  const finer = measure === 'avg' ? AVERAGE_DECIMALS : 0
  return Number((Number(exactSum(figures, decimals)) / 10 ** decimals / parts).toFixed(decimals + finer))
}

/** How many decimals the field keeps exactly; null for a double. */
const decimalsOf = (field: FieldDefinition): number | null => (field.kind === 'money' ? 0 : (field.decimals ?? null))

const plainSum = (figures: readonly number[]): number => figures.reduce((sum, figure) => sum + figure, 0)

/** The sum in units of the last decimal. */
function exactSum(figures: readonly number[], decimals: number): bigint {
  const unit = 10 ** decimals
  let sum = 0n
  let small = 0
  for (const figure of figures) {
    const next = small + Math.round(figure * unit)
    if (Number.isSafeInteger(next)) small = next
    else {
      sum += BigInt(small) + BigInt(Math.round(figure * unit))
      small = 0
    }
  }
  return sum + BigInt(small)
}

const scaled = (value: number, decimals: number): bigint => BigInt(value.toFixed(decimals).replace('.', ''))

function compare<T extends number | bigint>(figure: T, operator: Comparison, value: T): boolean {
  switch (operator) {
    case 'eq':
      return figure === value
    case 'lt':
      return figure < value
    case 'lte':
      return figure <= value
    case 'gt':
      return figure > value
    case 'gte':
      return figure >= value
    default:
      return operator satisfies never
  }
}
