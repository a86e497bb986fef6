import type { CalendarPeriod, MomentUnit, RelativeRange } from '../../kernel'
import { either, together } from './lists'
import type { Comparison, Voice } from './voice'

const where = (criteria: string | null): string => (criteria === null ? '' : ` where ${criteria}`)
const is = (denied: boolean): string => (denied ? 'is not' : 'is')

function numbered(comparison: Comparison, [first = '', second = '']: readonly string[]): string {
  switch (comparison) {
    case 'eq':
      return first
    case 'lt':
      return `less than ${first}`
    case 'lte':
      return `at most ${first}`
    case 'gt':
      return `more than ${first}`
    case 'gte':
      return `at least ${first}`
    case 'between':
      return `between ${first} and ${second}`
    default:
      return comparison satisfies never
  }
}

function dated(comparison: Comparison, [first = '', second = '']: readonly string[]): string {
  switch (comparison) {
    case 'eq':
      return first
    case 'lt':
      return `before ${first}`
    case 'lte':
      return `${first} or earlier`
    case 'gt':
      return `after ${first}`
    case 'gte':
      return `${first} or later`
    case 'between':
      return `from ${first} to ${second}, both included`
    default:
      return comparison satisfies never
  }
}

const UNITS: Readonly<Record<MomentUnit, string>> = {
  minutes: 'minute',
  hours: 'hour',
  days: 'day',
  weeks: 'week',
  months: 'month',
  quarters: 'quarter',
  years: 'year',
}

const PERIODS: Readonly<Record<CalendarPeriod, string>> = {
  day: 'day',
  week: 'week',
  month: 'month',
  quarter: 'quarter',
  year: 'year',
  'fiscal-year': 'fiscal year',
}

function range(range: RelativeRange, day: (date: string) => string, number: (count: number) => string): string {
  switch (range.range) {
    case 'today':
    case 'yesterday':
    case 'tomorrow':
      return range.range
    case 'last':
    case 'next': {
      const unit = UNITS[range.unit]
      return `within the ${range.range} ${range.count === 1 ? unit : `${number(range.count)} ${unit}s`}`
    }
    case 'this':
      return range.unit === 'day' ? 'today' : `this ${PERIODS[range.unit]}`
    case 'previous':
      return range.unit === 'day' ? 'yesterday' : `last ${PERIODS[range.unit]}`
    case 'following':
      return range.unit === 'day' ? 'tomorrow' : `next ${PERIODS[range.unit]}`
    case 'since':
      return `between ${day(range.date)} and today`
    case 'between':
      return `from ${day(range.from)} to ${day(range.to)}`
    default:
      return range satisfies never
  }
}

const PATTERNS = {
  contains: ['contains', 'does not contain'],
  startsWith: ['starts with', 'does not start with'],
  endsWith: ['ends with', 'does not end with'],
} as const

const FIGURES = { sum: 'the sum', min: 'the smallest', max: 'the largest', avg: 'the average' } as const

export const english: Voice = {
  locale: 'en',
  everything: 'all records',
  nothing: 'no record',
  always: 'always',
  never: 'never',
  yes: 'yes',
  no: 'no',
  missing: 'empty',
  today: 'today',
  now: 'now',
  me: 'me',
  oneOfMyGroups: 'one of my groups',
  quote: (text) => `“${text}”`,
  denied: (text) => `it is not true that (${text})`,
  emptyList: (label, holds) => `${holds ? 'always' : 'never'} (empty list for ${label})`,
  outOf: (some, all) => `${some} of ${all}`,
  others: (count, shown) => `${shown} ${count === 1 ? 'other' : 'others'}`,
  isEmpty: (label, denied) => `${label} ${is(denied)} empty`,
  isOneOf(label, items, denied) {
    if (!denied) return `${label} is ${either('en', items)}`
    return items.length === 1 ? `${label} is not ${items.join()}` : `${label} is neither ${items.join(' nor ')}`
  },
  isSameAs: (label, other, denied) => `${label} ${is(denied)} the same as ${other}`,
  matches: (label, pattern, text, denied) => `${label} ${PATTERNS[pattern][denied ? 1 : 0]} ${text}`,
  measures: (subject, comparison, values, denied) => `${subject} ${is(denied)} ${numbered(comparison, values)}`,
  falls: (label, comparison, moments, denied) => `${label} ${is(denied)} ${dated(comparison, moments)}`,
  longAgo: (label, length, denied) => `${label} ${is(denied)} more than ${length} ago`,
  farOff: (label, length, denied) => `${label} ${is(denied)} more than ${length} from now`,
  within: (label, range, denied) => `${label} ${is(denied)} ${range}`,
  carries(label, codes, how, denied) {
    const [only] = codes
    if (codes.length === 1 && only !== undefined) return `${only} ${is(denied)} among ${label}`
    if (how === 'any')
      return denied ? `neither ${codes.join(' nor ')} is among ${label}` : `${either('en', codes)} is among ${label}`
    return `${together('en', codes)} are ${denied ? 'not all ' : ''}among ${label}`
  },
  exists: (label, denied) => `${label} ${denied ? 'does not exist' : 'exists'}`,
  meets: (label, criteria, denied) => `${label} ${is(denied)} a record where (${criteria})`,
  related(quantifier, label, criteria, denied) {
    switch (quantifier) {
      case 'some':
        return `there are ${denied ? 'no ' : ''}${label}${where(criteria)}`
      case 'none':
        return `there are ${denied ? '' : 'no '}${label}${where(criteria)}`
      case 'every':
        return `there are ${denied ? 'not only' : 'only'} ${label}${where(criteria ?? english.always)}`
      default:
        return quantifier satisfies never
    }
  },
  counted(label, comparison, values, criteria, denied) {
    const exactly = comparison === 'eq' ? 'exactly ' : ''
    return `there are ${denied ? 'not ' : ''}${exactly}${numbered(comparison, values)} ${label}${where(criteria)}`
  },
  figure: (figure, field, label, criteria) => `${FIGURES[figure]} of ${field} over ${label}${where(criteria)}`,
  day: (written) => written,
  length: (count, shown, unit) => `${shown} ${UNITS[unit]}${count === 1 ? '' : 's'}`,
  moment: (direction, length) => `${length} ${direction === 'ago' ? 'ago' : 'from now'}`,
  range,
  groupsOf(regions, groups) {
    const parts = [
      ...(regions.length === 0 ? [] : [`one of the groups of ${together('en', regions)}`]),
      ...(groups.length === 0 ? [] : [either('en', groups)]),
    ]
    return parts.length === 0 ? 'one of no groups' : parts.join(' or ')
  },
  fact: (label) => `my own ${label}`,
  reason: (leaf, holds, saw) => `${leaf}: ${holds ? 'yes' : 'no'} (${saw})`,
}
