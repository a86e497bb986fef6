import type { z } from 'zod'
import type { Locale, Localized } from '../kernel'

type RawIssue = z.core.$ZodRawIssue

const EXPECTED: Readonly<Record<string, Localized>> = {
  string: { fr: 'un texte', en: 'a text' },
  number: { fr: 'un nombre', en: 'a number' },
  int: { fr: 'un nombre entier', en: 'a whole number' },
  boolean: { fr: 'true ou false', en: 'true or false' },
  date: { fr: 'une date (Date)', en: 'a date (Date)' },
  array: { fr: 'une liste', en: 'a list' },
  tuple: { fr: 'une liste', en: 'a list' },
  object: { fr: 'un objet', en: 'an object' },
  record: { fr: 'un objet', en: 'an object' },
  function: { fr: 'une fonction', en: 'a function' },
  nonoptional: { fr: 'une valeur', en: 'a value' },
}

const MOST_NAMED = 20
const MOST_LETTERS = 40

const cut = (text: string): string => (text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text)

function listed(values: readonly unknown[]): string {
  const named = values.slice(0, MOST_NAMED).map((value) => cut(String(value)))
  return named.join(', ') + (values.length > MOST_NAMED ? ', …' : '')
}

/** What is to be given instead; as a choice where there is one. */
function wanted(values: readonly unknown[]): Localized {
  const list = listed(values)
  return values.length === 1 ? { fr: list, en: list } : { fr: `une valeur parmi ${list}`, en: `one of ${list}` }
}

const expecting = ({ fr, en }: Localized, input: unknown): Localized =>
  input === undefined || input === null
    ? { fr: `ceci manque, donnez ${fr}`, en: `this is missing, give ${en}` }
    : { fr: `il faut ici ${fr}`, en: `${en} is expected here` }

type Bound = { readonly least: boolean; readonly bound: unknown; readonly inclusive: boolean; readonly origin: string }

function bounded({ least, bound, inclusive, origin }: Bound): Localized {
  const limit = bound instanceof Date ? bound.toISOString() : String(bound)
  if (origin === 'string' || origin === 'array' || origin === 'set') {
    if (least && limit === '1' && inclusive) return { fr: 'ceci ne peut pas être vide', en: 'this must not be empty' }
    const unit = origin === 'string' ? { fr: 'caractères', en: 'characters' } : { fr: 'éléments', en: 'elements' }
    return least
      ? { fr: `il faut au moins ${limit} ${unit.fr}`, en: `at least ${limit} ${unit.en} are needed` }
      : { fr: `${limit} ${unit.fr} au plus`, en: `at most ${limit} ${unit.en} are taken` }
  }
  if (least)
    return inclusive
      ? { fr: `le moins est ${limit}`, en: `the least is ${limit}` }
      : { fr: `il faut plus que ${limit}`, en: `it must be more than ${limit}` }
  return inclusive
    ? { fr: `le plus est ${limit}`, en: `the most is ${limit}` }
    : { fr: `il faut moins que ${limit}`, en: `it must be less than ${limit}` }
}

/**
 * What a refinement of one's own says where it refuses.
 *
 * @example z.string().refine(isTimeZone, inWords({ fr: 'un fuseau horaire est attendu', en: 'a time zone is expected' }))
 */
export const inWords = ({ fr, en }: Localized) => ({ params: { fr, en } })

function ownWords(params: Readonly<Record<string, unknown>> | undefined): Localized | null {
  const { fr, en } = params ?? {}
  return typeof fr === 'string' && typeof en === 'string' ? { fr, en } : null
}

/** Null where Zod's own words are as good. */
function wordsFor(issue: RawIssue): Localized | null {
  const { input } = issue
  switch (issue.code) {
    case 'invalid_type': {
      const expected = EXPECTED[issue.expected]
      return expected === undefined ? null : expecting(expected, input)
    }
    case 'invalid_value':
      return expecting(wanted(issue.values), input)
    case 'too_small':
      return bounded({ least: true, bound: issue.minimum, inclusive: issue.inclusive !== false, origin: issue.origin })
    case 'too_big':
      return bounded({ least: false, bound: issue.maximum, inclusive: issue.inclusive !== false, origin: issue.origin })
    case 'unrecognized_keys': {
      const keys = listed(issue.keys)
      return { fr: `inconnu ici : ${keys}`, en: `not known here: ${keys}` }
    }
    case 'invalid_union':
      return input === undefined || input === null
        ? { fr: 'ceci manque', en: 'this is missing' }
        : { fr: 'ceci n’a aucune des formes acceptées ici', en: 'this has none of the forms that are taken here' }
    case 'custom':
      return ownWords(issue.params)
    default:
      return null
  }
}

/** What is wrong and what to give instead, in the words of one language. */
export const wordedIn =
  (locale: Locale) =>
  (issue: RawIssue): string | undefined =>
    wordsFor(issue)?.[locale]
