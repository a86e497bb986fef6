import { z } from 'zod'
import { keptConditions } from '../automation'
import { keptCompositions } from '../communication'
import { refuse } from '../kernel'
import {
  closeReplacement,
  holds,
  openReplacement,
  replaceCode,
  type CodeHolder,
  type Replacement,
  type Term,
  type Vocabulary,
} from '../lists'
import { parseInput } from '../model'
import { allOf } from '../query'
import type { Store } from '../storage'
import { inWhole, type SessionCore } from './core'
import { demandField, shownDisplay, type FieldUse } from './field-access'
import { givenFunction } from './given-function'

/** How many records are written in one transaction. */
export const BATCH = 500

/** How far a long piece of work has come, in records. */
export interface BatchProgress {
  readonly done: number
  readonly total: number
}

export interface BatchProgressOptions {
  /** Told after each transaction. What it throws ends the work there; what is written stays, and repeating goes on. */
  readonly onProgress?: (progress: BatchProgress) => void | Promise<void>
}

const progressOptions = z.looseObject({ onProgress: givenFunction().optional() })

/** Who is told how far the work has come. Refused with `input.invalid`. */
export function progressOf(options: BatchProgressOptions): BatchProgressOptions {
  parseInput(progressOptions, options)
  return options.onProgress === undefined ? {} : { onProgress: options.onProgress }
}

/**
 * Refuses to change codes where a field that holds them is hidden from the actor or, where records are to be changed, read-only.
 * Refused with `session.hidden_field`, `session.read_only_field`.
 */
export function demandHolders({ fields }: SessionCore, vocabulary: Vocabulary, use: FieldUse): void {
  for (const { entity, field } of vocabulary.holders(fields.whole))
    demandField(fields, { entity: entity.name, field }, use)
}

/** Refuses to let a code go while records hold it; of those that the actor may not read, only that there are some is told. */
export const demandUnheld =
  (core: SessionCore, vocabulary: Vocabulary, code: string) =>
  async (store: Store): Promise<void> => {
    let all = 0
    let count = 0
    for (const holder of vocabulary.holders(core.fields.whole)) {
      const where = holds(holder, code)
      const { name } = holder.entity
      all += await store.count(name, where)
      count += await store.count(name, allOf(where, core.scope(name, 'read')))
    }
    if (all > 0) refuse(vocabulary.inUse(code, { count, others: all > count }))
  }

/** What asks for codes, besides saved queries. */
const KEPT = [keptConditions, keptCompositions]

async function total(core: SessionCore, holders: readonly CodeHolder[], code: string): Promise<number> {
  let sum = 0
  for (const holder of holders) sum += await core.store.count(holder.entity.name, holds(holder, code))
  return sum
}

/**
 * Gives every record that holds a code another one, whoever may see it, and lets the code go: archived first, then replaced batch by
 * batch, each in a transaction of its own, then removed. Saved queries, conditions of automations and dynamic lists ask for
 * either meanwhile, so that segments see nobody leave. Interrupted, it leaves the code archived and both in use; repeated, it goes on
 * from there. Answers how many records were changed. Refused with `organisation.beyond` to whom an organisation bounds.
 */
export async function replaceEverywhere(
  core: SessionCore,
  vocabulary: Vocabulary,
  codes: Replacement,
  options: BatchProgressOptions & { readonly path: string },
): Promise<number> {
  demandHolders(core, vocabulary, 'change')
  core.demandUnbounded()
  await core.perform((context) =>
    openReplacement(vocabulary, codes, { path: options.path, kept: KEPT }, inWhole(core, context)),
  )
  const holders = vocabulary.holders(core.fields.whole)
  const all = await total(core, holders, codes.from)
  let done = 0
  for (const holder of holders)
    for (;;) {
      const moved = await core.perform(() => replaceCode(holder, codes, BATCH))
      if (moved === 0) break
      done += moved
      await options.onProgress?.({ done, total: Math.max(all, done) })
    }
  await core.perform((context) => closeReplacement(vocabulary, codes, KEPT, inWhole(core, context)), {
    verify: demandUnheld(core, vocabulary, codes.from),
  })
  return done
}

/** Codes with how their lists are shown to the actor. */
export function shownTerms(core: SessionCore, terms: readonly Term[]): readonly Term[] {
  const account = core.model.roles.account
  if (account === null) return terms
  return terms.map((term) => ({ ...term, display: shownDisplay(core.fields, account.entity, term.display) }))
}
