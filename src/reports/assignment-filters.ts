import { z } from 'zod'
import { foldText } from '../kernel'
import { inWords, type EntityDefinition } from '../model'
import type { CriteriaNode, TestNode } from '../query'

const MOST_LETTERS = 1_000

const ids = z.array(z.string()).max(1000).optional()

export const assignmentFiltersSchema = z.strictObject({
  source: ids,
  /** `null` among them stands for nobody. */
  assignedTo: z.array(z.string().nullable()).max(1000).optional(),
  assignedBy: ids,
  /** An id, or part of a name. */
  contact: z
    .string()
    .max(MOST_LETTERS)
    .refine(
      (text) => foldText(text) !== '',
      inWords({ fr: 'une lettre ou un chiffre au moins est attendu', en: 'a letter or a digit at least is expected' }),
    )
    .optional(),
  conversation: z.string().min(1).max(MOST_LETTERS).optional(),
})

/** The filters of the assignments report; none is everything. Several values of one filter: any of them. */
export type AssignmentFilters = z.output<typeof assignmentFiltersSchema>

/** The defaults that "clear all" goes back to. */
export const NO_FILTERS: AssignmentFilters = {}

const test = (field: string, operator: TestNode['operator'], value: NonNullable<TestNode['value']>): TestNode => ({
  type: 'test',
  field,
  operator,
  value,
})

/** Filters as criteria over the log of assignments; by the name of contacts where it is not hidden. */
export function assignmentCriteria(filters: AssignmentFilters, { fields }: EntityDefinition): CriteriaNode {
  const { source, assignedTo, assignedBy, contact, conversation } = filters
  const criteria: CriteriaNode[] = []
  if (source !== undefined) criteria.push(test('source', 'in', source))
  if (assignedTo !== undefined) {
    const among = test(
      'assigneeId',
      'in',
      assignedTo.filter((id) => id !== null),
    )
    const nobody: TestNode = { type: 'test', field: 'assigneeId', operator: 'isEmpty' }
    criteria.push(assignedTo.includes(null) ? { type: 'or', criteria: [among, nobody] } : among)
  }
  if (assignedBy !== undefined) criteria.push(test('assignedById', 'in', assignedBy))
  if (contact !== undefined) {
    const isNamed = fields.has('contactName') ? [test('contactName', 'contains', contact)] : []
    criteria.push({ type: 'or', criteria: [test('contactId', 'eq', contact), ...isNamed] })
  }
  if (conversation !== undefined) criteria.push(test('conversationId', 'eq', conversation))
  return { type: 'and', criteria }
}

/** Who assigned is known only where a user did: with other sources alone that filter says nothing. */
export function filtersApply({ source, assignedBy }: AssignmentFilters): boolean {
  return assignedBy === undefined || source === undefined || source.includes('user')
}
