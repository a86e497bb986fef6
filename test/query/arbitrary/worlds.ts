/** Worlds: a model, records of it, somebody who asks at some moment, and many questions. */
import fc from 'fast-check'
import { entityOf, type Model } from '../../../src/model'
import { type Binding, type CriteriaNode, isOrderable } from '../../../src/query'
import type { Ordering } from '../../../src/storage'
import { bindingsFor, factsOf } from './bindings'
import { criteriaAbout } from './criteria'
import { type Records, recordsOf } from './records'

export interface Question {
  readonly entity: string
  readonly where: CriteriaNode
  readonly orderBy: readonly Ordering[]
  readonly limit: number
}

export interface World {
  readonly records: Records
  readonly binding: Binding
  readonly questions: readonly Question[]
}

function questionAbout(model: Model, name: string): fc.Arbitrary<Question> {
  const entity = entityOf(model, name)
  const fields = [...entity.fields.values()].filter(isOrderable).map((field) => field.name)
  const ordering = fc.record({
    field: fc.constantFrom(...fields),
    direction: fc.constantFrom('asc' as const, 'desc' as const),
  })
  return fc.record({
    entity: fc.constant(name),
    where: criteriaAbout(model, entity, 3, factsOf(model)),
    orderBy: fc.uniqueArray(ordering, { maxLength: 3, selector: ({ field }) => field }),
    limit: fc.integer({ min: 1, max: 4 }),
  })
}

/** Records of a model, and so many questions about them; entities with more relations are asked more often. */
export function worldsOf(model: Model, questions: number): fc.Arbitrary<World> {
  const asked = [...model.entities.values()].map(({ name, relations }) => ({
    weight: 1 + relations.size,
    arbitrary: questionAbout(model, name),
  }))
  return fc.record({
    records: recordsOf(model),
    binding: bindingsFor(model),
    questions: fc.array(fc.oneof(...asked), { minLength: questions, maxLength: questions }),
  })
}
