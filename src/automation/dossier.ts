import type { Row } from '../kernel'
import { entityOf, followPath, type EntityDefinition, type Model } from '../model'
import type { Decision } from '../storage'
import { eventFieldOf } from './planner'
import { rowsById, type RowsById } from './reading'
import type { TemplateRecords } from './template'
import { subjectBinding, type SubjectRole } from './trigger'

/** A subject with the records around it. */
export interface Dossier {
  readonly role: SubjectRole
  readonly subject: Row
  readonly event: Row | null
  readonly account: Row | null
  readonly contact: Row | null
  readonly lead: Row | null
  readonly owner: Row | null
}

export const recordsOf = ({ role, subject, event, account, contact, lead, owner }: Dossier): TemplateRecords => ({
  event,
  account,
  contact,
  lead,
  owner,
  [role]: subject,
})

const valueOf = (row: Row | null | undefined, field: string | null | undefined): unknown =>
  row === null || row === undefined || field === null || field === undefined ? null : row[field]

const at = (rows: RowsById, id: unknown): Row | null => (typeof id === 'string' ? (rows.get(id) ?? null) : null)

/** The ids of the owners of some records, by the path that leads to them. */
function* ownerIds(entity: EntityDefinition, rows: readonly Row[], model: Model): Decision<readonly unknown[]> {
  const path = entity.owner === null ? null : followPath(entity, entity.owner, model.entities)
  if (path === null) return rows.map(() => null)
  let holders: readonly (Row | null)[] = rows
  let holding = entity
  for (const step of path.relations) {
    const relation = holding.relations.get(step)
    if (relation === undefined) return rows.map(() => null)
    const ids = holders.map((row) => valueOf(row, relation.field))
    const next = yield* rowsById(model, relation.target, ids)
    holders = ids.map((id) => at(next, id))
    holding = entityOf(model, relation.target)
  }
  return holders.map((row) => valueOf(row, path.field.name))
}

/** Gathers the dossiers of some subjects of one role, by the id of the subject: one reading for each entity around them. */
export function* gatherDossiers(
  role: SubjectRole,
  subjects: RowsById,
  model: Model,
): Decision<ReadonlyMap<string, Dossier>> {
  const { event: eventRole, account: accountRole, contact: contactRole, user: userRole } = model.roles
  const binding = subjectBinding(model, role)
  if (binding === null) return new Map()
  const rows = [...subjects.values()]
  const eventField = role === 'event' ? null : eventFieldOf(model, role)
  const none: RowsById = new Map()

  const events =
    eventRole === null
      ? none
      : yield* rowsById(
          model,
          eventRole.entity,
          rows.map((row) => valueOf(row, eventField)),
        )
  const eventOf = (row: Row): Row | null => (role === 'event' ? row : at(events, valueOf(row, eventField)))
  const accountIdOf = (row: Row): unknown =>
    valueOf(row, binding.fields.account) ?? valueOf(eventOf(row), eventRole?.fields.account)
  const contactIdOf = (row: Row): unknown => valueOf(eventOf(row), eventRole?.fields.contact)
  const leadIdOf = (row: Row): unknown => valueOf(eventOf(row), eventRole?.fields.lead)

  const accounts = accountRole === null ? none : yield* rowsById(model, accountRole.entity, rows.map(accountIdOf))
  const contacts = contactRole === null ? none : yield* rowsById(model, contactRole.entity, rows.map(contactIdOf))
  const owners = yield* ownerIds(entityOf(model, binding.entity), rows, model)
  const users = userRole === null ? none : yield* rowsById(model, userRole.entity, [...rows.map(leadIdOf), ...owners])

  return new Map(
    rows.map((subject, index) => [
      String(subject['id']),
      {
        role,
        subject,
        event: eventOf(subject),
        account: at(accounts, accountIdOf(subject)),
        contact: at(contacts, contactIdOf(subject)),
        lead: at(users, leadIdOf(subject)),
        owner: at(users, owners[index]),
      },
    ]),
  )
}
