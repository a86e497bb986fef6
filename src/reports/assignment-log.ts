import { localized, type Locale, type Localized, type Row } from '../kernel'
import { entityOf } from '../model'
import { allOf, isAmong, isNothing, type BoundCriteria } from '../query'
import { readAll, type DecisionContext, type Store } from '../storage'

/** The table shows at most this many rows; counts and charts are always of all. */
export const MOST_LOG_ROWS = 10_000

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

export interface AssignmentLog {
  /** What the columns are called, in the order to show them. */
  readonly columns: readonly { readonly field: keyof AssignmentLogRow; readonly label: string }[]
  /** Newest first. */
  readonly rows: readonly AssignmentLogRow[]
  readonly total: number
  /** Whether rows were left out. */
  readonly cut: boolean
  /** Says that rows were left out and how many there are; null otherwise. */
  readonly message: Localized | null
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
  const users = await readAll(reader.store, { entity: role.entity, where })
  return new Map(users.map((user) => [String(user['id']), String(user[name])]))
}

/** Reads the newest rows of the log that meet the criteria, with the names they need. */
export async function readAssignmentLog(
  where: BoundCriteria,
  total: number,
  reader: LogReader,
  context: DecisionContext,
): Promise<AssignmentLog> {
  const assignment = entityOf(context.model, 'assignment')
  const isKept = (field: string): boolean => assignment.fields.has(field)
  const contact = context.model.roles.contact
  const namesContacts = contact !== null && !isNothing(reader.visible(contact.entity))
  const found = await readAll(reader.store, {
    entity: assignment.name,
    where,
    orderBy: [{ field: 'at', direction: 'desc' }],
    limit: MOST_LOG_ROWS,
  })
  const names = await userNames(found, reader, context)
  const called = (id: string | null): string => (id === null ? NOBODY : (names.get(id) ?? id))
  const rows = found.map((row): AssignmentLogRow => {
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
  const columns = COLUMNS.filter(({ of }) => isKept(of)).map(({ field, of }) => {
    const words = assignment.fields.get(of)?.label
    return { field, label: words === undefined ? of : localized(words, reader.locale) }
  })
  const cut = total > rows.length
  return { columns, rows, total, cut, message: cut ? cutMessage(rows.length, total) : null }
}

function cutMessage(shown: number, total: number): Localized {
  const number = (value: number, locale: Locale): string => new Intl.NumberFormat(locale).format(value)
  return {
    fr: `Les ${number(shown, 'fr')} affectations les plus récentes sont affichées, sur ${number(total, 'fr')}.`,
    en: `The ${number(shown, 'en')} most recent assignments are shown, of ${number(total, 'en')}.`,
  }
}
