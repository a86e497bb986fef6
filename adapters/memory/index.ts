export { memoryAdapter, type MemoryOptions } from './adapter'
