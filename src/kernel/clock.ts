/** Where the library takes the time from. Nothing in it reads the machine's clock by itself. */
export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/** A length of time on the clock; a day is 24 hours here, whatever the zone. */
export interface Elapsed {
  readonly days?: number
  readonly hours?: number
  readonly minutes?: number
  readonly seconds?: number
  readonly milliseconds?: number
}

export interface TestClock extends Clock {
  /** Moves to an instant, forward or back. */
  set(instant: Date | string): void
  /** Moves by a length of time; negative lengths go back. */
  advance(elapsed: Elapsed): void
}

/**
 * A clock that stands still until it is told to move.
 *
 * @param start - a Date, or an ISO text that names its offset (`2026-03-01T09:00:00Z`): a local time would depend on the machine.
 */
export function testClock(start: Date | string): TestClock {
  let time = timeOf(start)
  return {
    now: () => new Date(time),
    set(instant) {
      time = timeOf(instant)
    },
    advance({ days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0 }) {
      time += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + milliseconds
    },
  }
}

function timeOf(instant: Date | string): number {
  if (typeof instant === 'string' && !/^\d{4}-\d{2}-\d{2}$|(?:Z|[+-]\d{2}:\d{2})$/.test(instant)) {
    throw new Error(`The time ${instant} names no offset: write it as 2026-03-01T09:00:00Z`)
  }
  const time = new Date(instant).getTime()
  if (Number.isNaN(time)) throw new Error(`Not a time: ${String(instant)}`)
  return time
}
