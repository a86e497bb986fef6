import { z } from 'zod'
import type { Localized } from '../kernel'
import type { Model, RoleBinding } from '../model'
import type { ActionType } from './action'

/** What an automation may be about. */
export type SubjectRole = 'event' | 'quote' | 'invoice'

/** The triggers with the words shown for them. */
export const TRIGGER_LABELS = {
  'event.created': { fr: 'Événement créé', en: 'Event created' },
  'event.statusChanged': { fr: "Statut de l'événement modifié", en: 'Event status changed' },
  'event.start': { fr: "Date de début de l'événement", en: 'Event start date' },
  'event.end': { fr: "Date de fin de l'événement", en: 'Event end date' },
  'quote.statusChanged': { fr: 'Statut du devis modifié', en: 'Quote status changed' },
  'invoice.statusChanged': { fr: 'Statut de la facture modifié', en: 'Invoice status changed' },
} as const satisfies Readonly<Record<string, Localized>>

export type TriggerType = keyof typeof TRIGGER_LABELS

export type Restriction = 'from' | 'to' | 'pipeline'

interface TriggerFacts {
  readonly subject: SubjectRole
  /** What happens to the subject, or which of its dates comes near. */
  readonly when: 'created' | 'statusChanged' | 'start' | 'end'
  readonly restrictions: readonly Restriction[]
  readonly actions: readonly ActionType[]
}

const ALL: readonly ActionType[] = ['changeStatus', 'email', 'task']
const TELL: readonly ActionType[] = ['email', 'task']

/** What each trigger is about, and the actions it allows. */
const FACTS: Readonly<Record<TriggerType, TriggerFacts>> = {
  'event.created': { subject: 'event', when: 'created', restrictions: [], actions: ALL },
  'event.statusChanged': { subject: 'event', when: 'statusChanged', restrictions: ['from', 'to'], actions: TELL },
  'event.start': { subject: 'event', when: 'start', restrictions: [], actions: TELL },
  'event.end': { subject: 'event', when: 'end', restrictions: [], actions: TELL },
  'quote.statusChanged': {
    subject: 'quote',
    when: 'statusChanged',
    restrictions: ['from', 'to', 'pipeline'],
    actions: ALL,
  },
  'invoice.statusChanged': {
    subject: 'invoice',
    when: 'statusChanged',
    restrictions: ['from', 'to', 'pipeline'],
    actions: ALL,
  },
}

export const TRIGGER_TYPES = [
  'event.created',
  'event.statusChanged',
  'event.start',
  'event.end',
  'quote.statusChanged',
  'invoice.statusChanged',
] as const satisfies readonly TriggerType[]

export const isTriggerType = (word: string): word is TriggerType => Object.hasOwn(TRIGGER_LABELS, word)

export const triggerFacts = (type: TriggerType): TriggerFacts => FACTS[type]

/** What the trigger waits for on its subject: a date that comes near, rather than something that happens. */
export const dateSlotOf = (type: TriggerType): 'start' | 'end' | null => {
  const { when } = triggerFacts(type)
  return when === 'start' || when === 'end' ? when : null
}

const codes = z.array(z.string().min(1).max(191)).min(1).max(100).readonly()

/**
 * What sets an automation off. Status triggers may name the statuses left (`from`) and reached (`to`); those of quotes and
 * invoices may be restricted to pipelines.
 */
export const triggerSchema = z.strictObject({
  on: z.enum(TRIGGER_TYPES),
  from: codes.optional(),
  to: codes.optional(),
  pipeline: codes.optional(),
})

export type Trigger = z.output<typeof triggerSchema>

type SubjectBinding = RoleBinding<'event'> | RoleBinding<'quote'> | RoleBinding<'invoice'>

/** Who plays the subject of a trigger in the host's model; null where nobody does. */
export const subjectBinding = (model: Model, role: SubjectRole): SubjectBinding | null => model.roles[role]

/** The subject's role, where an entity plays one. */
export function subjectRoleOf(model: Model, entity: string): SubjectRole | null {
  const roles = ['event', 'quote', 'invoice'] as const
  return roles.find((role) => model.roles[role]?.entity === entity) ?? null
}
