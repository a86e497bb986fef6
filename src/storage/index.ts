export { aggregation, type Aggregation } from './aggregation'
export {
  ask,
  atOnce,
  decide,
  decideOver,
  readAll,
  type Decision,
  type DecisionContext,
  type Finder,
  type Outcome,
  type Reaction,
  type ReadRequest,
  type SideBySide,
} from './decision'
export { finishing, type FinishingOptions } from './finishing'
export { checkExtent, checkFind, checkOrder, storedEntity, storedField } from './page-request'
export { splitCriteria, type PartialStore, type SplitCriteria } from './partial-store'
export { problem as storageProblem } from './problem'
export { relatedRows, type ReadRows, type RelatedRows } from './related-rows'
export { usesSeen, usesTold, withOthers, type ReferringRecord, type UsesSeen, type Visible } from './referring-record'
export { streamPages, streamRows, type StreamRequest } from './stream'
export type {
  AggregateRequest,
  ClaimRequest,
  Cursor,
  Dimension,
  FindRequest,
  HostConnection,
  InsertFrom,
  InsertedFrom,
  InsertOptions,
  Lease,
  Measure,
  Ordering,
  Page,
  RowUpdate,
  Store,
  StoreAdapter,
  StoreFeatures,
  TransactionOptions,
  Update,
} from './store'
export { DEFAULT_TENANT } from './tenant'
export { rowKey, valueKey } from './value-key'
