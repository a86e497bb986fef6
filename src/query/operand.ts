import type { MomentUnit, RelativeRange } from '../kernel'

/** A selection of groups: regions and single groups, resolved when used. */
export interface GroupSelection {
  readonly regions?: readonly string[]
  readonly groups?: readonly string[]
}

/**
 * A value that is kept as it was said and bound when the criteria are used: who asks, now, the groups of a region as they are
 * today, another field of the same record.
 */
export type Reference =
  | { readonly ref: 'me' }
  /** A fact about who asks, such as `timeZone`. */
  | { readonly ref: 'actor'; readonly field: string }
  | { readonly ref: 'myGroups' }
  | { readonly ref: 'groups'; readonly selection: GroupSelection }
  | { readonly ref: 'field'; readonly field: string }
  | { readonly ref: 'now' }
  | { readonly ref: 'today' }
  | { readonly ref: 'ago' | 'fromNow'; readonly count: number; readonly unit: MomentUnit }

/** A plain value in JSON: instants as ISO 8601, money in minor units. */
export type Literal = string | number | boolean

/** `in`, `hasAny` and the like take a list; `between` two values, both included; `within` a range. */
export type Operand = Literal | Reference | readonly (Literal | Reference)[] | RelativeRange
