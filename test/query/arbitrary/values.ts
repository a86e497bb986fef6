/** Values that databases are known to get wrong, of every kind of field. */
import fc from 'fast-check'
import { isWellFormedText } from '../../../src/kernel'
import type { FieldDefinition } from '../../../src/model'

/** Ids that only a comparison byte for byte tells apart. */
export const IDS: readonly string[] = ['a1', 'A1', 'a10', 'a2', "a'3", 'é', 'e\u0301', 'b', 'B ']
/** What references may hold besides: the id of nobody. */
const GHOST = 'ghost'

const TEXTS: readonly string[] = [
  '',
  ' ',
  '-',
  'Dupont',
  'DUPONT ',
  'dupont-durand',
  'Élodie',
  'e\u0301lodie',
  'Œuvre',
  'oeuvre',
  'Straße',
  'STRASSE',
  'kırık',
  'L’arbre',
  "l'arbre",
  "';--",
  '"x"; DROP TABLE item; --',
  '100%',
  '_',
  'a\\b',
  '\\',
  '%_\\',
  'pro\u00adgramme',
  'Saint\u2011Étienne  ',
  'saint etienne',
  '日本語',
  '😀',
  '😁😀',
  '\uffee',
  'ǘ',
  'ﬁn',
  'null',
  '0',
  '$1 ? :a @b {0}',
]

export const CODES: readonly string[] = [
  '',
  ' ',
  'x',
  'X',
  'x ',
  'é',
  'e\u0301',
  'ab',
  'a_b',
  'a%b',
  "a'b",
  'a\\b',
  'a,b',
  '[',
  '😀',
  't1',
  'Europe/Paris',
]
export const DATES: readonly string[] = [
  '2026-03-22',
  '2026-03-28',
  '2026-03-29',
  '2026-03-30',
  '2026-04-01',
  '2026-10-25',
  '2026-10-26',
  '2024-02-29',
  '1999-12-31',
  '9999-12-31',
]
export const INSTANTS: readonly string[] = [
  '2026-03-28T22:59:59.999Z',
  '2026-03-28T23:00:00.000Z',
  '2026-03-29T00:59:59.999Z',
  '2026-03-29T01:00:00.000Z',
  '2026-03-29T10:00:00.000Z',
  '2026-03-29T10:00:00.001Z',
  '2026-03-29T22:00:00.000Z',
  '2026-03-22T11:00:00.000Z',
  '2026-10-24T22:00:00.000Z',
  '2026-10-25T00:30:00.000Z',
  '2026-10-25T01:30:00.000Z',
  '2026-10-25T22:59:59.999Z',
  '1969-12-31T23:59:59.999Z',
  '2038-01-19T03:14:08.000Z',
]

/** Every Latin letter with a diacritic, and those that fold to others: U+00C0–024F and U+1E00–1EFF. */
const LATIN_LETTERS: readonly string[] = [0xc0, 0x1e00]
  .flatMap((from, block) => Array.from({ length: (block === 0 ? 0x250 : 0x1f00) - from }, (_, index) => from + index))
  .map((point) => String.fromCodePoint(point))
  .filter((letter) => /^\p{Script=Latin}$/u.test(letter))

/** Any text that can be stored: well-formed, without NUL. */
const anyText = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom(...'aàÀÅbßcÇœŒæıİşđłøΣς-‐ \u00a0\u00ad’ʼ%_\\\'"', '\u0301', '\u0323', '😀', 'ก', '日'),
      fc.constantFrom(...LATIN_LETTERS),
    ),
    maxLength: 6,
  })
  .filter(isWellFormedText)

export const textValue = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 1, arbitrary: anyText },
)
const quarter = fc.integer({ min: -12, max: 12 }).map((count) => count / 4)

/** A value of a field as a record holds it. */
export function valueOf(field: FieldDefinition): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case 'id':
      return fc.constantFrom(...IDS)
    case 'reference':
      return fc.constantFrom(...IDS, GHOST)
    case 'code':
      return fc.constantFrom(...CODES)
    case 'enum':
      return fc.constantFrom(...field.options.map(({ code }) => code))
    case 'text':
      return textValue
    case 'money':
      return fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(1999, 900_000_000_000_000))
    case 'number': {
      if (field.decimals === undefined) return quarter
      const unit = 10 ** field.decimals
      return fc.integer({ min: -150, max: 330 }).map((count) => count / unit)
    }
    case 'boolean':
      return fc.boolean()
    case 'date':
      return fc.constantFrom(...DATES)
    case 'instant':
      return fc.constantFrom(...INSTANTS).map((iso) => new Date(iso))
    case 'tags':
      return fc.uniqueArray(fc.constantFrom(...CODES.filter((code) => code !== '')), { maxLength: 3 })
    case 'json':
      return fc.constantFrom(null, { a: [1, "'"] })
    default:
      return field.kind satisfies never
  }
}
