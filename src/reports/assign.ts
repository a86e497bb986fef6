import { z } from 'zod'
import { isPlainObject, refuse, type Row, type Write } from '../kernel'
import { entityOf, parseInput, parseRecord, type EntityDefinition, type Model, type RoleBinding } from '../model'
import { allOf, isEqual, type BoundCriteria } from '../query'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { sourcesOf } from './assignment'
import { problem } from './problem'
import { CONVERSATION_ASSIGNED, currentAssignees } from './record-assignments'

const assignSchema = z.strictObject({
  conversationId: z.string(),
  assigneeId: z.string().nullable(),
  source: z.string().optional(),
})

/** Gives a conversation to a user, or takes it from everybody with `assigneeId: null`. */
export type AssignInput = z.input<typeof assignSchema>

/** Refused with `reports.no_conversations` where nobody plays the role. */
export function conversationRole(model: Model): {
  readonly role: RoleBinding<'conversation'>
  readonly assignee: string
} {
  const role = model.roles.conversation
  if (role === null || role.fields.assignee === null) return refuse(problem('reports.no_conversations'))
  return { role, assignee: role.fields.assignee }
}

/** A record that is there and may be seen, or a refusal. */
function* checkThere(
  entity: EntityDefinition,
  id: string,
  visible: BoundCriteria,
  refusal: () => never,
): Decision<void> {
  const [row] = yield { entity: entity.name, where: allOf(isEqual(entity, 'id', id), visible), limit: 1 }
  if (row === undefined) refusal()
}

/**
 * Changes who a conversation is assigned to and says where that came from; the log is kept by a reaction. To the present assignee
 * it changes nothing and logs nothing. Without a source, the one who acts is meant.
 *
 * @param scopes - the conversations that may be assigned, and the records that may be named.
 * @throws refusals `input.invalid`, `reports.no_conversations`, `reports.source_unknown`, `reports.conversation_unknown`,
 * `reports.assignee_unknown`.
 */
export function* assign(
  input: unknown,
  scopes: { readonly manage: BoundCriteria; readonly visible: (entity: string) => BoundCriteria },
  context: DecisionContext,
): Decision<Outcome<void>> {
  const { conversationId, assigneeId, source } = parseInput(assignSchema, input)
  const { role, assignee } = conversationRole(context.model)
  const known = sourcesOf(entityOf(context.model, 'assignment')).map((option) => option.code)
  if (source !== undefined && !known.includes(source))
    refuse(problem('reports.source_unknown', { path: '/source', data: { source, known } }))
  const conversation = entityOf(context.model, role.entity)
  const [row] = yield {
    entity: conversation.name,
    where: allOf(isEqual(conversation, 'id', conversationId), scopes.manage),
    lock: 'update',
  }
  if (row === undefined)
    refuse(problem('reports.conversation_unknown', { path: '/conversationId', data: { conversation: conversationId } }))
  const target = conversation.fields.get(assignee)?.target
  if (assigneeId !== null && target !== undefined)
    yield* checkThere(entityOf(context.model, target), assigneeId, scopes.visible(target), () =>
      refuse(problem('reports.assignee_unknown', { path: '/assigneeId', data: { user: assigneeId } })),
    )
  const update: Write = {
    type: 'update',
    entity: conversation.name,
    id: conversationId,
    set: { [assignee]: assigneeId },
  }
  const said = {
    name: CONVERSATION_ASSIGNED,
    entity: conversation.name,
    id: conversationId,
    at: context.now,
    data: { source },
  }
  return { writes: [update], happenings: source === undefined ? [] : [said], value: undefined }
}

/**
 * Opens a conversation. A contact who still has an assignee returns to them: it stands in that assignee's inbox, and nothing is
 * counted or logged. An assignee named in the record is an assignment like any other.
 *
 * @param visible - the records that may be named.
 * @returns the conversation as it is written.
 * @throws refusals `record.invalid`, `record.unknown_field`, `reports.no_conversations`, `reports.reference_unknown`.
 */
export function* openConversation(
  input: unknown,
  visible: (entity: string) => BoundCriteria,
  context: DecisionContext,
): Decision<Outcome<Row>> {
  const { role, assignee } = conversationRole(context.model)
  const conversation = entityOf(context.model, role.entity)
  const record = parseRecord(conversation, isPlainObject(input) ? { id: context.identifiers.next(), ...input } : input)
  yield* checkReferences(context.model, conversation, record, visible)
  const contact = role.fields.contact === null ? null : record[role.fields.contact]
  const returning = record[assignee] === null && typeof contact === 'string'
  const current = returning ? yield* currentAssignees(role, new Set([contact]), new Set(), context) : null
  const row = current === null ? record : { ...record, [assignee]: current.get(String(contact)) ?? null }
  return { writes: [{ type: 'insert', entity: conversation.name, rows: [row] }], value: row }
}

function* checkReferences(
  model: Model,
  entity: EntityDefinition,
  row: Row,
  visible: (entity: string) => BoundCriteria,
): Decision<void> {
  for (const field of entity.fields.values()) {
    const id = row[field.name]
    if (field.kind !== 'reference' || field.target === undefined || typeof id !== 'string') continue
    yield* checkThere(entityOf(model, field.target), id, visible(field.target), () =>
      refuse(problem('reports.reference_unknown', { path: `/${field.name}`, data: { field: field.label, id } })),
    )
  }
}
