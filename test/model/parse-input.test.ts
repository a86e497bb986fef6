import { isRefusal, type Locale } from 'clientele/kernel'
import { parseInput } from 'clientele/model'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

const schema = z.strictObject({
  name: z.string().min(1).max(5).optional(),
  size: z.number().int().min(0).max(10).optional(),
  share: z.number().gt(0).lt(1).optional(),
  kind: z.enum(['a', 'b']).optional(),
  only: z.literal('x').optional(),
  groups: z.array(z.string()).min(2).max(3).readonly().optional(),
  since: z.date().optional(),
  on: z.boolean().optional(),
  either: z.union([z.string(), z.strictObject({ id: z.string() })]).optional(),
})

function reasons(shape: z.ZodType, input: unknown, locale: Locale): string[] {
  try {
    parseInput(shape, input)
  } catch (error) {
    if (isRefusal(error)) return error.problems.map(({ path, message }) => `${path} ${message[locale]}`)
    throw error
  }
  return []
}

const reason = (input: unknown, locale: Locale): string =>
  reasons(schema, input, locale)
    .join('\n')
    .replace(/(What was given is refused|Ce qui a été donné est refusé)\s?: /, '')

describe('what is wrong with input, in words', () => {
  test.each([
    [{ name: 1 }, '/name a text is expected here.', '/name il faut ici un texte.'],
    [{ name: null }, '/name this is missing, give a text.', '/name ceci manque, donnez un texte.'],
    [{ name: '' }, '/name this must not be empty.', '/name ceci ne peut pas être vide.'],
    [{ name: 'longer' }, '/name at most 5 characters are taken.', '/name 5 caractères au plus.'],
    [{ size: 1.5 }, '/size a whole number is expected here.', '/size il faut ici un nombre entier.'],
    [{ size: NaN }, '/size a number is expected here.', '/size il faut ici un nombre.'],
    [{ size: -1 }, '/size the least is 0.', '/size le moins est 0.'],
    [{ size: 11 }, '/size the most is 10.', '/size le plus est 10.'],
    [{ share: 0 }, '/share it must be more than 0.', '/share il faut plus que 0.'],
    [{ share: 1 }, '/share it must be less than 1.', '/share il faut moins que 1.'],
    [{ kind: 'c' }, '/kind one of a, b is expected here.', '/kind il faut ici une valeur parmi a, b.'],
    [{ only: 'y' }, '/only x is expected here.', '/only il faut ici x.'],
    [{ groups: ['a'] }, '/groups at least 2 elements are needed.', '/groups il faut au moins 2 éléments.'],
    [{ groups: 'a' }, '/groups a list is expected here.', '/groups il faut ici une liste.'],
    [{ since: '2026-01-01' }, '/since a date (Date) is expected here.', '/since il faut ici une date (Date).'],
    [{ on: 'yes' }, '/on true or false is expected here.', '/on il faut ici true ou false.'],
    [
      { either: 1 },
      '/either this has none of the forms that are taken here.',
      '/either ceci n’a aucune des formes acceptées ici.',
    ],
    [{ nom: 'x' }, ' not known here: nom.', ' inconnu ici : nom.'],
    ['text', ' an object is expected here.', ' il faut ici un objet.'],
  ])('R6.9 %j', (input, en, fr) => {
    expect(reason(input, 'en')).toBe(en)
    expect(reason(input, 'fr')).toBe(fr)
  })

  test('R6.9 of a hundred thousand faults the first twenty are told, and long words are cut', () => {
    const many = Array.from({ length: 100_000 }, () => 1)
    expect(reasons(z.array(z.string()), many, 'en')).toHaveLength(20)
    expect(reason({ ['k'.repeat(1_000)]: 1 }, 'en').length).toBeLessThan(100)
  })

  test.each([new Uint8Array(2), new Float64Array(1), Buffer.from('ab')])(
    'R6.9 bytes where a list is wanted are refused as anything else is',
    (bytes) => {
      expect(reason({ groups: bytes }, 'en')).toBe(' bytes have no place here.')
    },
  )
})
