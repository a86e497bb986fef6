import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foldText } from '../../src/kernel'
import { foldedForm } from '../../src/query'

test('every character folds as in foldText: alone, between letters, between spaces, twice', () => {
  const different: string[] = []
  for (let point = 1; point <= 0x1ffff; point++) {
    if (point >= 0xd800 && point <= 0xdfff) continue
    const character = String.fromCodePoint(point)
    for (const text of [character, `a${character}B`, ` ${character} -`, character + character, `é${character}`])
      if (foldedForm(text) !== foldText(text)) different.push(text)
  }
  expect(different).toEqual([])
})

test('every text folds as in foldText', () => {
  const characters = fc.constantFrom(
    ...'aZéÉœŒßİıςσΣøŁđ’ʼ\u00ad\u034f -‐–\u00a0\u2009\t\n¨½ŉ\u02dd\u0301\u0323\u200d€™ก😀\u05be\u1806',
  )
  fc.assert(
    fc.property(fc.string({ unit: characters, maxLength: 12 }), (text) => {
      expect(foldedForm(text)).toBe(foldText(text))
    }),
    { numRuns: 20_000, seed: 20_260_329 },
  )
})
