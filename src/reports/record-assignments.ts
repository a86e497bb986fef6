import { type Change, type Row, type Write } from '../kernel'
import { entityOf, type RoleBinding } from '../model'
import { allOf, isAmong, isPresent } from '../query'
import type { Decision, DecisionContext, Reaction } from '../storage'

/** What happened to a conversation besides its change: where the assignment came from. Its data is `{ source }`. */
export const CONVERSATION_ASSIGNED = 'conversation.assigned'

type Conversation = RoleBinding<'conversation'>

const textOf = (row: Row | null, field: string): string | null => {
  const value = row?.[field]
  return typeof value === 'string' ? value : null
}

/**
 * Who each of these contacts is assigned to: as the log says last, or, for a contact without log, as their last conversation
 * that has an assignee does. Conversations in `except` do not count. Contacts assigned to nobody are left out.
 */
export function* currentAssignees(
  role: Conversation,
  contacts: ReadonlySet<string>,
  except: ReadonlySet<string>,
  { model }: DecisionContext,
): Decision<Map<string, string>> {
  const { contact, assignee } = role.fields
  const current = new Map<string, string>()
  if (contacts.size === 0 || contact === null || assignee === null) return current
  const assignment = entityOf(model, 'assignment')
  const conversation = entityOf(model, role.entity)
  const log = yield {
    entity: assignment.name,
    where: isAmong(assignment, 'contactId', contacts),
    orderBy: [{ field: 'at', direction: 'asc' }],
  }
  const last = new Map(log.map((row) => [textOf(row, 'contactId'), textOf(row, 'assigneeId')]))
  const unlogged = [...contacts].filter((id) => !last.has(id))
  const conversations =
    unlogged.length === 0
      ? []
      : yield {
          entity: conversation.name,
          where: allOf(isAmong(conversation, contact, unlogged), isPresent(conversation, assignee)),
          orderBy: [{ field: 'id', direction: 'asc' }],
        }
  for (const row of conversations)
    if (!except.has(String(row['id']))) last.set(textOf(row, contact), textOf(row, assignee))
  for (const [id, user] of last) if (id !== null && user !== null) current.set(id, user)
  return current
}

interface Assigned {
  readonly conversationId: string
  readonly contactId: string | null
  readonly previous: string | null
  readonly next: string | null
}

/**
 * The assignments among changes. A change of assignee is one, to nobody as well. A new conversation is one only when its assignee
 * is not whom its contact was assigned to already.
 */
function* assignmentsIn(
  changes: readonly Change[],
  role: Conversation,
  context: DecisionContext,
): Decision<readonly Assigned[]> {
  const { contact, assignee } = role.fields
  if (contact === null || assignee === null) return []
  const created = changes.filter((change) => change.type === 'created' && textOf(change.after, assignee) !== null)
  const contacts = new Set(created.map((change) => textOf(change.after, contact)).filter((id) => id !== null))
  const current = yield* currentAssignees(role, contacts, new Set(created.map(({ id }) => id)), context)
  const found: Assigned[] = []
  for (const change of changes) {
    if (change.type === 'removed') continue
    const contactId = textOf(change.after, contact)
    const next = textOf(change.after, assignee)
    const opened = change.type === 'created'
    if (opened && next === null) continue
    const previous = opened ? (current.get(contactId ?? '') ?? null) : textOf(change.before, assignee)
    if (previous === next) continue
    found.push({ conversationId: change.id, contactId, previous, next })
    if (contactId !== null && next !== null) current.set(contactId, next)
  }
  return found
}

function* contactNames(ids: ReadonlySet<string>, { model }: DecisionContext): Decision<ReadonlyMap<string, string>> {
  const role = model.roles.contact
  if (role === null || role.fields.name === null || ids.size === 0) return new Map()
  const name = role.fields.name
  const rows = yield { entity: role.entity, where: isAmong(entityOf(model, role.entity), 'id', ids) }
  return new Map(rows.map((row) => [String(row['id']), String(row[name])]))
}

/**
 * Keeps the log of assignments: one row each time the assignee of a conversation changes, whoever changed it and however. A change
 * that says nothing of its source is a user's own, or the developer API's where the system acts.
 */
export const assignmentLog: Reaction = {
  name: 'reports.assignmentLog',
  entities: (model) => (model.roles.conversation === null ? [] : [model.roles.conversation.entity]),
  *react({ changes, happenings }, context) {
    const role = context.model.roles.conversation
    if (role === null) return []
    const assigned = yield* assignmentsIn(changes, role, context)
    if (assigned.length === 0) return []
    const sources = new Map(
      happenings
        .filter(({ name }) => name === CONVERSATION_ASSIGNED)
        .map(({ id, data }) => [id, String(data['source'])]),
    )
    const contacts = new Set(assigned.map(({ contactId }) => contactId).filter((id) => id !== null))
    const names = yield* contactNames(contacts, context)
    const rows = assigned.map(({ conversationId, contactId, previous, next }): Row => {
      const source = sources.get(conversationId) ?? (context.actor === null ? 'developerApi' : 'user')
      return {
        id: context.identifiers.next(),
        at: context.now,
        conversationId,
        contactId,
        contactName: contactId === null ? null : (names.get(contactId) ?? null),
        previousAssigneeId: previous,
        assigneeId: next,
        source,
        assignedById: source === 'user' ? context.actor : null,
      }
    })
    const write: Write = { type: 'insert', entity: 'assignment', rows }
    return [write]
  },
}
