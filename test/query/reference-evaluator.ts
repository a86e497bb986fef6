/** The semantics of criteria, told once more as plainly as can be: over the tree as it was written, one record at a time. */
import { addDays, civilDateOf, foldText, resolveMoment, resolveRange, type Row, startOfDay } from '../../src/kernel'
import { entityOf, type FieldDefinition, type Model } from '../../src/model'
import type { Binding, CriteriaNode, MeasureNode, Operand, Operator, TestNode } from '../../src/query'
import type { Records } from './arbitrary'

interface World {
  readonly model: Model
  readonly records: Records
  readonly binding: Binding
}

type Key = string | number | boolean | null

/** Whether one record of the entity meets the criteria. */
export function meets(world: World, entity: string, node: CriteriaNode, row: Row): boolean {
  switch (node.type) {
    case 'and':
      return node.criteria.every((one) => meets(world, entity, one, row))
    case 'or':
      return node.criteria.some((one) => meets(world, entity, one, row))
    case 'not':
      return !meets(world, entity, node.criteria, row)
    case 'test':
      return meetsTest(world, entity, node, row)
    case 'related': {
      const { others, target } = relatedRows(world, entity, node.relation, row)
      const holds = (other: Row) => meets(world, target, node.criteria, other)
      if (node.quantifier === 'every') return others.every(holds)
      return others.some(holds) !== (node.quantifier === 'none')
    }
    case 'measure':
      return meetsMeasure(world, entity, node, row)
    default:
      return node satisfies never
  }
}

function relatedRows({ model, records }: World, entity: string, name: string, row: Row) {
  const relation = entityOf(model, entity).relations.get(name)
  if (relation === undefined) throw new Error(`no relation ${name}`)
  const { type, target, field } = relation
  const others = (records[target] ?? []).filter((other) =>
    type === 'one' ? other['id'] === row[field] : other[field] === row['id'],
  )
  return { others, target }
}

const POSITIVE: Partial<Record<Operator, Operator>> = {
  ne: 'eq',
  notIn: 'in',
  notContains: 'contains',
  notStartsWith: 'startsWith',
  notEndsWith: 'endsWith',
  hasNone: 'hasAny',
  isNotEmpty: 'isEmpty',
}

function meetsTest(world: World, entity: string, node: TestNode, row: Row): boolean {
  const positive = POSITIVE[node.operator]
  if (positive !== undefined) return !meetsTest(world, entity, { ...node, operator: positive }, row)
  const field = entityOf(world.model, entity).fields.get(node.field)
  if (field === undefined) throw new Error(`no field ${node.field}`)
  const value = row[node.field] ?? null
  if (node.operator === 'isEmpty') return value === null || value === '' || (Array.isArray(value) && value.length === 0)
  if (field.kind === 'tags') return meetsTags(node, value)
  const key = keyOf(field, value)
  if (key === null) return false
  const values = listOf(node.value).flatMap((one) => spansOf(world, field, one, row))
  const [first = null, second = null] = values
  switch (node.operator) {
    case 'in':
      return values.some((span) => isWithin(key, span))
    case 'between':
      return isAtOrAfter(key, first) && isAtOrBefore(key, second)
    case 'eq':
      return isWithin(key, first)
    case 'lt':
      return first !== null && !isAtOrAfter(key, first)
    case 'lte':
      return isAtOrBefore(key, first)
    case 'gt':
      return first !== null && !isAtOrBefore(key, first)
    case 'gte':
      return isAtOrAfter(key, first)
    case 'within': {
      if (typeof node.value !== 'object' || !('range' in node.value)) throw new Error('no range')
      const { civil, instants } = resolveRange(node.value, world.binding)
      const [from, to] =
        field.kind === 'date' ? [civil.from, civil.to] : [instants.from.getTime(), instants.to.getTime()]
      return key >= from && key < to
    }
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return holdsPattern(node.operator, String(key), String(first?.from))
    default:
      throw new Error(`no operator ${node.operator}`)
  }
}

function holdsPattern(operator: 'contains' | 'startsWith' | 'endsWith', text: string, pattern: string): boolean {
  if (operator === 'contains') return text.split(pattern).length > 1
  const part = operator === 'startsWith' ? text.slice(0, pattern.length) : text.slice(-pattern.length)
  return part === pattern
}

function meetsTags(node: TestNode, value: unknown): boolean {
  const tags: readonly unknown[] = Array.isArray(value) ? value : []
  const wanted = listOf(node.value)
  return node.operator === 'hasAll'
    ? wanted.every((tag) => tags.includes(tag))
    : wanted.some((tag) => tags.includes(tag))
}

/** What a value compares by. */
function keyOf(field: FieldDefinition, value: unknown): Key {
  if (value instanceof Date) return value.getTime()
  if (typeof value === 'string') return field.kind === 'text' && field.exact !== true ? foldText(value) : value
  return typeof value === 'number' || typeof value === 'boolean' ? value : null
}

/** What is compared with: one value, or a whole day of instants, its last instant included. Null where it is missing. */
type Span = { readonly from: Exclude<Key, null>; readonly to: Exclude<Key, null> } | null

const isWithin = (key: Exclude<Key, null>, span: Span) => span !== null && key >= span.from && key <= span.to
const isAtOrAfter = (key: Exclude<Key, null>, span: Span) => span !== null && key >= span.from
const isAtOrBefore = (key: Exclude<Key, null>, span: Span) => span !== null && key <= span.to

const listOf = (operand: Operand | undefined): readonly unknown[] =>
  operand === undefined ? [] : Array.isArray(operand) ? operand : [operand]

const UNITS = ['minutes', 'hours', 'days', 'weeks', 'months', 'quarters', 'years'] as const

const single = (key: Key): readonly Span[] => [key === null ? null : { from: key, to: key }]

function spansOf(world: World, field: FieldDefinition, operand: unknown, row: Row): readonly Span[] {
  const { binding } = world
  const day = (date: string): readonly Span[] => {
    if (field.kind === 'date') return single(date)
    const from = startOfDay(date, binding.timeZone).getTime()
    const end = date === '9999-12-31' ? from + 86_400_000 : startOfDay(addDays(date, 1), binding.timeZone).getTime()
    return [{ from, to: end - 1 }]
  }
  if (typeof operand === 'string' && field.kind === 'instant')
    return operand.includes('T') ? single(new Date(operand).getTime()) : day(operand)
  if (typeof operand !== 'object' || operand === null) return single(keyOf(field, operand))
  if (!('ref' in operand)) return []
  const count = 'count' in operand ? Number(operand.count) : 0
  const unit = UNITS.find((known) => 'unit' in operand && operand.unit === known) ?? 'days'
  const at = (moment: { instant: Date; civil: string }) =>
    single(field.kind === 'date' ? moment.civil : moment.instant.getTime())
  switch (operand.ref) {
    case 'me':
      return single(binding.actor?.id ?? null)
    case 'myGroups':
      return (binding.actor?.groups ?? []).flatMap(single)
    case 'groups':
      return 'selection' in operand && typeof operand.selection === 'object' && operand.selection !== null
        ? binding.groupsOf(operand.selection).flatMap(single)
        : []
    case 'field':
      return single('field' in operand && typeof operand.field === 'string' ? keyOf(field, row[operand.field]) : null)
    case 'actor':
      return 'field' in operand && typeof operand.field === 'string'
        ? single(keyOf(field, binding.actor?.fields[operand.field]))
        : []
    case 'today':
      return day(civilDateOf(binding.now, binding.timeZone))
    case 'now':
      return at(resolveMoment({ ago: 0, unit: 'days' }, binding))
    case 'ago':
      return at(resolveMoment({ ago: count, unit }, binding))
    case 'fromNow':
      return at(resolveMoment({ fromNow: count, unit }, binding))
    default:
      throw new Error('no such reference')
  }
}

function meetsMeasure(world: World, entity: string, node: MeasureNode, row: Row): boolean {
  if (node.operator === 'ne') return !meetsMeasure(world, entity, { ...node, operator: 'eq' }, row)
  const { others, target } = relatedRows(world, entity, node.relation, row)
  const matching = others.filter((other) => meets(world, target, node.criteria, other))
  if (node.measure === 'count') return compare(matching.length, node)
  const field = entityOf(world.model, target).fields.get(node.field ?? '')
  // The values of the generator have at most two decimals, or are quarters: counted in hundredths they are whole.
  const figures = matching.flatMap((other) => {
    const figure = other[field?.name ?? '']
    return typeof figure === 'number' ? [BigInt(Math.round(figure * 100))] : []
  })
  const sum = figures.reduce((total, figure) => total + figure, 0n)
  if (node.measure === 'sum') return compareHundredths(sum, 1n, node)
  if (figures.length === 0) return false
  if (node.measure === 'avg') return compareHundredths(sum, BigInt(figures.length), node)
  const inOrder = figures.toSorted((a, b) => (a < b ? -1 : Number(a > b)))
  return compareHundredths((node.measure === 'min' ? inOrder.at(0) : inOrder.at(-1)) ?? 0n, 1n, node)
}

const placeOf = <T extends number | bigint>(a: T, b: T): number => (a < b ? -1 : Number(a > b))

function compareHundredths(sum: bigint, count: bigint, node: MeasureNode): boolean {
  const against = (value: number) => placeOf(sum, BigInt(Math.round(value * 100)) * count)
  return decide(node, against)
}

const compare = (figure: number, node: MeasureNode): boolean => decide(node, (value) => placeOf(figure, value))

function decide({ operator, value }: MeasureNode, against: (value: number) => number): boolean {
  const [first, second] = typeof value === 'number' ? [value, value] : value
  switch (operator) {
    case 'eq':
      return against(first) === 0
    case 'lt':
      return against(first) < 0
    case 'lte':
      return against(first) <= 0
    case 'gt':
      return against(first) > 0
    case 'gte':
      return against(first) >= 0
    case 'between':
      return against(first) >= 0 && against(second) <= 0
    case 'ne':
      return against(first) !== 0
    default:
      return operator satisfies never
  }
}
