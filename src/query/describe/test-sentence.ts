import { localized } from '../../kernel'
import type { EntityDefinition, FieldDefinition, Model } from '../../model'
import type { TestNode } from '../criteria'
import { fieldOf } from '../leaf'
import type { Literal, Operand, Reference } from '../operand'
import type { Operator } from '../operator'
import type { ValueText } from './value-text'
import type { Comparison, Voice } from './voice'

/** What a sentence is told with. */
export interface Teller {
  readonly model: Model
  readonly voice: Voice
  readonly values: ValueText
}

const COMPLEMENTS = {
  ne: 'eq',
  notIn: 'in',
  notContains: 'contains',
  notStartsWith: 'startsWith',
  notEndsWith: 'endsWith',
  hasNone: 'hasAny',
  isNotEmpty: 'isEmpty',
} as const satisfies Partial<Record<Operator, Operator>>

type Positive = Exclude<Operator, keyof typeof COMPLEMENTS>

function isComplement(operator: Operator): operator is keyof typeof COMPLEMENTS {
  return Object.hasOwn(COMPLEMENTS, operator)
}

/** One test of one field, or its complement. */
export function testSentence(teller: Teller, entity: EntityDefinition, node: TestNode, denied: boolean): string {
  const { operator } = node
  const leaf: Leaf = { teller, entity, field: fieldOf(entity, node.field), items: itemsOf(node.value) }
  return isComplement(operator)
    ? positive(leaf, COMPLEMENTS[operator], node.value, !denied)
    : positive(leaf, operator, node.value, denied)
}

type Item = Literal | Reference

interface Leaf {
  readonly teller: Teller
  readonly entity: EntityDefinition
  readonly field: FieldDefinition
  readonly items: readonly Item[]
}

function itemsOf(value: Operand | undefined): readonly Item[] {
  if (value === undefined || (typeof value === 'object' && 'range' in value)) return []
  return isList(value) ? value : [value]
}

const isList = (value: Operand): value is readonly Item[] => Array.isArray(value)

function positive(leaf: Leaf, operator: Positive, value: Operand | undefined, denied: boolean): string {
  const { teller, field, items } = leaf
  const { voice, values } = teller
  const label = localized(field.label, voice.locale)
  const isStrict = operator === 'lt' || operator === 'gt'
  const told = () => values.some(items, (item) => itemText(leaf, item, isStrict))
  switch (operator) {
    case 'isEmpty':
      return voice.isEmpty(label, denied)
    case 'in':
      return items.length === 0 ? voice.emptyList(label, denied) : voice.isOneOf(label, told(), denied)
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return voice.matches(label, operator, told().join(), denied)
    case 'has':
    case 'hasAny':
      return items.length === 0 ? voice.emptyList(label, denied) : voice.carries(label, told(), 'any', denied)
    case 'hasAll':
      return items.length === 0 ? voice.emptyList(label, !denied) : voice.carries(label, told(), 'all', denied)
    case 'within': {
      if (typeof value !== 'object' || !('range' in value)) return voice.never
      return voice.within(label, voice.range(value, values.date, values.number), denied)
    }
    case 'eq':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
    case 'between':
      return comparison(leaf, label, operator, told(), denied)
    default:
      return operator satisfies never
  }
}

function comparison(leaf: Leaf, label: string, operator: Comparison, told: readonly string[], denied: boolean): string {
  const { teller, field, items } = leaf
  const { voice, values } = teller
  const [first] = items
  const reference = typeof first === 'object' ? first : null
  if (operator === 'eq' && reference?.ref === 'field') return voice.isSameAs(label, told.join(), denied)
  switch (field.kind) {
    case 'number':
    case 'money':
      return voice.measures(label, operator, told, denied)
    case 'date':
    case 'instant': {
      const length = (moment: { readonly count: number; readonly unit: Parameters<Voice['length']>[2] }) =>
        voice.length(moment.count, values.number(moment.count), moment.unit)
      if (operator === 'lt' && reference?.ref === 'ago') return voice.longAgo(label, length(reference), denied)
      if (operator === 'gt' && reference?.ref === 'fromNow') return voice.farOff(label, length(reference), denied)
      return voice.falls(label, operator, told, denied)
    }
    default:
      return voice.isOneOf(label, told, denied)
  }
}

function itemText({ teller, entity, field }: Leaf, item: Item, isStrict: boolean): string {
  const { model, voice, values } = teller
  if (typeof item !== 'object') return item === '' ? voice.quote(item) : values.of(entity, field, item)
  switch (item.ref) {
    case 'me':
      return voice.me
    case 'myGroups':
      return voice.oneOfMyGroups
    case 'groups': {
      const { regions = [], groups = [] } = item.selection
      const group = model.roles.group?.entity ?? 'group'
      return voice.groupsOf(
        values.some(regions, (id) => values.name('region', id)),
        values.some(groups, (id) => values.name(group, id)),
      )
    }
    case 'field':
      return localized(fieldOf(entity, item.field).label, voice.locale)
    case 'actor': {
      const fact = model.entities.get(model.roles.user?.entity ?? '')?.fields.get(item.field)
      return voice.fact(fact === undefined ? voice.quote(item.field) : localized(fact.label, voice.locale))
    }
    case 'now':
      return field.kind === 'date' ? voice.today : voice.now
    case 'today':
      return voice.today
    case 'ago':
    case 'fromNow': {
      const length = voice.length(item.count, values.number(item.count), item.unit)
      return voice.moment(item.ref, length, field.kind === 'date', isStrict)
    }
    default:
      return item satisfies never
  }
}
