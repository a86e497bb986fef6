import { z } from 'zod'
import { refuse, type Problem, type Row, type Write } from '../kernel'
import { entityOf, parseInput, type Model } from '../model'
import { allOf, isAmong, type BoundCriteria } from '../query'
import type { Decision, Outcome } from '../storage'
import { problem } from './problem'
import { tagFieldOf } from './tag'
import { isCode, wordSchema, type CodeHolder } from './term'

const tagList = z.array(wordSchema).max(200).default([])

const taggingSchema = z.strictObject({
  entity: wordSchema.optional(),
  ids: z.array(wordSchema).optional(),
  where: z.unknown().optional(),
  query: wordSchema.optional(),
  add: tagList,
  remove: tagList,
})

/** Which records: named one by one, by criteria, or by what a saved query selects; and which tags to put on and take off. */
export type Tagging = {
  readonly add?: readonly string[]
  readonly remove?: readonly string[]
} & (
  | { readonly entity: string; readonly ids: readonly string[] }
  | { readonly entity: string; readonly where: object }
  | { readonly query: string }
)

/** Tags to put on records and to take off. */
export interface TagsWanted {
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/** What became of one record. */
export type RecordOutcome =
  | { readonly id: string; readonly outcome: 'changed' | 'unchanged' }
  | { readonly id: string; readonly outcome: 'refused'; readonly problems: readonly Problem[] }

/** The records of a tagging, as it names them. */
export type TaggedRecords =
  | { readonly by: 'ids'; readonly entity: string; readonly ids: readonly string[] }
  | { readonly by: 'where'; readonly entity: string; readonly where: unknown }
  | { readonly by: 'query'; readonly query: string }

function recordsOf({ entity, ids, where, query }: z.output<typeof taggingSchema>): TaggedRecords {
  const given = [ids, where, query].filter((one) => one !== undefined).length
  if (given === 1 && entity !== undefined && ids !== undefined) return { by: 'ids', entity, ids }
  if (given === 1 && entity !== undefined && where !== undefined) return { by: 'where', entity, where }
  if (given === 1 && entity === undefined && query !== undefined) return { by: 'query', query }
  return refuse(problem('lists.tagging_which'))
}

/** Refused with `input.invalid`, `lists.tagging_which`, `lists.tagging_nothing`, `lists.tagging_both`. */
export function parseTagging(input: unknown): TagsWanted & { readonly records: TaggedRecords } {
  const given = parseInput(taggingSchema, input)
  const { add, remove } = given
  if (add.length + remove.length === 0) refuse(problem('lists.tagging_nothing'))
  const both = add.findIndex((code) => remove.includes(code))
  if (both >= 0) refuse(problem('lists.tagging_both', { path: `/add/${both}`, data: { code: add[both] } }))
  return { records: recordsOf(given), add, remove }
}

/** Where an entity's records hold their tags. Refused with `model.entity_unknown`, `lists.no_tags`. */
export function taggable(model: Model, name: string): CodeHolder {
  const entity = entityOf(model, name)
  const field = tagFieldOf(model, entity)
  return field === null ? refuse(problem('lists.no_tags', { data: { entity: entity.label } })) : { entity, field }
}

/** There is no such record that the actor may change, or none at all: the two are told the same way. */
export function beyondReach({ entity }: CodeHolder, id: string): RecordOutcome {
  return { id, outcome: 'refused', problems: [problem('lists.record_unknown', { data: { entity: entity.label, id } })] }
}

function retagged(row: Row, field: string, { add, remove }: TagsWanted): readonly string[] | null {
  const value: unknown = row[field]
  const before = Array.isArray(value) ? value.filter(isCode) : []
  const kept = before.filter((code) => !remove.includes(code))
  const put = add.filter((code, index) => !kept.includes(code) && add.indexOf(code) === index)
  return put.length === 0 && kept.length === before.length ? null : [...kept, ...put]
}

/** Some records of one entity: which were chosen, and which the actor may change. */
export interface TagBatch {
  readonly holder: CodeHolder
  readonly ids: readonly string[]
  readonly chosen: BoundCriteria
  readonly manage: BoundCriteria
}

/**
 * Puts tags on the records of a batch and takes others off. A record that is so already is not written: repeating changes
 * nothing. One that the actor may not change is refused by itself; one that is not among the chosen any more has no outcome.
 */
export function* tagBatch(
  { holder, ids, chosen, manage }: TagBatch,
  wanted: TagsWanted,
): Decision<Outcome<readonly RecordOutcome[]>> {
  const { entity, field } = holder
  const among = allOf(isAmong(entity, 'id', ids), chosen)
  const rows = yield { entity: entity.name, where: allOf(among, manage), lock: 'update' }
  const mine = new Map(rows.map((row) => [String(row['id']), row]))
  const others =
    mine.size === ids.length ? [] : (yield { entity: entity.name, where: among }).map((row) => String(row['id']))
  const writes: Write[] = []
  const value = ids.flatMap((id): RecordOutcome[] => {
    const row = mine.get(id)
    if (row === undefined) return others.includes(id) ? [beyondReach(holder, id)] : []
    const set = retagged(row, field, wanted)
    if (set === null) return [{ id, outcome: 'unchanged' }]
    writes.push({ type: 'update', entity: entity.name, id, set: { [field]: set } })
    return [{ id, outcome: 'changed' }]
  })
  return { writes, value }
}
