import type { Localized } from '../kernel'
import { readTerm, statusTerms, tagTerms } from '../lists'
import { readAll } from '../storage'
import type { SessionCore } from './core'

/** The words of the codes of a field; none where the library keeps none. */
export type CodeLabels = (entity: string, field: string) => ReadonlyMap<string, Localized> | undefined

/** The words of the codes that the library keeps, account statuses and tags, as far as the actor may read them. */
export async function codeLabels({ store, model, scope }: SessionCore): Promise<CodeLabels> {
  const labels = new Map<string, ReadonlyMap<string, Localized>>()
  for (const vocabulary of [statusTerms, tagTerms]) {
    const where = scope(vocabulary.entity, 'read')
    const terms = (await readAll(store, { entity: vocabulary.entity, where })).map(readTerm)
    const words = new Map(terms.map(({ code, label }) => [code, label]))
    for (const { entity, field } of vocabulary.holders(model)) labels.set(`${entity.name}.${field}`, words)
  }
  return (entity, field) => labels.get(`${entity}.${field}`)
}
