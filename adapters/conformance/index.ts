export { caseBinding, criteriaTables, orderTables } from './cases/index'
export { conformance, runConformance } from './conformance'
export {
  LEVELS,
  type ConformanceCheck,
  type ConformanceFailure,
  type ConformanceHarness,
  type ConformanceLevel,
  type ConformanceReport,
  type OpenedStore,
  type OpenOptions,
} from './harness'
export { storeModel as conformanceModel } from './store-model'
