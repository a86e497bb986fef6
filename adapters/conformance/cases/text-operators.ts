import type { CriteriaTable } from './case-table'
import { item } from './case-rows'
import { where } from './criteria-json'

/** Each operator of a folded text on a field that may be missing. */
export const textOperators: CriteriaTable = {
  name: 'text: every operator, present, missing and empty',
  requirement: 'R2.1',
  records: {
    item: [
      item('a', { note: 'Société Générale' }),
      item('b', { note: 'generale' }),
      item('c', { note: 'La générale des eaux' }),
      item('d', { note: '' }),
      item('e', { note: null }),
      item('f', { note: '   ' }),
      item('g', { note: 'SOCIETE' }),
    ],
  },
  cases: [
    { name: 'eq folds both sides', where: where('note', 'eq', 'SOCIÉTÉ  générale'), matches: ['a'] },
    { name: 'eq is not contains', where: where('note', 'eq', 'générale'), matches: ['b'] },
    {
      name: 'ne holds for the missing and the empty',
      where: where('note', 'ne', 'Générale'),
      matches: ['a', 'c', 'd', 'e', 'f', 'g'],
    },
    { name: 'in', where: where('note', 'in', ['société', 'GÉNÉRALE', 'other']), matches: ['b', 'g'] },
    { name: 'in, the same text twice once folded', where: where('note', 'in', ['société', 'SOCIETE']), matches: ['g'] },
    { name: 'in nothing', where: where('note', 'in', []), matches: [] },
    {
      name: 'notIn holds for the missing',
      where: where('note', 'notIn', ['société', 'générale']),
      matches: ['a', 'c', 'd', 'e', 'f'],
    },
    { name: 'notIn nothing', where: where('note', 'notIn', []), matches: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] },
    { name: 'contains', where: where('note', 'contains', 'ÉNÉR'), matches: ['a', 'b', 'c'] },
    { name: 'contains, over a space', where: where('note', 'contains', 'té géné'), matches: ['a'] },
    {
      name: 'notContains holds for the missing',
      where: where('note', 'notContains', 'géné'),
      matches: ['d', 'e', 'f', 'g'],
    },
    { name: 'startsWith', where: where('note', 'startsWith', 'soc'), matches: ['a', 'g'] },
    {
      name: 'notStartsWith holds for the missing',
      where: where('note', 'notStartsWith', 'Soc'),
      matches: ['b', 'c', 'd', 'e', 'f'],
    },
    { name: 'endsWith', where: where('note', 'endsWith', 'RALE'), matches: ['a', 'b'] },
    {
      name: 'notEndsWith holds for the missing',
      where: where('note', 'notEndsWith', 'rale'),
      matches: ['c', 'd', 'e', 'f', 'g'],
    },
    { name: 'isEmpty: null and the empty text, not blanks', where: where('note', 'isEmpty'), matches: ['d', 'e'] },
    { name: 'isNotEmpty', where: where('note', 'isNotEmpty'), matches: ['a', 'b', 'c', 'f', 'g'] },
    {
      name: 'eq the empty text: what folds to nothing, but not the missing',
      where: where('note', 'eq', ''),
      matches: ['d', 'f'],
    },
  ],
}
