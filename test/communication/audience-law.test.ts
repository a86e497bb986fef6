import fc from 'fast-check'
import { describe, test } from 'vitest'
import { stores } from '../lists/stores'
import { audiencesAgree, worlds } from './audience-law'

const RUNS = { memory: 30, SQLite: 8 }
const seed = Number(process.env['CLIENTELE_SEED'] ?? 20_260_322)

describe.each(stores)('random lists, in $store', ({ store, adapter }) => {
  const runs = store === 'memory' ? RUNS.memory : RUNS.SQLite
  test('R3.2 R3.3 who is on a list, whose list it is and who sees what is said to it are one and the same', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, (world) => audiencesAgree(world, adapter)),
      { seed, numRuns: Number(process.env['CLIENTELE_WORLDS'] ?? runs) },
    )
  }, 600_000)
})
