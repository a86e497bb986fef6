import { expect, test } from 'vitest'
import { checkProgram } from './type-speed/check-program'
import { declarations, queries } from './type-speed/large-model'

// Time is not asserted: it is the machine's. The work is the same everywhere; 28,000 instantiations take 0.8 s of one core, and a
// type that is looked at structurally where a mark would do shows at once (the kinds of fields once made it 115,000).
test('a model of 20 entities and 100 queries type-check with little work', { timeout: 120_000 }, () => {
  const { errors, instantiations } = checkProgram(`${declarations}\n${queries}`)
  expect(errors).toEqual([])
  expect(instantiations).toBeLessThan(40_000)
})

test('what does not fit the model is an error there too', { timeout: 120_000 }, () => {
  const { errors } = checkProgram(
    `${declarations}
    export const bad = query(model, 'entity3', (a) => and(a.status.gt('x'), a.next.is((n) => n.nobody.eq(1))))`,
  )
  expect(errors.join('\n')).toMatch(/'gt' does not exist/)
  expect(errors.join('\n')).toMatch(/'nobody' does not exist/)
})
