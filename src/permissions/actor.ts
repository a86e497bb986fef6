import type { Localized, Row } from '../kernel'
import type { FieldRules } from './field-rules'
import type { GenericRight, Level, Reach } from './level'
import type { OrganisationBound } from './organisation-bound'
import type { SharedRecord } from './share'

/** What a kind of user may do. */
export interface Profile {
  /** A stable word, such as `administrator`. */
  readonly code: string
  readonly label: Localized
  /** The level for each module; `'*'` speaks for modules not named. A module without either does not exist for the user. */
  readonly modules: Readonly<Record<string, Level>>
  readonly rights: readonly GenericRight[]
  /** Reach for single modules, in place of the user's own. */
  readonly reach?: Readonly<Record<string, Reach>>
  /** Fields hidden from the user, or shown and not theirs to change; the others follow the level on their module. */
  readonly fields?: FieldRules
}

/** Who acts, with everything that decides what they may do. Nothing supplied is no right. */
export interface Actor {
  readonly id: string
  readonly profile: Profile
  readonly reach: Reach
  /** The groups they belong to: single groups and those of their regions, as they are now. */
  readonly groups: readonly string[]
  /** The regions they are given, as they were named. */
  readonly regions?: readonly string[]
  /** The users whose records count as their own, besides themselves. */
  readonly team: readonly string[]
  /** The organisation they act within, with those below it; none unless said. */
  readonly bound?: OrganisationBound | null
  /** The records that others share with them, as of now. */
  readonly shares?: readonly SharedRecord[]
  /** The modules that are switched off for everybody. */
  readonly modulesOff?: readonly string[]
  /** When these rights end by themselves, as the first share expires; null where nothing does. */
  readonly validUntil?: Date | null
  /** Facts that criteria may refer to: time zone, locale, … */
  readonly fields: Row
}

/** What a host's identity system says of a user; regions and groups are resolved by the kernel when used. */
export interface SuppliedActor {
  /** A built-in or defined profile by code, or a whole profile. */
  readonly profile: string | Profile
  readonly reach?: Reach
  readonly groups?: readonly string[]
  readonly regions?: readonly string[]
  readonly team?: readonly string[]
  /** The organisation that bounds them, with those below it; null or nothing: none does. */
  readonly organisation?: string | null
  readonly fields?: Row
}

/** Asked at each call of a session, so that a change of rights holds on the very next one. */
export interface ActorProvider {
  /**
   * Null: the user is unknown, and has no right. The same id may be somebody else for another tenant; where you serve one, leave
   * the tenant out of the function.
   */
  actorOf(userId: string, tenant: string): Promise<SuppliedActor | null>
}
