import { allOf, type BoundCriteria, type BoundMeasure, type BoundRelated, type BoundTest, isNothing } from '../bound'
import { leafTest } from '../leaf-test'
import { complement } from '../normalise'
import { criteriaKey, subjectKey } from './criteria-key'
import { meetsFigure, sampleFigures } from './figure-sample'
import { sampleValues } from './sample-values'
import { textConflict } from './text-conflict'

/** Criteria that one record is to meet all at once, told apart by what they are about. */
interface Facts {
  readonly keys: Set<string>
  readonly complements: Set<string>
  readonly fields: Map<string, readonly BoundTest[]>
  readonly figures: Map<string, readonly BoundMeasure[]>
  readonly related: Map<string, readonly BoundRelated[]>
}

/** How criteria about the other side of a relation, put together, are simplified in their turn. */
export type Simplify = (criteria: BoundCriteria) => BoundCriteria

/** Beyond so many evaluations nothing is concluded. */
const MOST_EVALUATIONS = 200_000

/** Whether no record can meet all of these. True is certain, false is not. */
export function contradict(criteria: readonly BoundCriteria[], simplify: Simplify): boolean {
  return isImpossible(gather(criteria, null), simplify)
}

/** Whether records that meet the first can never meet the others as well; the first are known not to contradict each other. */
export function excludes(known: readonly BoundCriteria[], more: readonly BoundCriteria[], simplify: Simplify): boolean {
  const about = gather(more, null)
  return isImpossible(gather([...known, ...more], about), simplify)
}

/** The facts in criteria; with `about`, only those about the same subjects, since others cannot come to contradict each other. */
function gather(criteria: readonly BoundCriteria[], about: Facts | null): Facts {
  const facts: Facts = {
    keys: new Set(),
    complements: new Set(),
    fields: new Map(),
    figures: new Map(),
    related: new Map(),
  }
  const add = <Asked>(
    kind: 'fields' | 'figures' | 'related',
    into: Map<string, readonly Asked[]>,
    key: string,
    asked: Asked,
  ) => {
    if (about === null || about[kind].has(key)) into.set(key, [...(into.get(key) ?? []), asked])
  }
  const take = (one: BoundCriteria): void => {
    if (one.type === 'and') {
      for (const part of one.criteria) take(part)
      return
    }
    facts.keys.add(criteriaKey(one))
    facts.complements.add(complementKey(one))
    switch (one.type) {
      case 'or':
        return
      case 'test':
        for (const test of askedOfValues(one)) add('fields', facts.fields, test.field.name, test)
        return
      case 'related': {
        const { relation } = one
        add('figures', facts.figures, subjectKey('count ', one), existence(one))
        add('related', facts.related, `${relation.type} ${relation.target} ${relation.field}`, one)
        return
      }
      case 'measure':
        add('figures', facts.figures, subjectKey(`${one.measure} ${one.field?.name ?? ''}`, one), one)
        return
      default:
        one satisfies never
    }
  }
  for (const one of criteria) take(one)
  return facts
}

const complementKeys = new WeakMap<BoundCriteria, string>()

function complementKey(criteria: BoundCriteria): string {
  const key = complementKeys.get(criteria) ?? criteriaKey(complement(criteria))
  complementKeys.set(criteria, key)
  return key
}

const MISSING_ONLY_WHEN_NULL: ReadonlySet<string> = new Set(['number', 'money', 'boolean', 'date', 'instant'])

/** A comparison of two fields says of each alone that it is there. */
function askedOfValues(test: BoundTest): readonly BoundTest[] {
  if (!('other' in test)) return [test]
  if (test.negated) return []
  return [test.field, test.other]
    .filter(({ kind }) => MISSING_ONLY_WHEN_NULL.has(kind))
    .map((field) => ({ type: 'test', field, negated: true, operator: 'empty' }))
}

/** "Some record" is "at least one". */
function existence({ relation, target, negated, criteria }: BoundRelated): BoundMeasure {
  return {
    type: 'measure',
    relation,
    target,
    measure: 'count',
    field: null,
    negated,
    operator: 'gte',
    value: 1,
    criteria,
  }
}

function isImpossible(facts: Facts, simplify: Simplify): boolean {
  return (
    [...facts.complements].some((key) => facts.keys.has(key)) ||
    facts.keys.has(NEVER) ||
    [...facts.fields.values()].some(noValue) ||
    [...facts.figures.values()].some(noFigure) ||
    [...facts.related.values()].some((asked) => noRelated(asked, simplify))
  )
}

const NEVER = criteriaKey({ type: 'or', criteria: [] })

function noValue(tests: readonly BoundTest[]): boolean {
  const [first] = tests
  if (first === undefined || tests.length === 1) return false
  const samples = sampleValues(first.field, tests)
  if (samples === null) return textConflict(tests)
  if (samples.length * tests.length > MOST_EVALUATIONS) return false
  const leaves = tests.map(leafTest)
  return !samples.some((value) => leaves.every((holds) => holds({ [first.field.name]: value })))
}

function noFigure(asked: readonly BoundMeasure[]): boolean {
  const [first] = asked
  if (first === undefined || asked.length > MOST_EVALUATIONS / asked.length) return false
  const against = asked.map(({ value }) => value)
  const samples = sampleFigures(first.measure, first.field, against)
  return !samples.some((figure) => asked.every((one) => meetsFigure(figure, one)))
}

/** A record that is there meets what every record there must: the negations, and to one record all that is asked of it. */
function noRelated(asked: readonly BoundRelated[], simplify: Simplify): boolean {
  const [first] = asked
  const wanted = asked.filter(({ negated }) => !negated).map(({ criteria }) => criteria)
  const excluded = asked.filter(({ negated }) => negated).map(({ criteria }) => complement(criteria))
  if (first === undefined || asked.length === 1 || wanted.length === 0) return false
  const records = first.relation.type === 'one' ? [wanted] : wanted.map((one) => [one])
  return records.some((one) => one.length + excluded.length > 1 && isNothing(simplify(allOf(...one, ...excluded))))
}
