import { describe, expect, test } from 'vitest'
import { conformanceModel } from '../../adapters/conformance/model'
import { isRefusal } from '../../src/kernel'
import { DEFAULT_BUDGET, prepareQuery } from '../../src/query'

const test1 = { type: 'test', field: 'status', operator: 'eq', value: 'x' }
const repeated = (length: number, item: unknown) => Array.from({ length }, () => item)

function codeOf(input: unknown, budget = DEFAULT_BUDGET): string {
  try {
    prepareQuery(conformanceModel, 'item', input, budget)
  } catch (error) {
    if (isRefusal(error)) return `${error.code} ${error.path}`.trim()
    throw error
  }
  return 'accepted'
}

function nested(depth: number): unknown {
  let node: unknown = test1
  for (let level = 1; level < depth; level++) node = { type: 'and', criteria: [node] }
  return node
}

function deep(levels: number, around: (inner: unknown) => unknown): unknown {
  let node: unknown = test1
  for (let level = 0; level < levels; level++) node = around(node)
  return node
}

const members = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, index]))

const beyond = (value: unknown) => ({
  type: 'related',
  relation: 'parts',
  quantifier: 'some',
  criteria: { ...test1, operator: 'in', value },
})

/** An object that says how often its members were read. */
function counted(members: object): { readonly object: object; readonly reads: () => number } {
  let reads = 0
  const object = new Proxy(members, {
    getOwnPropertyDescriptor(target, key) {
      reads += 1
      return Reflect.getOwnPropertyDescriptor(target, key)
    },
  })
  return { object, reads: () => reads }
}

describe('criteria from an untrusted client', () => {
  test('16 levels are read, 20,000 refused', () => {
    expect(codeOf(nested(16))).toBe('accepted')
    expect(codeOf(nested(40))).toMatch(/^query\.too_deep \/criteria\/0\/criteria\/0/)
    expect(codeOf(nested(20_000))).toMatch(/^query\.too_deep /)
  })

  test('1,000 nodes are read, 10^6 refused without being walked', () => {
    expect(codeOf({ type: 'and', criteria: repeated(999, test1) })).toBe('accepted')
    expect(codeOf({ type: 'and', criteria: repeated(1_000, test1) })).toBe('query.too_large /criteria/999')
    const { object, reads } = counted(test1)
    const million = { type: 'and', criteria: repeated(1_000, { type: 'or', criteria: repeated(1_000, object) }) }
    expect(codeOf(million)).toBe('query.too_large /criteria/0/criteria/998')
    expect(reads()).toBeLessThan(1_000 * 4 * 4)
  })

  test('lists of 10,000 are read, of 10^5 refused before any item is looked at', () => {
    const list = (length: number) => ({ ...test1, operator: 'in', value: repeated(length, 'x') })
    expect(codeOf(list(10_000))).toBe('accepted')
    expect(codeOf(list(100_000))).toBe('query.list_too_long /value')
    expect(codeOf({ ...test1, operator: 'in', value: Object.assign([], { length: 2 ** 32 - 1 }) })).toBe(
      'query.list_too_long /value',
    )
    expect(codeOf({ type: 'or', criteria: repeated(6, list(9_999)) })).toBe('query.too_large /criteria/4/value')
  })

  test('a long text is refused', () => {
    expect(codeOf({ ...test1, value: 'x'.repeat(1_000) })).toBe('accepted')
    expect(codeOf({ ...test1, value: 'x'.repeat(1_001) })).toBe('query.text_too_long /value')
  })

  test('an object of many members is refused at the seventeenth', () => {
    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, index]))
    expect(codeOf({ ...test1, ...wide })).toBe('query.unknown_member')
  })

  test('a name of 10^6 characters is refused, and told only in part', () => {
    const name = 'k'.repeat(1_000_000)
    for (const input of [
      { [name]: 1 },
      { type: 'and', criteria: [], [name]: { type: 'or' } },
      { ...test1, value: { [name]: 1 } },
    ])
      try {
        prepareQuery(conformanceModel, 'item', input)
        expect.unreachable()
      } catch (error) {
        if (!isRefusal(error)) throw error
        expect(error.code).toBe('query.unknown_member')
        expect(JSON.stringify(error.problems).length).toBeLessThan(2_000)
      }
  })

  test.each<[string, () => unknown, string]>([
    ['10^6 levels of not', () => deep(1_000_000, (inner) => ({ type: 'not', criteria: inner })), 'query.too_deep'],
    ['20,000 levels of lists', () => ({ type: 'and', criteria: deep(20_000, (inner) => [inner]) }), 'query.too_deep'],
    [
      '20,000 levels of values',
      () => ({ ...test1, value: deep(20_000, (inner) => ({ ref: inner })) }),
      'query.too_deep',
    ],
    ['a list of 10^6', () => ({ type: 'or', criteria: repeated(1_000_000, test1) }), 'query.list_too_long /criteria'],
    ['a list of 10^6 beyond a relation', () => beyond(repeated(1_000_000, 'x')), 'query.list_too_long /criteria/value'],
    ['10^6 members', () => members(1_000_000), 'query.unknown_member'],
    ['10^5 members in a value', () => ({ ...test1, value: members(100_000) }), 'query.unknown_member /value'],
    ['a text of 10^8 characters', () => ({ ...test1, value: 'x'.repeat(100_000_000) }), 'query.text_too_long /value'],
  ])('%s are refused', (_, make, problem) => {
    expect(codeOf(make()).startsWith(problem)).toBe(true)
  })

  test('what goes round in circles is refused', () => {
    const circle: { type: string; criteria?: unknown } = { type: 'not' }
    circle.criteria = circle
    expect(codeOf(circle)).toMatch(/^query\.too_deep /)
    const wide: { type: string; criteria: unknown[] } = { type: 'and', criteria: [] }
    wide.criteria = repeated(1_000, wide)
    expect(codeOf(wide)).toMatch(/^query\.too_(?:large|deep) /)
  })

  test('prototype keys mean nothing and change nothing', () => {
    expect(codeOf(JSON.parse('{"type":"and","criteria":[],"__proto__":{"polluted":true}}'))).toBe(
      'query.unknown_member',
    )
    expect(codeOf(JSON.parse('{"__proto__":{"type":"and","criteria":[]}}'))).toMatch(/^query\.unknown_member/)
    expect(codeOf(JSON.parse('{"type":"and","criteria":[],"constructor":{"prototype":{"polluted":true}}}'))).toBe(
      'query.unknown_member',
    )
    expect(
      codeOf(JSON.parse('{"type":"test","field":"ownerId","operator":"eq","value":{"__proto__":{"ref":"me"}}}')),
    ).toMatch(/^query\./)
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  test('members that are inherited are not there', () => {
    expect(codeOf(Object.create({ type: 'and', criteria: [] }))).toBe('query.not_plain')
  })

  test.each<[string, unknown]>([
    [
      'a class instance',
      new (class Criteria {
        type = 'and'
        criteria = []
      })(),
    ],
    ['a Map', new Map([['type', 'and']])],
    ['a function', () => test1],
    ['a bigint', 1n],
    ['a symbol', Symbol('and')],
    [
      'a getter',
      {
        get type() {
          throw new Error('read')
        },
      },
    ],
    [
      'a getter below',
      {
        type: 'and',
        criteria: [
          {
            ...test1,
            get value() {
              throw new Error('read')
            },
          },
        ],
      },
    ],
    ['a boxed text', { ...test1, value: Object('x') }],
    [
      'a Proxy that throws',
      new Proxy(
        {},
        {
          getPrototypeOf() {
            throw new Error('trap')
          },
        },
      ),
    ],
    [
      'a revoked Proxy',
      (() => {
        const { proxy, revoke } = Proxy.revocable({}, {})
        revoke()
        return proxy
      })(),
    ],
    ['a hole in a list', { type: 'and', criteria: Object.assign([], { 1: test1 }) }],
  ])('%s is refused', (_, input) => {
    expect(codeOf(input)).toMatch(/^query\.not_plain/)
  })

  test('what was given is copied: later changes to it change nothing', () => {
    const given = { type: 'or', criteria: [{ ...test1 }] }
    const { query } = prepareQuery(conformanceModel, 'item', new Proxy(given, {}))
    given.criteria.push(test1)
    given.criteria.forEach((one) => (one.value = 'y'))
    expect(query.where).toEqual({ type: 'or', criteria: [{ ...test1, value: 'x' }] })
    expect(Object.isFrozen(query.where)).toBe(true)
  })

  test('a host may set its own budget', () => {
    const small = { ...DEFAULT_BUDGET, nodes: 2, depth: 1 }
    expect(codeOf({ type: 'and', criteria: [test1] }, small)).toBe('accepted')
    expect(codeOf({ type: 'and', criteria: [test1, test1] }, small)).toBe('query.too_large /criteria/1')
  })
})
