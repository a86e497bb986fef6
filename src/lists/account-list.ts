import { z } from 'zod'
import { refuse, type Locale, type Localized } from '../kernel'
import { parseInput, type Model } from '../model'
import { prepareQuery, QUERY_VERSION, type Query, type TestNode } from '../query'
import type { Decision, DecisionContext } from '../storage'
import { statusHolder, statusTerms } from './account-status'
import { USUAL_DISPLAY, type Display } from './display'
import { knownTerms } from './edit-terms'
import { problem } from './problem'
import { taggable } from './tag-records'
import { tagTerms } from './tag'
import { wordSchema } from './term'

const words = z.array(wordSchema).min(1).max(200).readonly().optional()

const listSchema = z.strictObject({
  status: wordSchema.optional(),
  tags: z.strictObject({ any: words, all: words, none: words }).optional(),
})

/** A list of accounts: those of a status, those that carry any, all or none of some tags, or both together. */
export type AccountList = z.input<typeof listSchema>

/**
 * The criteria of a list, ready to be run, narrowed or saved as a query.
 *
 * @throws refusals `input.invalid`, `lists.list_empty`, `lists.no_accounts`, `lists.no_tags`.
 * @example
 * ```ts
 * const where = listQuery(model, { status: 'client', tags: { any: ['vip'], none: ['do-not-call'] } })
 * ```
 */
export function listQuery(model: Model, input: unknown): Query {
  const { status, tags: wanted = {} } = parseInput(listSchema, input)
  const holder = statusHolder(model) ?? refuse(problem('lists.no_accounts'))
  const entity = holder.entity.name
  const asked = [
    { operator: 'hasAny', codes: wanted.any },
    { operator: 'hasAll', codes: wanted.all },
    { operator: 'hasNone', codes: wanted.none },
  ] as const
  const criteria: TestNode[] =
    status === undefined ? [] : [{ type: 'test', field: holder.field, operator: 'eq', value: status }]
  for (const { operator, codes } of asked)
    if (codes !== undefined)
      criteria.push({ type: 'test', field: taggable(model, entity).field, operator, value: codes })
  if (criteria.length === 0) refuse(problem('lists.list_empty'))
  return prepareQuery(model, entity, { version: QUERY_VERSION, entity, where: { type: 'and', criteria } }).query
}

/** A list with its words, its criteria and how it is shown: as its status is, or else as the first tag that is asked for. */
export interface ListToRun {
  readonly label: Localized
  readonly query: Query
  readonly display: Display
}

/** Archived statuses and tags still have their list. Refused as {@link listQuery}, and with `lists.status_unknown`, `lists.tag_unknown`. */
export function* listToRun(input: unknown, context: DecisionContext): Decision<ListToRun> {
  const query = listQuery(context.model, input)
  const { status, tags: { any = [], all = [], none = [] } = {} } = parseInput(listSchema, input)
  const asked = status === undefined ? [] : [status]
  const [ofStatus] = yield* knownTerms(statusTerms, asked, () => '/status', context)
  const ofTags = yield* knownTerms(tagTerms, [...all, ...any, ...none], () => '/tags', context)
  const terms = [...(ofStatus === undefined ? [] : [ofStatus]), ...ofTags.slice(0, all.length + any.length)]
  const words = (locale: Locale): string => terms.map(({ label }) => label[locale]).join(' ')
  return { query, label: { fr: words('fr'), en: words('en') }, display: terms[0]?.display ?? USUAL_DISPLAY }
}
