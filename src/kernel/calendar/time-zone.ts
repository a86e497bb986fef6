import { refuse } from '../problem'
import { calendarProblem } from './problems'

// Offsets are read from Intl once per zone and block of three days, then kept: asking Intl costs microseconds, and everything
// that works with local time asks many times about the same days. Two changes of offset have never been closer than
// 3.98 days (Africa/Freetown, September 1939; from the IANA database), so a block holds at most one.
// The offset is not taken from @date-fns/tz: its tzOffset loses the sign of offsets between -01:00 and 00:00 (Africa/Monrovia
// before 1972).
const BLOCK = 2 ** 28
const MAX_BLOCKS = 4096
const MAX_ZONES = 1024

/** A change of offset: `before` holds up to the instant `at`, `after` from it on. All in milliseconds. */
export interface OffsetChange {
  readonly at: number
  readonly before: number
  readonly after: number
}

interface Zone {
  readonly read: (time: number) => number
  readonly blocks: Map<number, number | OffsetChange>
}

const zones = new Map<string, Zone>()

/** Whether this machine knows the zone, by its IANA name. Bare offsets (`+02:00`) are no zones: they know no rules. */
export function isTimeZone(zone: unknown): zone is string {
  return typeof zone === 'string' && findZone(zone) !== null
}

/** @throws a refusal `calendar.unknown_time_zone` at `path`. */
export function parseTimeZone(zone: unknown, path = ''): string {
  if (!isTimeZone(zone)) refuse(calendarProblem('calendar.unknown_time_zone', { path, data: { zone } }))
  return zone
}

/** Milliseconds that local time is ahead of UTC at an instant. */
export function offsetAt(zone: string, time: number): number {
  const block = blockAt(zoneNamed(zone), Math.floor(time / BLOCK))
  if (typeof block === 'number') return block
  return time < block.at ? block.before : block.after
}

/** The change of offset in `]from, to]`, if any. Only for stretches of less than three days. */
export function offsetChangeIn(zone: string, from: number, to: number): OffsetChange | null {
  const known = zoneNamed(zone)
  const first = Math.floor(from / BLOCK)
  const last = Math.floor(to / BLOCK)
  for (let index = first; index <= last; index++) {
    const block = blockAt(known, index)
    if (typeof block !== 'number' && block.at > from && block.at <= to) return block
    // A change exactly between two blocks is seen by neither.
    if (index < last) {
      const at = (index + 1) * BLOCK
      const before = offsetAt(zone, at - 1)
      const after = offsetAt(zone, at)
      if (before !== after) return { at, before, after }
    }
  }
  return null
}

function blockAt(zone: Zone, index: number): number | OffsetChange {
  const kept = zone.blocks.get(index)
  if (kept !== undefined) return kept
  const start = index * BLOCK
  const before = zone.read(start)
  const after = zone.read(start + BLOCK - 1)
  const block = before === after ? before : { at: findChange(zone, start, start + BLOCK - 1, before), before, after }
  if (zone.blocks.size >= MAX_BLOCKS) zone.blocks.clear()
  zone.blocks.set(index, block)
  return block
}

/** The first instant after `low` (where `before` holds) and up to `high` at which it no longer does. */
function findChange(zone: Zone, low: number, high: number, before: number): number {
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (zone.read(middle) === before) low = middle
    else high = middle
  }
  return high
}

function zoneNamed(name: string): Zone {
  return findZone(name) ?? refuse(calendarProblem('calendar.unknown_time_zone', { data: { zone: name } }))
}

function findZone(name: string): Zone | null {
  const kept = zones.get(name)
  if (kept !== undefined) return kept
  // Newer engines take offsets for zones, older ones do not: refused everywhere.
  if (!/^[A-Za-z]/.test(name)) return null
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
  } catch {
    return null
  }
  const zone: Zone = { read: (time) => offsetIn(format.format(time)), blocks: new Map() }
  if (zones.size >= MAX_ZONES) zones.clear()
  zones.set(name, zone)
  return zone
}

/** Reads the end of `3/29/2026, GMT+02:00`, `…, GMT-00:44:30` or `…, GMT`. */
function offsetIn(text: string): number {
  const match = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text)
  if (match === null) throw new Error(`Intl gave no offset: ${text}`)
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = match
  const size = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  return sign === '-' ? -size : size
}
