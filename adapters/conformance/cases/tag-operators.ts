import type { CriteriaTable } from './case-table'
import { item } from './case-rows'
import { not, or, where } from './criteria-json'

export const tagOperators: CriteriaTable = {
  name: 'tags: every operator, present, missing and empty; exact to the byte',
  requirement: 'R2.4',
  records: {
    item: [
      item('a', { marks: ['vip', 'old'] }),
      item('b', { marks: ['vip'] }),
      item('c', { marks: ['old', 'Vip'] }),
      item('d', { marks: [] }),
      item('e', { marks: null }),
      item('f', { marks: ['vi', 'p', 'vip ', 'a,b', 'it\'s "x" \\ 100%_'] }),
      item('g', { marks: ['été', 'œuvre', '日本', '😀'] }),
      item('h', { marks: ['[', ']', '{', '}', 'null', '1'] }),
    ],
  },
  cases: [
    { name: 'has', where: where('marks', 'has', 'vip'), matches: ['a', 'b'] },
    { name: 'has heeds case', where: where('marks', 'has', 'Vip'), matches: ['c'] },
    { name: 'has heeds trailing spaces', where: where('marks', 'has', 'vip '), matches: ['f'] },
    { name: 'has, part of a code', where: where('marks', 'has', 'vi'), matches: ['f'] },
    { name: 'has, a separator within', where: where('marks', 'has', 'a,b'), matches: ['f'] },
    { name: 'has, no code of a pair', where: where('marks', 'has', 'a'), matches: [] },
    { name: 'has, quotes and wildcards', where: where('marks', 'has', 'it\'s "x" \\ 100%_'), matches: ['f'] },
    { name: 'has, a percent sign is no wildcard', where: where('marks', 'has', '%'), matches: [] },
    { name: 'has, beyond ASCII', where: where('marks', 'hasAny', ['œuvre']), matches: ['g'] },
    { name: 'has, without the accent', where: where('marks', 'has', 'ete'), matches: [] },
    { name: 'has, an astral code', where: where('marks', 'has', '😀'), matches: ['g'] },
    { name: 'has, brackets', where: where('marks', 'hasAll', ['[', '}']), matches: ['h'] },
    { name: 'has, the word null', where: where('marks', 'has', 'null'), matches: ['h'] },
    { name: 'has, a digit', where: where('marks', 'has', '1'), matches: ['h'] },
    { name: 'hasAny', where: where('marks', 'hasAny', ['vip', 'old']), matches: ['a', 'b', 'c'] },
    { name: 'hasAny of nothing', where: where('marks', 'hasAny', []), matches: [] },
    { name: 'hasAll', where: where('marks', 'hasAll', ['vip', 'old']), matches: ['a'] },
    { name: 'hasAll, one twice', where: where('marks', 'hasAll', ['vip', 'vip']), matches: ['a', 'b'] },
    {
      name: 'hasAll of nothing',
      where: where('marks', 'hasAll', []),
      matches: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
    },
    {
      name: 'hasNone holds for the missing',
      where: where('marks', 'hasNone', ['vip', 'old']),
      matches: ['d', 'e', 'f', 'g', 'h'],
    },
    {
      name: 'hasNone of nothing',
      where: where('marks', 'hasNone', []),
      matches: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
    },
    {
      name: 'not hasAll',
      where: not(where('marks', 'hasAll', ['vip', 'old'])),
      matches: ['b', 'c', 'd', 'e', 'f', 'g', 'h'],
    },
    { name: 'isEmpty: null and the empty set', where: where('marks', 'isEmpty'), matches: ['d', 'e'] },
    { name: 'isNotEmpty', where: where('marks', 'isNotEmpty'), matches: ['a', 'b', 'c', 'f', 'g', 'h'] },
    {
      name: 'not has, or empty',
      where: or(not(where('marks', 'has', 'old')), where('marks', 'isEmpty')),
      matches: ['b', 'd', 'e', 'f', 'g', 'h'],
    },
  ],
}
