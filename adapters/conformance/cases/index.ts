import { booleanOperators } from './boolean-operators'
import type { CriteriaTable, OrderTable } from './case-table'
import { dateOperators } from './date-operators'
import { autumnNight, instantOperators, missingMidnight } from './instant-operators'
import { moneyOperators, numberOperators } from './number-operators'
import { tagOperators } from './tag-operators'
import { textOperators } from './text-operators'
import { codeOperators, keyOperators } from './word-operators'

export { caseBinding } from './case-binding'
export type { CaseEntity, CaseRecords, CriteriaCase, CriteriaTable, OrderCase, OrderTable } from './case-table'

/** Every table of criteria; an adapter answers them all alike. */
export const criteriaTables: readonly CriteriaTable[] = [
  textOperators,
  codeOperators,
  keyOperators,
  numberOperators,
  moneyOperators,
  booleanOperators,
  dateOperators,
  instantOperators,
  autumnNight,
  missingMidnight,
  tagOperators,
]

/** Every table of orders. */
export const orderTables: readonly OrderTable[] = []
