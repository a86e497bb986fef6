import { sequentialIdentifiers } from 'clientele/kernel'
import { crmEntities, defineModel, extendModel } from 'clientele/model'
import { communicationEntities } from 'clientele/communication'
import { listEntities } from 'clientele/lists'
import { reportEntitiesFor } from 'clientele/reports'
import type { DecisionContext } from 'clientele/storage'

const host = defineModel(crmEntities)

/** The ready-made model with what lists, reports and communication keep. */
export const model = extendModel(host, {
  ...listEntities,
  ...reportEntitiesFor(host, { sources: [{ code: 'erp', label: { fr: 'Notre ERP', en: 'Our ERP' } }] }),
  ...communicationEntities,
})

/** A context whose parts a test sets as it needs them. */
export function contextAt(now: string, parts: Partial<DecisionContext> = {}): DecisionContext {
  return {
    model,
    now: new Date(now),
    identifiers: sequentialIdentifiers('made-'),
    timeZone: 'Europe/Paris',
    locale: 'fr',
    weekStartsOn: 1,
    fiscalYearStartsOn: 1,
    actor: 'ana',
    transaction: null,
    ...parts,
  }
}
