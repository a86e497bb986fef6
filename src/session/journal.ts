import { enablePatches, produceWithPatches, type Patch } from 'immer'
import { z } from 'zod'
import type { Change, Row, Write } from '../kernel'
import { code, entity, id, instant, json, oneOf, text } from '../model'
import type { DecisionContext } from '../storage'

enablePatches()

const patches = z.array(
  z.object({
    op: z.enum(['replace', 'remove', 'add']),
    path: z.array(z.union([z.string(), z.number()])),
    value: z.unknown().optional(),
  }),
)

/** The entity of the journal's entries. */
export const JOURNAL = 'journalEntry'

/** Entities whose rows are bookkeeping: their own tables already tell what happened to them and when. */
export const UNJOURNALLED: ReadonlySet<string> = new Set([
  JOURNAL,
  'installation',
  'rightsEpoch',
  'automationRun',
  'recurringExportRun',
  'regionAncestor',
  'bulkItem',
  'organisationAncestor',
  'assignment',
  'segmentMember',
  'segmentEvent',
  'segmentReader',
  'segmentEdition',
])

/** Who changed what, when and why: one entry a record, with the patch and its inverse. */
export const journalEntities = {
  journalEntry: entity({
    module: 'journal',
    label: { fr: 'Entrée du journal', en: 'Journal entry' },
    fields: z.object({
      id: id(),
      at: instant({ label: { fr: 'Date', en: 'Date' } }),
      actorId: code({ label: { fr: 'Auteur', en: 'Author' } }).nullable(),
      /** Why the system acted; null where a user did. */
      reason: text({ exact: true, label: { fr: 'Raison', en: 'Reason' } }).nullable(),
      /** Shared by everything that one transaction wrote. */
      transaction: code({ label: { fr: 'Transaction', en: 'Transaction' } }),
      entity: code({ label: { fr: 'Entité', en: 'Entity' } }),
      recordId: code({ label: { fr: 'Enregistrement', en: 'Record' } }),
      type: oneOf(
        {
          created: { fr: 'Création', en: 'Creation' },
          updated: { fr: 'Modification', en: 'Update' },
          removed: { fr: 'Suppression', en: 'Removal' },
        },
        { label: { fr: 'Type', en: 'Type' } },
      ),
      patches: json(patches, { label: { fr: 'Modifications', en: 'Patches' } }),
      inverse: json(patches, { label: { fr: 'Modifications inverses', en: 'Inverse patches' } }),
    }),
    indexes: [['entity', 'recordId'], ['at']],
  }),
}

/** Dates become ISO 8601, so that an entry reads the same from every store. */
const plain = (list: readonly Patch[]): unknown => JSON.parse(JSON.stringify(list))

/** The patch that leads from before to after, and the one that leads back. */
export function patchesOf(change: Change): { readonly patches: unknown; readonly inverse: unknown } {
  const whole = (row: Row | null): Patch[] => [{ op: 'replace', path: [], value: row }]
  if (change.before === null || change.after === null)
    return { patches: plain(whole(change.after)), inverse: plain(whole(change.before)) }
  const after = change.after
  const [, forward, backward] = produceWithPatches({ ...change.before }, (draft: Record<string, unknown>) => {
    for (const [name, value] of Object.entries(after)) draft[name] = value
  })
  return { patches: plain(forward), inverse: plain(backward) }
}

export interface JournalNote {
  readonly transaction: string
  readonly actor: string | null
  readonly reason: string | null
}

/** The journal's rows for some changes; the journal does not write about itself. */
export function journalRows(changes: readonly Change[], note: JournalNote, context: DecisionContext): Write[] {
  const rows = changes
    .filter((change) => change.entity !== JOURNAL)
    .map((change) => ({
      id: context.identifiers.next(),
      at: context.now,
      actorId: note.actor,
      reason: note.reason,
      transaction: note.transaction,
      entity: change.entity,
      recordId: change.id,
      type: change.type,
      ...patchesOf(change),
    }))
  return rows.length === 0 ? [] : [{ type: 'insert', entity: JOURNAL, rows }]
}
