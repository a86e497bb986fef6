import type { Json, Write } from '../kernel'
import { entityOf, parseRecord } from '../model'
import type { DecisionContext } from '../storage'
import type { EmailAction, TaskAction } from './action'
import type { AutomationRun } from './automation-entities'
import { recordsOf, type Dossier } from './dossier'
import type { MailMessage } from './mailer'
import type { RowsById } from './reading'
import { consents, reach, usersOf } from './recipients'
import type { RunReason } from './run-status'
import { renderLine, renderText } from './template'

/** What an action comes to for one run: done within the data, a message to send, or nothing to do. */
export type Act =
  | { readonly type: 'done'; readonly writes: readonly Write[]; readonly result: Json }
  | { readonly type: 'send'; readonly message: Omit<MailMessage, 'tenant'>; readonly result: Json }
  | { readonly type: 'skip'; readonly reason: RunReason }

/** What an act is about. */
export interface Scene {
  readonly run: AutomationRun
  readonly dossier: Dossier
  /** The users that actions name. */
  readonly users: RowsById
  readonly context: DecisionContext
}

/** It speaks under the brand of the organisation whose record it is about. */
export function actEmail(action: EmailAction, { run, dossier, users, context }: Scene): Act {
  const { model } = context
  const isToMember = [...action.to, ...action.bcc].some(({ who }) => who === 'member')
  if (isToMember && !consents(dossier, model, context.now)) return { type: 'skip', reason: 'noConsent' }
  const to = reach(action.to, dossier, users, model)
  if (to.addresses.length === 0) return { type: 'skip', reason: 'noRecipient' }
  const bcc = reach(action.bcc, dossier, users, model, to.addresses)
  const locale = action.locale ?? context.locale
  const reading = { model, locale, timeZone: run.zone }
  const records = recordsOf(dossier)
  const message = {
    to: to.addresses,
    bcc: bcc.addresses,
    subject: renderLine(action.subject, dossier.role, records, reading),
    text: renderText(action.text, dossier.role, records, reading),
    locale,
    brand: dossier.brand,
    idempotencyKey: run.id,
  }
  const result = {
    to: to.addresses,
    bcc: bcc.addresses,
    subject: message.subject,
    missing: [...to.missing, ...bcc.missing],
  }
  return { type: 'send', message, result }
}

/** One task for each user. */
export function actTask(action: TaskAction, { run, dossier, users, context }: Scene): Act {
  const { model } = context
  const binding = model.roles.task
  const assignees = usersOf(action.to, dossier, users)
  if (binding === null || assignees.length === 0) return { type: 'skip', reason: 'noRecipient' }
  const { title, assignee, event } = binding.fields
  if (title === null || assignee === null) throw new Error('The task has lost its title or its assignee')
  const reading = { model, locale: action.locale ?? context.locale, timeZone: run.zone }
  const words = renderLine(action.title, dossier.role, recordsOf(dossier), reading)
  const entity = entityOf(model, binding.entity)
  const rows = assignees.map((user) =>
    parseRecord(entity, {
      id: context.identifiers.next(),
      [title]: words,
      [assignee]: user,
      ...(event === null ? {} : { [event]: dossier.event?.['id'] ?? null }),
    }),
  )
  const write: Write = { type: 'insert', entity: entity.name, rows }
  return { type: 'done', writes: [write], result: { tasks: rows.map((row) => String(row['id'])) } }
}

/** `statuses` are those of events as earlier runs of the same batch leave them. */
export function actStatus(status: string, { dossier, context }: Scene, statuses: Map<string, unknown>): Act {
  const binding = context.model.roles.event
  const field = binding?.fields.status ?? null
  if (binding === null || field === null || dossier.event === null) return { type: 'skip', reason: 'noEvent' }
  const id = String(dossier.event['id'])
  const left = statuses.has(id) ? statuses.get(id) : dossier.event[field]
  statuses.set(id, status)
  const writes: Write[] =
    left === status ? [] : [{ type: 'update', entity: binding.entity, id, set: { [field]: status } }]
  return { type: 'done', writes, result: { from: typeof left === 'string' ? left : null, to: status } }
}
