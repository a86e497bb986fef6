/** Every door of the language, given valid criteria with something strange put in some place of them. */
import fc from 'fast-check'
import { describe as group, expect, test } from 'vitest'
import { caseBinding } from '../../adapters/conformance/cases'
import { conformanceModel } from '../../adapters/conformance/model'
import { isRefusal, type Refusal } from '../../src/kernel'
import { compileQuery, describe, fromRuleGroup, prepareQuery, type Query, toRuleGroup } from '../../src/query'
import { question } from './arbitrary'

const circle: { type: string; criteria: unknown } = { type: 'and', criteria: [] }
circle.criteria = [circle]

const throwing = <T extends object>(target: T): T =>
  new Proxy(target, {
    get: () => expect.unreachable('read'),
    ownKeys: () => expect.unreachable('listed'),
    getPrototypeOf: () => expect.unreachable('asked for what it is'),
  })

const STRANGE: readonly unknown[] = [
  undefined,
  null,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -0,
  0.1,
  -1,
  2 ** 53,
  1e308,
  1n,
  true,
  Symbol('x'),
  () => 1,
  new Date(Number.NaN),
  new Date(0),
  new Map([['type', 'and']]),
  /x/,
  new Error('x'),
  Object('x'),
  circle,
  {},
  [],
  [[]],
  [undefined],
  [null],
  Object.assign([], { length: 5 }),
  Object.assign([], { length: 2 ** 32 - 1 }),
  'x'.repeat(2_000),
  '\ud800',
  '\0',
  '__proto__',
  'constructor',
  'toString',
  '1',
  '2026-02-30',
  '2026-13-45T99:99:99Z',
  JSON.parse('{"__proto__":{"ref":"me"}}'),
  Object.create(null),
  Object.create({ type: 'and', criteria: [] }),
  {
    get ref() {
      return expect.unreachable('a getter was run')
    },
  },
  throwing({}),
  throwing([]),
  { ref: 'me' },
  { ref: 'toString' },
  { ref: 'field', field: '__proto__' },
  { ref: 'actor', field: 'constructor' },
  { ref: 'ago', count: Number.NaN, unit: 'days' },
  { ref: 'groups', selection: { regions: ['\ud800'] } },
  { range: 'today' },
  { range: '__proto__' },
  { range: 'last', count: 1e6, unit: 'years' },
  { range: 'between', from: 'x', to: 3 },
  { type: 'and', criteria: { length: 1 } },
  { type: 'test', field: 'name', operator: 'constructor' },
  { ['k'.repeat(5_000)]: 1 },
  Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k${index}`, index])),
]

type Step = string | number

/** Every place in some data. */
function placesIn(data: unknown, at: readonly Step[] = []): readonly (readonly Step[])[] {
  if (typeof data !== 'object' || data === null) return [at]
  const inner = Object.entries(data).flatMap(([key, value]) =>
    placesIn(value, [...at, Array.isArray(data) ? Number(key) : key]),
  )
  return [at, ...inner]
}

function withAt(data: unknown, [step, ...rest]: readonly Step[], value: unknown): unknown {
  if (step === undefined) return value
  if (Array.isArray(data)) return data.map((item, index) => (index === step ? withAt(item, rest, value) : item))
  return { ...Object(data), [step]: withAt(Object(data)[step], rest, value) }
}

const doors: readonly (readonly [name: string, isRules: boolean, (entity: string, input: unknown) => unknown])[] = [
  ['prepareQuery', false, (entity, input) => prepareQuery(conformanceModel, entity, input)],
  ['compileQuery', false, (entity, input) => compileQuery(conformanceModel, entity, input, caseBinding)],
  ['describe', false, (_, input) => describe(input as Query, conformanceModel, 'fr')],
  ['toRuleGroup', false, (_, input) => toRuleGroup(input as Query, conformanceModel)],
  ['fromRuleGroup', true, (entity, input) => fromRuleGroup(conformanceModel, entity, input)],
]

/** What a refusal must be, whatever was refused. */
function expectPlain({ problems }: Refusal): void {
  expect(problems.length).toBeLessThanOrEqual(20)
  for (const { code, path, message, data } of problems) {
    expect(code).toMatch(/^(?:query|calendar|model)\.[a-z_]+$/)
    expect(path).toMatch(/^(?:\/(?:[^~/]|~[01])*)*$/)
    expect(message.fr.length + message.en.length).toBeLessThan(2_000)
    // What is thrown back is no larger than what the budget let in.
    for (const value of Object.values(data)) expect((JSON.stringify(value) ?? '').length).toBeLessThan(100_000)
  }
}

group('whatever stands in criteria', () => {
  test.each(doors)('R2.1 %s reads it or refuses it, with code, place and a short message', (_, isRules, open) => {
    let refused = 0
    const places = fc.tuple(fc.nat(), fc.constantFrom(...STRANGE))
    fc.assert(
      fc.property(question, fc.array(places, { minLength: 8, maxLength: 8 }), ({ entity, where }, changes) => {
        const asked: Query = { version: 1, entity, where }
        let whole: unknown = asked
        if (isRules)
          try {
            whole = toRuleGroup(asked, conformanceModel)
          } catch {
            return
          }
        const all = placesIn(whole)
        for (const [place, value] of changes)
          try {
            open(entity, withAt(whole, all[place % all.length] ?? [], value))
          } catch (error) {
            if (!isRefusal(error)) throw error
            expectPlain(error)
            refused += 1
          }
      }),
      { numRuns: 400, seed: 20_260_329 },
    )
    expect(refused).toBeGreaterThan(400)
    expect(Reflect.get({}, 'ref')).toBeUndefined()
  })

  test.each(doors)('%s refuses what is no criteria at all', (_, isRules, open) => {
    for (const value of STRANGE)
      try {
        open('item', value)
        expect(isRules && value).toEqual([])
      } catch (error) {
        if (!isRefusal(error)) throw error
        expectPlain(error)
      }
  })

  test('R2.1 a query that does not say what it is about is told so, at its place', () => {
    const problemOf = (input: unknown): string => {
      try {
        return describe(input as Query, conformanceModel, 'fr')
      } catch (error) {
        if (!isRefusal(error)) throw error
        return `${error.code} ${error.path}`
      }
    }
    const where = { type: 'and', criteria: [] }
    expect(problemOf(null)).toBe('query.member_missing /entity')
    expect(problemOf({ version: 1, where })).toBe('query.member_missing /entity')
    expect(problemOf({ version: 1, entity: 'ghost', where })).toBe('model.entity_unknown /entity')
    expect(problemOf({ version: 2, entity: 'item', where })).toBe('query.unknown_version /version')
  })
})
