import { test } from 'vitest'
import { conformance } from '../../adapters/conformance'
import { finishing } from '../../src/storage'
import { weakStore } from '../storage/weak-store'
import { memoryHarness } from './memory-harness'

const harness = memoryHarness((store, model) => finishing(model, weakStore(store)))

for (const { level, name, run } of conformance(harness))
  test(`R6.4 a store that decides only equality, finished, ${level}: ${name}`, run)
