import { z } from 'zod'
import type { Locale, Row } from '../kernel'
import { parseInput } from '../model'
import {
  allOf,
  bindQuery,
  describe,
  explain,
  prepareQuery,
  type BoundCriteria,
  type Explanation,
  type Naming,
} from '../query'
import { relatedRows, streamRows } from '../storage'
import { codeLabels } from './code-labels'
import type { SessionCore } from './core'
import { namesReader } from './record-names'
import { findOne } from './record-reads'
import { queryToRun } from './saved-query-actions'

export interface WordingOptions {
  /** The language of the kernel unless another is given. */
  readonly locale?: Locale
}

const wordingOptions = z.strictObject({ locale: z.enum(['fr', 'en']).optional() })

/** Tells something twice: first to learn whose names it takes, then with these names. */
export async function withNames<T>(core: SessionCore, tell: (naming: Naming) => T): Promise<T> {
  const asked = new Map<string, Set<string>>()
  tell({
    nameOf(entity, id) {
      const ids = asked.get(entity) ?? new Set()
      asked.set(entity, ids.add(id))
      return undefined
    },
  })
  const names = new Map<string, ReadonlyMap<string, string>>()
  for (const [entity, ids] of asked) names.set(entity, await namesReader(core, entity)([...ids]))
  const labelsOf = await codeLabels(core)
  return tell({
    timeZone: core.context().timeZone,
    nameOf: (entity, id) => names.get(entity)?.get(id),
    labelOf: (entity, field, code) => labelsOf(entity, field)?.get(code),
  })
}

/** Saved queries in words: what they ask, and why a record is in one or not. */
export function queryWordActions(core: SessionCore) {
  const localeOf = (options: WordingOptions): Locale =>
    parseInput(wordingOptions, options).locale ?? core.context().locale
  return {
    /**
     * A query as a sentence, with the names of the people, groups and regions that the actor may read and the words of statuses and
     * tags. `me` in it is told as its owner.
     *
     * @throws refusals `lists.query_unknown`, `session.missing_level`, `session.hidden_field`, `input.invalid`.
     * @example
     * ```ts
     * await session.lists.describe(clients.id, { locale: 'fr' }) // Statut est Client et Origine est « BNI »
     * ```
     */
    async describe(id: string, options: WordingOptions = {}): Promise<string> {
      const locale = localeOf(options)
      const { query } = await queryToRun(core, id)
      return withNames(core, (naming) => describe(query, core.model, locale, naming))
    },

    /**
     * Why a record is in the result of a query, or is not: the fewest parts that settle it, each with what was seen; null where there is
     * no such record that the actor may read. It agrees with `run`: of related records only those that the actor may read count.
     *
     * @throws refusals `lists.query_unknown`, `session.missing_level`, `session.hidden_field`, `query.unresolved`, `input.invalid`.
     * @example
     * ```ts
     * const why = await session.lists.explain(clients.id, 'a1', { locale: 'fr' })
     * why?.reasons.map(({ text }) => text) // ['Statut est Client : non (Prospect)']
     * ```
     */
    async explain(id: string, record: string, options: WordingOptions = {}): Promise<Explanation | null> {
      const locale = localeOf(options)
      const { query } = await queryToRun(core, id)
      const row = await findOne(core, query.entity, record)
      if (row === null) return null
      const prepared = prepareQuery(core.model, query.entity, query)
      const binding = await core.binding(prepared)
      const related = relatedRows((entity, where) => readable(core, entity, where))
      await related.gather([row], bindQuery(prepared, binding))
      return withNames(core, (naming) =>
        explain(prepared, row, related.lookup, binding, { model: core.model, locale, naming }),
      )
    },
  }
}

const readable = (core: SessionCore, entity: string, where: BoundCriteria): AsyncIterable<Row> =>
  streamRows(core.store, entity, { where: allOf(where, core.scope(entity, 'read')) })
