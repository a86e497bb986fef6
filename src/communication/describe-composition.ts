import type { Locale } from '../kernel'
import type { Model } from '../model'
import { describe, type Naming } from '../query'
import { userEntity, type Composition, type CompositionPart } from './composition'

/** How a composition is told in one language; names come in ready. */
interface Words {
  readonly query: (name: string) => string
  readonly list: (name: string) => string
  readonly places: (names: string) => string
  readonly regions: (names: readonly string[], together: string) => string
  readonly groups: (names: readonly string[], together: string) => string
  readonly criteria: (sentence: string) => string
  /** Where all who were named are gone. */
  readonly nobody: string
  readonly more: (count: number) => string
  readonly quote: (name: string) => string
  readonly outOfSight: string
  readonly but: (included: string, excluded: string) => string
}

const ENGLISH: Words = {
  query: (name) => `the users of the query ${name}`,
  list: (name) => `the members of the list ${name}`,
  places: (names) => `the users of ${names}`,
  regions: ({ length }, names) => (length > 1 ? `the regions ${names}` : `the region ${names}`),
  groups: ({ length }, names) => (length > 1 ? `the groups ${names}` : `the group ${names}`),
  criteria: (sentence) => `the users where ${sentence}`,
  nobody: 'nobody',
  more: (count) => `${count} more`,
  quote: (name) => `“${name}”`,
  outOfSight: 'that you may not see',
  but: (included, excluded) => `${included}; without ${excluded}`,
}

const FRENCH: Words = {
  query: (name) => `les utilisateurs de la requête ${name}`,
  list: (name) => `les membres de la liste ${name}`,
  places: (names) => `les utilisateurs ${names}`,
  regions: ({ length }, names) => (length > 1 ? `des régions ${names}` : `de la région ${names}`),
  groups: ({ length }, names) => (length > 1 ? `des groupes ${names}` : `du groupe ${names}`),
  criteria: (sentence) => `les utilisateurs pour lesquels ${sentence}`,
  nobody: 'personne',
  more: (count) => `${count} de plus`,
  quote: (name) => `«\u00a0${name}\u00a0»`,
  outOfSight: 'que vous ne pouvez pas voir',
  but: (included, excluded) => `${included}\u00a0; sans ${excluded}`,
}

const MOST_NAMED = 10

interface Telling {
  readonly model: Model
  readonly locale: Locale
  readonly naming: Naming
}

const wordsIn = ({ locale }: Telling): Words => (locale === 'fr' ? FRENCH : ENGLISH)

const together = (items: readonly string[], { locale }: Telling): string =>
  new Intl.ListFormat(locale, { type: 'conjunction' }).format(items)

/** Names, the first of many; an id where the name is not the reader's to know. */
function named(entity: string, ids: readonly string[], telling: Telling): readonly string[] {
  const words = wordsIn(telling)
  const names = ids.slice(0, MOST_NAMED).map((id) => telling.naming.nameOf?.(entity, id) ?? words.quote(id))
  const more = ids.length - names.length
  return more > 0 ? [...names, words.more(more)] : names
}

/** The name of one thing in quotes, or that it is out of sight: its id would tell nobody anything. */
function quoted(entity: string, id: string, telling: Telling): string {
  const words = wordsIn(telling)
  const name = telling.naming.nameOf?.(entity, id)
  return name === undefined ? words.outOfSight : words.quote(name)
}

/** Whom one part of a composition means, as words. */
export function describePart(part: CompositionPart, telling: Telling): string {
  const words = wordsIn(telling)
  const { model, locale, naming } = telling
  if ('users' in part) return together(named(userEntity(model).name, part.users, telling), telling)
  if ('query' in part) return words.query(quoted('savedQuery', part.query, telling))
  if ('list' in part) return words.list(quoted('distributionList', part.list, telling))
  if ('criteria' in part) return words.criteria(describe(part.criteria, model, locale, naming))
  const regions = named('region', part.regions, telling)
  const groups = named(model.roles.group?.entity ?? '', part.groups, telling)
  const places = [
    ...(regions.length > 0 ? [words.regions(regions, together(regions, telling))] : []),
    ...(groups.length > 0 ? [words.groups(groups, together(groups, telling))] : []),
  ]
  return words.places(together(places, telling))
}

/** Who is on a dynamic list, as a sentence. */
export function describeComposition({ include, exclude }: Composition, telling: Telling): string {
  const tell = (parts: readonly CompositionPart[]): string =>
    together(
      parts.map((part) => describePart(part, telling)),
      telling,
    )
  const words = wordsIn(telling)
  const included = include.length === 0 ? words.nobody : tell(include)
  return exclude.length === 0 ? included : words.but(included, tell(exclude))
}
