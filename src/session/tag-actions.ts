import { z } from 'zod'
import { isRefusal, type Problem } from '../kernel'
import { parseInput } from '../model'
import type { BoundCriteria } from '../query'
import { decide, streamPages } from '../storage'
import {
  addTerm,
  allTerms,
  beyondReach,
  demandTerms,
  editTerm,
  orderTerms,
  parseTagging,
  removeTerm,
  tagBatch,
  taggable,
  tagTerms,
  type CodeHolder,
  type NewTerm,
  type RecordOutcome,
  type Tag,
  type TaggedRecords,
  type Tagging,
  type TagsWanted,
  type TermPatch,
} from '../lists'
import {
  BATCH,
  demandHolders,
  demandUnheld,
  progressOf,
  replaceEverywhere,
  shownTerms,
  type BatchProgress,
  type BatchProgressOptions,
} from './code-replacement'
import type { SessionCore } from './core'
import { demandField } from './field-access'
import { givenFunction } from './given-function'
import { recordId } from './record-id'
import { queryToRun } from './saved-query-actions'

/** Some records after another: what became of each, and how far the work has come. */
export interface TaggedBatch extends BatchProgress {
  readonly outcomes: readonly RecordOutcome[]
}

export interface TaggingOptions {
  /** Told after each transaction. What it throws ends the work there; what is written stays. */
  readonly onBatch?: (batch: TaggedBatch) => void | Promise<void>
}

/** How many records were changed, how many were so already, and those that were refused, each with why. */
export interface TaggingResult {
  readonly changed: number
  readonly unchanged: number
  readonly refused: readonly { readonly id: string; readonly problems: readonly Problem[] }[]
}

export interface TagMerge extends BatchProgressOptions {
  readonly from: string
  readonly into: string
}

/** The records that a tagging is about: by their ids, or by what they meet. */
interface Chosen {
  readonly holder: CodeHolder
  readonly where: BoundCriteria
  readonly ids: readonly string[] | null
}

async function chosenBy(core: SessionCore, records: TaggedRecords): Promise<Chosen> {
  if (records.by === 'query') {
    const { query } = await queryToRun(core, records.query)
    return { holder: taggable(core.model, query.entity), where: await core.compile(query.entity, query), ids: null }
  }
  const holder = taggable(core.model, records.entity)
  if (records.by === 'ids') return { holder, where: core.scope(records.entity, 'read'), ids: [...new Set(records.ids)] }
  return { holder, where: await core.compile(records.entity, records.where), ids: null }
}

async function* batchesOf(core: SessionCore, { holder, where, ids }: Chosen): AsyncGenerator<readonly string[]> {
  if (ids === null) {
    const pages = streamPages(core.store, holder.entity.name, { where, fields: ['id'], pageSize: BATCH })
    for await (const { rows } of pages) yield rows.map((row) => String(row['id']))
  } else for (let start = 0; start < ids.length; start += BATCH) yield ids.slice(start, start + BATCH)
}

/** One transaction; where something in it is refused, its halves are tried, down to the records that it is about. */
async function tagThese(
  core: SessionCore,
  chosen: Chosen,
  ids: readonly string[],
  wanted: TagsWanted,
): Promise<readonly RecordOutcome[]> {
  const { holder, where } = chosen
  const manage = core.scope(holder.entity.name, 'manage')
  try {
    return await core.perform(() => tagBatch({ holder, ids, chosen: where, manage }, wanted))
  } catch (error) {
    if (!isRefusal(error)) throw error
    const [only] = ids
    if (ids.length === 1 && only !== undefined) return [{ id: only, outcome: 'refused', problems: error.problems }]
  }
  const half = Math.ceil(ids.length / 2)
  const first = await tagThese(core, chosen, ids.slice(0, half), wanted)
  return [...first, ...(await tagThese(core, chosen, ids.slice(half), wanted))]
}

/** Every record named has an outcome; one that only met criteria and meets them no longer has none. */
function complete(
  chosen: Chosen,
  ids: readonly string[],
  outcomes: readonly RecordOutcome[],
): readonly RecordOutcome[] {
  if (chosen.ids === null) return outcomes
  const known = new Map(outcomes.map((one) => [one.id, one]))
  return ids.map((id) => known.get(id) ?? beyondReach(chosen.holder, id))
}

const mergeSchema = z.looseObject({ from: z.string().min(1), into: z.string().min(1) })
const taggingOptions = z.strictObject({ onBatch: givenFunction().optional() })

/** Tags and what carries them. */
export function tagActions(core: SessionCore) {
  return {
    /** The tags in their order, archived ones too. Refused with `session.missing_level`. */
    async tags(): Promise<readonly Tag[]> {
      core.demandLevel('lists', 'read')
      return shownTerms(core, await decide(core.store, allTerms(tagTerms)))
    },

    /**
     * Adds a tag behind the others. One vocabulary serves every entity. A code put on a record before it was added is a tag already,
     * with itself as its words.
     *
     * @throws refusals `session.missing_level`, `input.invalid`, `lists.tag_taken`, `lists.display_field`, `lists.display_twice`.
     */
    async addTag(tag: NewTerm): Promise<Tag> {
      core.demandLevel('lists', 'manage')
      return core.perform((context) => addTerm(tagTerms, tag, context))
    },

    /**
     * Changes the words of a tag, archives it or takes it out of the archive, sets how its list of accounts is shown. Records keep an
     * archived tag; none takes it any more.
     *
     * @throws refusals `session.missing_level`, `input.invalid`, `lists.tag_unknown`, `lists.display_field`, `lists.display_twice`,
     * `session.stale`.
     */
    async editTag(code: string, patch: TermPatch): Promise<Tag> {
      core.demandLevel('lists', 'manage')
      return core.perform((context) => editTerm(tagTerms, recordId(code, '/code'), patch, context))
    },

    /** Refused with `session.missing_level`, `lists.tag_unknown`, `lists.code_twice`. */
    async orderTags(codes: readonly string[]): Promise<readonly Tag[]> {
      core.demandLevel('lists', 'manage')
      return core.perform(() => orderTerms(tagTerms, codes))
    },

    /** Removes a tag that no record carries. Refused with `session.missing_level`, `lists.tag_unknown`, `lists.tag_in_use`. */
    async removeTag(tag: string): Promise<void> {
      core.demandLevel('lists', 'manage')
      const code = recordId(tag, '/code')
      demandHolders(core, tagTerms, 'see')
      await core.perform((context) => removeTerm(tagTerms, code, context), {
        verify: demandUnheld(core, tagTerms, code),
      })
    },

    /**
     * Merges a tag into another, on every record of every entity, also those that the actor may not see: it takes the right
     * `administrator`. Saved queries, conditions of automations and dynamic lists follow. Done in batches, the tag being archived
     * meanwhile; interrupted, the same call goes on where it stopped. Answers how many records were changed.
     *
     * @throws refusals `session.missing_level`, `session.missing_right`, `lists.tag_unknown`, `lists.tag_archived`,
     * `lists.into_itself`.
     * @example
     * ```ts
     * const { changed } = await session.lists.mergeTags({ from: 'v.i.p.', into: 'vip' })
     * ```
     */
    async mergeTags(merge: TagMerge): Promise<{ readonly changed: number }> {
      core.demandLevel('lists', 'manage')
      core.demand('administrator')
      const { from, into } = parseInput(mergeSchema, merge)
      const options = { ...progressOf(merge), path: '/into' }
      return { changed: await replaceEverywhere(core, tagTerms, { from, to: into }, options) }
    },

    /**
     * Puts tags on records and takes others off: on those named by `ids`, on all that meet criteria (`where`), or on the result of a
     * saved query (`query`). Of these, those that the actor may change; the others are refused one by one. In batches of 500, each in
     * a transaction of its own and journalled; `onBatch` is told the outcome of each record. Repeating it changes nothing.
     *
     * @throws refusals `session.missing_level`, `input.invalid`, `lists.tagging_which`, `lists.tagging_nothing`, `lists.tagging_both`, `lists.no_tags`,
     * `lists.tag_unknown`, `lists.tag_archived`, `lists.query_unknown`, and those of `prepareQuery`.
     * @example
     * ```ts
     * const { changed, refused } = await session.lists.tagRecords(
     *   { entity: 'account', where: overdueClients, add: ['to-call'], remove: ['up-to-date'] },
     *   { onBatch: ({ done, total }) => bar.update(done / total) },
     * )
     * ```
     */
    async tagRecords(tagging: Tagging, options: TaggingOptions = {}): Promise<TaggingResult> {
      core.demandLevel('lists', 'read')
      parseInput(taggingOptions, options)
      const wanted = parseTagging(tagging)
      const chosen = await chosenBy(core, wanted.records)
      const { entity, field } = chosen.holder
      core.demandLevel(entity.module, 'manage')
      demandField(core.fields, { entity: entity.name, field }, 'change')
      await decide(
        core.store,
        demandTerms(tagTerms, wanted.add, (index) => `/add/${index}`, core.context()),
      )
      const total = chosen.ids?.length ?? (await core.store.count(entity.name, chosen.where))
      let done = 0
      let changed = 0
      const refused: { id: string; problems: readonly Problem[] }[] = []
      for await (const ids of batchesOf(core, chosen)) {
        const outcomes = complete(chosen, ids, await tagThese(core, chosen, ids, wanted))
        done += outcomes.length
        changed += outcomes.filter(({ outcome }) => outcome === 'changed').length
        for (const one of outcomes) if (one.outcome === 'refused') refused.push({ id: one.id, problems: one.problems })
        await options.onBatch?.({ outcomes, done, total: Math.max(total, done) })
      }
      return { changed, unchanged: done - changed - refused.length, refused }
    },
  }
}
