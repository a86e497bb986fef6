import { refuse, type Change, type Write } from '../kernel'
import { decide, type Decision, type DecisionContext, type Outcome, type Reaction, type Store } from '../storage'
import { applyWrites } from './apply-writes'
import { journalRows } from './journal'
import { lockedRows, type LockedRows } from './locked-rows'
import { problem } from './problem'

/** Changes may cause changes; past this many rounds two rules are undoing each other. */
const MOST_ROUNDS = 16

export interface CommitOptions {
  readonly reactions: readonly Reaction[]
  /** Entities whose rows are bookkeeping: their own tables already tell what happened to them and when. */
  readonly unjournalled: ReadonlySet<string>
  readonly reason: string | null
  /** Under which id the journal puts this together with others; null: under one of its own. */
  readonly transaction: string | null
  /** Null where nobody keeps what was read of rights. */
  readonly rights: RightsWatch | null
}

/** Who is told, within the transaction, that it changed rights. */
export interface RightsWatch {
  /** The entities whose records rights are made of. */
  readonly entities: ReadonlySet<string>
  changed(store: Store, transaction: string): Promise<void>
}

export interface Committed<T> {
  readonly value: T
  readonly changes: readonly Change[]
}

/** What reactions are shown. */
export type Seen = Parameters<Reaction['react']>[0]

const concerns = (reaction: Reaction, seen: Seen, context: DecisionContext): Seen => {
  const entities = reaction.entities(context.model)
  if (entities === null) return seen
  return {
    changes: seen.changes.filter((change) => entities.includes(change.entity)),
    happenings: seen.happenings.filter((happening) => entities.includes(happening.entity)),
  }
}

/** Runs the reactions on what is given, then on what they changed, until nothing moves. Answers every change. */
export async function settle(
  store: Store,
  start: Seen,
  context: DecisionContext,
  options: CommitOptions,
  locked: LockedRows = lockedRows(store),
): Promise<readonly Change[]> {
  const all: Change[] = [...start.changes]
  let seen: Seen = start
  for (let round = 0; seen.changes.length > 0 || seen.happenings.length > 0; round += 1) {
    const writes: Write[] = []
    const moved: string[] = []
    for (const reaction of options.reactions) {
      const concerned = concerns(reaction, seen, context)
      if (concerned.changes.length === 0 && concerned.happenings.length === 0) continue
      const wanted = await decide(locked, reaction.react(concerned, context))
      if (wanted.length > 0) moved.push(reaction.name)
      for (const write of wanted) writes.push(write)
    }
    if (round >= MOST_ROUNDS && writes.length > 0)
      refuse(problem('session.reaction_loop', { data: { rounds: MOST_ROUNDS, reactions: moved } }))
    const changes = await applyWrites(store, locked, context.model, writes)
    for (const change of changes) all.push(change)
    seen = { changes, happenings: [] }
  }
  const transaction = options.transaction ?? context.identifiers.next()
  const note = { transaction, actor: context.actor, reason: options.reason }
  const journalled = all.filter((change) => !options.unjournalled.has(change.entity))
  await applyWrites(store, locked, context.model, journalRows(journalled, note, context))
  // Last, so that others wait for its row as briefly as can be.
  const { rights } = options
  if (rights !== null && all.some(({ entity }) => rights.entities.has(entity))) await rights.changed(store, transaction)
  return all
}

/** A decision, what it writes, everything that reacts to it and the journal. Runs in the transaction of the store it is given. */
export async function commit<T>(
  store: Store,
  decision: Decision<Outcome<T>>,
  context: DecisionContext,
  options: CommitOptions,
): Promise<Committed<T>> {
  const locked = lockedRows(store)
  const outcome = await decide(locked, decision)
  const changes = await applyWrites(store, locked, context.model, outcome.writes)
  const all = await settle(store, { changes, happenings: outcome.happenings ?? [] }, context, options, locked)
  return { value: outcome.value, changes: all }
}
