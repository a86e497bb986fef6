import { type BoundCriteria, compileQuery, type CriteriaNode } from 'clientele/query'
import { model, NOW } from './accounts'

export const ORIGINS = ['BNI', 'web']
export const LEAST_REVENUE = 5_000_000
export const LEAST_EMPLOYEES = 100
export const SINCE = new Date('2025-01-01T00:00:00Z')

/** Clients from a network or marked, rich or recent, of some size: six conditions joined by AND and OR. */
export const sixConditions: CriteriaNode = {
  type: 'and',
  criteria: [
    { type: 'test', field: 'status', operator: 'eq', value: 'client' },
    {
      type: 'or',
      criteria: [
        { type: 'test', field: 'origin', operator: 'in', value: ORIGINS },
        { type: 'test', field: 'tags', operator: 'has', value: 'vip' },
      ],
    },
    {
      type: 'or',
      criteria: [
        { type: 'test', field: 'revenue', operator: 'gte', value: LEAST_REVENUE },
        { type: 'test', field: 'createdAt', operator: 'gte', value: SINCE.toISOString() },
      ],
    },
    { type: 'test', field: 'employees', operator: 'gte', value: LEAST_EMPLOYEES },
  ],
}

export function bound(criteria: CriteriaNode): BoundCriteria {
  return compileQuery(model, 'account', criteria, {
    now: NOW,
    timeZone: 'Europe/Paris',
    actor: null,
    groupsOf: () => [],
  })
}
