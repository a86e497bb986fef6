import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { conformanceModel } from '../../adapters/conformance/model'
import { isRefusal } from '../../src/kernel'
import { crmEntities, defineModel, formSchema, parseRecord } from '../../src/model'
import {
  type JsonSchema,
  modelQuerySchema,
  operatorLabel,
  OPERATORS,
  prepareQuery,
  query,
  querySchema,
  ruleFields,
  type RuleField,
} from '../../src/query'
import { question } from './arbitrary'

const model = defineModel(crmEntities)
const RUNS = { numRuns: 120, seed: 20_260_329 }

function validator(schema: JsonSchema): (value: unknown) => boolean {
  const read = z.fromJSONSchema(JSON.parse(JSON.stringify(schema)))
  return (value) => read.safeParse(JSON.parse(JSON.stringify(value))).success
}

function isRead(entity: string, value: unknown): boolean {
  try {
    prepareQuery(conformanceModel, entity, value)
    return true
  } catch (error) {
    if (isRefusal(error)) return false
    throw error
  }
}

const isQuery = validator(querySchema)
const about = new Map(
  ['item', 'part', 'owner', 'team'].map((entity) => [
    entity,
    validator(modelQuerySchema(conformanceModel, entity, 'en')),
  ]),
)
const isAbout = (entity: string, value: unknown): boolean => about.get(entity)?.(value) === true

describe('R6.9 the JSON form of queries', () => {
  test('is what it was: a change of it is a new version', async () => {
    await expect(`${JSON.stringify(querySchema, null, 2)}\n`).toMatchFileSnapshot('query-schema.snapshot')
  })

  test('every query that is read is of that form, and of the form for its entity', () => {
    fc.assert(
      fc.property(question, ({ entity, where }) => {
        const sent = { version: 1, entity, where }
        expect(isQuery(sent)).toBe(true)
        expect(isAbout(entity, sent)).toBe(true)
      }),
      RUNS,
    )
  })

  test.each<[string, unknown]>([
    ['no version', { entity: 'item', where: { type: 'and', criteria: [] } }],
    ['another version', { version: 2, entity: 'item', where: { type: 'and', criteria: [] } }],
    ['another type', { version: 1, entity: 'item', where: { type: 'nand', criteria: [] } }],
    ['more members', { version: 1, entity: 'item', where: { type: 'and', criteria: [], sql: '' } }],
    ['no value', { version: 1, entity: 'item', where: { type: 'test', field: 'name', operator: 'eq' } }],
    ['null', { version: 1, entity: 'item', where: { type: 'test', field: 'name', operator: 'eq', value: null } }],
    [
      'a value too many',
      { version: 1, entity: 'item', where: { type: 'test', field: 'name', operator: 'isEmpty', value: 1 } },
    ],
    [
      'an unknown operator',
      { version: 1, entity: 'item', where: { type: 'test', field: 'name', operator: 'like', value: 'x' } },
    ],
    [
      'an unknown reference',
      { version: 1, entity: 'item', where: { type: 'test', field: 'name', operator: 'eq', value: { ref: 'you' } } },
    ],
    [
      'a range without a count',
      {
        version: 1,
        entity: 'item',
        where: { type: 'test', field: 'madeOn', operator: 'within', value: { range: 'last', unit: 'days' } },
      },
    ],
    [
      'one number for two',
      {
        version: 1,
        entity: 'item',
        where: {
          type: 'measure',
          relation: 'parts',
          measure: 'count',
          criteria: { type: 'and', criteria: [] },
          operator: 'between',
          value: 1,
        },
      },
    ],
  ])('%s is neither read nor of that form', (_, value) => {
    expect([isRead('item', value), isQuery(value), isAbout('item', value)]).toEqual([false, false, false])
  })

  test('the form for an entity knows its fields, operators, codes and relations: it lets through what is read, no more', () => {
    let refused = 0
    const changes = fc.constantFrom<(test: Record<string, unknown>) => Record<string, unknown>>(
      (one) => ({ ...one, field: 'name' }),
      (one) => ({ ...one, field: 'rank' }),
      (one) => ({ ...one, field: 'teamId' }),
      (one) => ({ ...one, operator: 'gt' }),
      (one) => ({ ...one, operator: 'in', value: [one['value']] }),
      (one) => ({ ...one, operator: 'has' }),
      (one) => ({ ...one, value: 'x' }),
      (one) => ({ ...one, value: 3 }),
      (one) => ({ ...one, value: true }),
      (one) => ({ ...one, value: { ref: 'me' } }),
      (one) => ({ ...one, operator: 'in', value: { ref: 'myGroups' } }),
      (one) => ({ ...one, value: { ref: 'field', field: 'cost' } }),
      (one) => ({ ...one, value: { ref: 'actor', field: 'limit' } }),
      (one) => ({ ...one, value: { ref: 'today' } }),
    )
    fc.assert(
      fc.property(question, changes, ({ entity, where }, change) => {
        fc.pre(where.type === 'test')
        const sent = { version: 1, entity, where: change({ ...where }) }
        const expected = isRead(entity, JSON.parse(JSON.stringify(sent)))
        if (!expected) refused += 1
        // Days that do not exist and digits past the last decimal are beyond JSON Schema.
        if (isAbout(entity, sent) !== expected)
          expect(JSON.stringify(sent)).toMatch(/"(?:size|length|soldAt|createdAt|madeOn|listedOn|readyOn)"/)
      }),
      { ...RUNS, numRuns: 200 },
    )
    expect(refused).toBeGreaterThan(30)
  })

  test('labels stand as titles, in the language asked for', () => {
    const written = (locale: 'fr' | 'en') => JSON.stringify(modelQuerySchema(model, 'account', locale))
    expect(written('fr')).toContain('"title":"Responsable"')
    expect(written('fr')).toContain('{"const":"company","title":"Entreprise"}')
    expect(written('fr')).toContain('"title":"Factures"')
    expect(written('en')).toContain('"title":"Owner"')
    expect(written('en')).toContain('{"const":"company","title":"Company"}')
  })
})

describe('R6.9 what interfaces are built from', () => {
  test('every field, operator and code has words in both languages', () => {
    for (const entity of model.entities.keys())
      for (const locale of ['fr', 'en'] as const) {
        const look = (fields: readonly RuleField[]): void => {
          for (const { label, operators, values = [], matchModes = [], subproperties = [] } of fields) {
            for (const one of [...operators, ...values, ...matchModes]) expect(one.label).not.toBe('')
            expect([label, operators.length > 0]).toEqual([expect.stringMatching(/./), true])
            look(subproperties)
          }
        }
        look(ruleFields(model, entity, locale, 2))
      }
    for (const [kind, operators] of Object.entries(OPERATORS))
      for (const operator of operators)
        expect(
          Object.values(operatorLabel(kind as keyof typeof OPERATORS, operator)).filter((text) => text !== ''),
        ).toHaveLength(2)
  })

  test('fields come with editors for their kind', () => {
    const fields = new Map(ruleFields(model, 'account', 'fr').map((field) => [field.name, field]))
    expect(fields.get('kind')).toMatchObject({
      label: 'Type',
      values: [
        { name: 'company', label: 'Entreprise' },
        { name: 'individual', label: 'Particulier' },
      ],
    })
    expect(fields.get('kind')?.valueEditorType('=')).toBe('select')
    expect(fields.get('kind')?.valueEditorType('in')).toBe('multiselect')
    expect(fields.get('revenue')).toMatchObject({ inputType: 'number', comparesAs: 'money EUR' })
    expect(fields.get('invoices')).toMatchObject({ label: 'Factures' })
    expect(fields.get('invoices')?.subproperties?.map(({ name }) => name)).toContain('dueOn')
    expect(fields.get('owner')?.matchModes?.map(({ name }) => name)).toEqual(['some', 'none'])
  })

  test('the form of a new record has its labels, its checks, and what is required', () => {
    const schema = formSchema(model, 'contact', 'fr')
    expect(schema).toMatchObject({
      title: 'Contact',
      properties: {
        name: { title: 'Nom', type: 'string', minLength: 1 },
        email: { title: 'Adresse e-mail' },
        tags: { title: 'Étiquettes', type: 'array', default: [] },
      },
      required: ['name', 'groupId'],
    })
    const isContact = validator(schema)
    const contact = { name: 'Zoë', groupId: 'lille', tags: ['vip'] }
    expect(isContact(contact)).toBe(true)
    const entity = model.entities.get('contact')
    expect(entity && parseRecord(entity, { id: 'c1', ...contact })).toMatchObject(contact)
    expect([
      isContact({ name: '', groupId: 'lille' }),
      isContact({ name: 'Zoë' }),
      isContact({ ...contact, age: 3 }),
    ]).toEqual([false, false, false])
    const task = formSchema(model, 'task', 'en')
    expect(task['properties']).toMatchObject({
      status: {
        title: 'State',
        oneOf: [
          { const: 'open', title: 'To do' },
          { const: 'done', title: 'Done' },
        ],
        default: 'open',
      },
    })
  })

  test('a query built by hand is of the form for its entity', () => {
    const isAccounts = validator(modelQuerySchema(model, 'account', 'fr'))
    const where = query(model, 'account', (a) => a.invoices.sum('total', (i) => i.status.eq('paid')).between(1, 5))
    expect([isAccounts(where), isAccounts({ ...where, entity: 'contact' })]).toEqual([true, false])
  })
})
