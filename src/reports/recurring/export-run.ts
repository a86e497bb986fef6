import { z } from 'zod'
import type { Localized, Problem, Row } from '../../kernel'
import { code, entity, id, instant, integer, json, one, oneOf, reference, text } from '../../model'

/** Where a run stands. Only a pending one has a time to be taken at. */
export const EXPORT_RUN_STATUSES = {
  pending: { fr: 'En attente', en: 'Pending' },
  done: { fr: 'Envoyé', en: 'Sent' },
  skipped: { fr: 'Passé', en: 'Skipped' },
  failed: { fr: 'Échoué', en: 'Failed' },
} as const satisfies Readonly<Record<string, Localized>>

export type ExportRunStatus = keyof typeof EXPORT_RUN_STATUSES

/** Why a run was not done. */
export const EXPORT_RUN_REASONS = {
  switchedOff: { fr: "L'export a été désactivé", en: 'The export was switched off' },
  removed: { fr: "L'export a été supprimé", en: 'The export was removed' },
  late: { fr: "L'heure était passée", en: 'Its time had passed' },
  noRecipient: { fr: "Son propriétaire n'a pas d'adresse e-mail", en: 'Its owner has no e-mail address' },
  refused: { fr: 'Refusé', en: 'Refused' },
  gaveUp: { fr: 'Abandonné après plusieurs essais', en: 'Given up after several attempts' },
} as const satisfies Readonly<Record<string, Localized>>

export type ExportRunReason = keyof typeof EXPORT_RUN_REASONS

/** One time at which an export is due. An export that is switched on always has the next one waiting. */
export const recurringExportRun = entity({
  module: 'reports',
  label: { fr: "Envoi d'export récurrent", en: 'Run of a recurring export' },
  fields: z.object({
    id: id(),
    exportId: reference('recurringExport', { label: { fr: 'Export récurrent', en: 'Recurring export' } }),
    /** `next` until it is begun, so that one at most waits for its time. */
    slot: code({ label: { fr: 'Place', en: 'Slot' } }).nullable(),
    status: oneOf(EXPORT_RUN_STATUSES, { label: { fr: 'État', en: 'Status' } }),
    reason: oneOf(EXPORT_RUN_REASONS, { label: { fr: 'Raison', en: 'Reason' } })
      .nullable()
      .default(null),
    dueAt: instant({ label: { fr: 'Échéance', en: 'Due' } }),
    /** How many further times had passed when it began: it stands for them too. */
    missed: integer({ label: { fr: 'Manqués', en: 'Missed' } }).default(0),
    /** When it may be taken: due, then the end of the lease; null once settled. */
    nextAt: instant({ label: { fr: 'Prochaine tentative', en: 'Next attempt' } }).nullable(),
    token: code({ label: { fr: 'Jeton', en: 'Token' } })
      .nullable()
      .default(null),
    attempts: integer({ label: { fr: 'Essais', en: 'Attempts' } }).default(0),
    createdAt: instant({ label: { fr: 'Créé le', en: 'Created' } }),
    startedAt: instant({ label: { fr: 'Commencé le', en: 'Begun' } })
      .nullable()
      .default(null),
    finishedAt: instant({ label: { fr: 'Fini le', en: 'Finished' } })
      .nullable()
      .default(null),
    rows: integer({ label: { fr: 'Lignes', en: 'Rows' } })
      .nullable()
      .default(null),
    fileName: text({ exact: true, label: { fr: 'Fichier', en: 'File' } })
      .nullable()
      .default(null),
    /** The user it was mailed to. */
    sentTo: code({ label: { fr: 'Envoyé à', en: 'Sent to' } })
      .nullable()
      .default(null),
    /** Why it was refused, in French and English. */
    problems: json(z.unknown(), { label: { fr: 'Problèmes', en: 'Problems' } })
      .nullable()
      .default(null),
    /** How the last attempt broke. */
    error: text({ exact: true, label: { fr: 'Erreur', en: 'Error' } })
      .nullable()
      .default(null),
  }),
  relations: { export: one('recurringExport', 'exportId') },
  owner: 'export.ownerId',
  unique: [['exportId', 'slot']],
  indexes: [['nextAt'], ['exportId', 'dueAt']],
})

/** A run as it is kept. */
export type ExportRunRow = z.output<typeof recurringExportRun.fields>

export const exportRunOf = (row: Row): ExportRunRow => recurringExportRun.fields.parse(row)

/** One line of tracking. */
export interface TrackedExportRun {
  readonly id: string
  readonly exportId: string
  /** The name of the export now. */
  readonly name: string
  readonly status: ExportRunStatus
  readonly reason: ExportRunReason | null
  readonly dueAt: Date
  /** How many further times had passed when it began: it stands for them too. */
  readonly missed: number
  readonly attempts: number
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
  /** How many records the file has. */
  readonly rows: number | null
  readonly fileName: string | null
  /** The user it was mailed to. */
  readonly sentTo: string | null
  /** Why it was refused, in French and English. */
  readonly problems: readonly Problem[] | null
  /** How the last attempt broke, as the mailer or the database said it. */
  readonly error: string | null
}

const isProblems = (value: unknown): value is readonly Problem[] => Array.isArray(value)

export function runShown(run: ExportRunRow, name: string): TrackedExportRun {
  const { id, exportId, status, reason, dueAt, missed, attempts, startedAt, finishedAt, rows, fileName } = run
  const { sentTo, problems, error } = run
  const told = isProblems(problems) ? problems : null
  const when = { dueAt, missed, attempts, startedAt, finishedAt }
  return { id, exportId, name, status, reason, ...when, rows, fileName, sentTo, problems: told, error }
}
