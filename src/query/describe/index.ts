export { describe, tellerOf } from './describe'
export type { Naming } from './naming'
export { sentence } from './sentence'
export type { Teller } from './test-sentence'
