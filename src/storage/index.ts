export { problem as storageProblem } from './problem'
export type {
  AggregateRequest,
  ClaimRequest,
  Cursor,
  Dimension,
  FindRequest,
  HostConnection,
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
export { decide, decideOver, readAll, type Decision, type DecisionContext, type Outcome, type Reaction, type ReadRequest } from './decision'
