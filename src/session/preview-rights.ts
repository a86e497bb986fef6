import { z } from 'zod'
import type { Change } from '../kernel'
import { entityOf, parseInput } from '../model'
import {
  everyUser,
  rightsDifference,
  usersAffected,
  type Actor,
  type FieldDifference,
  type GenericRight,
  type ModuleStanding,
  type RecordUse,
  type RightsDifference,
} from '../permissions'
import { allOf, type BoundCriteria } from '../query'
import { decide, type Page, type Reaction } from '../storage'
import { contextOf, together, type Engine } from './engine'
import { fieldReading } from './field-access'
import { hostEntities } from './kernel-model'
import { MOST_PER_PAGE } from './record-reads'
import { isWithin, sessionCore, type LiveCore } from './session-core'

/** How many records of an entity come into, and leave, what a user may read or change. */
export interface RecordsMoved {
  readonly entity: string
  readonly module: string
  readonly use: RecordUse
  readonly gained: number
  readonly lost: number
}

/** What a change of rights makes of one user's. */
export interface UserRightsMoved {
  readonly user: string
  readonly rights: { readonly gained: readonly GenericRight[]; readonly lost: readonly GenericRight[] }
  /** Modules whose level or reach changes; null: the module does not exist for them. */
  readonly modules: readonly {
    readonly module: string
    readonly before: ModuleStanding | null
    readonly after: ModuleStanding | null
  }[]
  /** Fields that are hidden, or read-only, from now on or no more. */
  readonly fields: readonly FieldDifference[]
  readonly records: readonly RecordsMoved[]
}

/** Which of the records that move are asked for. */
export interface MovedRecords<N extends string = string> {
  readonly user: string
  readonly entity: N
  /** `read` unless said. */
  readonly use?: RecordUse
  readonly which: 'gained' | 'lost'
  /** 1 to 1,000; 50 unless said. */
  readonly limit?: number
  /** `end` of the page before. */
  readonly after?: string | null
}

/** Who would gain and lose what. */
export interface RightsPreview<N extends string = string> {
  /** Those for whom something changes, by id. */
  readonly users: readonly UserRightsMoved[]
  /** The records themselves, by id: those that you may read, as they are now. */
  records(asked: MovedRecords<N>): Promise<Pick<Page, 'rows' | 'end' | 'more'>>
}

/** What a preview is made by. */
interface Previewing<D> {
  readonly engine: Engine
  readonly core: LiveCore
  /** What the draft is given within the transaction. */
  readonly draft: (inner: Engine) => D
}

const moved = z.strictObject({
  user: z.string(),
  entity: z.string(),
  use: z.enum(['read', 'manage']).default('read'),
  which: z.enum(['gained', 'lost']),
  limit: z.number().int().min(1).max(MOST_PER_PAGE).default(50),
  after: z.string().nullish(),
})

/** Ends the transaction of a preview: nothing of it is kept. */
class Undone extends Error {}

/** Tells all changes of a transaction, those of reactions included. */
const recorder = (changes: Change[]): Reaction => ({
  name: 'preview',
  entities: () => null,
  // A reaction may look, and writes nothing.
  *react(seen) {
    yield* []
    changes.push(...seen.changes)
    return []
  },
})

/** Of the system, who sees the rights of everybody. */
async function actorsOf(engine: Engine, users: Iterable<string>): Promise<ReadonlyMap<string, Actor | null>> {
  const core = sessionCore(engine, { reason: 'preview' })
  const actors = new Map<string, Actor | null>()
  for (const user of users) actors.set(user, await core.actorOf(user))
  return actors
}

/** Makes the change in a transaction that is undone, and answers what everybody has then whose rights it may move. */
async function standingsAfter<D>(
  { engine, draft }: Previewing<D>,
  work: (draft: D) => Promise<unknown>,
): Promise<ReadonlyMap<string, Actor | null>> {
  let after: ReadonlyMap<string, Actor | null> = new Map()
  try {
    await together(engine, async (outer) => {
      const changes: Change[] = []
      const inner = { ...outer, reactions: [...outer.reactions, recorder(changes)] }
      await work(draft(inner))
      const context = contextOf(inner, null)
      const affected = await decide(inner.store, usersAffected(changes, context))
      after = await actorsOf(inner, affected ?? (await decide(inner.store, everyUser(engine.actors !== null, context))))
      throw new Undone()
    })
  } catch (error) {
    if (!(error instanceof Undone)) throw error
  }
  return after
}

/**
 * Compares what everybody has before and after a change of rights that is made and undone: the very code that changes rights decides
 * what they come to. Of records, only those count that the one who asks may read.
 */
export async function previewRights<D>(
  previewing: Previewing<D>,
  work: (draft: D) => Promise<unknown>,
): Promise<RightsPreview> {
  const { engine, core } = previewing
  const after = await standingsAfter(previewing, work)
  const before = await actorsOf(engine, after.keys())
  const hosts = hostEntities(engine.model)
  const differences = new Map<string, RightsDifference>()
  for (const [user, is] of after) {
    const was = before.get(user) ?? null
    if (![was, is].every((one) => one === null || isWithin(core.actor, one))) continue
    const difference = rightsDifference(engine.model, hosts.values(), was, is)
    if (difference !== null) differences.set(user, difference)
  }
  const users: UserRightsMoved[] = []
  for (const [user, { rights, modules, fields, scopes }] of differences) {
    const records: RecordsMoved[] = []
    for (const { entity, use, gained, lost } of scopes) {
      const seen = core.scope(entity, 'read')
      const count = (difference: BoundCriteria) => core.store.count(entity, allOf(difference, seen))
      const figures = { gained: await count(gained), lost: await count(lost) }
      const { module } = entityOf(engine.model, entity)
      if (figures.gained + figures.lost > 0) records.push({ entity, module, use, ...figures })
    }
    users.push({ user, rights, modules, fields, records })
  }
  return {
    users: users.sort((a, b) => (a.user < b.user ? -1 : 1)),
    records: async (given) => {
      await core.refresh()
      return movedRecords(core, differences, given)
    },
  }
}

async function movedRecords(
  core: LiveCore,
  differences: ReadonlyMap<string, RightsDifference>,
  given: unknown,
): Promise<Pick<Page, 'rows' | 'end' | 'more'>> {
  const { user, entity, use, which, limit, after } = parseInput(moved, given)
  const { name, module } = entityOf(core.model, entity)
  core.demandLevel(module, 'read')
  const scope = differences.get(user)?.scopes.find((one) => one.entity === name && one.use === use)
  if (scope === undefined) return { rows: [], end: null, more: false }
  const { shown, ...read } = fieldReading(core.fields, name)
  const page = await core.store.find(name, {
    where: allOf(scope[which], core.scope(name, 'read')),
    orderBy: [],
    limit,
    ...(typeof after === 'string' ? { after } : {}),
    ...read,
  })
  return { rows: page.rows.map(shown), end: page.end, more: page.more }
}
