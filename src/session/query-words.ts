import { z } from 'zod'
import type { Locale, Localized, Row } from '../kernel'
import { readTerm, statusTerms, tagTerms } from '../lists'
import { parseInput, type EntityDefinition, type Model } from '../model'
import {
  allOf,
  bindQuery,
  describe,
  EVERYTHING,
  explain,
  isAmong,
  prepareQuery,
  type BoundCriteria,
  type Explanation,
  type Naming,
} from '../query'
import { readAll, relatedRows, streamRows } from '../storage'
import type { SessionCore } from './core'
import { findOne } from './record-reads'
import { queryToRun } from './saved-query-actions'

export interface WordingOptions {
  /** The language of the kernel unless another is given. */
  readonly locale?: Locale
}

const wordingOptions = z.strictObject({ locale: z.enum(['fr', 'en']).optional() })

/** Fields by which people know a record. */
const KNOWN_BY = ['name', 'title', 'number']

/** The field by which the records of an entity are known, of those that the actor sees. */
function nameField(model: Model, { name, fields }: EntityDefinition): string | undefined {
  const roles = Object.values(model.roles).flatMap((role) =>
    role?.entity === name && 'name' in role.fields ? [role.fields.name] : [],
  )
  const named = [...roles, ...KNOWN_BY].flatMap((field) => (field === null ? [] : (fields.get(field) ?? [])))
  return named.find(({ kind }) => kind === 'text' || kind === 'code')?.name
}

/** What was asked for by its id, and is to be read before it can be told. */
type Asked = ReadonlyMap<string, ReadonlySet<string>>

/** The names of records, by entity and id, as far as the actor may read them. */
async function namesOf(core: SessionCore, asked: Asked): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const names = new Map<string, ReadonlyMap<string, string>>()
  for (const [name, ids] of asked) {
    const entity = core.model.entities.get(name)
    const field = entity === undefined ? undefined : nameField(core.model, entity)
    if (entity === undefined || field === undefined) continue
    const where = allOf(isAmong(entity, 'id', [...ids]), core.scope(name, 'read'))
    const rows = await readAll(core.store, { entity: name, where, fields: [field] })
    const found = rows.flatMap((row): readonly [string, string][] => {
      const [id, known] = [row['id'], row[field]]
      return typeof id === 'string' && typeof known === 'string' && known !== '' ? [[id, known]] : []
    })
    names.set(name, new Map(found))
  }
  return names
}

/** The words of the codes that the library keeps: account statuses and tags. */
async function labelsOf(core: SessionCore): Promise<NonNullable<Naming['labelOf']>> {
  const labels = new Map<string, ReadonlyMap<string, Localized>>()
  for (const vocabulary of [statusTerms, tagTerms]) {
    const terms = (await readAll(core.store, { entity: vocabulary.entity, where: EVERYTHING })).map(readTerm)
    const words = new Map(terms.map(({ code, label }) => [code, label]))
    for (const { entity, field } of vocabulary.holders(core.model)) labels.set(`${entity.name}.${field}`, words)
  }
  return (entity, field, code) => labels.get(`${entity}.${field}`)?.get(code)
}

/** Who may read no users knows their own name. */
function ownName({ actor, model }: SessionCore, entity: string, id: string): string | undefined {
  const users = model.roles.user?.entity === entity ? model.entities.get(entity) : undefined
  const name = users !== undefined && actor?.id === id ? actor.fields[nameField(model, users) ?? ''] : undefined
  return typeof name === 'string' && name !== '' ? name : undefined
}

/** Tells something twice: first to learn whose names it takes, then with these names. */
async function withNames<T>(core: SessionCore, tell: (naming: Naming) => T): Promise<T> {
  const asked = new Map<string, Set<string>>()
  tell({
    nameOf(entity, id) {
      const ids = asked.get(entity) ?? new Set()
      asked.set(entity, ids.add(id))
      return undefined
    },
  })
  const names = await namesOf(core, asked)
  return tell({
    timeZone: core.context().timeZone,
    nameOf: (entity, id) => names.get(entity)?.get(id) ?? ownName(core, entity, id),
    labelOf: await labelsOf(core),
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
