import { addDays, civilDateOf, instantAt, isCivilDate, type CivilDate, type WallTime } from '../kernel'

/** When a run is wanted, as people say it: so many days from a date, at a time of day, in a zone. */
export interface Intent {
  readonly anchor: 'start' | 'end' | 'change'
  /** A civil date, or an instant in ISO 8601. */
  readonly anchorValue: string
  /** Negative before, positive after. */
  readonly offsetDays: number
  /** Null: at the anchor itself, to the millisecond. */
  readonly wallTime: WallTime | null
  readonly zone: string
}

/**
 * The instant of an intent. Days are counted on the calendar of its zone. A time of day that the clock jumps over is taken later
 * by the jump (02:30 becomes 03:30); of one that it shows twice, the first.
 *
 * @example
 * ```ts
 * dueOf({ anchor: 'start', anchorValue: '2026-04-05T08:00:00.000Z', offsetDays: -7, wallTime: '02:30', zone: 'Europe/Paris' })
 * // 2026-03-29T01:30:00Z
 * ```
 */
export function dueOf({ anchorValue, offsetDays, wallTime, zone }: Intent): Date {
  if (wallTime === null) return new Date(anchorValue)
  return instantAt(addDays(civilAnchor(anchorValue, zone), offsetDays), wallTime, zone)
}

const civilAnchor = (value: string, zone: string): CivilDate =>
  isCivilDate(value) ? value : civilDateOf(new Date(value), zone)

/** A field's value as an anchor; null where it is missing. */
export function anchorValueOf(value: unknown): string | null {
  if (value instanceof Date) return value.toISOString()
  return isCivilDate(value) ? value : null
}

export const sameIntent = (a: Intent, b: Intent): boolean =>
  a.anchor === b.anchor &&
  a.anchorValue === b.anchorValue &&
  a.offsetDays === b.offsetDays &&
  a.wallTime === b.wallTime &&
  a.zone === b.zone
