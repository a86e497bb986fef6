/** Random models, records, and criteria about them, for comparing readings with each other. */
import fc from 'fast-check'
import { conformanceModel } from '../../../adapters/conformance/model'
import { entityOf } from '../../../src/model'
import type { CriteriaNode } from '../../../src/query'
import { criteriaAbout } from './criteria'
import { type Records, recordsOf } from './records'

export { criteriaAbout } from './criteria'
export { models } from './models'
export type { Records } from './records'
export { cases, patience, runsOf, SEED } from './case-count'
export { type Question, type World, worldsOf } from './worlds'

/** Records of every entity of the conformance model. */
export const records: fc.Arbitrary<Records> = recordsOf(conformanceModel)

/** Criteria about one entity of the conformance model, with records to ask them of. */
export const question: fc.Arbitrary<{
  readonly entity: string
  readonly where: CriteriaNode
  readonly records: Records
}> = fc.constantFrom('item', 'item', 'item', 'part', 'owner', 'team').chain((entity) =>
  fc.record({
    entity: fc.constant(entity),
    where: criteriaAbout(conformanceModel, entityOf(conformanceModel, entity), 3),
    records,
  }),
)
