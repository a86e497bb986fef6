import type { Localized, Row } from '../kernel'
import { entity, entityOf, parseRecord, type Model } from '../model'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { problem } from './problem'
import { readTerm, termFields, type CodeHolder, type Term, type Vocabulary, holdersTold } from './term'

/** A status that accounts may have, companies and individuals alike: what Koban calls a list. */
export const accountStatus = entity({
  module: 'lists',
  label: { fr: 'Statut de compte', en: 'Account status' },
  fields: termFields,
  unique: [['code']],
})

/** An account status as it is read. */
export type AccountStatus = Term

export const readAccountStatus = (row: Row): AccountStatus => readTerm(row)

/** Where the status of an account stands; null where the model has no account. */
export function statusHolder(model: Model): CodeHolder | null {
  const role = model.roles.account
  const field = role?.fields.status ?? null
  return role === null || field === null ? null : { entity: entityOf(model, role.entity), field }
}

/** The status that a new account takes where none is said; null where the model has none. */
function defaultStatus(model: Model): string | null {
  const holder = statusHolder(model)
  const field = holder?.entity.fields.get(holder.field)
  const outcome = field?.schema.safeParse(undefined)
  return outcome?.success === true && typeof outcome.data === 'string' ? outcome.data : null
}

export const statusTerms: Vocabulary = {
  entity: 'accountStatus',
  unknown: (code, known, path) => problem('lists.status_unknown', { path, data: { code, known } }),
  archived: (code, path) => problem('lists.status_archived', { path, data: { code } }),
  taken: (code, path) => problem('lists.status_taken', { path, data: { code } }),
  inUse: (code, holders) =>
    problem('lists.status_in_use', { data: { code, ...holders, holders: holdersTold(holders) } }),
  needed: (model, code) => (defaultStatus(model) === code ? problem('lists.status_default', { data: { code } }) : null),
  holders: (model) => {
    const holder = statusHolder(model)
    return holder === null ? [] : [holder]
  },
}

/** The statuses that exist from the start. */
export const defaultAccountStatuses: readonly { readonly code: string; readonly label: Localized }[] = [
  { code: 'client', label: { fr: 'Client', en: 'Client' } },
  { code: 'prospect', label: { fr: 'Prospect', en: 'Prospect' } },
  { code: 'suspect', label: { fr: 'Suspect', en: 'Suspect' } },
  { code: 'supplier', label: { fr: 'Fournisseur', en: 'Supplier' } },
]

/** The codes that the host's own field names, where it names some; otherwise the four of every CRM. */
function statusesFromTheStart(model: Model): typeof defaultAccountStatuses {
  const holder = statusHolder(model)
  const named = holder?.entity.fields.get(holder.field)?.options ?? []
  return named.length > 0 ? named : defaultAccountStatuses
}

/** Puts the statuses that exist from the start in place; those that are there already stay as they are. */
export function* seedLists(context: DecisionContext): Decision<Outcome<void>> {
  const definition = entityOf(context.model, 'accountStatus')
  const there = yield { entity: 'accountStatus', where: { type: 'and', criteria: [] } }
  const known = new Set(there.map((row) => row['code']))
  const rows = statusesFromTheStart(context.model).flatMap(({ code, label }, position) =>
    known.has(code) ? [] : [parseRecord(definition, { id: context.identifiers.next(), code, label, position })],
  )
  if (rows.length === 0) return { writes: [], value: undefined }
  return {
    writes: [{ type: 'insert', entity: 'accountStatus', rows, onConflict: 'skip', key: ['code'] }],
    value: undefined,
  }
}
