import { foldText, isCivilDate, isWellFormedText, type Problem } from '../kernel'
import type { FieldDefinition } from '../model'
import type { BoundValue } from './bound'
import type { CheckedOperand } from './checked'
import type { Operator } from './operator'
import { problem } from './problem'

const EXPECTED = {
  text: { fr: 'un texte est attendu', en: 'a text is expected' },
  number: { fr: 'un nombre fini est attendu', en: 'a finite number is expected' },
  boolean: { fr: 'true ou false est attendu', en: 'true or false is expected' },
  money: {
    fr: 'un nombre entier de centimes (unités mineures) est attendu',
    en: 'a whole number of cents (minor units) is expected',
  },
  date: { fr: 'un jour AAAA-MM-JJ qui existe est attendu', en: 'a day that exists is expected, as YYYY-MM-DD' },
  instant: {
    fr: 'un instant ISO 8601 avec décalage, à la milliseconde (2026-03-29T10:00:00Z), ou un jour AAAA-MM-JJ est attendu',
    en: 'an ISO 8601 instant with its offset, to the millisecond (2026-03-29T10:00:00Z), or a day YYYY-MM-DD is expected',
  },
  tag: { fr: 'un code non vide est attendu', en: 'a code that is not empty is expected' },
} as const

const PATTERNS: ReadonlySet<Operator> = new Set<Operator>([
  'contains',
  'notContains',
  'startsWith',
  'notStartsWith',
  'endsWith',
  'notEndsWith',
])

export const isPattern = (operator: Operator): boolean => PATTERNS.has(operator)

/** A literal as a value of the field, or what is wrong with it. Text is folded, an instant becomes a Date or a whole day. */
export function readLiteral(
  field: FieldDefinition,
  operator: Operator,
  value: unknown,
  path: string,
): CheckedOperand | { readonly type: 'refused'; readonly problem: Problem } {
  const misfit = (expected: keyof typeof EXPECTED) =>
    refused(problem('query.value_type', { path, data: { value, field: field.name, expected: EXPECTED[expected] } }))
  if (typeof value === 'string' && !isWellFormedText(value)) return refused(problem('query.text_malformed', { path }))
  switch (field.kind) {
    case 'text':
      return typeof value === 'string' ? readText(field, operator, value, path) : misfit('text')
    case 'id':
    case 'reference':
    case 'code':
      return typeof value === 'string' ? ready(value) : misfit('text')
    case 'enum':
      if (typeof value !== 'string') return misfit('text')
      return field.options.some(({ code }) => code === value) ? ready(value) : refused(unknownCode(field, value, path))
    case 'tags':
      return typeof value === 'string' && value !== '' ? ready(value) : misfit('tag')
    case 'boolean':
      return typeof value === 'boolean' ? ready(value) : misfit('boolean')
    case 'money':
      return typeof value === 'number' && Number.isSafeInteger(value) ? ready(value + 0) : misfit('money')
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) return misfit('number')
      return fitsDecimals(value, field.decimals) ? ready(value + 0) : refused(tooFine(field, value, path))
    case 'date':
      return isCivilDate(value) ? ready(value) : misfit('date')
    case 'instant': {
      if (isCivilDate(value)) return { type: 'day', date: value }
      const instant = typeof value === 'string' ? readInstant(value) : null
      return instant === null ? misfit('instant') : ready(instant)
    }
    case 'json':
      return refused(problem('query.opaque_field', { path, data: { field: field.name } }))
    default:
      return field.kind satisfies never
  }
}

const ready = (value: BoundValue): CheckedOperand => ({ type: 'value', value })
const refused = (found: Problem) => ({ type: 'refused', problem: found }) as const

function readText(field: FieldDefinition, operator: Operator, value: string, path: string) {
  const compared = field.exact === true ? value : foldText(value)
  if (compared === '' && isPattern(operator)) return refused(problem('query.pattern_empty', { path, data: { value } }))
  return ready(compared)
}

function unknownCode(field: FieldDefinition, value: string, path: string): Problem {
  const known = field.options.map(({ code }) => code).join(', ')
  return problem('query.unknown_code', { path, data: { field: field.name, value, known } })
}

/**
 * Whether a number is one that a field with so many decimals can hold, or is finer by so many more; a double holds every finite
 * number.
 */
export function fitsDecimals(value: number, decimals: number | undefined, finer = 0): boolean {
  if (decimals === undefined) return true
  const isInReach = Math.abs(value) * 10 ** decimals <= Number.MAX_SAFE_INTEGER
  return isInReach && Number(value.toFixed(decimals + finer)) === value
}

function tooFine(field: FieldDefinition, value: number, path: string): Problem {
  const expected = {
    fr: `au plus ${field.decimals ?? 0} décimales et 15 chiffres sont attendus`,
    en: `at most ${field.decimals ?? 0} decimals and 15 digits are expected`,
  }
  return problem('query.value_type', { path, data: { value, field: field.name, expected } })
}

const INSTANT =
  /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,3}0{0,6})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/** ISO 8601 with an offset, on a day that exists. Digits past the millisecond would be lost and are not read. */
function readInstant(value: string): Date | null {
  const match = INSTANT.exec(value)
  if (match === null || !isCivilDate(match[1])) return null
  const instant = new Date(value)
  return Number.isNaN(instant.getTime()) ? null : instant
}
