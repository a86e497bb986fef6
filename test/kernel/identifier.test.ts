import { sequentialIdentifiers, systemClock, testClock, timeOrderedIdentifiers } from 'clientele/kernel'
import { describe, expect, it, vi } from 'vitest'

const V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

function timeIn(identifier: string): number {
  return Number.parseInt(identifier.replaceAll('-', '').slice(0, 12), 16)
}

describe('time-ordered identifiers', () => {
  it('are UUIDs of version 7 that bear the time of the clock', () => {
    const clock = testClock('2026-03-29T01:00:00.123Z')
    const identifier = timeOrderedIdentifiers(clock).next()
    expect(identifier).toMatch(V7)
    expect(timeIn(identifier)).toBe(clock.now().getTime())
  })

  it('increase strictly while the clock stands, goes forward and goes back', () => {
    const clock = testClock('2026-03-29T01:00:00Z')
    const identifiers = timeOrderedIdentifiers(clock)
    const made: string[] = []
    for (const milliseconds of [0, 1, -3_600_000, 0, 5, 7_200_000]) {
      clock.advance({ milliseconds })
      for (let index = 0; index < 2000; index++) made.push(identifiers.next())
    }
    expect(made.toSorted()).toEqual(made)
    expect(new Set(made).size).toBe(made.length)
    expect(made.every((identifier) => V7.test(identifier))).toBe(true)
  })

  it('go on increasing when the counter of a millisecond runs out', () => {
    const highest = vi.spyOn(globalThis.crypto, 'getRandomValues').mockImplementation((array) => {
      if (array instanceof Uint8Array) array.fill(0xff)
      return array
    })
    const clock = testClock('2026-03-29T01:00:00Z')
    const identifiers = timeOrderedIdentifiers(clock)
    const first = identifiers.next()
    expect(highest).toHaveBeenCalled()
    // The counter begins at 2^19 - 1: as many again are left before it overflows into the next millisecond.
    let last = first
    for (let index = 0; index < 2 ** 19 + 1; index++) {
      const next = identifiers.next()
      if (next <= last) throw new Error(`${next} does not follow ${last}`)
      last = next
    }
    expect(timeIn(last)).toBe(timeIn(first) + 1)
  })

  it('never meet between two sources of one time', () => {
    const clock = testClock('2026-03-29T01:00:00Z')
    const sources = [timeOrderedIdentifiers(clock), timeOrderedIdentifiers(clock)]
    const made = sources.flatMap((source) => Array.from({ length: 5000 }, () => source.next()))
    expect(new Set(made).size).toBe(10_000)
  })

  it('hold before 1970, where UUIDs know no time', () => {
    expect(timeIn(timeOrderedIdentifiers(testClock('1969-01-01T00:00:00Z')).next())).toBe(0)
  })
})

describe('sequential identifiers', () => {
  it('keep their order as bytes', () => {
    const identifiers = sequentialIdentifiers('run-')
    const made = Array.from({ length: 1200 }, () => identifiers.next())
    expect(made[0]).toBe('run-00000001')
    expect(made.toSorted()).toEqual(made)
  })
})

describe('clocks', () => {
  it('stand still until told to move', () => {
    const clock = testClock('2026-03-01T09:00:00+01:00')
    expect(clock.now()).toEqual(new Date('2026-03-01T08:00:00Z'))
    clock.advance({ days: 1, hours: 1, minutes: 1, seconds: 1, milliseconds: 1 })
    expect(clock.now()).toEqual(new Date('2026-03-02T09:01:01.001Z'))
    clock.advance({ hours: -1 })
    expect(clock.now()).toEqual(new Date('2026-03-02T08:01:01.001Z'))
    clock.set('2026-01-01')
    expect(clock.now()).toEqual(new Date('2026-01-01T00:00:00Z'))
  })

  it('give a Date of their own each time', () => {
    const clock = testClock('2026-03-01T09:00:00Z')
    clock.now().setFullYear(1999)
    expect(clock.now()).toEqual(new Date('2026-03-01T09:00:00Z'))
  })

  it.each(['2026-03-01T09:00:00', '01/03/2026', 'soon', '2026-13-01T00:00:00Z'])('do not start at %s', (start) => {
    expect(() => testClock(start)).toThrow()
  })

  it('follow the machine in production', () => {
    vi.useFakeTimers({ now: new Date('2026-03-01T09:00:00Z') })
    expect(systemClock.now()).toEqual(new Date('2026-03-01T09:00:00Z'))
    vi.useRealTimers()
  })
})
