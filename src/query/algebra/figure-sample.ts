import type { BoundMeasure } from '../bound'
import { sampleNumbers } from './sample-values'

/** Figures, missing included where it may be, such that whatever comparisons of it can answer together they answer for one of these. */
export function sampleFigures(
  measure: BoundMeasure['measure'],
  field: BoundMeasure['field'],
  against: readonly number[],
) {
  const exact = field?.kind === 'money' ? 0 : (field?.decimals ?? null)
  switch (measure) {
    case 'count':
      return sampleNumbers(against.map(Math.floor), 0).filter((figure) => typeof figure === 'number' && figure >= 0)
    case 'sum':
      return sampleNumbers(against, exact).filter((figure) => figure !== null)
    case 'min':
    case 'max':
      return sampleNumbers(against, exact)
    case 'avg':
      return sampleNumbers(against, null)
    default:
      return measure satisfies never
  }
}

/** Whether a figure meets a comparison; a missing one fails it, and so meets the negated one. */
export function meetsFigure(figure: unknown, { operator, value, negated }: BoundMeasure): boolean {
  return (typeof figure === 'number' && compares(figure, operator, value)) !== negated
}

function compares(figure: number, operator: BoundMeasure['operator'], value: number): boolean {
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
