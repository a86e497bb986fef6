import { canonicalJson, defineProblems, isPlainObject, isRefusal, jsonPointer, Refusal, refuse } from 'clientele/kernel'
import { runInNewContext } from 'node:vm'
import { describe, expect, expectTypeOf, it } from 'vitest'

const problem = defineProblems({
  'region.cycle': {
    en: 'The region {region} would contain itself: remove it from {inside} first.',
    fr: 'La région {region} se contiendrait elle-même : retirez-la d’abord de {inside}.',
  },
  'region.empty': { en: 'Give the region a group.', fr: 'Donnez un groupe à la région.' },
})
const cycle = problem('region.cycle', { path: '/regions/0', data: { region: 'Nord', inside: 'France' } })

function thrownBy(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('Nothing was thrown')
}

describe('problems', () => {
  it('fill their messages in both languages', () => {
    expect(cycle).toEqual({
      code: 'region.cycle',
      path: '/regions/0',
      data: { region: 'Nord', inside: 'France' },
      message: {
        en: 'The region Nord would contain itself: remove it from France first.',
        fr: 'La région Nord se contiendrait elle-même : retirez-la d’abord de France.',
      },
    })
  })

  it('want by their types the code and what fills the placeholders', () => {
    expectTypeOf(problem<'region.empty'>).toBeCallableWith('region.empty')
    expectTypeOf(problem.codes).toEqualTypeOf<readonly ('region.cycle' | 'region.empty')[]>()
    // @ts-expect-error no such code
    expect(() => problem('region.unknown')).toThrow('region.unknown')
    // @ts-expect-error the placeholders are not filled
    expect(problem('region.cycle', { data: { region: 'Nord' } }).message.en).toContain('{inside}')
  })

  const say = defineProblems({ say: { en: '<{value}>', fr: '<{value}>' } })
  const cyclic: Record<string, unknown> = {}
  cyclic['self'] = cyclic
  it.each([
    ['a text', 'x', '<x>'],
    ['a text that looks like a placeholder', '{value} $& $1', '<{value} $& $1>'],
    ['a number', 1.5, '<1.5>'],
    ['nothing', null, '<null>'],
    ['a missing value', undefined, '<undefined>'],
    ['a date', new Date('2026-03-29T01:00:00Z'), '<2026-03-29T01:00:00.000Z>'],
    ['an invalid date', new Date(Number.NaN), '<Invalid Date>'],
    ['a list', ['a', 1, ['b']], '<a, 1, b>'],
    ['an object', { a: 1 }, '<{"a":1}>'],
    ['a cyclic object', cyclic, '<[object Object]>'],
    ['a Proxy that throws', new Proxy({}, { getPrototypeOf: () => expect.unreachable() }), '<…>'],
    ['a symbol', Symbol('s'), '<Symbol(s)>'],
    ['control characters', 'a\u0000\n\u001b[31m', '<a\\u{0}\\u{a}\\u{1b}[31m>'],
    ['marks that turn text round', 'a\u202eb', '<a\\u{202e}b>'],
    ['a lone surrogate', '\ud800', '<\\u{d800}>'],
    ['exactly eighty characters', 'x'.repeat(80), `<${'x'.repeat(80)}>`],
    ['more than eighty characters', 'x'.repeat(81), `<${'x'.repeat(79)}…>`],
    ['a very long text', 'x'.repeat(1_000_000), `<${'x'.repeat(79)}…>`],
    ['emoji at the limit', `${'x'.repeat(78)}👍👍`, `<${'x'.repeat(78)}…>`],
    ['a long list', Array.from({ length: 1000 }, () => 'ab'), `<${'ab, '.repeat(20).slice(0, 79)}…>`],
  ])('say %s safely', (_title, value, expected) => {
    expect(say('say', { data: { value } }).message.en).toBe(expected)
  })

  it('say a value that has two languages in the message’s own', () => {
    expect(say('say', { data: { value: { en: 'Account', fr: 'Compte' } } }).message).toEqual({
      en: '<Account>',
      fr: '<Compte>',
    })
  })

  it('do not take inherited members for data', () => {
    const inherited = defineProblems({ say: { en: '{constructor}', fr: '{constructor}' } })
    // @ts-expect-error the placeholder is not filled
    expect(inherited('say').message.en).toBe('{constructor}')
  })
})

describe('refusals', () => {
  it('speak of the first problem and carry them all', () => {
    const error = thrownBy(() => refuse([cycle, problem('region.empty')]))
    expect(error).toBeInstanceOf(Refusal)
    expect(error).toMatchObject({ name: 'Refusal', code: 'region.cycle', path: '/regions/0', data: cycle.data })
    if (!isRefusal(error)) throw error
    expect(error.problems).toHaveLength(2)
    expect(error.message).toBe(`${cycle.message.en} (at /regions/0)\nGive the region a group.`)
    expect(error.messageIn('fr')).toBe(`${cycle.message.fr} (à /regions/0)\nDonnez un groupe à la région.`)
  })

  it('are recognised by shape, so that two copies of the package understand each other', () => {
    const foreign = Object.assign(new Error('x'), {
      code: 'a',
      path: '',
      data: {},
      problems: [cycle],
      messageIn: () => 'x',
    })
    expect(isRefusal(foreign)).toBe(true)
    expect(isRefusal(foreign, 'region.cycle')).toBe(true)
    expect(isRefusal(foreign, 'region.empty')).toBe(false)
  })

  it.each([
    ['an ordinary error', new Error('x')],
    ['a system error', Object.assign(new Error('x'), { code: 'ENOENT', path: '/x' })],
    ['a problem', cycle],
    ['nothing', null],
    ['a text', 'refusal'],
    ['an empty list of problems', { code: 'a', problems: [], messageIn: () => '' }],
    ['a validation error with issues of its own', { code: 'a', problems: ['x'], messageIn: () => '' }],
  ])('are not mistaken for %s', (_title, value) => {
    expect(isRefusal(value)).toBe(false)
  })

  it('need a problem', () => {
    expect(() => refuse([])).toThrow('at least one problem')
    expect(isRefusal(thrownBy(() => refuse([])))).toBe(false)
  })
})

describe('JSON', () => {
  it('has one text for equal values', () => {
    expect(canonicalJson({ b: [1, -0, { d: null, c: 'é"' }], a: true })).toBe(
      '{"a":true,"b":[1,0,{"c":"é\\"","d":null}]}',
    )
    expect(canonicalJson({ b: 1, a: 2 })).toBe(canonicalJson({ a: 2, b: 1 }))
  })

  it.each([[Number.NaN], [Number.POSITIVE_INFINITY]])('has no text for %s', (value) => {
    expect(() => canonicalJson({ value })).toThrow(TypeError)
  })

  it.each([
    [[], ''],
    [['where', 'and', 0, 'field'], '/where/and/0/field'],
    [['a/b', 'm~n', ''], '/a~1b/m~0n/'],
    [['~1'], '/~01'],
  ])('has the pointer of %j', (path, pointer) => {
    expect(jsonPointer(path)).toBe(pointer)
  })

  it.each([
    ['a literal', {}, true],
    ['an object without prototype', Object.create(null), true],
    ['an object of another realm', runInNewContext('({ a: 1 })'), true],
    ['a list', [], false],
    ['a list of another realm', runInNewContext('[]'), false],
    ['a date', new Date(0), false],
    ['a map', new Map(), false],
    ['an instance', new URL('https://clientele.example'), false],
    ['an object made from another', Object.create({ a: 1 }), false],
    ['null', null, false],
    ['a function', () => 1, false],
  ])('tells a plain object from %s', (_title, value, expected) => {
    expect(isPlainObject(value)).toBe(expected)
  })
})
