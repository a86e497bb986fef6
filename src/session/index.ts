export type { SessionCore } from './core'
