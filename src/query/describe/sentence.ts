import { localized } from '../../kernel'
import { entityOf, type EntityDefinition, relationLabel } from '../../model'
import type { CriteriaNode, MeasureNode, RelatedNode } from '../criteria'
import { fieldOf } from '../leaf'
import { either, together } from './lists'
import { type Teller, testSentence } from './test-sentence'
import type { Comparison } from './voice'

/** Whether a sentence stands by itself, or beside others that it must not run into. */
export type Place = 'alone' | 'beside'

/** Criteria that were checked, in words; `denied` tells their complement. */
export function sentence(
  teller: Teller,
  entity: EntityDefinition,
  node: CriteriaNode,
  place: Place,
  denied = false,
): string {
  switch (node.type) {
    case 'and':
    case 'or':
      return combination(teller, entity, node, place, denied)
    case 'not':
      return sentence(teller, entity, node.criteria, place, !denied)
    case 'test':
      return testSentence(teller, entity, node, denied)
    case 'related':
      return related(teller, entity, node, place, denied)
    case 'measure':
      return measured(teller, entity, node, place, denied)
    default:
      return node satisfies never
  }
}

function combination(
  teller: Teller,
  entity: EntityDefinition,
  { type, criteria }: Extract<CriteriaNode, { type: 'and' | 'or' }>,
  place: Place,
  denied: boolean,
): string {
  const { voice } = teller
  const [only] = criteria
  if (only === undefined) {
    const holds = (type === 'and') !== denied
    if (place === 'alone') return holds ? voice.everything : voice.nothing
    return holds ? voice.always : voice.never
  }
  if (criteria.length === 1) return sentence(teller, entity, only, place, denied)
  // Not one of several is none of them: easier to follow than the denial of a whole.
  const isEachDenied = denied && type === 'or'
  const parts = criteria.map((one) => sentence(teller, entity, one, 'beside', isEachDenied))
  const whole = type === 'and' || isEachDenied ? together(voice.locale, parts) : either(voice.locale, parts)
  if (denied && !isEachDenied) return voice.denied(whole)
  return place === 'beside' ? `(${whole})` : whole
}

/** What is asked of the records on the other side: nothing at all, or criteria in brackets where something follows. */
function condition(teller: Teller, target: EntityDefinition, node: CriteriaNode, place: Place): string | null {
  if (node.type === 'and' && node.criteria.length === 0) return null
  const told = sentence(teller, target, node, 'alone')
  return place === 'beside' ? `(${told})` : told
}

function otherSide(teller: Teller, entity: EntityDefinition, name: string) {
  const relation = entity.relations.get(name)
  const label = localized(relationLabel(entity, name), teller.voice.locale)
  return {
    label: relation?.type === 'many' ? withinSentence(label) : label,
    target: entityOf(teller.model, relation?.target ?? ''),
  }
}

/** A label as a common noun, without its capital; an abbreviation or a proper name of several words keeps them. */
const withinSentence = (label: string): string =>
  /^\p{Lu}[^\p{Lu}]+$/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label

function related(teller: Teller, entity: EntityDefinition, node: RelatedNode, place: Place, denied: boolean): string {
  const { voice } = teller
  const { label, target } = otherSide(teller, entity, node.relation)
  if (node.quantifier === 'is') {
    const asked = condition(teller, target, node.criteria, 'alone')
    return asked === null ? voice.exists(label, denied) : voice.meets(label, asked, denied)
  }
  return voice.related(node.quantifier, label, condition(teller, target, node.criteria, place), denied)
}

function measured(teller: Teller, entity: EntityDefinition, node: MeasureNode, place: Place, denied: boolean): string {
  const { voice, values } = teller
  const { label, target } = otherSide(teller, entity, node.relation)
  const comparison: Comparison = node.operator === 'ne' ? 'eq' : node.operator
  const isDenied = denied !== (node.operator === 'ne')
  const figures = typeof node.value === 'number' ? [node.value] : node.value
  if (node.measure === 'count') {
    const counts = figures.map(values.number)
    return voice.counted(label, comparison, counts, condition(teller, target, node.criteria, place), isDenied)
  }
  const field = fieldOf(target, node.field ?? '')
  const asked = condition(teller, target, node.criteria, 'beside')
  const subject = voice.figure(node.measure, localized(field.label, voice.locale), label, asked)
  return voice.measures(
    subject,
    comparison,
    figures.map((figure) => values.of(target, field, figure)),
    isDenied,
  )
}
