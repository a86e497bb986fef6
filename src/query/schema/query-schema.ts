import { DEFAULT_BUDGET } from '../budget'
import { QUERY_VERSION } from '../criteria'
import { MEASURE_OPERATORS, OPERATORS } from '../operator'
import { anyOf, constant, DIALECT, type JsonSchema, listOf, object, oneOfWords, pairOf, reference } from './json-schema'
import { text, VALUE_DEFINITIONS } from './value-schema'

const { listLength, nodes } = DEFAULT_BUDGET
const WITHOUT_VALUE = ['isEmpty', 'isNotEmpty']
const WITH_VALUE = [...new Set<string>(Object.values(OPERATORS).flat())].filter((one) => !WITHOUT_VALUE.includes(one))
const number: JsonSchema = { type: 'number' }
const criteria = reference('criteria')

const measured = { type: constant('measure'), relation: text, measure: reference('measure'), 'field?': text, criteria }

/**
 * The JSON form of a query, version 1, whatever the model: what is saved, sent and read by `prepareQuery`. It tells the shape alone; how deep
 * and how large criteria may be in all is told by the budget.
 */
export const querySchema: JsonSchema = {
  $schema: DIALECT,
  title: `Clientele query, version ${QUERY_VERSION}`,
  ...object({ version: constant(QUERY_VERSION), entity: text, where: criteria }),
  $defs: {
    criteria: anyOf(...['combination', 'negation', 'test', 'related', 'figure'].map(reference)),
    combination: object({ type: oneOfWords(['and', 'or']), criteria: listOf(criteria, nodes) }),
    negation: object({ type: constant('not'), criteria }),
    test: anyOf(
      object({ type: constant('test'), field: text, operator: oneOfWords(WITHOUT_VALUE) }),
      object({ type: constant('test'), field: text, operator: oneOfWords(WITH_VALUE), value: reference('operand') }),
    ),
    related: object({
      type: constant('related'),
      relation: text,
      quantifier: oneOfWords(['is', 'some', 'none', 'every']),
      criteria,
    }),
    figure: anyOf(
      object({
        ...measured,
        operator: oneOfWords(MEASURE_OPERATORS.filter((one) => one !== 'between')),
        value: number,
      }),
      object({ ...measured, operator: constant('between'), value: pairOf(number) }),
    ),
    measure: oneOfWords(['count', 'sum', 'min', 'max', 'avg']),
    operand: anyOf(reference('item'), listOf(reference('item'), listLength), reference('range')),
    item: anyOf(text, number, { type: 'boolean' }, ...['moment', 'me', 'groups', 'actor', 'field'].map(reference)),
    ...VALUE_DEFINITIONS,
  },
}
