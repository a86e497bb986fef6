import { z } from 'zod'
import { refuse, type Row, type Write } from '../kernel'
import { parseInput } from '../model'
import { fieldOf, isEqual, type BoundCriteria } from '../query'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { demandTerms, editTerm, removeTerm } from './edit-terms'
import { problem } from './problem'
import { openCriteria, recodeCriteria, type KeptCriteria } from './recode-queries'
import { isCode, wordSchema, type CodeHolder, type Term, type Vocabulary } from './term'

const replacementSchema = z.object({ from: wordSchema, to: wordSchema })

/** A code that goes, and the one that takes its place. */
export interface Replacement {
  readonly from: string
  readonly to: string
}

/** The records of one entity that hold a code. */
export function holds({ entity, field: name }: CodeHolder, code: string): BoundCriteria {
  const field = fieldOf(entity, name)
  return field.kind === 'tags'
    ? { type: 'test', field, negated: false, operator: 'hasAny', values: [code] }
    : isEqual(entity, name, code)
}

/** A set of codes with one in the place of another, once. */
export function withReplaced(codes: readonly string[], from: string, to: string): readonly string[] {
  return [...new Set(codes.map((code) => (code === from ? to : code)))]
}

function replaced(row: Row, field: string, from: string, to: string): unknown {
  const value: unknown = row[field]
  return Array.isArray(value) ? withReplaced(value.filter(isCode), from, to) : to
}

/**
 * Gives the next records that hold a code another one in its place. The value is how many there were: done when it is 0.
 * Repeated after a failure it goes on where it stopped.
 */
export function* replaceCode(holder: CodeHolder, codes: Replacement, limit: number): Decision<Outcome<number>> {
  const { entity, field } = holder
  const rows = yield { entity: entity.name, where: holds(holder, codes.from), limit, lock: 'update' }
  const writes = rows.map((row): Write => ({
    type: 'update',
    entity: entity.name,
    id: String(row['id']),
    set: { [field]: replaced(row, field, codes.from, codes.to) },
  }))
  return { writes, value: rows.length }
}

/**
 * Opens the replacement of a code: it is archived, so that no record takes it any more while those that hold it are moved, and saved
 * queries, with the criteria that others keep, ask for either.
 *
 * @throws refusals `lists.into_itself`, the vocabulary's `unknown`, `archived` and `needed`.
 */
export function* openReplacement(
  vocabulary: Vocabulary,
  codes: Replacement,
  { path, kept }: { readonly path: string; readonly kept: readonly KeptCriteria[] },
  context: DecisionContext,
): Decision<Outcome<Term>> {
  const { from, to } = parseInput(replacementSchema, codes)
  if (from === to) refuse(problem('lists.into_itself', { path, data: { code: to } }))
  yield* demandTerms(vocabulary, [to], () => path, context)
  const { writes, value } = yield* editTerm(vocabulary, from, { archived: true }, context)
  const opened = yield* openCriteria({ holders: vocabulary.holders(context.model), kept }, { from, to }, context)
  return { writes: [...writes, ...opened], value }
}

/** Closes it, once no record holds the code any more: the code goes, and what asked for it asks for the other. */
export function* closeReplacement(
  vocabulary: Vocabulary,
  codes: Replacement,
  kept: readonly KeptCriteria[],
  context: DecisionContext,
): Decision<Outcome<Term>> {
  const { writes, value } = yield* removeTerm(vocabulary, codes.from, context)
  const recoded = yield* recodeCriteria({ holders: vocabulary.holders(context.model), kept }, codes, context)
  return { writes: [...writes, ...recoded], value }
}
