import { z } from 'zod'
import { refuse, type Row, type Write } from '../kernel'
import { entityOf, parseInput, parsePatch, parseRecord } from '../model'
import { EVERYTHING, isAmong, isEqual } from '../query'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { checkDisplay, displaySchema, type Display } from './display'
import { problem } from './problem'
import { labelSchema, readTerm, TERM_ORDER, wordSchema, type Term, type Vocabulary } from './term'

const addSchema = z.strictObject({
  code: z.string().trim().min(1).max(191),
  label: labelSchema,
  display: displaySchema.prefault({}),
})

const editSchema = z
  .strictObject({ label: labelSchema, archived: z.boolean(), display: displaySchema })
  .partial()
  .extend({ version: z.number().int().optional() })

const codesSchema = z.array(wordSchema).max(10_000)

/** A status or a tag to add, behind those that are there. */
export type NewTerm = z.input<typeof addSchema>

/** What may change of a status or a tag; never its code. With `version`, only while nobody else has changed it since. */
export type TermPatch = z.input<typeof editSchema>

function checkListDisplay(display: Display, context: DecisionContext): void {
  const account = context.model.roles.account
  if (account !== null) checkDisplay(entityOf(context.model, account.entity), display, '/display')
}

/** Every code of a vocabulary, archived ones too, in their order. */
export function* allTerms(vocabulary: Vocabulary): Decision<readonly Term[]> {
  const rows = yield { entity: vocabulary.entity, where: EVERYTHING, orderBy: TERM_ORDER }
  return rows.map(readTerm)
}

/** What was found of some codes, in their order. Refused with the vocabulary's `unknown`. */
function* recognised(
  vocabulary: Vocabulary,
  codes: readonly string[],
  path: (index: number) => string,
  rows: readonly Row[],
): Decision<readonly Term[]> {
  const found = rows.map(readTerm)
  const terms: Term[] = []
  for (const [index, code] of codes.entries()) {
    const term = found.find((one) => one.code === code)
    if (term === undefined) {
      const usable = (yield* allTerms(vocabulary)).filter((one) => !one.archived).map((one) => one.code)
      return refuse(vocabulary.unknown(code, usable, path(index)))
    }
    terms.push(term)
  }
  return terms
}

/** What the vocabulary says of some codes, in their order. Refused with its `unknown`. */
export function* knownTerms(
  vocabulary: Vocabulary,
  codes: readonly string[],
  path: (index: number) => string,
  context: DecisionContext,
): Decision<readonly Term[]> {
  if (codes.length === 0) return []
  const rows = yield { entity: vocabulary.entity, where: among(vocabulary, codes, context) }
  return yield* recognised(vocabulary, codes, path, rows)
}

const among = (vocabulary: Vocabulary, codes: readonly string[], { model }: DecisionContext) =>
  isAmong(entityOf(model, vocabulary.entity), 'code', codes)

function refuseArchived(
  vocabulary: Vocabulary,
  codes: readonly string[],
  path: (index: number) => string,
  terms: readonly Term[],
): void {
  const archived = terms.findIndex((term) => term.archived)
  if (archived >= 0) refuse(vocabulary.archived(codes[archived] ?? '', path(archived)))
}

/** Refuses codes that the vocabulary does not know or has archived: records take others only. */
export function* demandTerms(
  vocabulary: Vocabulary,
  codes: readonly string[],
  path: (index: number) => string,
  context: DecisionContext,
): Decision<void> {
  refuseArchived(vocabulary, codes, path, yield* knownTerms(vocabulary, codes, path, context))
}

/**
 * The same for records that take these codes now: they are held until the transaction ends, so that none is archived or goes meanwhile
 * because nothing seemed to carry it.
 */
export function* takeTerms(
  vocabulary: Vocabulary,
  codes: readonly string[],
  path: (index: number) => string,
  context: DecisionContext,
): Decision<void> {
  if (codes.length === 0) return
  const rows = yield { entity: vocabulary.entity, where: among(vocabulary, codes, context), lock: 'share' }
  refuseArchived(vocabulary, codes, path, yield* recognised(vocabulary, codes, path, rows))
}

function* lockedTerm(vocabulary: Vocabulary, code: string, context: DecisionContext): Decision<Row> {
  const definition = entityOf(context.model, vocabulary.entity)
  const word = parseInput(wordSchema, code)
  const [row] = yield { entity: vocabulary.entity, where: isEqual(definition, 'code', word), lock: 'update' }
  if (row !== undefined) return row
  const known = (yield* allTerms(vocabulary)).map((term) => term.code)
  return refuse(vocabulary.unknown(word, known, ''))
}

/** Refused with `input.invalid`, the vocabulary's `taken`, `lists.display_field`, `lists.display_twice`. */
export function* addTerm(vocabulary: Vocabulary, input: unknown, context: DecisionContext): Decision<Outcome<Term>> {
  const given = parseInput(addSchema, input)
  checkListDisplay(given.display, context)
  const terms = yield* allTerms(vocabulary)
  if (terms.some((term) => term.code === given.code)) refuse(vocabulary.taken(given.code, '/code'))
  const position = 1 + Math.max(-1, ...terms.map((term) => term.position))
  const row = parseRecord(entityOf(context.model, vocabulary.entity), {
    ...given,
    id: context.identifiers.next(),
    position,
  })
  return { writes: [{ type: 'insert', entity: vocabulary.entity, rows: [row] }], value: readTerm(row) }
}

/**
 * Renames (the words, never the code), archives or takes out of the archive, sets how the list is shown.
 *
 * @throws refusals `input.invalid`, the vocabulary's `unknown` and `needed`, `lists.display_field`, `lists.display_twice`,
 * `session.stale`.
 */
export function* editTerm(
  vocabulary: Vocabulary,
  code: string,
  input: unknown,
  context: DecisionContext,
): Decision<Outcome<Term>> {
  const { version, ...patch } = parseInput(editSchema, input)
  if (patch.display !== undefined) checkListDisplay(patch.display, context)
  const row = yield* lockedTerm(vocabulary, code, context)
  const needed = patch.archived === true ? vocabulary.needed(context.model, code) : null
  if (needed !== null) refuse(needed)
  const set = parsePatch(entityOf(context.model, vocabulary.entity), { ...patch, version: Number(row['version']) + 1 })
  const write: Write = {
    type: 'update',
    entity: vocabulary.entity,
    id: String(row['id']),
    set,
    ...(version === undefined ? {} : { expect: { version } }),
  }
  return { writes: [write], value: readTerm({ ...row, ...set }) }
}

/**
 * Puts codes in the order given; those not named follow in the order they had.
 *
 * @throws refusals `input.invalid`, the vocabulary's `unknown`, `lists.code_twice`.
 */
export function* orderTerms(vocabulary: Vocabulary, input: unknown): Decision<Outcome<readonly Term[]>> {
  const codes = parseInput(codesSchema, input)
  const rows = yield { entity: vocabulary.entity, where: EVERYTHING, orderBy: TERM_ORDER, lock: 'update' }
  const terms = rows.map(readTerm)
  const known = terms.map((term) => term.code)
  for (const [index, code] of codes.entries()) {
    if (!known.includes(code)) refuse(vocabulary.unknown(code, known, `/${index}`))
    if (codes.indexOf(code) < index) refuse(problem('lists.code_twice', { path: `/${index}`, data: { code } }))
  }
  const place = new Map(codes.map((code, index) => [code, index]))
  const behind = codes.length
  const placed = [...terms].sort((a, b) => (place.get(a.code) ?? behind) - (place.get(b.code) ?? behind))
  const value = placed.map((term, position) =>
    term.position === position ? term : { ...term, position, version: term.version + 1 },
  )
  const moved = value.filter((term, position) => term !== placed[position])
  const writes = moved.map(({ id, position, version }): Write => ({
    type: 'update',
    entity: vocabulary.entity,
    id,
    set: { position, version },
  }))
  return { writes, value }
}

/** Takes a code out of the vocabulary. Whether records hold it is for the caller to see in the same transaction. */
export function* removeTerm(vocabulary: Vocabulary, code: string, context: DecisionContext): Decision<Outcome<Term>> {
  const row = yield* lockedTerm(vocabulary, code, context)
  const needed = vocabulary.needed(context.model, code)
  if (needed !== null) refuse(needed)
  return { writes: [{ type: 'remove', entity: vocabulary.entity, id: String(row['id']) }], value: readTerm(row) }
}
