import type { CriteriaNode, TestNode } from 'clientele/query'

const tests: readonly TestNode[] = [
  { type: 'test', field: 'status', operator: 'eq', value: 'lead' },
  { type: 'test', field: 'status', operator: 'ne', value: 'lost' },
  { type: 'test', field: 'kind', operator: 'in', value: ['company', 'individual'] },
  { type: 'test', field: 'origin', operator: 'notIn', value: ['press', 'fair'] },
  { type: 'test', field: 'name', operator: 'contains', value: 'café' },
  { type: 'test', field: 'city', operator: 'startsWith', value: 'saint' },
  { type: 'test', field: 'city', operator: 'eq', value: 'orleans' },
  { type: 'test', field: 'tags', operator: 'hasAny', value: ['late', 'school'] },
  { type: 'test', field: 'tags', operator: 'has', value: 'export' },
  { type: 'test', field: 'tags', operator: 'isEmpty' },
  { type: 'test', field: 'revenue', operator: 'lt', value: 1_000_000 },
  { type: 'test', field: 'revenue', operator: 'between', value: [1_000_000, 2_000_000] },
  { type: 'test', field: 'employees', operator: 'gt', value: 10 },
  { type: 'test', field: 'createdAt', operator: 'lte', value: '2024-06-01T00:00:00Z' },
  { type: 'test', field: 'createdAt', operator: 'within', value: { range: 'last', count: 30, unit: 'days' } },
  { type: 'test', field: 'ownerId', operator: 'isNotEmpty' },
  { type: 'test', field: 'groupId', operator: 'in', value: ['g1', 'g2', 'g3'] },
]

/**
 * Queries of every shape, to run before measuring: in a program that has seen one query only, the engine makes one function of
 * the whole of it, and the figure would promise what no real program gets.
 */
export const otherQueries: readonly CriteriaNode[] = tests.flatMap((test, place) => {
  const at = (distance: number): TestNode => tests[(place + distance) % tests.length] ?? test
  return [
    test,
    { type: 'not', criteria: test },
    { type: 'and', criteria: [test, at(3)] },
    { type: 'or', criteria: [test, at(5), at(7)] },
    {
      type: 'and',
      criteria: [test, { type: 'or', criteria: [at(2), at(4)] }, at(9), { type: 'not', criteria: at(11) }],
    },
    { type: 'or', criteria: [{ type: 'and', criteria: [test, at(1), at(6)] }, at(8), at(10), at(12), at(13)] },
  ]
})
