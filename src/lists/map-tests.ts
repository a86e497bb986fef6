import { entityOf, type EntityDefinition, type Model } from '../model'
import type { CriteriaNode, TestNode } from '../query'

/** Criteria with every question about a field put in another way, or in several; the entity told is the one that has the field. */
export function mapTests(
  model: Model,
  entity: EntityDefinition,
  node: CriteriaNode,
  change: (test: TestNode, entity: EntityDefinition) => CriteriaNode,
): CriteriaNode {
  const inner = (of: EntityDefinition, one: CriteriaNode): CriteriaNode => mapTests(model, of, one, change)
  switch (node.type) {
    case 'and':
    case 'or':
      return { ...node, criteria: node.criteria.map((one) => inner(entity, one)) }
    case 'not':
      return { ...node, criteria: inner(entity, node.criteria) }
    case 'test':
      return change(node, entity)
    case 'related':
    case 'measure': {
      const relation = entity.relations.get(node.relation)
      if (relation === undefined)
        throw new Error(`${entity.name} has no relation ${node.relation}: criteria come checked`)
      return { ...node, criteria: inner(entityOf(model, relation.target), node.criteria) }
    }
    default:
      return node satisfies never
  }
}

/** Every question about a field, wherever it stands. */
export function testsOf(node: CriteriaNode): readonly TestNode[] {
  switch (node.type) {
    case 'and':
    case 'or':
      return node.criteria.flatMap(testsOf)
    case 'not':
    case 'related':
    case 'measure':
      return testsOf(node.criteria)
    case 'test':
      return [node]
    default:
      return node satisfies never
  }
}
