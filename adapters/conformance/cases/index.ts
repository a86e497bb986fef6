import type { CriteriaTable, OrderTable } from './case-table'
import { textOperators } from './text-operators'

export { caseBinding } from './case-binding'
export type { CaseEntity, CaseRecords, CriteriaCase, CriteriaTable, OrderCase, OrderTable } from './case-table'

/** Every table of criteria; an adapter answers them all alike. */
export const criteriaTables: readonly CriteriaTable[] = [textOperators]

/** Every table of orders. */
export const orderTables: readonly OrderTable[] = []
