export { createClientele, type Clientele, type Told } from './clientele'
export type {
  BulkItemOutcome,
  BulkItemsAsked,
  BulkOptions,
  BulkOutcome,
  BulkOutcomePage,
  BulkRequest,
  BulkResumption,
} from './bulk-actions'
export type { BulkActionDefinition, BulkActionDefinitions } from './bulk-registry'
export type { BulkProgress } from './bulk-run'
export type { RecordsChanged } from './bulk-update'
export type { BulkOrder } from './bulk-work'
export type { StatusRemoval } from './account-list-actions'
export type { ClienteleOptions } from './clientele-options'
export type { BatchProgress, BatchProgressOptions } from './code-replacement'
export type { PerformOptions, SessionCore } from './core'
export { kernelModel, type KernelEntities } from './kernel-model'
export type { OrderBy } from './record-reads'
export type { RightsActions } from './rights-actions'
export type { ShareActions } from './share-actions'
export type { FindOptions, HostEntity, ResultPage, RightsDraft, Session, Where } from './session'
export type { MovedRecords, RecordsMoved, RightsPreview, UserRightsMoved } from './preview-rights'
export type { AskedSelection, SelectionContents } from './selection-actions'
export type { RegionInFigures } from './region-actions'
export type { CountedPage, ResultOptions, ResultStreamOptions } from './saved-query-actions'
export type { TaggedBatch, TaggingOptions, TaggingResult, TagMerge } from './tag-actions'
