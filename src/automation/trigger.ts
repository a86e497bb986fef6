import { z } from 'zod'
import type { Localized } from '../kernel'
import type { Model, RoleBinding } from '../model'
import type { ActionType } from './action'

/** What an automation may be about: a record that something happens to, or one that enters or leaves a segment. */
export type SubjectRole = 'event' | 'quote' | 'invoice' | MemberRole

/** Who the segments are about that automations follow. */
export type MemberRole = 'contact' | 'account'

/** The triggers with the words shown for them. */
export const TRIGGER_LABELS = {
  'event.created': { fr: 'Événement créé', en: 'Event created' },
  'event.statusChanged': { fr: "Statut de l'événement modifié", en: 'Event status changed' },
  'event.start': { fr: "Date de début de l'événement", en: 'Event start date' },
  'event.end': { fr: "Date de fin de l'événement", en: 'Event end date' },
  'quote.statusChanged': { fr: 'Statut du devis modifié', en: 'Quote status changed' },
  'quote.opened': { fr: 'Devis ouvert par le client', en: 'Quote opened by the client' },
  'invoice.statusChanged': { fr: 'Statut de la facture modifié', en: 'Invoice status changed' },
  'invoice.opened': { fr: 'Facture ouverte par le client', en: 'Invoice opened by the client' },
  'segment.entered': { fr: 'Entrée dans un segment', en: 'Segment entered' },
  'segment.left': { fr: "Sortie d'un segment", en: 'Segment left' },
} as const satisfies Readonly<Record<string, Localized>>

export type TriggerType = keyof typeof TRIGGER_LABELS

/** What happens to a record, or which of its dates comes near. */
export const RECORD_TRIGGERS = [
  'event.created',
  'event.statusChanged',
  'event.start',
  'event.end',
  'quote.statusChanged',
  'quote.opened',
  'invoice.statusChanged',
  'invoice.opened',
] as const satisfies readonly TriggerType[]

/** What a segment tells. */
export const SEGMENT_TRIGGERS = ['segment.entered', 'segment.left'] as const satisfies readonly TriggerType[]

type RecordTriggerType = (typeof RECORD_TRIGGERS)[number]
export type SegmentTriggerType = (typeof SEGMENT_TRIGGERS)[number]

export type Restriction = 'from' | 'to' | 'pipeline'

interface TriggerFacts {
  readonly restrictions: readonly Restriction[]
  readonly actions: readonly ActionType[]
}

interface RecordFacts extends TriggerFacts {
  readonly subject: Exclude<SubjectRole, MemberRole>
  /** What happens to the subject, or which of its dates comes near. */
  readonly when: 'created' | 'statusChanged' | 'opened' | 'start' | 'end'
}

interface SegmentFacts extends TriggerFacts {
  /** Whatever the segment is about. */
  readonly subject: null
  readonly when: 'entered' | 'left'
}

const ALL: readonly ActionType[] = ['changeStatus', 'email', 'task']
const TELL: readonly ActionType[] = ['email', 'task']

/** What each trigger is about, and the actions it allows. */
const FACTS: Readonly<Record<RecordTriggerType, RecordFacts> & Record<SegmentTriggerType, SegmentFacts>> = {
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
  'quote.opened': { subject: 'quote', when: 'opened', restrictions: [], actions: ALL },
  'invoice.statusChanged': {
    subject: 'invoice',
    when: 'statusChanged',
    restrictions: ['from', 'to', 'pipeline'],
    actions: ALL,
  },
  'invoice.opened': { subject: 'invoice', when: 'opened', restrictions: [], actions: ALL },
  'segment.entered': { subject: null, when: 'entered', restrictions: [], actions: TELL },
  'segment.left': { subject: null, when: 'left', restrictions: [], actions: TELL },
}

export const TRIGGER_TYPES = [...RECORD_TRIGGERS, ...SEGMENT_TRIGGERS] as const satisfies readonly TriggerType[]

export const isTriggerType = (word: string): word is TriggerType => Object.hasOwn(TRIGGER_LABELS, word)

export const triggerFacts = <T extends TriggerType>(type: T): (typeof FACTS)[T] => FACTS[type]

/** What the trigger waits for on its subject: a date that comes near, rather than something that happens. */
export const dateSlotOf = (type: TriggerType): 'start' | 'end' | null => {
  const { when } = triggerFacts(type)
  return when === 'start' || when === 'end' ? when : null
}

const codes = z.array(z.string().min(1).max(191)).min(1).max(100).readonly()

/**
 * What sets an automation off. Status triggers may name the statuses left (`from`) and reached (`to`); those of quotes and
 * invoices may be restricted to pipelines. What happens to a segment names the segment, by its id.
 */
export const triggerSchema = z.discriminatedUnion('on', [
  z.strictObject({
    on: z.enum(RECORD_TRIGGERS),
    from: codes.optional(),
    to: codes.optional(),
    pipeline: codes.optional(),
  }),
  z.strictObject({ on: z.enum(SEGMENT_TRIGGERS), segment: z.string().min(1).max(191) }),
])

export type Trigger = z.output<typeof triggerSchema>

/** What a segment tells that sets an automation off. */
export type SegmentTrigger = Extract<Trigger, { readonly segment: string }>

export const isOfSegment = (trigger: Trigger): trigger is SegmentTrigger => 'segment' in trigger

type BindingOf<R extends SubjectRole> = { readonly [K in R]: RoleBinding<K> }[R]

/** Who plays the subject of a trigger in the host's model; null where nobody does. */
export const subjectBinding = <R extends SubjectRole>(model: Model, role: R): BindingOf<R> | null => model.roles[role]

/** The entities of the records that automations are about. */
export function subjectEntities({ roles }: Model): readonly string[] {
  const bindings = [roles.event, roles.quote, roles.invoice, roles.contact, roles.account]
  return [...new Set(bindings.flatMap((binding) => binding?.entity ?? []))]
}

const rolePlayed = <R extends SubjectRole>(model: Model, roles: readonly R[], entity: string): R | null =>
  roles.find((role) => model.roles[role]?.entity === entity) ?? null

/** The field that says since when a client has opened a quote or an invoice; null where the model has none. */
export const openedField = (model: Model, role: 'quote' | 'invoice'): string | null =>
  model.roles[role]?.fields.openedAt ?? null

/** The role of a record about which something happens, where its entity plays one. */
export const subjectRoleOf = (model: Model, entity: string) =>
  rolePlayed(model, ['event', 'quote', 'invoice'] as const, entity)

/** The role of the records of a segment, where their entity plays one. */
export const memberRoleOf = (model: Model, entity: string): MemberRole | null =>
  rolePlayed(model, ['contact', 'account'], entity)

/** What an automation is about where its subject is a record of this entity. */
export const roleOfSubject = (model: Model, trigger: Trigger, entity: string): SubjectRole | null =>
  isOfSegment(trigger) ? memberRoleOf(model, entity) : triggerFacts(trigger.on).subject
