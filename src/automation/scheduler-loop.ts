import type { Clock } from '../kernel'
import { entityOf, type Model } from '../model'
import { isPresent } from '../query'
import type { Store } from '../storage'

/** Calls back after some milliseconds; what it returns takes the call back. */
export type Timer = (milliseconds: number, callback: () => void) => () => void

export const systemTimer: Timer = (milliseconds, callback) => {
  const handle = setTimeout(callback, milliseconds)
  return () => clearTimeout(handle)
}

/** An instant field of an entity: a round has something to do when it comes. */
export interface Wakeup {
  readonly entity: string
  readonly at: string
}

interface LoopSettings {
  readonly model: Model
  readonly store: Store
  readonly clock: Clock
  readonly timer: Timer
  readonly idleMilliseconds: number
  /** The tenants whose next due time is worth asking for. */
  readonly awake: ReadonlySet<string>
  readonly wakeups: readonly Wakeup[]
}

interface SchedulerLoop {
  start(options: { readonly onError: (error: unknown) => void }): void
  stop(): Promise<void>
  wake(): void
}

/** Asking each of more tenants than this costs more than looking at them all when the idle time is over. */
const MOST_ASKED = 100

/** When the next round of these tenants has something to do, as far as the data tells; null where nothing waits. */
async function nextDue({ store, awake, model, wakeups }: LoopSettings): Promise<number | null> {
  let next: number | null = null
  for (const tenant of awake)
    for (const { entity, at: field } of wakeups) {
      const page = await store.forTenant(tenant).find(entity, {
        where: isPresent(entityOf(model, entity), field),
        orderBy: [{ field, direction: 'asc' }],
        limit: 1,
        fields: [field],
      })
      const at = page.rows[0]?.[field]
      if (at instanceof Date && (next === null || at.getTime() < next)) next = at.getTime()
    }
  return next
}

/** Rounds, one after the other, each at the next due time or when it is woken. */
export function schedulerLoop(round: () => Promise<{ readonly more: boolean }>, settings: LoopSettings): SchedulerLoop {
  const { clock, timer, idleMilliseconds, awake } = settings
  let loop: Promise<void> | null = null
  let isStopping = false
  let isWoken = false
  let rouse: (() => void) | null = null

  const rest = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const takeBack = timer(milliseconds, resolve)
      rouse = () => {
        takeBack()
        resolve()
      }
    })

  async function untilNext(): Promise<number> {
    const next = awake.size > MOST_ASKED ? null : await nextDue(settings)
    return next === null ? idleMilliseconds : Math.max(0, Math.min(idleMilliseconds, next - clock.now().getTime()))
  }

  async function run(onError: (error: unknown) => void): Promise<void> {
    for (;;) {
      if (isStopping) return
      isWoken = false
      let milliseconds = idleMilliseconds
      try {
        const { more } = await round()
        milliseconds = more ? 0 : await untilNext()
      } catch (error) {
        onError(error)
      }
      if (!isStopping && !isWoken) await rest(milliseconds)
      rouse = null
    }
  }

  function wake(): void {
    isWoken = true
    rouse?.()
  }

  return {
    wake,
    start({ onError }) {
      if (loop !== null) return
      isStopping = false
      loop = run(onError)
    },
    async stop() {
      isStopping = true
      wake()
      await loop
      loop = null
    },
  }
}
