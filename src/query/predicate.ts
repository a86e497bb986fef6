import type { BoundCriteria, BoundRelated } from './bound'
import { leafTest } from './leaf-test'
import { measureTest } from './measure-test'
import type { RowTest } from './row-test'

/**
 * Bound criteria as a function over records: closures, without `eval`. It sees what every other reading sees; texts are folded as
 * they are read.
 *
 * @example
 * const holds = predicate(compileQuery(model, 'account', where, binding))
 * accounts.filter((account) => holds(account, lookup))
 */
export function predicate(criteria: BoundCriteria): RowTest {
  switch (criteria.type) {
    case 'and':
      return all(criteria.criteria.map(predicate))
    case 'or':
      return any(criteria.criteria.map(predicate))
    case 'test':
      return leafTest(criteria)
    case 'related':
      return relatedTest(criteria)
    case 'measure':
      return measureTest(criteria, predicate(criteria.criteria))
    default:
      return criteria satisfies never
  }
}

// The common lengths are written out: a loop over the tests costs as much as the tests.
function all(tests: readonly RowTest[]): RowTest {
  const [a, b, c, d] = tests
  if (a === undefined) return () => true
  if (b === undefined) return a
  if (c === undefined) return (row, lookup) => a(row, lookup) && b(row, lookup)
  if (d === undefined) return (row, lookup) => a(row, lookup) && b(row, lookup) && c(row, lookup)
  const rest = all(tests.slice(3))
  return (row, lookup) => a(row, lookup) && b(row, lookup) && c(row, lookup) && rest(row, lookup)
}

function any(tests: readonly RowTest[]): RowTest {
  const [a, b, c, d] = tests
  if (a === undefined) return () => false
  if (b === undefined) return a
  if (c === undefined) return (row, lookup) => a(row, lookup) || b(row, lookup)
  if (d === undefined) return (row, lookup) => a(row, lookup) || b(row, lookup) || c(row, lookup)
  const rest = any(tests.slice(3))
  return (row, lookup) => a(row, lookup) || b(row, lookup) || c(row, lookup) || rest(row, lookup)
}

function relatedTest({ relation, target, negated, criteria }: BoundRelated): RowTest {
  const holds = predicate(criteria)
  const { name } = target
  const { field } = relation
  if (relation.type === 'one')
    return (row, lookup) => {
      const id = row[field]
      const other = typeof id === 'string' ? lookup.one(name, id) : undefined
      return (other !== undefined && holds(other, lookup)) !== negated
    }
  return (row, lookup) => {
    const id = row['id']
    const others = typeof id === 'string' ? lookup.many(name, field, id) : []
    return others.some((other) => holds(other, lookup)) !== negated
  }
}
