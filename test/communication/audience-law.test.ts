import fc from 'fast-check'
import { or, query } from 'clientele'
import { describe, expect, test } from 'vitest'
import { stores } from '../lists/stores'
import { kernel } from '../session/kernel'
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

  test('R3.2 a list as large as one may be is answered', async () => {
    const { crm, model } = await kernel({}, { adapter })
    const boss = await crm.as('boss')
    const named = (part: number) =>
      query(model, 'user', (u) => or(...Array.from({ length: 4 }, (_, n) => u.name.endsWith(`${part}-${n}`))))
    const include = Array.from({ length: 99 }, (_, part) => ({ criteria: named(part) }))
    const { id } = await boss.communication.createList({
      name: 'Large',
      composition: { include: [...include, { users: ['bob'] }], exclude: [] },
    })
    expect(await boss.communication.members(id)).toEqual(['bob'])
    expect((await boss.communication.explainMember(id, 'bob')).member).toBe(true)
  })
})
