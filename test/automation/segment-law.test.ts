import fc from 'fast-check'
import { describe, test } from 'vitest'
import { stores } from '../lists/stores'
import { histories, livedThrough } from './segment-worlds'

const seed = Number(process.env['CLIENTELE_SEED'] ?? 20_260_327)

describe.each(stores)('random histories, in $store', ({ store, adapter }) => {
  test('R2.6 as many runs are set off as records come to be inside or outside of a segment, whatever happens', async () => {
    const numRuns = Number(process.env['CLIENTELE_STORIES'] ?? (store === 'memory' ? 60 : 15))
    await fc.assert(
      fc.asyncProperty(histories, (history) => livedThrough(history, adapter)),
      { seed, numRuns },
    )
  }, 600_000)
})
