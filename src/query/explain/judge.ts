import type { Row } from '../../kernel'
import type { EntityDefinition } from '../../model'
import type { Binding } from '../binding'
import type { CheckedCriteria, CheckedMeasure, CheckedRelated, CheckedTest } from '../checked'
import { bindQuery, type PreparedQuery } from '../compile'
import type { CriteriaNode, TestNode } from '../criteria'
import { sentence, type Teller } from '../describe'
import { fieldOf } from '../leaf'
import { shownFigure } from '../measure-test'
import { predicate } from '../predicate'
import { relationName } from '../relation-name'
import type { RecordLookup } from '../row-test'
import type { MeasureVerdict, OtherVerdict, RelatedVerdict, TestVerdict, Verdict } from './verdict'

/** Records shown where none decided by itself. */
const MOST_SHOWN = 5

/** What one record is judged with. */
export interface Judge {
  readonly prepared: PreparedQuery
  readonly binding: Binding
  readonly lookup: RecordLookup
  readonly teller: Teller
}

/** One part of the criteria, as it was written and as it was checked, about one record. */
interface Part {
  readonly entity: EntityDefinition
  readonly node: CriteriaNode
  readonly checked: CheckedCriteria
  readonly path: string
}

/** The verdict on every part of the criteria. It is what the predicate says, since each leaf is asked through it. */
export function judge(with_: Judge, part: Part, row: Row): Verdict {
  const { node, checked, path } = part
  if (node.type === 'not' && checked.type === 'not') {
    const inner = judge(
      with_,
      { ...part, node: node.criteria, checked: checked.criteria, path: `${path}/criteria` },
      row,
    )
    return { type: 'not', path, holds: !inner.holds, part: inner }
  }
  if ((node.type === 'and' || node.type === 'or') && (checked.type === 'and' || checked.type === 'or')) {
    const parts = checked.criteria.flatMap((one, index): readonly Verdict[] => {
      const written = node.criteria[index]
      return written === undefined
        ? []
        : [judge(with_, { ...part, node: written, checked: one, path: `${path}/criteria/${index}` }, row)]
    })
    const holds = node.type === 'and' ? parts.every((one) => one.holds) : parts.some((one) => one.holds)
    return { type: node.type, path, holds, parts }
  }
  if (node.type === 'test' && checked.type === 'test') return judgeTest(with_, { ...part, node, checked }, row)
  if (node.type === 'related' && checked.type === 'related')
    return judgeRelated(with_, { ...part, criteria: node.criteria, checked }, row)
  if (node.type === 'measure' && checked.type === 'measure')
    return judgeMeasure(with_, { ...part, criteria: node.criteria, checked }, row)
  throw new Error(`The criteria at ${path} are not those that were checked`)
}

function holds({ prepared, binding, lookup }: Judge, checked: CheckedCriteria, row: Row): boolean {
  return predicate(bindQuery({ ...prepared, checked }, binding))(row, lookup)
}

const textOf = ({ teller }: Judge, { entity, node }: Pick<Part, 'entity' | 'node'>): string =>
  sentence(teller, entity, node, 'alone')

function judgeTest(
  with_: Judge,
  part: Part & { readonly node: TestNode; readonly checked: CheckedTest },
  row: Row,
): TestVerdict {
  const { entity, checked, path } = part
  const seen = (name: string): string => with_.teller.values.of(entity, fieldOf(entity, name), row[name])
  const others = 'range' in checked.operands ? [] : checked.operands
  const names = [checked.field.name, ...others.flatMap((one) => (one.type === 'field' ? [one.other.name] : []))]
  return {
    type: 'test',
    path,
    holds: holds(with_, checked, row),
    text: textOf(with_, part),
    saw: [...new Set(names)].map(seen).join(' / '),
    field: checked.field.name,
    value: row[checked.field.name] ?? null,
  }
}

interface Beyond<Checked> extends Omit<Part, 'checked'> {
  /** What is asked of the records on the other side, as it was written. */
  readonly criteria: CriteriaNode
  readonly checked: Checked
}

/** Each record on the other side, with its verdict. */
function judgeOthers(with_: Judge, part: Beyond<CheckedRelated | CheckedMeasure>, row: Row) {
  const { checked, criteria, path } = part
  const { relation, target } = checked
  const inner: Part = { entity: target, node: criteria, checked: checked.criteria, path: `${path}/criteria` }
  const others = relatedRows(with_.lookup, relation.type, target.name, relation.field, row)
  return others.map((other) => ({
    row: other,
    verdict: { entity: target.name, id: idOf(other), verdict: judge(with_, inner, other) } satisfies OtherVerdict,
  }))
}

function relatedRows(lookup: RecordLookup, type: 'one' | 'many', target: string, field: string, row: Row) {
  const id = row[type === 'one' ? field : 'id']
  if (typeof id !== 'string') return []
  if (type === 'many') return lookup.many(target, field, id)
  const other = lookup.one(target, id)
  return other === undefined ? [] : [other]
}

const idOf = (row: Row): string => (typeof row['id'] === 'string' ? row['id'] : '')

function judgeRelated(with_: Judge, part: Beyond<CheckedRelated>, row: Row): RelatedVerdict {
  const { checked, path, entity } = part
  const others = judgeOthers(with_, part, row).map(({ verdict }) => verdict)
  const decides = checked.quantifier !== 'every'
  const deciding = others.find((other) => other.verdict.holds === decides)
  return {
    type: 'related',
    path,
    holds: (deciding !== undefined) === (checked.quantifier === 'is' || checked.quantifier === 'some'),
    text: textOf(with_, part),
    saw: sawOthers(with_.teller, checked, others, deciding),
    relation: relationName(entity, checked.relation),
    among: others.length,
    others: deciding === undefined ? others.slice(0, MOST_SHOWN) : [deciding],
  }
}

function sawOthers(
  { voice, values }: Teller,
  { quantifier }: CheckedRelated,
  others: readonly OtherVerdict[],
  deciding: OtherVerdict | undefined,
): string {
  const [first] = others
  if (first === undefined) return voice.nothing
  const named = deciding ?? (quantifier === 'is' ? first : undefined)
  if (named !== undefined) return values.name(named.entity, named.id)
  const all = values.number(others.length)
  return voice.outOf(quantifier === 'every' ? all : values.number(0), all)
}

function judgeMeasure(with_: Judge, part: Beyond<CheckedMeasure>, row: Row): MeasureVerdict {
  const { checked, path, entity } = part
  const others = judgeOthers(with_, part, row)
  const met = others.filter(({ verdict }) => verdict.verdict.holds)
  const { field, target, measure } = checked
  const taking = field === null ? met : met.filter((other) => typeof other.row[field.name] === 'number')
  const figures = taking.map((other) => Number(field === null ? 1 : other.row[field.name]))
  const figure = shownFigure(measure, field, figures)
  const { values } = with_.teller
  return {
    type: 'measure',
    path,
    holds: holds(with_, checked, row),
    text: textOf(with_, part),
    saw: field === null ? values.number(figure ?? 0) : values.of(target, field, figure),
    relation: relationName(entity, checked.relation),
    among: others.length,
    figure,
    counted: taking.slice(0, MOST_SHOWN).map(({ verdict }) => verdict.id),
  }
}
