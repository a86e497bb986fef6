import type { CalendarPeriod, MomentUnit, RelativeRange } from '../../kernel'
import { either, together } from './lists'
import type { Comparison, Voice } from './voice'

// Labels have a gender that is not known: every turn of phrase here is the same for both.

const where = (criteria: string | null): string => (criteria === null ? '' : ` où ${criteria}`)
const est = (denied: boolean): string => (denied ? "n'est pas" : 'est')

/** `de`, elided before a vowel. */
const of = (label: string): string => (/^[aeiouyœæàâäéèêëîïôöùûü]/i.test(label) ? `d'${label}` : `de ${label}`)

function numbered(comparison: Exclude<Comparison, 'gt'>, [first = '', second = '']: readonly string[]): string {
  switch (comparison) {
    case 'eq':
      return `de ${first}`
    case 'lt':
      return `en dessous de ${first}`
    case 'lte':
      return `d'au plus ${first}`
    case 'gte':
      return `d'au moins ${first}`
    case 'between':
      return `entre ${first} et ${second}`
    default:
      return comparison satisfies never
  }
}

function tally(comparison: Comparison, [first = '', second = '']: readonly string[], label: string): string {
  switch (comparison) {
    case 'eq':
      return `exactement ${first} ${label}`
    case 'lt':
      return `moins de ${first} ${label}`
    case 'lte':
      return `au plus ${first} ${label}`
    case 'gt':
      return `plus de ${first} ${label}`
    case 'gte':
      return `au moins ${first} ${label}`
    case 'between':
      return `entre ${first} et ${second} ${label}`
    default:
      return comparison satisfies never
  }
}

function dated(comparison: Comparison, [first = '', second = '']: readonly string[]): string {
  switch (comparison) {
    case 'eq':
      return first
    case 'lt':
      return `avant ${first}`
    case 'lte':
      return `${first} ou avant`
    case 'gt':
      return `après ${first}`
    case 'gte':
      return `${first} ou après`
    case 'between':
      return `entre ${first} et ${second} inclus`
    default:
      return comparison satisfies never
  }
}

const UNITS: Readonly<Record<MomentUnit, { readonly one: string; readonly many: string; readonly feminine: boolean }>> =
  {
    minutes: { one: 'minute', many: 'minutes', feminine: true },
    hours: { one: 'heure', many: 'heures', feminine: true },
    days: { one: 'jour', many: 'jours', feminine: false },
    weeks: { one: 'semaine', many: 'semaines', feminine: true },
    months: { one: 'mois', many: 'mois', feminine: false },
    quarters: { one: 'trimestre', many: 'trimestres', feminine: false },
    years: { one: 'année', many: 'années', feminine: true },
  }

const PERIODS: Readonly<Record<CalendarPeriod, Readonly<Record<'this' | 'previous' | 'following', string>>>> = {
  day: { this: "aujourd'hui", previous: 'hier', following: 'demain' },
  week: { this: 'cette semaine', previous: 'la semaine dernière', following: 'la semaine prochaine' },
  month: { this: 'ce mois-ci', previous: 'le mois dernier', following: 'le mois prochain' },
  quarter: { this: 'ce trimestre', previous: 'le trimestre dernier', following: 'le trimestre prochain' },
  year: { this: 'cette année', previous: "l'année dernière", following: "l'année prochaine" },
  'fiscal-year': { this: 'cet exercice', previous: "l'exercice précédent", following: "l'exercice suivant" },
}

function counted(range: 'last' | 'next', count: number, shown: string, unit: MomentUnit): string {
  const { one, many, feminine } = UNITS[unit]
  const [masculine, feminineForm] = range === 'last' ? ['dernier', 'dernière'] : ['prochain', 'prochaine']
  const near = feminine ? feminineForm : masculine
  if (count !== 1) return `au cours des ${shown} ${near}s ${many}`
  return feminine ? `au cours de la ${near} ${one}` : `au cours du ${near} ${one}`
}

function range(range: RelativeRange, day: (date: string) => string, number: (count: number) => string): string {
  switch (range.range) {
    case 'today':
      return PERIODS.day.this
    case 'yesterday':
      return PERIODS.day.previous
    case 'tomorrow':
      return PERIODS.day.following
    case 'last':
    case 'next':
      return counted(range.range, range.count, number(range.count), range.unit)
    case 'this':
    case 'previous':
    case 'following':
      return PERIODS[range.unit][range.range]
    case 'since':
      return `entre ${day(range.date)} et aujourd'hui`
    case 'between':
      return `entre ${day(range.from)} et ${day(range.to)}`
    default:
      return range satisfies never
  }
}

const PATTERNS = {
  contains: ['contient', 'ne contient pas'],
  startsWith: ['commence par', 'ne commence pas par'],
  endsWith: ['finit par', 'ne finit pas par'],
} as const

const FIGURES = { sum: 'la somme', min: 'le minimum', max: 'le maximum', avg: 'la moyenne' } as const

export const french: Voice = {
  locale: 'fr',
  everything: 'toutes les fiches',
  nothing: 'aucune fiche',
  always: 'toujours',
  never: 'jamais',
  yes: 'oui',
  no: 'non',
  missing: 'vide',
  today: "aujourd'hui",
  now: 'maintenant',
  me: 'moi',
  oneOfMyGroups: "l'un de mes groupes",
  quote: (text) => `«\u00a0${text}\u00a0»`,
  denied: (text) => `il est faux que (${text})`,
  emptyList: (label, holds) => `${holds ? 'toujours' : 'jamais'} (liste vide pour ${label})`,
  outOf: (some, all) => `${some} sur ${all}`,
  others: (count, shown) => `${shown} ${count === 1 ? 'autre' : 'autres'}`,
  isEmpty: (label, denied) => `${label} ${est(denied)} vide`,
  isOneOf(label, items, denied) {
    if (!denied) return `${label} est ${either('fr', items)}`
    return items.length === 1 ? `${label} n'est pas ${items.join()}` : `${label} n'est ni ${items.join(' ni ')}`
  },
  isSameAs: (label, other, denied) => `${label} ${est(denied)} identique à ${other}`,
  matches: (label, pattern, text, denied) => `${label} ${PATTERNS[pattern][denied ? 1 : 0]} ${text}`,
  measures(subject, comparison, values, denied) {
    if (comparison === 'gt') return `${subject} ${denied ? 'ne dépasse pas' : 'dépasse'} ${values.join()}`
    return `${subject} ${est(denied)} ${numbered(comparison, values)}`
  },
  falls: (label, comparison, moments, denied) => `${label} ${est(denied)} ${dated(comparison, moments)}`,
  longAgo: (label, length, denied) => `${label} ${denied ? 'ne remonte pas' : 'remonte'} à plus de ${length}`,
  farOff: (label, length, denied) => `${label} ${est(denied)} dans plus de ${length}`,
  within: (label, range, denied) => `${label} ${est(denied)} ${range}`,
  carries(label, codes, how, denied) {
    const [only] = codes
    if (codes.length === 1 && only !== undefined)
      return denied ? `${only} ne figure pas dans ${label}` : `${only} figure dans ${label}`
    if (how === 'any')
      return denied ? `ni ${codes.join(' ni ')} ne figure dans ${label}` : `${either('fr', codes)} figure dans ${label}`
    return `${together('fr', codes)} ${denied ? 'ne figurent pas tous' : 'figurent'} dans ${label}`
  },
  exists: (label, denied) => `${label} ${denied ? "n'existe pas" : 'existe'}`,
  meets: (label, criteria, denied) => `${label} ${est(denied)} une fiche où (${criteria})`,
  related(quantifier, label, criteria, denied) {
    switch (quantifier) {
      case 'some':
        return denied ? `il n'y a pas ${of(label)}${where(criteria)}` : `il y a des ${label}${where(criteria)}`
      case 'none':
        return denied ? `il y a des ${label}${where(criteria)}` : `il n'y a pas ${of(label)}${where(criteria)}`
      case 'every':
        return `il n'y a ${denied ? 'pas que' : 'que'} des ${label}${where(criteria ?? french.always)}`
      default:
        return quantifier satisfies never
    }
  },
  counted: (label, comparison, values, criteria, denied) =>
    `${denied ? "il n'y a pas" : 'il y a'} ${tally(comparison, values, label)}${where(criteria)}`,
  figure: (figure, field, label, criteria) => `${FIGURES[figure]} ${of(field)} pour les ${label}${where(criteria)}`,
  day: (written) => `le ${written.startsWith('1 ') ? `1er ${written.slice(2)}` : written}`,
  length: (count, shown, unit) => `${shown} ${count <= 1 ? UNITS[unit].one : UNITS[unit].many}`,
  moment(direction, length, onDay, isStrict) {
    const when = direction === 'ago' ? `il y a ${length}` : `dans ${length}`
    if (!isStrict) return when
    return `${onDay ? 'la date' : 'le moment'} ${direction === 'ago' ? "d'" : ''}${when}`
  },
  range,
  groupsOf(regions, groups) {
    const parts = [
      ...(regions.length === 0 ? [] : [`l'un des groupes de ${together('fr', regions)}`]),
      ...(groups.length === 0 ? [] : [either('fr', groups)]),
    ]
    return parts.length === 0 ? "l'un d'aucun groupe" : parts.join(' ou ')
  },
  fact: (label) => `${label} de ma fiche`,
  reason: (leaf, holds, saw) => `${leaf}\u00a0: ${holds ? 'oui' : 'non'} (${saw})`,
}
