import type { Row } from '../kernel'
import { entityOf, type Model } from '../model'
import type { Brand } from '../permissions'
import type { Decision } from '../storage'
import { eventFieldOf } from './planner'
import { rowsById, type RowsById } from './reading'
import { atPathEnd, brandsOfSubjects } from './subject-brand'
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
  /** The brand of the organisation whose group the subject belongs to. */
  readonly brand: Brand | null
}

export const recordsOf = ({
  role,
  subject,
  event,
  account,
  contact,
  lead,
  owner,
  brand,
}: Dossier): TemplateRecords => ({
  event,
  account,
  contact,
  lead,
  owner,
  organisation: brand === null ? null : { name: brand.name },
  [role]: subject,
})

const valueOf = (row: Row | null | undefined, field: string | null | undefined): unknown =>
  row === null || row === undefined || field === null || field === undefined ? null : row[field]

const at = (rows: RowsById, id: unknown): Row | null => (typeof id === 'string' ? (rows.get(id) ?? null) : null)

/**
 * Gathers the dossiers of some subjects of one role, by the id of the subject: one reading for each entity around them. Their brands
 * are read where something is to be sent.
 */
export function* gatherDossiers(
  role: SubjectRole,
  subjects: RowsById,
  model: Model,
  isBranded: boolean,
): Decision<ReadonlyMap<string, Dossier>> {
  const { event: eventRole, account: accountRole, contact: contactRole, user: userRole } = model.roles
  const binding = subjectBinding(model, role)
  if (binding === null) return new Map()
  const rows = [...subjects.values()]
  const eventField = role === 'quote' || role === 'invoice' ? eventFieldOf(model, role) : null
  const accountField = 'account' in binding.fields ? binding.fields.account : null
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
    valueOf(row, accountField) ?? valueOf(eventOf(row), eventRole?.fields.account)
  const contactIdOf = (row: Row): unknown => valueOf(eventOf(row), eventRole?.fields.contact)
  const leadIdOf = (row: Row): unknown => valueOf(eventOf(row), eventRole?.fields.lead)

  const accounts = accountRole === null ? none : yield* rowsById(model, accountRole.entity, rows.map(accountIdOf))
  const contacts = contactRole === null ? none : yield* rowsById(model, contactRole.entity, rows.map(contactIdOf))
  const subjectEntity = entityOf(model, binding.entity)
  const owners = yield* atPathEnd(subjectEntity, subjectEntity.owner, rows, model)
  const brands = isBranded ? yield* brandsOfSubjects(subjectEntity, subjects, model) : new Map<string, Brand>()
  const users = userRole === null ? none : yield* rowsById(model, userRole.entity, [...rows.map(leadIdOf), ...owners])

  return new Map(
    rows.map((subject, index) => [
      String(subject['id']),
      {
        role,
        subject,
        event: eventOf(subject),
        account: role === 'account' ? subject : at(accounts, accountIdOf(subject)),
        contact: role === 'contact' ? subject : at(contacts, contactIdOf(subject)),
        lead: at(users, leadIdOf(subject)),
        owner: at(users, owners[index]),
        brand: brands.get(String(subject['id'])) ?? null,
      },
    ]),
  )
}
