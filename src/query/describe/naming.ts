import type { Localized } from '../../kernel'

/** What the model does not hold and a sentence is better with. All of it may be left out. */
export interface Naming {
  /** The name of a record; without one its id is shown. Regions and groups of a selection are asked for too. */
  readonly nameOf?: (entity: string, id: string) => string | undefined
  /** The words of a code that the model does not list, such as an account status; without them the code is shown. */
  readonly labelOf?: (entity: string, field: string, code: string) => Localized | undefined
  /** The zone instants are shown in; without one they are shown in UTC, and it is said. */
  readonly timeZone?: string
}
