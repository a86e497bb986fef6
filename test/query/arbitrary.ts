/** Random records and random criteria about them, for comparing readings with each other. */
import fc from 'fast-check'
import { conformanceModel } from '../../adapters/conformance/model'
import { foldText, isWellFormedText, type Row } from '../../src/kernel'
import { entityOf, type EntityDefinition, type FieldDefinition, isNumeric, isWord } from '../../src/model'
import {
  type CriteriaNode,
  MEASURE_OPERATORS,
  type Operand,
  type Operator,
  OPERATORS,
  type Reference,
} from '../../src/query'

export type Records = Readonly<Record<string, readonly Row[]>>

/** Ids that only a comparison byte for byte tells apart, and one that nobody has. */
const IDS: readonly string[] = ['a1', 'A1', 'a10', 'a2', "a'3", 'é', 'e\u0301', 'b', 'B ']
const GHOST = 'ghost'

const TEXTS: readonly string[] = [
  '',
  ' ',
  '-',
  'Dupont',
  'DUPONT ',
  'dupont-durand',
  'Élodie',
  'e\u0301lodie',
  'Œuvre',
  'oeuvre',
  'Straße',
  'STRASSE',
  'kırık',
  'L’arbre',
  "l'arbre",
  "';--",
  '"x"; DROP TABLE item; --',
  '100%',
  '_',
  'a\\b',
  '\\',
  '%_\\',
  'pro\u00adgramme',
  'Saint\u2011Étienne  ',
  'saint etienne',
  '日本語',
  '😀',
  '😁😀',
  '\uffee',
  'ǘ',
  'ﬁn',
  'null',
  '0',
  '$1 ? :a @b {0}',
]

const CODES: readonly string[] = [
  '',
  ' ',
  'x',
  'X',
  'x ',
  'é',
  'e\u0301',
  'ab',
  'a_b',
  'a%b',
  "a'b",
  'a\\b',
  'a,b',
  '[',
  '😀',
  't1',
  'Europe/Paris',
]
const DATES: readonly string[] = [
  '2026-03-22',
  '2026-03-28',
  '2026-03-29',
  '2026-03-30',
  '2026-04-01',
  '2024-02-29',
  '1999-12-31',
  '9999-12-31',
]
const INSTANTS: readonly string[] = [
  '2026-03-28T22:59:59.999Z',
  '2026-03-28T23:00:00.000Z',
  '2026-03-29T00:59:59.999Z',
  '2026-03-29T01:00:00.000Z',
  '2026-03-29T10:00:00.000Z',
  '2026-03-29T10:00:00.001Z',
  '2026-03-29T22:00:00.000Z',
  '2026-03-22T11:00:00.000Z',
  '1969-12-31T23:59:59.999Z',
  '2038-01-19T03:14:08.000Z',
]

/** Any text that can be stored: well-formed, without NUL. */
const anyText = fc
  .string({
    unit: fc.constantFrom(...'aàÀÅbßcÇœŒæıİşđłøΣς-‐ \u00a0\u00ad’ʼ%_\\\'"', '\u0301', '\u0323', '😀', 'ก', '日'),
    maxLength: 6,
  })
  .filter(isWellFormedText)

const textValue = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...TEXTS) }, { weight: 1, arbitrary: anyText })
const quarter = fc.integer({ min: -12, max: 12 }).map((count) => count / 4)

/** A value of a field as a record holds it. */
function valueOf(field: FieldDefinition): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case 'id':
      return fc.constantFrom(...IDS)
    case 'reference':
      return fc.constantFrom(...IDS, GHOST)
    case 'code':
      return fc.constantFrom(...CODES)
    case 'enum':
      return fc.constantFrom(...field.options.map(({ code }) => code))
    case 'text':
      return textValue
    case 'money':
      return fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(1999, 900_000_000_000_000))
    case 'number': {
      if (field.decimals === undefined) return quarter
      const unit = 10 ** field.decimals
      return fc.integer({ min: -150, max: 330 }).map((count) => count / unit)
    }
    case 'boolean':
      return fc.boolean()
    case 'date':
      return fc.constantFrom(...DATES)
    case 'instant':
      return fc.constantFrom(...INSTANTS).map((iso) => new Date(iso))
    case 'tags':
      return fc.uniqueArray(fc.constantFrom(...CODES.filter((code) => code !== '')), { maxLength: 3 })
    case 'json':
      return fc.constantFrom(null, { a: [1, "'"] })
    default:
      return field.kind satisfies never
  }
}

function rowOf(entity: EntityDefinition, id: string): fc.Arbitrary<Row> {
  const fields = [...entity.fields.values()].map((field): [string, fc.Arbitrary<unknown>] => {
    if (field.name === 'id') return ['id', fc.constant(id)]
    return [field.name, field.nullable ? fc.option(valueOf(field), { freq: 3 }) : valueOf(field)]
  })
  return fc.record(Object.fromEntries(fields))
}

function rowsOf(name: string, usual: number, most: number): fc.Arbitrary<readonly Row[]> {
  const entity = entityOf(conformanceModel, name)
  const some = (minLength: number) =>
    fc
      .uniqueArray(fc.constantFrom(...IDS), { minLength, maxLength: most })
      .chain((ids) => fc.tuple(...ids.map((id) => rowOf(entity, id))))
  return fc.oneof({ weight: 7, arbitrary: some(usual) }, { weight: 1, arbitrary: some(0) })
}

/** Records of every entity of the conformance model; some references lead nowhere. */
export const records: fc.Arbitrary<Records> = fc.record({
  team: rowsOf('team', 2, 3),
  owner: rowsOf('owner', 3, 4),
  item: rowsOf('item', 4, 7),
  part: rowsOf('part', 4, 7),
})

const PATTERNS: readonly Operator[] = [
  'contains',
  'notContains',
  'startsWith',
  'notStartsWith',
  'endsWith',
  'notEndsWith',
]

/** A value of a field as criteria write it. */
function literalOf(field: FieldDefinition, operator: Operator): fc.Arbitrary<string | number | boolean> {
  switch (field.kind) {
    case 'text':
      return PATTERNS.includes(operator)
        ? textValue.filter((text) => (field.exact === true ? text : foldText(text)) !== '')
        : textValue
    case 'instant':
      return fc.constantFrom(...INSTANTS, ...DATES)
    case 'tags':
      return fc.constantFrom(...CODES.filter((code) => code !== ''))
    default:
      return valueOf(field).map((value) =>
        typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : String(value),
      )
  }
}

const pointsTo = (entity: EntityDefinition, field: FieldDefinition) =>
  field.kind === 'id' ? entity.name : field.target

function areComparable(entity: EntityDefinition, a: FieldDefinition, b: FieldDefinition): boolean {
  const isKey = (field: FieldDefinition) => field.kind === 'id' || field.kind === 'reference'
  if (isKey(a)) return isKey(b) && pointsTo(entity, a) === pointsTo(entity, b)
  if (isWord(a.kind)) return isWord(b.kind) && !isKey(b)
  return a.kind === b.kind && a.currency === b.currency && a.exact === b.exact
}

function referenceOf(entity: EntityDefinition, field: FieldDefinition): fc.Arbitrary<Reference>[] {
  const found: fc.Arbitrary<Reference>[] = []
  const target = pointsTo(entity, field)
  if (isWord(field.kind) && target === 'owner') found.push(fc.constant({ ref: 'me' }))
  if (field.kind === 'date' || field.kind === 'instant') {
    const unit = fc.constantFrom('hours' as const, 'days' as const, 'weeks' as const, 'months' as const)
    found.push(fc.constantFrom({ ref: 'now' } as const, { ref: 'today' } as const))
    found.push(fc.record({ ref: fc.constantFrom('ago' as const, 'fromNow' as const), count: fc.nat({ max: 9 }), unit }))
  }
  const others = [...entity.fields.values()].filter((other) => areComparable(entity, field, other))
  if (others.length > 0 && field.kind !== 'tags')
    found.push(fc.constantFrom(...others.map(({ name }) => ({ ref: 'field', field: name }) as const)))
  return found
}

const groupSets: fc.Arbitrary<Reference> = fc.constantFrom<Reference>(
  { ref: 'myGroups' },
  { ref: 'groups', selection: { regions: ['north'] } },
  { ref: 'groups', selection: { regions: ['empty'], groups: ['a1'] } },
  { ref: 'groups', selection: {} },
)

const ranges: fc.Arbitrary<Operand> = fc.constantFrom<Operand>(
  { range: 'today' },
  { range: 'yesterday' },
  { range: 'tomorrow' },
  { range: 'last', count: 7, unit: 'days' },
  { range: 'last', count: 3, unit: 'hours' },
  { range: 'next', count: 1, unit: 'months' },
  { range: 'this', unit: 'week' },
  { range: 'previous', unit: 'month' },
  { range: 'following', unit: 'fiscal-year' },
  { range: 'since', date: '2026-03-28' },
  { range: 'between', from: '2024-02-29', to: '2026-03-28' },
)

function operandOf(entity: EntityDefinition, field: FieldDefinition, operator: Operator): fc.Arbitrary<Operand> {
  const literal = literalOf(field, operator)
  const one = PATTERNS.includes(operator)
    ? literal
    : fc.oneof(
        { weight: 4, arbitrary: literal },
        ...referenceOf(entity, field).map((arbitrary) => ({ weight: 1, arbitrary })),
      )
  switch (operator) {
    case 'in':
    case 'notIn': {
      const list = fc.array(one, { maxLength: 4 })
      return pointsTo(entity, field) === 'team'
        ? fc.oneof(list, groupSets, fc.array(fc.oneof(one, groupSets), { maxLength: 3 }))
        : list
    }
    case 'hasAny':
    case 'hasAll':
    case 'hasNone':
      return fc.array(literal, { maxLength: 3 })
    case 'between':
      return fc.tuple(one, one)
    case 'within':
      return ranges
    default:
      return one
  }
}

function testOf(entity: EntityDefinition): fc.Arbitrary<CriteriaNode> {
  const fields = [...entity.fields.values()].filter(({ kind }) => OPERATORS[kind].length > 0)
  return fc.constantFrom(...fields).chain((field) =>
    fc.constantFrom<Operator>(...OPERATORS[field.kind]).chain((operator): fc.Arbitrary<CriteriaNode> => {
      if (operator === 'isEmpty' || operator === 'isNotEmpty')
        return fc.constant({ type: 'test', field: field.name, operator })
      return operandOf(entity, field, operator).map((value) => ({ type: 'test', field: field.name, operator, value }))
    }),
  )
}

function figureOf(field: FieldDefinition | null): fc.Arbitrary<number> {
  if (field === null) return fc.integer({ min: -1, max: 3 })
  return literalOf(field, 'eq').map(Number)
}

function relatedTo(entity: EntityDefinition, depth: number): fc.Arbitrary<CriteriaNode> {
  return fc
    .constantFrom(...entity.relations)
    .chain(([relation, { type, target: name }]): fc.Arbitrary<CriteriaNode> => {
      const target = entityOf(conformanceModel, name)
      const criteria = criteriaAbout(target, depth - 1)
      if (type === 'one')
        return criteria.map((inner) => ({ type: 'related', relation, quantifier: 'is', criteria: inner }))
      const quantifier = fc.constantFrom('some' as const, 'none' as const, 'every' as const)
      const related = fc.record({
        type: fc.constant('related' as const),
        relation: fc.constant(relation),
        quantifier,
        criteria,
      })
      const numeric = [...target.fields.values()].filter(({ kind }) => isNumeric(kind))
      const measured = fc.constantFrom(null, ...numeric).chain((field) =>
        fc
          .tuple(
            field === null
              ? fc.constant('count' as const)
              : fc.constantFrom('sum' as const, 'min' as const, 'max' as const, 'avg' as const),
            fc.constantFrom(...MEASURE_OPERATORS),
            figureOf(field),
            figureOf(field),
            criteria,
          )
          .map(([measure, operator, from, to, inner]): CriteriaNode => ({
            type: 'measure',
            relation,
            measure,
            ...(field === null ? {} : { field: field.name }),
            operator,
            value: operator === 'between' ? [from, to] : from,
            criteria: inner,
          })),
      )
      return fc.oneof(related, measured)
    })
}

/** Criteria about an entity of the conformance model, nested to a depth: all valid. */
export function criteriaAbout(entity: EntityDefinition, depth: number): fc.Arbitrary<CriteriaNode> {
  const test = testOf(entity)
  if (depth <= 0) return test
  const inner = criteriaAbout(entity, depth - 1)
  const combined = fc.record({
    type: fc.constantFrom('and' as const, 'or' as const),
    criteria: fc.array(inner, { maxLength: 3 }),
  })
  const negated = inner.map((criteria): CriteriaNode => ({ type: 'not', criteria }))
  return fc.oneof(
    { weight: 3, arbitrary: test },
    { weight: 3, arbitrary: combined },
    { weight: 1, arbitrary: negated },
    { weight: 2, arbitrary: relatedTo(entity, depth) },
  )
}

/** Criteria about one entity of the conformance model, with records to ask them of. */
export const question: fc.Arbitrary<{
  readonly entity: string
  readonly where: CriteriaNode
  readonly records: Records
}> = fc
  .constantFrom('item', 'item', 'item', 'part', 'owner', 'team')
  .chain((entity) =>
    fc.record({ entity: fc.constant(entity), where: criteriaAbout(entityOf(conformanceModel, entity), 3), records }),
  )
