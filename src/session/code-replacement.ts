import { z } from 'zod'
import { refuse } from '../kernel'
import {
  closeReplacement,
  holds,
  openReplacement,
  replaceCode,
  type CodeHolder,
  type Replacement,
  type Vocabulary,
} from '../lists'
import { parseInput } from '../model'
import { allOf } from '../query'
import type { Store } from '../storage'
import type { SessionCore } from './core'

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

const progressOptions = z.looseObject({ onProgress: z.custom((value) => typeof value === 'function').optional() })

/** Who is told how far the work has come. Refused with `input.invalid`. */
export function progressOf(options: BatchProgressOptions): BatchProgressOptions {
  parseInput(progressOptions, options)
  return options.onProgress === undefined ? {} : { onProgress: options.onProgress }
}

/** Refuses to let a code go while records hold it; those that the actor may not read are counted only. */
export const demandUnheld =
  (core: SessionCore, vocabulary: Vocabulary, code: string) =>
  async (store: Store): Promise<void> => {
    let all = 0
    let count = 0
    for (const holder of vocabulary.holders(core.model)) {
      const where = holds(holder, code)
      const { name } = holder.entity
      all += await store.count(name, where)
      count += await store.count(name, allOf(where, core.scope(name, 'read')))
    }
    if (all > 0) refuse(vocabulary.inUse(code, { count, others: all - count }))
  }

async function total(core: SessionCore, holders: readonly CodeHolder[], code: string): Promise<number> {
  let sum = 0
  for (const holder of holders) sum += await core.store.count(holder.entity.name, holds(holder, code))
  return sum
}

/**
 * Gives every record that holds a code another one, whoever may see it, and lets the code go: archived first, then replaced batch by
 * batch, each in a transaction of its own, then removed. Interrupted, it leaves the code archived and both in use; repeated, it goes
 * on from there. Answers how many records were changed.
 */
export async function replaceEverywhere(
  core: SessionCore,
  vocabulary: Vocabulary,
  codes: Replacement,
  options: BatchProgressOptions & { readonly path: string },
): Promise<number> {
  await core.perform((context) => openReplacement(vocabulary, codes, options.path, context))
  const holders = vocabulary.holders(core.model)
  const all = await total(core, holders, codes.from)
  let done = 0
  for (const holder of holders)
    for (;;) {
      const moved = await core.perform(() => replaceCode(holder, codes, BATCH))
      if (moved === 0) break
      done += moved
      await options.onProgress?.({ done, total: Math.max(all, done) })
    }
  await core.perform((context) => closeReplacement(vocabulary, codes, context), {
    verify: demandUnheld(core, vocabulary, codes.from),
  })
  return done
}
