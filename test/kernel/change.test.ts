import { type Change, changedFields, localized, sameValue } from 'clientele/kernel'
import { describe, expect, it } from 'vitest'

describe('changes', () => {
  const cases: readonly (readonly [title: string, a: unknown, b: unknown, same: boolean])[] = [
    ['equal texts', 'a', 'a', true],
    ['a text and a number', '1', 1, false],
    ['null and undefined', null, undefined, true],
    ['null and the empty text', null, '', false],
    ['null and zero', null, 0, false],
    ['NaN and NaN', Number.NaN, Number.NaN, true],
    ['zero and minus zero', 0, -0, true],
    ['dates of one time', new Date(5), new Date(5), true],
    ['dates of two times', new Date(5), new Date(6), false],
    ['invalid dates', new Date(Number.NaN), new Date(Number.NaN), true],
    ['a date and its text', new Date(0), '1970-01-01T00:00:00.000Z', false],
    ['a date and an object', new Date(0), {}, false],
    ['equal lists', ['a', new Date(1)], ['a', new Date(1)], true],
    ['lists in another order', ['a', 'b'], ['b', 'a'], false],
    ['a list and its beginning', ['a', 'b'], ['a'], false],
    ['an empty list and null', [], null, false],
    ['an empty list and an empty object', [], {}, false],
    ['equal objects', { a: { b: [1] } }, { a: { b: [1] } }, true],
    ['an absent and an undefined member', { a: 1, b: undefined }, { a: 1 }, true],
    ['objects of different members', { a: 1 }, { b: 1 }, false],
    ['a member with an inherited name', { constructor: 1 }, {}, false],
    ['maps, which no field holds', new Map(), new Map(), false],
  ]
  it.each(cases)('compare %s', (_title, a, b, same) => {
    expect(sameValue(a, b)).toBe(same)
    expect(sameValue(b, a)).toBe(same)
  })

  const change = (before: Change['before'], after: Change['after']): Change => ({
    entity: 'account',
    id: 'a1',
    type: before === null ? 'created' : after === null ? 'removed' : 'updated',
    before,
    after,
  })
  it.each([
    ['an update', change({ id: 'a1', name: 'x', tags: ['a'] }, { id: 'a1', name: 'y', tags: ['a'] }), ['name']],
    ['a creation', change(null, { id: 'a1', name: 'x', note: null }), ['id', 'name']],
    ['a removal', change({ id: 'a1', name: 'x' }, null), ['id', 'name']],
    ['an update that adds a field', change({ id: 'a1' }, { id: 'a1', valueOf: 1 }), ['valueOf']],
    ['an update that changes nothing', change({ at: new Date(1) }, { at: new Date(1) }), []],
  ])('name the fields of %s', (_title, given, fields) => {
    expect(changedFields(given)).toEqual(fields)
  })
})

it('a localized text is read in one language', () => {
  expect(localized({ fr: 'Région', en: 'Region' }, 'fr')).toBe('Région')
})
