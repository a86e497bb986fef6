export type { JsonSchema } from './json-schema'
export { modelQuerySchema } from './model-schema'
export { querySchema } from './query-schema'
