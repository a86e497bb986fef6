import { isPlainObject, sameValue } from '../kernel'
import type { Actor } from '../permissions'

/** What an actor stands on: while all of it stays, so do the rights. */
export interface Standpoint {
  /** The epoch of the rights, read before them. */
  readonly epoch: string
  /** What is told of the user from outside the epoch: their record, or what the host's identity system says. */
  readonly told: unknown
}

/** The actors of one process, so that the rights of a user are read once for each change of rights, and compiled once. */
export interface ActorCache {
  /** The actor as it stands at `now`, or what `read` makes of the user. */
  actor(user: ActorKey, at: Standpoint, now: Date, read: () => Promise<Actor>): Promise<Actor>
}

export interface ActorKey {
  readonly tenant: string
  readonly user: string
}

interface Known extends Standpoint {
  readonly actor: Actor
  readonly from: number
  readonly until: number
  readonly size: number
}

/** Rights changed by nobody's transaction (a table repaired by hand) hold after so many milliseconds at the latest. */
const MOST_AGE = 60_000

export interface CacheBounds {
  readonly actors: number
  /** Ids, words and marks that all actors hold together. */
  readonly size: number
}

const BOUNDS: CacheBounds = { actors: 10_000, size: 2_000_000 }

/** Those used last stay, as many as fit, each until the first of its rights ends by itself. */
export function actorCache(bounds: CacheBounds = BOUNDS): ActorCache {
  /** In the order of their last use. */
  const known = new Map<string, Known>()
  let size = 0

  const forget = (key: string): void => {
    size -= known.get(key)?.size ?? 0
    known.delete(key)
  }
  const keep = (key: string, entry: Known): void => {
    forget(key)
    if (entry.size > bounds.size) return
    known.set(key, entry)
    size += entry.size
    for (const oldest of known.keys()) {
      if (size <= bounds.size && known.size <= bounds.actors) break
      forget(oldest)
    }
  }
  return {
    async actor({ tenant, user }, { epoch, told }, now, read) {
      const key = JSON.stringify([tenant, user])
      const time = now.getTime()
      const found = known.get(key)
      if (found !== undefined && found.epoch === epoch && stands(found, time) && isSame(found.told, told)) {
        known.delete(key)
        known.set(key, found)
        return found.actor
      }
      const actor = await read()
      const ends = actor.validUntil?.getTime() ?? Number.POSITIVE_INFINITY
      keep(key, { epoch, told, actor, from: time, until: Math.min(time + MOST_AGE, ends), size: sealed(actor) })
      return actor
    },
  }
}

/** What goes round in circles, or too deep, is not compared. */
function isSame(a: unknown, b: unknown): boolean {
  try {
    return sameValue(a, b)
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

const stands = ({ from, until }: Known, time: number): boolean => from <= time && time < until

/** Freezes an actor, which many calls share from now on, and says how much it holds. The facts of the user stay the host's. */
function sealed(actor: Actor): number {
  let size = 0
  for (const [name, value] of Object.entries(actor)) if (name !== 'fields') size += frozen(value)
  Object.freeze(actor)
  return size
}

function frozen(value: unknown): number {
  if (!Array.isArray(value) && !isPlainObject(value)) return 1
  Object.freeze(value)
  let size = 1
  for (const member of Object.values(value)) size += frozen(member)
  return size
}
