import { z } from 'zod'
import type { Mailer } from '../automation'
import { isTimeZone, refuse, type Clock, type Identifiers, type Locale } from '../kernel'
import type { QueryUses } from '../lists'
import { parseInput, type CodeOption, type EntityMap, type Model } from '../model'
import type { ActorProvider } from '../permissions'
import type { RegionReferences } from '../regions'
import type { DecisionContext, StoreAdapter } from '../storage'
import type { BulkActionDefinitions } from './bulk-registry'
import type { KernelEntities } from './kernel-model'
import { problem } from './problem'
import { tenantName } from './record-id'
import type { Session } from './session'

export interface ClienteleOptions<E extends EntityMap, Inputs = unknown> {
  readonly model: Model<E>
  /** Where records live: `memoryAdapter()`, `kyselyAdapter({ db, dialect })`, or one of your own. */
  readonly store: StoreAdapter
  /** The zone of days, weeks and months where nothing nearer says otherwise. An IANA name. */
  readonly timeZone: string
  /** The language of what the kernel writes to nobody in particular; `en` unless said. */
  readonly locale?: Locale
  /** Brings the kernel's own tables up to date at start. Without it, tables that are behind are refused. */
  readonly migrate?: boolean
  readonly tenant?: string
  /** Your identity system. Without it the kernel keeps profiles and grants itself. */
  readonly actors?: ActorProvider
  /** Whether a group stands in one region at a time; so unless said. */
  readonly exclusiveRegions?: boolean
  /** Sources of assignments besides the library's own. */
  readonly assignmentSources?: readonly CodeOption[]
  /** What of your own product runs saved queries: asked before one is removed. */
  readonly queryUses?: readonly QueryUses[]
  /** What of your own product refers to regions: asked before one is removed, and changed where another takes its place. */
  readonly regionReferences?: readonly RegionReferences[]
  /**
   * What your own product does to every group of a selection, or to many records: `session.bulk.start` takes them by their names.
   *
   * @example
   * ```ts
   * bulkActions: {
   *   welcome: {
   *     label: { fr: 'Accueillir', en: 'Welcome' },
   *     input: z.object({ note: z.string() }),
   *     run: async (group, { note }, session) => {
   *       const { id } = await session.create('task', { title: note, assigneeId: 'marie' })
   *       return { task: id, group }
   *     },
   *   },
   * }
   * ```
   */
  readonly bulkActions?: BulkActionDefinitions<Inputs, Session<E & KernelEntities>>
  /** How e-mails leave. */
  readonly mailer?: Mailer
  /**
   * The most bytes of a file that is mailed; 10 MiB unless said. A recurring export with a larger file fails and says so. Mail servers
   * count a third more.
   */
  readonly largestAttachment?: number
  readonly clock?: Clock
  readonly identifiers?: Identifiers
  /** 0 (Sunday) to 6; Monday unless said. */
  readonly weekStartsOn?: DecisionContext['weekStartsOn']
  /** The month in which the fiscal year starts; January unless said. */
  readonly fiscalYearStartsOn?: number
}

const settings = z.object({
  locale: z.enum(['fr', 'en']).optional(),
  migrate: z.boolean().optional(),
  exclusiveRegions: z.boolean().optional(),
  largestAttachment: z.number().int().min(1).optional(),
  weekStartsOn: z.number().int().min(0).max(6).optional(),
  fiscalYearStartsOn: z.number().int().min(1).max(12).optional(),
})

/** What may come from a configuration file is checked. Refused with `session.unknown_zone`, `session.bad_tenant`, `input.invalid`. */
export function checkOptions<E extends EntityMap, Inputs>(options: ClienteleOptions<E, Inputs>): void {
  parseInput(settings, options)
  if (!isTimeZone(options.timeZone))
    refuse(problem('session.unknown_zone', { path: '/timeZone', data: { zone: options.timeZone } }))
  if (options.tenant !== undefined) tenantName(options.tenant)
}
