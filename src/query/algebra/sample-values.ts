import { addDays, isCivilDate } from '../../kernel'
import { type FieldDefinition, isWord } from '../../model'
import type { BoundTest, BoundValue } from '../bound'

/** Within this, a day has neighbours in the calendar. */
const FIRST_DAY = '0001-01-01'
const LAST_DAY = '9999-12-31'

/**
 * Values of a field, missing included, such that whatever some tests of it can answer together they answer for one of these. Null where
 * values cannot stand for all: then nothing may be concluded.
 */
export function sampleValues(field: FieldDefinition, tests: readonly BoundTest[]): readonly unknown[] | null {
  const constants = tests.flatMap(valuesOf)
  switch (field.kind) {
    case 'boolean':
      return [null, true, false]
    case 'number':
      return sampleNumbers(constants, field.decimals ?? null)
    case 'money':
      return sampleNumbers(constants, 0)
    case 'date':
      return [null, '2000-01-01', ...constants.flatMap((value) => (isCivilDate(value) ? daysAround(value) : []))]
    case 'instant':
      return [null, new Date(0), ...constants.flatMap((value) => (value instanceof Date ? instantsAround(value) : []))]
    case 'tags':
      return sampleSets(tests)
    case 'text':
      return sampleTexts(tests, constants)
    case 'id':
    case 'reference':
    case 'code':
    case 'enum':
      return tests.some(isOrdered) ? null : [null, '', unlike(constants), ...constants]
    case 'json':
      return null
    default:
      return field.kind satisfies never
  }
}

export function valuesOf(test: BoundTest): readonly BoundValue[] {
  if ('values' in test) return test.values
  return 'value' in test ? [test.value] : []
}

const isOrdered = ({ operator, field }: BoundTest): boolean =>
  (isWord(field.kind) || field.kind === 'text') && ['lt', 'lte', 'gt', 'gte'].includes(operator)

/** Each number, its neighbours where the field has a last decimal, else something between each two and beyond the ends. */
export function sampleNumbers(constants: readonly BoundValue[], decimals: number | null): readonly unknown[] {
  const numbers = constants.filter((value) => typeof value === 'number').sort((a, b) => a - b)
  if (decimals !== null) {
    const unit = 10 ** decimals
    const beside = (number: number, step: number): number =>
      Number(((Math.round(number * unit) + step) / unit).toFixed(decimals))
    return [null, 0, ...numbers.flatMap((number) => [beside(number, -1), number, beside(number, 1)])]
  }
  const between = numbers.map((number, index) => number / 2 + (numbers[index + 1] ?? number) / 2)
  return [null, 0, -Number.MAX_VALUE, Number.MAX_VALUE, ...numbers, ...between]
}

function daysAround(date: string): readonly string[] {
  return [...(date === FIRST_DAY ? [] : [addDays(date, -1)]), date, ...(date === LAST_DAY ? [] : [addDays(date, 1)])]
}

const instantsAround = (instant: Date): readonly Date[] => [-1, 0, 1].map((step) => new Date(instant.getTime() + step))

/** A word that is none of these, nor contains one. */
function unlike(constants: readonly BoundValue[]): string {
  const texts = constants.filter((value) => typeof value === 'string').join('')
  // One character that stands in none of them; nothing folds these.
  for (let unit = 0xe000; ; unit++) if (!texts.includes(String.fromCharCode(unit))) return String.fromCharCode(unit)
}

/** The largest set that has nothing forbidden: if any set does, it meets all that is wanted. */
function sampleSets(tests: readonly BoundTest[]): readonly unknown[] {
  const codesWhere = (negated: boolean) =>
    tests.flatMap((test) => (test.operator === 'hasAny' && test.negated === negated ? test.values : []))
  const forbidden = new Set(codesWhere(true))
  const allowed = codesWhere(false).filter((code) => !forbidden.has(code))
  return [null, [], [...allowed, unlike([...forbidden, ...allowed])]]
}

/** Texts are sampled where they must be one of a few, or empty, or where nothing is wanted of them; a wanted pattern has too many. */
function sampleTexts(tests: readonly BoundTest[], constants: readonly BoundValue[]): readonly unknown[] | null {
  if (tests.some(isOrdered)) return null
  const isWanted = (...operators: readonly BoundTest['operator'][]) =>
    tests.some(({ negated, operator }) => !negated && operators.includes(operator))
  if (isWanted('empty')) return [null, '']
  if (isWanted('eq', 'in')) return [null, '', ...constants]
  if (isWanted('contains', 'startsWith', 'endsWith')) return null
  return [null, '', unlike(constants), ...constants]
}
