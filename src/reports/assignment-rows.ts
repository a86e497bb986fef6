import { localized, type Locale, type Localized, type Row } from '../kernel'
import { entityOf, type EntityDefinition } from '../model'
import { allOf, isAmong, isNothing, type BoundCriteria } from '../query'
import { readAll, type DecisionContext, type Store } from '../storage'

/** Shown where a conversation had, or now has, no assignee. */
export const NOBODY = '-'

export interface AssignmentLogRow {
  readonly id: string
  readonly at: Date
  readonly conversationId: string
  readonly contactId: string | null
  readonly contactName: string | null
  readonly previousAssigneeId: string | null
  /** A name, an id where no name may be shown, `-` where there was nobody. */
  readonly previousAssignee: string
  readonly assigneeId: string | null
  readonly assignee: string
  readonly source: string
  readonly sourceLabel: string
  readonly assignedById: string | null
  /** Null where the source is not a user. */
  readonly assignedBy: string | null
}

/** What a column of the log is called. */
export interface LogColumn {
  readonly field: keyof AssignmentLogRow
  readonly label: string
}

export interface LogReader {
  readonly store: Store
  readonly visible: (entity: string) => BoundCriteria
  readonly labels: ReadonlyMap<string, Localized>
  readonly locale: Locale
}

const COLUMNS = [
  { field: 'at', of: 'at' },
  { field: 'conversationId', of: 'conversationId' },
  { field: 'contactId', of: 'contactId' },
  { field: 'contactName', of: 'contactName' },
  { field: 'previousAssignee', of: 'previousAssigneeId' },
  { field: 'assignee', of: 'assigneeId' },
  { field: 'sourceLabel', of: 'source' },
  { field: 'assignedBy', of: 'assignedById' },
] as const satisfies readonly { readonly field: keyof AssignmentLogRow; readonly of: string }[]

const USERS = ['previousAssigneeId', 'assigneeId', 'assignedById'] as const

const idOf = (row: Row, field: string): string | null => {
  const value = row[field]
  return typeof value === 'string' ? value : null
}

/** The names of users in these rows, as far as the reader may see them. */
async function userNames(rows: readonly Row[], reader: LogReader, context: DecisionContext) {
  const role = context.model.roles.user
  const ids = new Set(rows.flatMap((row) => USERS.map((field) => idOf(row, field))).filter((id) => id !== null))
  if (role === null || role.fields.name === null || ids.size === 0) return new Map<string, string>()
  const name = role.fields.name
  const where = allOf(isAmong(entityOf(context.model, role.entity), 'id', ids), reader.visible(role.entity))
  const users = await readAll(reader.store, { entity: role.entity, where, fields: [name] })
  return new Map(users.map((user) => [String(user['id']), String(user[name])]))
}

/** The columns of the log in the order to show them, without those of fields that are hidden. */
export function logColumns(assignment: EntityDefinition, locale: Locale): readonly LogColumn[] {
  return COLUMNS.flatMap(({ field, of }) => {
    const words = assignment.fields.get(of)?.label
    return words === undefined ? [] : [{ field, label: localized(words, locale) }]
  })
}

/** Records of the log with the names they need, as far as the reader may see them. */
export async function logRows(
  found: readonly Row[],
  reader: LogReader,
  context: DecisionContext,
): Promise<readonly AssignmentLogRow[]> {
  const assignment = entityOf(context.model, 'assignment')
  const isKept = (field: string): boolean => assignment.fields.has(field)
  const contact = context.model.roles.contact
  const namesContacts = contact !== null && !isNothing(reader.visible(contact.entity))
  const names = await userNames(found, reader, context)
  const called = (id: string | null): string => (id === null ? NOBODY : (names.get(id) ?? id))
  return found.map((row): AssignmentLogRow => {
    const [previous, assignee, by] = USERS.map((field) => idOf(row, field))
    const source = String(row['source'])
    const label = reader.labels.get(source)
    return {
      id: String(row['id']),
      at: row['at'] instanceof Date ? row['at'] : new Date(Number.NaN),
      conversationId: String(row['conversationId']),
      contactId: isKept('contactId') ? idOf(row, 'contactId') : null,
      contactName: namesContacts && isKept('contactName') ? idOf(row, 'contactName') : null,
      previousAssigneeId: previous ?? null,
      previousAssignee: called(previous ?? null),
      assigneeId: assignee ?? null,
      assignee: called(assignee ?? null),
      source,
      sourceLabel: label === undefined ? source : localized(label, reader.locale),
      assignedById: by ?? null,
      assignedBy: typeof by === 'string' ? called(by) : null,
    }
  })
}
