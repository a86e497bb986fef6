import { booleanOperators } from './boolean-operators'
import type { CriteriaTable, OrderTable } from './case-table'
import { combinations } from './combinations'
import { dateOperators } from './date-operators'
import { autumnNight, instantOperators, missingMidnight } from './instant-operators'
import { latinLetters } from './latin-letters'
import { largeMeasures, measures } from './measures'
import { moneyOperators, numberOperators } from './number-operators'
import { orders, textOrders } from './orders'
import { placeNames } from './place-names'
import { references } from './references'
import { relations } from './relations'
import { tagOperators } from './tag-operators'
import { exactText, textAsWritten, textFolding } from './text-folding'
import { textOperators } from './text-operators'
import { codeOperators, keyOperators } from './word-operators'

export { caseBinding } from './case-binding'
export type { CaseRecords, CriteriaTable, OrderTable } from './case-table'

/** Every table of criteria; an adapter answers them all alike. */
export const criteriaTables: readonly CriteriaTable[] = [
  textOperators,
  textFolding,
  latinLetters,
  placeNames,
  textAsWritten,
  exactText,
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
  combinations,
  relations,
  measures,
  largeMeasures,
  references,
]

/** Every table of orders. */
export const orderTables: readonly OrderTable[] = [orders, textOrders]
