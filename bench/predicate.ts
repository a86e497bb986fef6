import { CompoundCondition, FieldCondition } from '@ucast/core'
import { interpret } from '@ucast/js'
import type { Row } from 'clientele/kernel'
import { predicate, type RecordLookup } from 'clientele/query'
import { Query } from 'mingo'
import sift from 'sift'
import { accounts, type Account } from './accounts'
import { type Contest, OURS } from './contest'
import { otherQueries } from './other-queries'
import { bound, LEAST_REVENUE, LEAST_EMPLOYEES, ORIGINS, SINCE, sixConditions } from './six-conditions'

const alone: RecordLookup = { one: () => undefined, many: () => [] }

/**
 * Six conditions over records in memory. Each contestant has a loop of its own: engines optimise a loop for the one function
 * that it calls. No condition is an upper bound: to @ucast/js a missing number is less than any other.
 */
export function predicateContest(size: number): Contest {
  const records = [...accounts(size)]

  const since = SINCE.getTime()
  const handWritten = (account: Account): boolean =>
    account.status === 'client' &&
    (account.origin === 'BNI' || account.origin === 'web' || account.tags.includes('vip')) &&
    ((account.revenue !== null && account.revenue >= LEAST_REVENUE) ||
      (account.createdAt !== null && account.createdAt.getTime() >= since)) &&
    account.employees !== null &&
    account.employees >= LEAST_EMPLOYEES

  for (const other of otherQueries.map((query) => predicate(bound(query)))) {
    for (const record of records.slice(0, 2_000)) other(record, alone)
  }
  const holds = predicate(bound(sixConditions))

  const mongo: Row = {
    $and: [
      { status: 'client' },
      { $or: [{ origin: { $in: ORIGINS } }, { tags: 'vip' }] },
      { $or: [{ revenue: { $gte: LEAST_REVENUE } }, { createdAt: { $gte: SINCE } }] },
      { employees: { $gte: LEAST_EMPLOYEES } },
    ],
  }
  const sifted = sift<Row>(mongo)
  const mingo = new Query(mongo)
  const tree = new CompoundCondition('and', [
    new FieldCondition('eq', 'status', 'client'),
    new CompoundCondition('or', [new FieldCondition('in', 'origin', ORIGINS), new FieldCondition('eq', 'tags', 'vip')]),
    new CompoundCondition('or', [
      new FieldCondition('gte', 'revenue', LEAST_REVENUE),
      new FieldCondition('gte', 'createdAt', SINCE),
    ]),
    new FieldCondition('gte', 'employees', LEAST_EMPLOYEES),
  ])

  return {
    title: `six AND/OR conditions over ${size.toLocaleString('en')} records`,
    reference: {
      name: 'hand-written predicate',
      run: () => {
        let count = 0
        for (const record of records) if (handWritten(record)) count++
        return count
      },
    },
    others: [
      {
        name: OURS,
        run: () => {
          let count = 0
          for (const record of records) if (holds(record, alone)) count++
          return count
        },
      },
      {
        name: '@ucast/js',
        run: () => {
          let count = 0
          for (const record of records) if (interpret(tree, record)) count++
          return count
        },
      },
      {
        name: 'mingo',
        run: () => {
          let count = 0
          for (const record of records) if (mingo.test(record)) count++
          return count
        },
      },
      {
        name: 'sift',
        run: () => {
          let count = 0
          for (const record of records) if (sifted(record)) count++
          return count
        },
      },
    ],
    targets: { 'hand-written predicate': 3, '@ucast/js': 1 / 3, mingo: 1 / 10, sift: 1 / 10 },
  }
}
