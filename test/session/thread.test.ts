import { memoryAdapter } from 'clientele/memory'
import { thread } from './thread'

thread('memory', { adapter: (clock) => memoryAdapter({ clock }) })
