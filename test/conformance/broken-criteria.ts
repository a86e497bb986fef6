import { isRefusal, type Row } from '../../src/kernel'
import { anyOf, EVERYTHING, NOTHING, type BoundCriteria } from '../../src/query'
import { rewriting, type BrokenStore } from './broken-store'

const missing = (leaf: BoundCriteria, negated: boolean): BoundCriteria =>
  leaf.type === 'test' ? { type: 'test', field: leaf.field, operator: 'empty', negated } : leaf

const values = (row: Row, change: (value: unknown) => unknown): Row =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, change(value)]))

/** Ways in which criteria and aggregates go wrong. */
export const brokenCriteria: readonly BrokenStore[] = [
  ['criteria', 'finds nothing', rewriting(() => NOTHING)],
  [
    'criteria',
    'ignores the order',
    (store) => ({ find: (entity, request) => store.find(entity, { ...request, orderBy: [] }) }),
  ],
  [
    'criteria',
    'lets missing values be less',
    rewriting((leaf) =>
      leaf.type === 'test' && leaf.operator === 'lt' && !leaf.negated ? anyOf(leaf, missing(leaf, false)) : leaf,
    ),
  ],
  [
    'criteria',
    'forgets missing values in negations',
    rewriting((leaf) =>
      leaf.type === 'test' && leaf.negated && leaf.operator !== 'empty'
        ? { type: 'and', criteria: [leaf, missing(leaf, true)] }
        : leaf,
    ),
  ],
  [
    'criteria',
    'takes contains for startsWith',
    rewriting((leaf) =>
      leaf.type === 'test' && leaf.operator === 'contains'
        ? { type: 'test', field: leaf.field, negated: leaf.negated, operator: 'startsWith', value: leaf.value }
        : leaf,
    ),
  ],
  [
    'criteria',
    'takes gte for gt',
    rewriting((leaf) =>
      leaf.type === 'test' && leaf.operator === 'gte'
        ? { type: 'test', field: leaf.field, negated: leaf.negated, operator: 'gt', value: leaf.value }
        : leaf,
    ),
  ],
  [
    'criteria',
    'takes lte for lt',
    rewriting((leaf) =>
      leaf.type === 'test' && leaf.operator === 'lte'
        ? { type: 'test', field: leaf.field, negated: leaf.negated, operator: 'lt', value: leaf.value }
        : leaf,
    ),
  ],
  [
    'criteria',
    'looks at the first value of a list',
    rewriting((leaf) =>
      leaf.type === 'test' && leaf.operator === 'in'
        ? { type: 'test', field: leaf.field, negated: leaf.negated, operator: 'in', values: leaf.values.slice(0, 1) }
        : leaf,
    ),
  ],
  [
    'criteria',
    'looks at the first of several tags',
    rewriting((leaf) =>
      leaf.type === 'test' && leaf.operator === 'hasAny' ? { ...leaf, values: leaf.values.slice(0, 1) } : leaf,
    ),
  ],
  [
    'criteria',
    'takes or for and',
    rewriting((leaf) =>
      leaf.type === 'or' && leaf.criteria.length > 0 ? { type: 'and', criteria: leaf.criteria } : leaf,
    ),
  ],
  [
    'criteria',
    'compares instants by the second',
    rewriting((leaf) =>
      leaf.type === 'test' && (leaf.operator === 'lt' || leaf.operator === 'gte') && leaf.value instanceof Date
        ? {
            type: 'test',
            field: leaf.field,
            negated: leaf.negated,
            operator: leaf.operator,
            value: new Date(leaf.value.getTime() + 999),
          }
        : leaf,
    ),
  ],
  [
    'aggregates',
    'leaves out the group of missing values',
    (store) => ({
      aggregate: async (entity, request) =>
        (await store.aggregate(entity, request)).filter((row) => request.groupBy.every(({ as }) => row[as] !== null)),
    }),
  ],
  [
    'aggregates',
    'counts rows for values',
    (store) => ({
      aggregate: (entity, request) =>
        store.aggregate(entity, {
          ...request,
          measures: request.measures.map((measure) =>
            measure.measure === 'count' ? { as: measure.as, measure: 'count' } : measure,
          ),
        }),
    }),
  ],
  [
    'aggregates',
    'counts values for distinct ones',
    (store) => ({
      aggregate: (entity, request) =>
        store.aggregate(entity, {
          ...request,
          measures: request.measures.map((measure) =>
            measure.measure === 'countDistinct' ? { ...measure, measure: 'count' } : measure,
          ),
        }),
    }),
  ],
  [
    'aggregates',
    'answers groups without end',
    (store) => ({
      aggregate: (entity, { limit: _, ...request }) => store.aggregate(entity, request),
    }),
  ],
  [
    'aggregates',
    'rounds sums it cannot hold',
    (store) => ({
      aggregate: async (entity, request) => {
        try {
          return await store.aggregate(entity, request)
        } catch (error) {
          if (isRefusal(error, 'storage.out_of_range')) return [{ price: Number.MAX_SAFE_INTEGER }]
          throw error
        }
      },
    }),
  ],
  [
    'aggregates',
    'adds decimals as doubles',
    (store) => ({
      aggregate: async (entity, request) =>
        (await store.aggregate(entity, request)).map((row) =>
          values(row, (value) => (typeof value === 'number' && !Number.isInteger(value) ? value + 1e-15 : value)),
        ),
    }),
  ],
  [
    'aggregates',
    'answers no row over nothing',
    (store) => ({
      aggregate: async (entity, request) =>
        (await store.count(entity, request.where)) === 0 ? [] : store.aggregate(entity, request),
    }),
  ],
  [
    'aggregates',
    'shows texts folded',
    (store) => ({
      aggregate: async (entity, request) =>
        (await store.aggregate(entity, request)).map((row) =>
          values(row, (value) => (typeof value === 'string' ? value.toLowerCase() : value)),
        ),
    }),
  ],
  [
    'aggregates',
    'lets intervals hold their end',
    (store) => ({
      aggregate: (entity, request) =>
        store.aggregate(entity, {
          ...request,
          groupBy: request.groupBy.map((dimension) => {
            if (!('edges' in dimension) || dimension.field !== 'soldAt') return dimension
            return {
              ...dimension,
              edges: dimension.edges.flatMap((edge) => (edge instanceof Date ? [new Date(edge.getTime() + 1)] : [])),
            }
          }),
        }),
    }),
  ],
  [
    'aggregates',
    'ignores the criteria',
    (store) => ({
      aggregate: (entity, request) => store.aggregate(entity, { ...request, where: EVERYTHING }),
    }),
  ],
]
