import fc from 'fast-check'
import { describe, test } from 'vitest'
import { stories, told } from './segment-story'
import { stores } from './stores'

const RUNS = { memory: 60, SQLite: 15 }
const seed = Number(process.env['CLIENTELE_SEED'] ?? 20_260_322)

describe.each(stores)('random segments, in $store', ({ store, adapter }) => {
  const runs = store === 'memory' ? RUNS.memory : RUNS.SQLite
  test('R2.6 the members are what the query selects, and the events lead to them, whatever happens', async () => {
    await fc.assert(
      fc.asyncProperty(stories, (story) => told(story, adapter)),
      { seed, numRuns: Number(process.env['CLIENTELE_STORIES'] ?? runs) },
    )
  }, 600_000)
})
