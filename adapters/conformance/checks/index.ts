import type { CheckBody } from '../ground'
import type { ConformanceLevel } from '../harness'
import { aggregateChecks } from './aggregate'
import { changeChecks } from './change'
import { claimChecks } from './claim'
import { concurrencyChecks } from './concurrency'
import { conflictChecks } from './conflict'
import { criteriaChecks } from './criteria'
import { groupingChecks } from './grouping'
import { hostTransactionChecks } from './host-transaction'
import { hostileValueChecks } from './hostile-value'
import { insertChecks } from './insert'
import { pagingChecks } from './paging'
import { sharingChecks } from './sharing'
import { streamChecks } from './stream'
import { tenantChecks } from './tenant'
import { transactionChecks } from './transaction'

export const checksOf: Readonly<Record<ConformanceLevel, readonly CheckBody[]>> = {
  records: [
    ...insertChecks,
    ...conflictChecks,
    ...changeChecks,
    ...hostileValueChecks,
    ...pagingChecks,
    ...streamChecks,
    ...tenantChecks,
  ],
  criteria: criteriaChecks,
  aggregates: [...aggregateChecks, ...groupingChecks],
  transactions: [...transactionChecks, ...concurrencyChecks],
  claims: claimChecks,
  'host-transactions': hostTransactionChecks,
  shared: sharingChecks,
}
