import type { Row } from '../../kernel'
import { criteriaKey } from '../algebra'
import type { BoundCriteria } from '../bound'
import { measureTest } from '../measure-test'
import type { RecordLookup, RowTest } from '../row-test'
import type { Hold, Standing } from './held'

export type Beyond = Extract<BoundCriteria, { type: 'related' | 'measure' }>

/**
 * Questions about related records. For each relation the related records are walked through once, each of them matched against all that
 * is asked there; the questions then look at which of them met what.
 */
export interface RelatedLeaves {
  add(leaf: Beyond): RowTest
  /** Another record is asked about: what was found is forgotten. */
  begin(): void
}

export function relatedLeaves(hold: Hold): RelatedLeaves {
  const relations = new Map<string, RelationLeaves>()
  return {
    add(leaf) {
      const { relation } = leaf
      const key = `${relation.type} ${relation.target} ${relation.field}`
      const leaves = relations.get(key) ?? relationLeaves(leaf, hold)
      relations.set(key, leaves)
      return leaves.add(leaf)
    },
    begin() {
      for (const leaves of relations.values()) leaves.begin()
    },
  }
}

interface RelationLeaves {
  add(leaf: Beyond): RowTest
  begin(): void
}

const NONE: readonly Row[] = []

function relationLeaves({ relation, target }: Beyond, hold: Hold): RelationLeaves {
  const asked = new Map<string, BoundCriteria>()
  let index: Standing<string> | null = null
  let met: Map<string, Row[]> | null = null

  const relatedRows = (row: Row, lookup: RecordLookup): readonly Row[] => {
    const id = row[relation.type === 'one' ? relation.field : 'id']
    if (typeof id !== 'string') return NONE
    if (relation.type === 'many') return lookup.many(target.name, relation.field, id)
    const other = lookup.one(target.name, id)
    return other === undefined ? NONE : [other]
  }
  const find = (row: Row, lookup: RecordLookup): Map<string, Row[]> => {
    const found = new Map<string, Row[]>()
    index ??= hold([...asked].map(([key, criteria]) => ({ key, criteria })))
    for (const other of relatedRows(row, lookup))
      index.each(other, lookup, (key) => {
        const rows = found.get(key)
        if (rows === undefined) found.set(key, [other])
        else rows.push(other)
      })
    return found
  }
  const meeting = (key: string, row: Row, lookup: RecordLookup): readonly Row[] => {
    met ??= find(row, lookup)
    return met.get(key) ?? NONE
  }

  return {
    add(leaf) {
      const key = criteriaKey(leaf.criteria)
      asked.set(key, leaf.criteria)
      index = null
      if (leaf.type === 'related') return (row, lookup) => meeting(key, row, lookup).length > 0 !== leaf.negated
      const compares = measureTest(leaf, () => true)
      return (row, lookup) => compares(row, { one: lookup.one.bind(lookup), many: () => meeting(key, row, lookup) })
    },
    begin() {
      met = null
    },
  }
}
