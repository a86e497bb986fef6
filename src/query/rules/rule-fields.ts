import { type Locale, type Localized, localized } from '../../kernel'
import { entityOf, type EntityDefinition, type FieldDefinition, isWord, type Model, relationLabel } from '../../model'
import { type Operator, OPERATORS } from '../operator'
import { operatorLabel } from './operator-label'
import { RULE_OPERATORS } from './rule-operator'

/** A choice, with the words for it. `name` and `value` are the same: react-querybuilder takes options by the one or the other. */
export type RuleOption = { name: string; value: string; label: string }

/** A field, or a relation, as react-querybuilder takes it in `fields`. */
export type RuleField = RuleOption & {
  operators: RuleOption[]
  /** An instant is asked by its day: what a local date and time mean would depend on a zone that the rule does not name. */
  inputType: 'text' | 'number' | 'date'
  valueEditorType: (operator: string) => 'text' | 'select' | 'multiselect' | 'checkbox'
  /** The codes that are known, in the order to show them. */
  values?: RuleOption[]
  valueSources: ['value'] | ['value', 'field']
  /** The member by which fields that can be compared with each other are known: they hold the same there. */
  comparator: 'comparesAs'
  comparesAs: string
  /** For a relation: how many of the related records, and the fields they are asked about. */
  matchModes?: RuleOption[]
  subproperties?: RuleField[]
}

/**
 * The fields, operators and codes of an entity, with their labels, for an interface that builds rules. Relations are there with the fields
 * beyond them, as many relations deep as told.
 *
 * @example <QueryBuilder fields={ruleFields(model, 'account', 'fr')} query={toRuleGroup(saved, model)} />
 */
export function ruleFields(model: Model, entity: string, locale: Locale, depth = 1): RuleField[] {
  const definition = entityOf(model, entity)
  const fields = [...definition.fields.values()].filter(({ kind }) => OPERATORS[kind].length > 0)
  const relations = depth > 0 ? [...definition.relations.keys()] : []
  return [
    ...fields.map((field) => ruleField(definition, field, locale)),
    ...relations.map((name) => relationField(model, definition, name, locale, depth)),
  ]
}

const option = (name: string, label: Localized, locale: Locale): RuleOption => ({
  name,
  value: name,
  label: localized(label, locale),
})

function ruleField(entity: EntityDefinition, field: FieldDefinition, locale: Locale): RuleField {
  const { kind, name, options } = field
  const asked: readonly Operator[] = OPERATORS[kind]
  const hasOptions = options.length > 0
  return {
    ...option(name, field.label, locale),
    operators: asked.flatMap((operator) =>
      operator === 'within' ? [] : [option(RULE_OPERATORS[operator], operatorLabel(kind, operator), locale)],
    ),
    inputType: inputTypeOf(field),
    valueEditorType: (operator) => editorOf(field, operator),
    ...(hasOptions ? { values: options.map(({ code, label }) => option(code, label, locale)) } : {}),
    valueSources: kind === 'tags' ? ['value'] : ['value', 'field'],
    comparator: 'comparesAs',
    comparesAs: comparesAs(entity, field),
  }
}

function inputTypeOf({ kind }: FieldDefinition): RuleField['inputType'] {
  if (kind === 'number' || kind === 'money') return 'number'
  return kind === 'date' || kind === 'instant' ? 'date' : 'text'
}

const LISTS: ReadonlySet<string> = new Set(['in', 'notIn', 'hasAny', 'hasAll', 'hasNone'] satisfies Operator[])

function editorOf({ kind, options }: FieldDefinition, operator: string): ReturnType<RuleField['valueEditorType']> {
  if (kind === 'boolean') return 'checkbox'
  if (options.length === 0) return 'text'
  return LISTS.has(operator) ? 'multiselect' : 'select'
}

/** Fields that say the same here can be compared: values of the one are values of the other. */
function comparesAs(entity: EntityDefinition, { kind, target, currency, exact }: FieldDefinition): string {
  if (kind === 'id') return `key ${entity.name}`
  if (kind === 'reference') return `key ${target ?? ''}`
  if (isWord(kind)) return 'word'
  return [kind, currency ?? '', exact === true ? 'exact' : ''].join(' ').trim()
}

const MODES = {
  some: { fr: 'au moins une', en: 'at least one' },
  none: { fr: 'aucune', en: 'none' },
  all: { fr: 'toutes', en: 'all' },
  atLeast: { fr: 'au moins', en: 'at least' },
  atMost: { fr: 'au plus', en: 'at most' },
  exactly: { fr: 'exactement', en: 'exactly' },
} as const satisfies Readonly<Record<string, Localized>>

function relationField(model: Model, entity: EntityDefinition, name: string, locale: Locale, depth: number): RuleField {
  const relation = entity.relations.get(name)
  const modes = Object.entries(MODES).filter(
    ([mode]) => relation?.type === 'many' || mode === 'some' || mode === 'none',
  )
  return {
    ...option(name, relationLabel(entity, name), locale),
    operators: [option('=', { fr: 'où', en: 'where' }, locale)],
    inputType: 'text',
    valueEditorType: () => 'text',
    valueSources: ['value'],
    comparator: 'comparesAs',
    comparesAs: `relation ${name}`,
    matchModes: modes.map(([mode, label]) => option(mode, label, locale)),
    subproperties: ruleFields(model, relation?.target ?? '', locale, depth - 1),
  }
}
