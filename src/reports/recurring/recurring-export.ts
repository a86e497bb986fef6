import { z } from 'zod'
import { parseSchedule, type RecurringSchedule, type Row } from '../../kernel'
import {
  code,
  entity,
  entityOf,
  flag,
  id,
  instant,
  integer,
  json,
  many,
  one,
  oneOf,
  reference,
  text,
  type Model,
} from '../../model'
import { isMissing, type BoundCriteria } from '../../query'
import { assignmentFiltersSchema } from '../assignment-filters'
import type { ReportRange } from '../report-spec'

/** The period and the filters of assignments are read by their report. */
export const contentSchema = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('query'), query: z.string().min(1).max(191) }),
  z.strictObject({
    of: z.literal('assignments'),
    range: z.custom<ReportRange>().default('last7Days'),
    filters: assignmentFiltersSchema.default({}),
  }),
])

/** What a recurring export writes: the result of a saved query, or the log of assignments of a period that moves with the day of the run. */
export type ExportContent = z.output<typeof contentSchema>

/** The saved query of a content; null where it has none. */
export const queryOf = (content: ExportContent): string | null => (content.of === 'query' ? content.query : null)

export const EXPORT_FORMATS = {
  csv: { fr: 'CSV', en: 'CSV' },
  xlsx: { fr: 'Excel (XLSX)', en: 'Excel (XLSX)' },
} as const

/** What becomes of the times that passed while nobody ran: one run for all, a run each, or none. */
export const MISSED_RUNS = {
  latest: { fr: 'Un seul envoi pour tous', en: 'One run for all' },
  all: { fr: 'Un envoi pour chacun', en: 'A run for each' },
  skip: { fr: 'Aucun envoi', en: 'None' },
} as const

export type MissedRuns = keyof typeof MISSED_RUNS

/** Groups as criteria name them, so that whoever looks for a region finds it here as well. */
const groupsReference = z.object({
  ref: z.literal('groups'),
  selection: z.object({ regions: z.array(z.string()), groups: z.array(z.string()) }),
})

/** The name of the file has the day behind it, and 200 characters at most. */
export const MOST_NAME = 180

/** A file that is written and mailed again and again, as its owner may see it at each run. */
export const recurringExport = entity({
  module: 'reports',
  label: { fr: 'Export récurrent', en: 'Recurring export' },
  fields: z.object({
    id: id(),
    name: text({ label: { fr: 'Nom', en: 'Name' } })
      .trim()
      .min(1)
      .max(MOST_NAME),
    active: flag({ label: { fr: 'Actif', en: 'Active' } }).default(true),
    content: json(contentSchema, { label: { fr: 'Contenu', en: 'Content' } }),
    /** The query of the content again, to find by. */
    queryId: reference('savedQuery', { label: { fr: 'Requête', en: 'Saved query' } }).nullable(),
    format: oneOf(EXPORT_FORMATS, { label: { fr: 'Format', en: 'Format' } }).default('csv'),
    schedule: json(z.unknown(), { label: { fr: 'Fréquence', en: 'Frequency' } }),
    missed: oneOf(MISSED_RUNS, { label: { fr: 'Envois manqués', en: 'Missed runs' } }).default('latest'),
    /** The regions and single groups chosen; null: everything that the owner may see. */
    groups: json(groupsReference, { label: { fr: 'Régions et groupes', en: 'Regions and groups' } })
      .nullable()
      .default(null),
    automaticallyAddNewGroups: flag({
      label: { fr: 'Ajouter automatiquement les nouveaux groupes', en: 'Automatically add new groups' },
    }).default(true),
    /** The groups it keeps to, as they were at `frozenAt`; null: they follow the regions. */
    frozenGroups: json(z.array(z.string()), { label: { fr: 'Groupes figés', en: 'Frozen groups' } })
      .nullable()
      .default(null),
    frozenAt: instant({ label: { fr: 'Figé le', en: 'Frozen at' } })
      .nullable()
      .default(null),
    ownerId: code({ label: { fr: 'Créé par', en: 'Created by' } }),
    createdAt: instant({ label: { fr: 'Créé le', en: 'Created at' } }),
    /** A removed export stays behind its runs, out of every list. */
    removedAt: instant({ label: { fr: 'Supprimé le', en: 'Removed at' } })
      .nullable()
      .default(null),
    version: integer({ label: { fr: 'Version', en: 'Version' } }).default(1),
  }),
  owner: 'ownerId',
  relations: { query: one('savedQuery', 'queryId'), runs: many('recurringExportRun', 'exportId') },
  indexes: [['ownerId'], ['queryId']],
})

type Stored = z.output<typeof recurringExport.fields>

/** A recurring export as it is kept. */
export interface ExportDefinition extends Stored {
  readonly schedule: RecurringSchedule
}

export const definitionOf = (row: Row): ExportDefinition => {
  const stored = recurringExport.fields.parse(row)
  return { ...stored, schedule: parseSchedule(stored.schedule) }
}

/** Exports that were not removed. */
export const standingExports = (model: Model): BoundCriteria =>
  isMissing(entityOf(model, 'recurringExport'), 'removedAt')

/** The regions and single groups of an export, as its owner chose them. */
export interface ExportSelection {
  readonly regions: readonly string[]
  readonly groups: readonly string[]
  readonly automaticallyAddNewGroups: boolean
  /** Since when the groups are kept as they were; null: they follow their regions. */
  readonly frozenAt: Date | null
}

/** A recurring export as it is read. */
export interface RecurringExport {
  readonly id: string
  readonly name: string
  readonly active: boolean
  readonly content: ExportContent
  readonly format: ExportDefinition['format']
  readonly schedule: RecurringSchedule
  readonly missed: MissedRuns
  /** Null: everything that its owner may see. */
  readonly selection: ExportSelection | null
  /** As whom it reads, and to whom it is mailed. */
  readonly ownerId: string
  readonly createdAt: Date
  readonly version: number
  /** When it runs next; null while it is switched off. */
  readonly nextAt: Date | null
}

export function exportShown(definition: ExportDefinition, nextAt: Date | null): RecurringExport {
  const { id, name, active, content, format, schedule, missed, ownerId, createdAt, version } = definition
  const { automaticallyAddNewGroups, frozenAt } = definition
  const selection =
    definition.groups === null ? null : { ...definition.groups.selection, automaticallyAddNewGroups, frozenAt }
  return { id, name, active, content, format, schedule, missed, selection, ownerId, createdAt, version, nextAt }
}
