import { z } from 'zod'
import type { Row } from '../kernel'
import { code, entity, flag, id, instant, integer, json, many, one, oneOf, reference, text } from '../model'
import { actionSchema, ACTIONS } from './action'
import { RUN_REASONS, RUN_STATUSES } from './run-status'
import { timingSchema } from './timing'
import { TRIGGER_LABELS, triggerSchema } from './trigger'

const automation = entity({
  module: 'automations',
  label: { fr: 'Automatisation', en: 'Automation' },
  fields: z.object({
    id: id(),
    name: text({ label: { fr: 'Nom', en: 'Name' } })
      .min(1)
      .max(191),
    active: flag({ label: { fr: 'Active', en: 'Active' } }).default(true),
    /** The trigger's and the action's words again, to find by and to show. */
    triggerType: oneOf(TRIGGER_LABELS, { label: { fr: 'Déclencheur', en: 'Trigger' } }),
    actionType: oneOf(ACTIONS, { label: { fr: 'Action', en: 'Action' } }),
    trigger: json(triggerSchema, { label: { fr: 'Déclencheur et restriction', en: 'Trigger and restriction' } }),
    timing: json(timingSchema, { label: { fr: 'Délai', en: 'Delay' } }),
    action: json(actionSchema, { label: { fr: 'Résultat', en: 'Result' } }),
    /** Criteria on the subject, kept as they were written; null: none. */
    condition: json(z.unknown(), { label: { fr: 'Condition', en: 'Condition' } })
      .nullable()
      .default(null),
    /** Whether a run that was done is done again when its date moves. */
    repeats: flag({ label: { fr: 'Recommence si la date change', en: 'Again when the date moves' } }).default(false),
    ownerId: code({ label: { fr: 'Auteur', en: 'Author' } })
      .nullable()
      .default(null),
    createdAt: instant({ label: { fr: 'Créée le', en: 'Created at' } }),
    /** A deleted automation stays behind its runs, out of every list. */
    removedAt: instant({ label: { fr: 'Supprimée le', en: 'Deleted at' } })
      .nullable()
      .default(null),
    version: integer().default(1),
  }),
  relations: { runs: many('automationRun', 'automationId') },
  indexes: [['active', 'triggerType']],
})

const automationRun = entity({
  module: 'automations',
  label: { fr: 'Exécution', en: 'Run' },
  fields: z.object({
    id: id(),
    automationId: reference('automation', { label: { fr: 'Automatisation', en: 'Automation' } }),
    subjectEntity: code({ label: { fr: 'Entité', en: 'Entity' } }),
    subjectId: code({ label: { fr: 'Enregistrement', en: 'Record' } }),
    /** The event it concerns: the subject, or that of the quote or invoice. */
    eventId: code({ label: { fr: 'Événement', en: 'Event' } })
      .nullable()
      .default(null),
    /** What it runs for: one creation, one change of status, one date. */
    occurrence: code({ label: { fr: 'Occurrence', en: 'Occurrence' } }),
    /** The occurrence while this run holds it; null once cancelled, so that it may be planned again. */
    slot: code({ label: { fr: 'Place', en: 'Slot' } }).nullable(),
    status: oneOf(RUN_STATUSES, { label: { fr: 'État', en: 'Status' } }),
    reason: oneOf(RUN_REASONS, { label: { fr: 'Raison', en: 'Reason' } })
      .nullable()
      .default(null),
    /** The local intent, from which the due time is derived again whenever a date, a zone or the rules of a zone change. */
    anchor: oneOf(
      {
        start: { fr: 'Début', en: 'Start' },
        end: { fr: 'Fin', en: 'End' },
        change: { fr: 'Changement', en: 'Change' },
      },
      { label: { fr: 'Référence', en: 'Counted from' } },
    ),
    /** A civil date, or an instant in ISO 8601. */
    anchorValue: code({ label: { fr: 'Valeur de la référence', en: 'Counted from' } }),
    offsetDays: integer({ label: { fr: 'Délai en jours', en: 'Delay in days' } }),
    /** Null: at once. */
    wallTime: code({ label: { fr: 'Heure locale', en: 'Local time' } }).nullable(),
    zone: code({ label: { fr: 'Fuseau horaire', en: 'Time zone' } }),
    dueAt: instant({ label: { fr: 'Échéance', en: 'Due' } }),
    /** When it may be taken: due, then the end of the lease; null once settled. */
    nextAt: instant({ label: { fr: 'Prochaine tentative', en: 'Next attempt' } }).nullable(),
    token: code({ label: { fr: 'Jeton', en: 'Token' } })
      .nullable()
      .default(null),
    attempts: integer({ label: { fr: 'Essais', en: 'Attempts' } }).default(0),
    createdAt: instant({ label: { fr: 'Créée le', en: 'Created' } }),
    finishedAt: instant({ label: { fr: 'Faite le', en: 'Done' } })
      .nullable()
      .default(null),
    error: text({ exact: true, label: { fr: 'Erreur', en: 'Error' } })
      .nullable()
      .default(null),
    /** What was done: to whom it was sent, the tasks made, the status left and reached. */
    result: json(z.unknown(), { label: { fr: 'Résultat', en: 'Result' } })
      .nullable()
      .default(null),
  }),
  relations: { automation: one('automation', 'automationId') },
  unique: [['automationId', 'subjectId', 'slot']],
  indexes: [['nextAt'], ['automationId', 'status'], ['subjectId'], ['eventId', 'dueAt'], ['dueAt']],
})

/** While a row stands, nothing runs: everything, under the scope `all`. */
const automationPause = entity({
  module: 'automations',
  label: { fr: 'Pause des automatisations', en: 'Pause of automations' },
  fields: z.object({
    id: id(),
    scope: code({ label: { fr: 'Portée', en: 'Scope' } }),
    since: instant({ label: { fr: 'Depuis', en: 'Since' } }),
    byUserId: code({ label: { fr: 'Par', en: 'By' } })
      .nullable()
      .default(null),
  }),
  unique: [['scope']],
})

/** What this module keeps, beside the host's own entities. Runs tell their own story: a journal need not repeat it. */
export const automationEntities = { automation, automationRun, automationPause }

export type Automation = z.output<typeof automation.fields>
export type AutomationRun = z.output<typeof automationRun.fields>

export const automationOf = (row: Row): Automation => automation.fields.parse(row)
export const runOf = (row: Row): AutomationRun => automationRun.fields.parse(row)

/** Whether it acts: switched on and not deleted. */
export const isOn = (automation: Automation): boolean => automation.active && automation.removedAt === null
