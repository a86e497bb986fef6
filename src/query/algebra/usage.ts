import type { EntityDefinition } from '../../model'
import type { CheckedCriteria, CheckedTest } from '../checked'
import type { PreparedQuery } from '../compile'
import { relationName } from '../relation-name'

/** A field that criteria ask about; `via` are the relations that lead to its entity, none for the entity asked about. */
export interface UsedField {
  readonly entity: string
  readonly field: string
  readonly via: readonly string[]
}

/** A relation that criteria go through, with the field that holds the id of the other record: `keyOf` is the entity that has it. */
export interface UsedRelation {
  readonly entity: string
  readonly relation: string
  readonly target: string
  readonly via: readonly string[]
  readonly keyOf: string
  readonly key: string
}

export interface Usage {
  readonly fields: readonly UsedField[]
  readonly relations: readonly UsedRelation[]
}

/**
 * The fields and relations that a query uses, each once for each way that leads to it: what must be readable for whoever asks, and
 * whose change may move a record in or out.
 *
 * @example usedFields(prepareQuery(model, 'account', query(model, 'account', (a) => a.owner.is((u) => u.name.eq('Zoë')))))
 * // { fields: [{ entity: 'user', field: 'name', via: ['owner'] }],
 * //   relations: [{ entity: 'account', relation: 'owner', target: 'user', via: [], keyOf: 'account', key: 'ownerId' }] }
 */
export function usedFields({ entity, checked }: PreparedQuery): Usage {
  const fields = new Map<string, UsedField>()
  const relations = new Map<string, UsedRelation>()
  const useField = (at: EntityDefinition, field: string, via: readonly string[]): void => {
    fields.set([...via, field].join('.'), { entity: at.name, field, via })
  }
  const walk = (criteria: CheckedCriteria, at: EntityDefinition, via: readonly string[]): void => {
    switch (criteria.type) {
      case 'and':
      case 'or':
        for (const one of criteria.criteria) walk(one, at, via)
        return
      case 'not':
        walk(criteria.criteria, at, via)
        return
      case 'test':
        for (const field of namesIn(criteria)) useField(at, field, via)
        return
      case 'related':
      case 'measure': {
        const relation = relationName(at, criteria.relation)
        const within = [...via, relation]
        const keyOf = criteria.relation.type === 'one' ? at.name : criteria.target.name
        const { target, field: key } = criteria.relation
        relations.set(within.join('.'), { entity: at.name, relation, target, via, keyOf, key })
        if (criteria.type === 'measure' && criteria.field !== null)
          useField(criteria.target, criteria.field.name, within)
        walk(criteria.criteria, criteria.target, within)
        return
      }
      default:
        criteria satisfies never
    }
  }
  walk(checked, entity, [])
  return { fields: [...fields.values()], relations: [...relations.values()] }
}

function namesIn({ field, operands }: CheckedTest): readonly string[] {
  if ('range' in operands) return [field.name]
  return [field.name, ...operands.flatMap((operand) => (operand.type === 'field' ? [operand.other.name] : []))]
}
