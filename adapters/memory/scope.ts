import { AsyncLocalStorage } from 'node:async_hooks'
import { refuse } from '../../src/kernel'
import { storageProblem } from '../../src/storage'
import type { Journal } from './journal'
import { createQueue } from './queue'

/**
 * Where operations take effect: the data as a whole, a transaction, a savepoint. While an inner scope is open its outer one
 * waits, so that nobody sees, or writes over, what may still be taken back: transactions are serial, and every named lock is held
 * by whoever is in one.
 */
export interface Scope {
  /** One operation; it takes effect whole or not at all. */
  run<T>(operation: () => T): Promise<T>
  /** Refused with `storage.outside_transaction` from within an inner scope of this one, which would wait for itself. */
  open<T>(work: (inner: Scope) => Promise<T>): Promise<T>
}

interface Level {
  readonly outer: Level | null
  over: boolean
}

export function rootScope(journal: Journal): Scope {
  const current = new AsyncLocalStorage<Level>()
  return scopeAt({ outer: null, over: false }, journal, current)
}

/** Whether code that runs in one scope calls on another around it; a scope that is over holds nobody up. */
function isOutside(level: Level, from: Level | undefined): boolean {
  let at: Level | null = from ?? null
  while (at !== null && at.over) at = at.outer
  for (let outer = at?.outer ?? null; outer !== null; outer = outer.outer) if (outer === level) return true
  return false
}

function scopeAt(
  level: Level,
  journal: Journal,
  current: AsyncLocalStorage<Level>,
): Scope & { close(): Promise<void> } {
  const queue = createQueue()

  const refuseWhenOver = (): void => {
    if (level.over) refuse(storageProblem('storage.transaction_over'))
  }
  const enter = async <T>(work: () => T | Promise<T>): Promise<T> => {
    refuseWhenOver()
    if (isOutside(level, current.getStore())) refuse(storageProblem('storage.outside_transaction'))
    return queue.run(() => {
      refuseWhenOver()
      return work()
    })
  }
  /** Runs the work; on failure what it wrote is taken back. Outside all transactions, what is done stays. */
  const undoing = async <T>(work: () => T | Promise<T>): Promise<T> => {
    const mark = journal.mark()
    try {
      const result = await work()
      if (level.outer === null) journal.forget()
      return result
    } catch (error) {
      journal.undoTo(mark)
      throw error
    }
  }

  return {
    close() {
      level.over = true
      // Inner scopes that nobody waited for end first; what they did is kept or taken back with the rest.
      return queue.run(() => undefined)
    },
    run: (operation) => enter(() => undoing(operation)),
    open: (work) =>
      enter(() =>
        undoing(async () => {
          const inner: Level = { outer: level, over: false }
          const scope = scopeAt(inner, journal, current)
          try {
            return await current.run(inner, () => work(scope))
          } finally {
            await scope.close()
          }
        }),
      ),
  }
}
