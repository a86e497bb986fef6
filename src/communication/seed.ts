import { entityOf, parseRecord } from '../model'
import { isEqual } from '../query'
import type { Decision, DecisionContext, Outcome } from '../storage'

/** Names the list of everyone among those that exist from the start. */
export const EVERYONE = 'everyone'

const NAME = { fr: 'Tout le monde', en: 'Everyone' }

/** Puts the first list, everyone, in place. It is named in the language of the context and may be renamed. */
export function* seedCommunication(context: DecisionContext): Decision<Outcome<void>> {
  const entity = entityOf(context.model, 'distributionList')
  const [there] = yield { entity: entity.name, where: isEqual(entity, 'builtIn', EVERYONE) }
  if (there !== undefined) return { writes: [], value: undefined }
  const row = parseRecord(entity, {
    id: context.identifiers.next(),
    name: NAME[context.locale],
    kind: 'everyone',
    builtIn: EVERYONE,
    createdAt: context.now,
  })
  return {
    writes: [{ type: 'insert', entity: entity.name, rows: [row], onConflict: 'skip', key: ['builtIn'] }],
    value: undefined,
  }
}
