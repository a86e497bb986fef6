import type { CriteriaTable } from './case-table'
import { item } from './case-rows'
import { where } from './criteria-json'

export const booleanOperators: CriteriaTable = {
  name: 'boolean: every operator',
  requirement: 'R2.1',
  records: {
    item: [
      item('a', { checked: true, active: true }),
      item('b', { checked: false, active: true }),
      item('c', { checked: null, active: false }),
      item('d', { checked: false, active: false }),
    ],
  },
  cases: [
    { name: 'eq true', where: where('checked', 'eq', true), matches: ['a'] },
    { name: 'eq false is not the missing', where: where('checked', 'eq', false), matches: ['b', 'd'] },
    { name: 'ne true holds for the missing', where: where('checked', 'ne', true), matches: ['b', 'c', 'd'] },
    { name: 'ne false holds for the missing', where: where('checked', 'ne', false), matches: ['a', 'c'] },
    { name: 'isEmpty', where: where('checked', 'isEmpty'), matches: ['c'] },
    { name: 'isNotEmpty', where: where('checked', 'isNotEmpty'), matches: ['a', 'b', 'd'] },
    { name: 'never missing: eq', where: where('active', 'eq', false), matches: ['c', 'd'] },
    {
      name: 'against another field',
      where: where('checked', 'eq', { ref: 'field', field: 'active' }),
      matches: ['a', 'd'],
    },
    { name: 'ne another field', where: where('checked', 'ne', { ref: 'field', field: 'active' }), matches: ['b', 'c'] },
  ],
}
