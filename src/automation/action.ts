import { z } from 'zod'
import type { Localized } from '../kernel'

/** The actions with the words shown for them. */
export const ACTIONS = {
  email: { fr: 'Envoyer un e-mail', en: 'Send an e-mail' },
  task: { fr: 'Créer une tâche', en: 'Create a task' },
  changeStatus: { fr: "Changer le statut de l'événement", en: 'Change the event status' },
} as const satisfies Readonly<Record<string, Localized>>

export type ActionType = keyof typeof ACTIONS

export const ACTION_TYPES = ['email', 'task', 'changeStatus'] as const satisfies readonly ActionType[]

export const isActionType = (word: string): word is ActionType => Object.hasOwn(ACTIONS, word)

const MOST_TEXT = 100_000
const MOST_RECIPIENTS = 200

/** A template in French, in English or in both; the language that is missing shows the other. */
const translated = (most: number) =>
  z.union([
    z.strictObject({ fr: z.string().min(1).max(most), en: z.string().min(1).max(most).optional() }),
    z.strictObject({ fr: z.undefined().optional(), en: z.string().min(1).max(most) }),
  ])

export type TranslatedText = { readonly fr?: string | undefined; readonly en?: string | undefined }

/** Who may be written to or given a task, with the words shown for them. */
export const RECIPIENTS = {
  mainContact: { fr: "le contact principal de l'événement", en: 'the main contact of the event' },
  member: { fr: 'qui entre dans le segment ou en sort', en: 'who enters or leaves the segment' },
  lead: { fr: 'le chef de projet', en: 'the project lead' },
  owner: { fr: 'le responsable', en: 'the owner' },
  user: { fr: 'un utilisateur', en: 'a user' },
  address: { fr: 'une adresse', en: 'an address' },
} as const satisfies Readonly<Record<string, Localized>>

export type RecipientWord = keyof typeof RECIPIENTS

/** Only users are given tasks. */
export const ASSIGNEES: readonly RecipientWord[] = ['lead', 'owner', 'user']

const user = z.strictObject({ who: z.literal('user'), user: z.string().min(1).max(191) })
const lead = z.strictObject({ who: z.literal('lead') })
const owner = z.strictObject({ who: z.literal('owner') })

const recipient = z.discriminatedUnion('who', [
  z.strictObject({ who: z.literal('mainContact') }),
  /** The contact or account that enters or leaves the segment: only with its consent. */
  z.strictObject({ who: z.literal('member') }),
  lead,
  owner,
  user,
  z.strictObject({ who: z.literal('address'), address: z.string().min(1).max(320) }),
])

export type Recipient = z.output<typeof recipient>

const assignee = z.discriminatedUnion('who', [lead, owner, user])

export const emailSchema = z.strictObject({
  do: z.literal('email'),
  to: z.array(recipient).min(1).max(MOST_RECIPIENTS).readonly(),
  /** Blind copies. */
  bcc: z.array(recipient).max(MOST_RECIPIENTS).readonly().default([]),
  subject: translated(998),
  text: translated(MOST_TEXT),
  /** The language of the message; absent, that of the installation. */
  locale: z.enum(['fr', 'en']).optional(),
})

export const taskSchema = z.strictObject({
  do: z.literal('task'),
  /** One task for each. */
  to: z.array(assignee).min(1).max(MOST_RECIPIENTS).readonly(),
  title: translated(998),
  locale: z.enum(['fr', 'en']).optional(),
})

export const changeStatusSchema = z.strictObject({
  do: z.literal('changeStatus'),
  status: z.string().min(1).max(191),
})

/** What an automation does, with its content and its recipients. */
export const actionSchema = z.discriminatedUnion('do', [emailSchema, taskSchema, changeStatusSchema])

export type Action = z.output<typeof actionSchema>
export type EmailAction = z.output<typeof emailSchema>
export type TaskAction = z.output<typeof taskSchema>
