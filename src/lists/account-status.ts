import { z } from 'zod'
import type { Localized, Row } from '../kernel'
import { code, entity, entityOf, flag, id, integer, json, parseRecord } from '../model'
import type { Decision, DecisionContext, Outcome } from '../storage'

const localizedSchema = z.strictObject({ fr: z.string().min(1), en: z.string().min(1) })

/**
 * A status that accounts may have. What accounts hold is the code, which never changes; the words may. The order is that of
 * `position`, then of the code.
 */
export const accountStatus = entity({
  module: 'lists',
  label: { fr: 'Statut de compte', en: 'Account status' },
  fields: z.object({
    id: id(),
    code: code({ label: { fr: 'Code', en: 'Code' } }).min(1),
    label: json(localizedSchema, { label: { fr: 'Libellé', en: 'Label' } }),
    position: integer({ label: { fr: 'Rang', en: 'Position' } }).default(0),
    archived: flag({ label: { fr: 'Archivé', en: 'Archived' } }).default(false),
    version: integer({ label: { fr: 'Version', en: 'Version' } }).default(1),
  }),
  unique: [['code']],
})

/** An account status as it is read. */
export interface AccountStatus {
  readonly id: string
  readonly code: string
  readonly label: Localized
  readonly position: number
  readonly archived: boolean
  readonly version: number
}

export const readAccountStatus = (row: Row): AccountStatus => accountStatus.fields.parse(row)

/** The statuses that exist from the start. */
export const defaultAccountStatuses: readonly { readonly code: string; readonly label: Localized }[] = [
  { code: 'client', label: { fr: 'Client', en: 'Client' } },
  { code: 'prospect', label: { fr: 'Prospect', en: 'Prospect' } },
  { code: 'suspect', label: { fr: 'Suspect', en: 'Suspect' } },
  { code: 'supplier', label: { fr: 'Fournisseur', en: 'Supplier' } },
]

/** Puts the default statuses in place; those that are there already stay as they are. */
export function* seedLists(context: DecisionContext): Decision<Outcome<void>> {
  const definition = entityOf(context.model, 'accountStatus')
  const there = yield { entity: 'accountStatus', where: { type: 'and', criteria: [] } }
  const known = new Set(there.map((row) => row['code']))
  const rows = defaultAccountStatuses.flatMap((status, position) =>
    known.has(status.code) ? [] : [parseRecord(definition, { id: context.identifiers.next(), ...status, position })],
  )
  if (rows.length === 0) return { writes: [], value: undefined }
  return {
    writes: [{ type: 'insert', entity: 'accountStatus', rows, onConflict: 'skip', key: ['code'] }],
    value: undefined,
  }
}
