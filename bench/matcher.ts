import type { CriteriaNode, RecordLookup, TestNode } from 'clientele/query'
import { matcher, predicate } from 'clientele/query'
import { accounts, generator } from './accounts'
import { type Contest, OURS } from './contest'
import { bound } from './six-conditions'

const alone: RecordLookup = { one: () => undefined, many: () => [] }

/** So many saved criteria such as a company has: whose accounts, where, of which status, how large, since when, marked how. */
function savedCriteria(count: number): readonly CriteriaNode[] {
  const random = generator(7)
  const below = (most: number): number => Math.floor(random() * most)
  const pick = <T>(items: readonly [T, ...T[]]): T => items[below(items.length)] ?? items[0]
  const test = (field: string, operator: TestNode['operator'], value: TestNode['value']): CriteriaNode =>
    value === undefined ? { type: 'test', field, operator } : { type: 'test', field, operator, value }
  const leaves: readonly [() => CriteriaNode, ...(() => CriteriaNode)[]] = [
    () => test('status', 'eq', pick(['client', 'prospect', 'lead', 'lost'])),
    () => test('status', 'in', [pick(['client', 'prospect']), pick(['lead', 'lost'])]),
    () => test('origin', pick(['eq', 'ne']), pick(['BNI', 'web', 'fair', 'phone', 'partner', 'press'])),
    () => test('kind', 'eq', pick(['company', 'individual'])),
    () => test('tags', pick(['has', 'hasNone']) === 'has' ? 'hasAny' : 'hasNone', [pick(['vip', 'late', 'export'])]),
    () => test('city', 'eq', pick(['Lille', 'Orléans', 'Nîmes', 'Lyon', 'Pau'])),
    () => test('name', pick(['contains', 'startsWith']), pick(['café', 'hôtel', 'forge quai', 'étude', 'garage 1'])),
    () => test('revenue', pick(['gte', 'lt']), below(100) * 100_000),
    () => test('employees', 'between', [below(250), 250 + below(250)]),
    () => test('createdAt', pick(['gte', 'lt']), `20${20 + below(6)}-0${1 + below(9)}-01`),
    () => test('groupId', 'in', [`g${below(300)}`, `g${below(300)}`, `g${below(300)}`]),
    () => test('ownerId', 'eq', `u${below(200)}`),
    () => test('ownerId', 'isEmpty', undefined),
  ]
  const leaf = (): CriteriaNode => pick(leaves)()
  const some = (): CriteriaNode =>
    random() < 0.2
      ? { type: 'or', criteria: [leaf(), leaf()] }
      : random() < 0.1
        ? { type: 'not', criteria: leaf() }
        : leaf()
  return Array.from({ length: count }, () => ({
    type: 'and',
    criteria: Array.from({ length: 2 + below(4) }, some),
  }))
}

/** Which of many saved criteria each of some changed records meets. */
export function matcherContest(count: number, records: number): Contest {
  const changed = [...accounts(records)]
  const compiled = savedCriteria(count).map(bound)
  const tests = compiled.map(predicate)
  const held = matcher(compiled.map((criteria, key) => ({ key, criteria })))
  const total = (matching: (record: (typeof changed)[number]) => number): number =>
    changed.reduce((sum, record) => sum + matching(record), 0)
  return {
    title: `which of ${count.toLocaleString('en')} saved criteria ${records} changed records meet`,
    reference: {
      name: 'evaluating all',
      run: () => total((record) => tests.reduce((sum, holds) => (holds(record, alone) ? sum + 1 : sum), 0)),
    },
    others: [{ name: OURS, run: () => total((record) => held.matches(record, alone).length) }],
    targets: { 'evaluating all': 1 / 50 },
  }
}
