import { expect, test } from 'vitest'
import { memoryAdapter } from 'clientele/memory'
import { dieAt } from './segment-crash'

test('R2.6 R5.9 a process that dies at any step between a tag and its e-mail loses nothing and sends nothing twice', async () => {
  let step = 1
  while (!(await dieAt(step, (clock) => memoryAdapter({ clock }), 'main'))) step += 1
  // Fewer steps than this and the work did not go through the store at all.
  expect(step).toBeGreaterThan(40)
}, 120_000)
