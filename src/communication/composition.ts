import { z } from 'zod'
import { isPlainObject, isRefusal, refuse } from '../kernel'
import { inWords, parseInput, type EntityDefinition, type Model } from '../model'
import { prepareQuery, QUERY_VERSION, type Criteria, type Query } from '../query'
import { problem } from './problem'

/** The version of the JSON form of compositions. */
export const COMPOSITION_VERSION = 1

/** The most parts that one composition says. */
export const MOST_PARTS = 100

/** The most users, or regions and groups, that one part names. */
const MOST_NAMED = 1_000

/** Users named one by one. A user who is removed leaves it. */
export interface UsersPart {
  readonly users: readonly string[]
}

/** The users that criteria of one's own select. */
export interface CriteriaPart<C = Query> {
  readonly criteria: C
}

/** The users that a saved query selects, as it is at the moment; `me` in it is its owner. */
export interface QueryPart {
  readonly query: string
}

/** The users whose own group is among these groups, or stands in one of these regions or inside them. */
export interface PlacesPart {
  readonly regions: readonly string[]
  readonly groups: readonly string[]
}

/** The members of another list. */
export interface ListPart {
  readonly list: string
}

/** One kind of people in a composition. */
export type CompositionPart = UsersPart | CriteriaPart | QueryPart | PlacesPart | ListPart

/**
 * Who is on a dynamic list, as it was said: whoever a part of `include` means and none of `exclude`. Nothing in it is resolved: regions,
 * queries and lists are followed as they change.
 */
export interface Composition {
  readonly version: typeof COMPOSITION_VERSION
  readonly include: readonly CompositionPart[]
  readonly exclude: readonly CompositionPart[]
}

/** A part as it is given: criteria bare or as a query, regions and groups or one of the two. */
export type NewCompositionPart =
  | UsersPart
  | CriteriaPart<Query | Criteria>
  | QueryPart
  | (Partial<PlacesPart> & ({ readonly regions: readonly string[] } | { readonly groups: readonly string[] }))
  | ListPart

/** A composition as it is given; what is not said to be excluded is not. */
export interface NewComposition {
  readonly version?: typeof COMPOSITION_VERSION
  readonly include: readonly NewCompositionPart[]
  readonly exclude?: readonly NewCompositionPart[]
}

const word = z.string().min(1).max(191)
const words = z.array(word).max(MOST_NAMED)

const composition = z.strictObject({
  version: z.literal(COMPOSITION_VERSION).default(COMPOSITION_VERSION),
  include: z.array(z.unknown()).max(MOST_PARTS),
  exclude: z.array(z.unknown()).max(MOST_PARTS).default([]),
})
const usersPart = z.strictObject({ users: words.min(1) })
const criteriaPart = z.strictObject({ criteria: z.unknown() })
const queryPart = z.strictObject({ query: word })
const placesPart = z
  .strictObject({ regions: words.default([]), groups: words.default([]) })
  .refine(
    ({ regions, groups }) => regions.length + groups.length > 0,
    inWords({ fr: 'nommez une région ou un groupe', en: 'name a region or a group' }),
  )
const listPart = z.strictObject({ list: word })

const part = z.record(z.string(), z.unknown())

/** What the field of a composition holds; what its parts say is read by {@link readComposition}. */
export const keptComposition = z.object({
  version: z.literal(COMPOSITION_VERSION),
  include: z.array(part),
  exclude: z.array(part),
})

/** The entity of the users that lists are of. Refused with `communication.no_users` where nobody plays them. */
export function userEntity({ roles, entities }: Model): EntityDefinition {
  const entity = roles.user === null ? undefined : entities.get(roles.user.entity)
  return entity ?? refuse(problem('communication.no_users'))
}

/** Reads a part of what was given: what is refused says where the part stands in the whole. */
export function at<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!isRefusal(error)) throw error
    return refuse(error.problems.map((one) => ({ ...one, path: path + one.path })))
  }
}

const once = (named: readonly string[]): readonly string[] => [...new Set(named)]

function parsePart(model: Model, input: unknown): CompositionPart {
  if (!isPlainObject(input)) return refuse(problem('communication.part_unknown'))
  if (input['users'] !== undefined) return { users: once(parseInput(usersPart, input).users) }
  if (input['query'] !== undefined) return parseInput(queryPart, input)
  if (input['list'] !== undefined) return parseInput(listPart, input)
  if (input['criteria'] !== undefined) {
    const { criteria } = parseInput(criteriaPart, input)
    return { criteria: at('/criteria', () => prepareQuery(model, userEntity(model).name, criteria).query) }
  }
  if (input['regions'] === undefined && input['groups'] === undefined)
    return refuse(problem('communication.part_unknown'))
  const { regions, groups } = parseInput(placesPart, input)
  return { regions: once(regions), groups: once(groups) }
}

/**
 * A composition from outside. What it names is not looked for yet.
 *
 * @throws refusals `input.invalid`, `communication.no_users`, `communication.composition_empty`, `communication.part_unknown`, those of
 * `prepareQuery`, each at its place under `path`.
 */
export function parseComposition(model: Model, input: unknown, path: string): Composition {
  userEntity(model)
  const { version, include, exclude } = at(path, () => parseInput(composition, input))
  if (include.length === 0) refuse(problem('communication.composition_empty', { path: `${path}/include` }))
  const read = (side: 'include' | 'exclude', parts: readonly unknown[]): readonly CompositionPart[] =>
    parts.map((part, index) => at(`${path}/${side}/${index}`, () => parsePart(model, part)))
  return { version, include: read('include', include), exclude: read('exclude', exclude) }
}

const isWords = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')

const isQuery = (value: unknown): value is Query =>
  isPlainObject(value) &&
  value['version'] === QUERY_VERSION &&
  typeof value['entity'] === 'string' &&
  isPlainObject(value['where'])

/** Written out, and not a schema: it is read for every list that somebody may be on. */
function keptPart(value: unknown): CompositionPart {
  const { users, criteria, query, regions, groups, list }: Readonly<Record<string, unknown>> = isPlainObject(value)
    ? value
    : {}
  if (isWords(users)) return { users }
  if (isQuery(criteria)) return { criteria }
  if (typeof query === 'string') return { query }
  if (typeof list === 'string') return { list }
  if (isWords(regions) && isWords(groups)) return { regions, groups }
  throw new Error('A kept composition has a part that nobody wrote')
}

/** A composition as it is kept. Its criteria are checked against the model where they are used. */
export function readComposition(value: unknown): Composition {
  const { version, include, exclude }: Readonly<Record<string, unknown>> = isPlainObject(value) ? value : {}
  if (version !== COMPOSITION_VERSION || !Array.isArray(include) || !Array.isArray(exclude))
    throw new Error('A dynamic list has no composition of a version known here')
  return { version, include: include.map(keptPart), exclude: exclude.map(keptPart) }
}

/** A part with where it stands in its composition: a JSON pointer. */
export interface PlacedPart {
  readonly part: CompositionPart
  readonly side: 'include' | 'exclude'
  readonly path: string
}

/** All parts of a composition, those that are included first. */
export function partsOf({ include, exclude }: Composition): readonly PlacedPart[] {
  const placed = (side: PlacedPart['side'], parts: readonly CompositionPart[]) =>
    parts.map((part, index): PlacedPart => ({ part, side, path: `/${side}/${index}` }))
  return [...placed('include', include), ...placed('exclude', exclude)]
}
