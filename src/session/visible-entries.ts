import { entityOf, type Model } from '../model'
import { allOf, anyOf, isAmong, isEqual, isEverything, isNothing, type BoundCriteria } from '../query'
import { JOURNAL, UNJOURNALLED } from './journal'

/**
 * The entries about records that somebody may read: the journal is scoped like everything else. An entry shows the record as it was,
 * so of a record that is gone, only who may read every record of its kind reads the entries.
 */
export function visibleEntries(model: Model, readable: (entity: string) => BoundCriteria): BoundCriteria {
  const entry = entityOf(model, JOURNAL)
  const whole: string[] = []
  const partly: BoundCriteria[] = []
  for (const target of model.entities.values()) {
    if (UNJOURNALLED.has(target.name)) continue
    const criteria = readable(target.name)
    if (isNothing(criteria)) continue
    if (isEverything(criteria)) whole.push(target.name)
    else {
      const relation = { type: 'one', target: target.name, field: 'recordId' } as const
      const isThere: BoundCriteria = { type: 'related', relation, target, negated: false, criteria }
      partly.push(allOf(isEqual(entry, 'entity', target.name), isThere))
    }
  }
  return anyOf(isAmong(entry, 'entity', whole), ...partly)
}
