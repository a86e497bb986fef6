import { DEFAULT_BUDGET } from '../budget'
import { anyOf, constant, type JsonSchema, listOf, object, oneOfWords } from './json-schema'

const { textLength, listLength } = DEFAULT_BUDGET
const UNITS = ['days', 'weeks', 'months', 'quarters', 'years']
const PERIODS = ['day', 'week', 'month', 'quarter', 'year', 'fiscal-year']
const MOST_UNITS = 100_000

export const text: JsonSchema = { type: 'string', maxLength: textLength }
export const civilDate: JsonSchema = { type: 'string', format: 'date' }
const whole = (least: number): JsonSchema => ({ type: 'integer', minimum: least, maximum: MOST_UNITS })

/** What values of criteria are made of, as `$defs` of every schema. */
export const VALUE_DEFINITIONS: Readonly<Record<string, JsonSchema>> = {
  range: anyOf(
    object({ range: oneOfWords(['today', 'yesterday', 'tomorrow']) }),
    object({ range: oneOfWords(['last', 'next']), count: whole(1), unit: oneOfWords(['hours', ...UNITS]) }),
    object({ range: oneOfWords(['this', 'previous', 'following']), unit: oneOfWords(PERIODS) }),
    object({ range: constant('since'), date: civilDate }),
    object({ range: constant('between'), from: civilDate, to: civilDate }),
  ),
  moment: anyOf(
    object({ ref: oneOfWords(['now', 'today']) }),
    object({ ref: oneOfWords(['ago', 'fromNow']), count: whole(0), unit: oneOfWords(['minutes', 'hours', ...UNITS]) }),
  ),
  me: object({ ref: constant('me') }),
  groups: anyOf(
    object({ ref: constant('myGroups') }),
    object({
      ref: constant('groups'),
      selection: object({ 'regions?': listOf(text, listLength), 'groups?': listOf(text, listLength) }),
    }),
  ),
  actor: object({ ref: constant('actor'), field: text }),
  field: object({ ref: constant('field'), field: text }),
}
