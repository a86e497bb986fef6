import type { Row } from '../../../src/kernel'
import { compileQuery, type Binding, type BoundCriteria } from '../../../src/query'
import type { Store } from '../../../src/storage'
import {
  caseBinding,
  criteriaTables,
  orderTables,
  type CaseRecords,
  type CriteriaTable,
  type OrderTable,
} from '../cases/index'
import { fail } from '../expectation'
import { check, idsOf, type CheckBody, type Ground } from '../ground'
import { rowsOf } from './reading-all'

/** References first, so that a database which checks them is content. */
const ENTITIES = ['team', 'owner', 'item', 'part'] as const

async function load(store: Store, records: CaseRecords): Promise<void> {
  for (const entity of ENTITIES) await store.insert(entity, records[entity] ?? [])
}

const words = (ids: readonly unknown[]): string => [...ids].map(String).sort().join(' ')

/** Reads what matches, and counts it; the two must agree. */
async function matching(store: Store, entity: string, where: BoundCriteria, found: string[]): Promise<string> {
  const ids = words(idsOf(await rowsOf(store, entity, where)))
  const count = await store.count(entity, where)
  if (count !== ids.split(' ').filter((id) => id !== '').length)
    found.push(`the count is ${count}, the records are ${ids}`)
  return ids
}

async function answerTable({ store, model }: Ground, table: CriteriaTable): Promise<void> {
  await load(store, table.records)
  const binding: Binding = { ...caseBinding, ...table.binding }
  const wrong: string[] = []
  for (const { name, entity = 'item', where, matches } of table.cases) {
    const found: string[] = []
    const all = idsOf(table.records[entity] ?? [])
    const others = all.filter((id) => !matches.includes(String(id)))
    const ids = await matching(store, entity, compileQuery(model, entity, where, binding), found)
    if (ids !== words(matches)) found.push(`expected ${words(matches)}, found ${ids}`)
    const complement = await matching(
      store,
      entity,
      compileQuery(model, entity, { type: 'not', criteria: where }, binding),
      found,
    )
    if (complement !== words(others)) found.push(`not: expected ${words(others)}, found ${complement}`)
    if (found.length > 0) wrong.push(`${name}: ${found.join('; ')}`)
  }
  if (wrong.length > 0) fail(wrong.join('\n'))
}

async function answerOrders({ store }: Ground, table: OrderTable): Promise<void> {
  await load(store, table.records)
  const wrong: string[] = []
  for (const { name, entity = 'item', orderBy, ids } of table.cases) {
    const where: BoundCriteria = { type: 'and', criteria: [] }
    const all = idsOf(await rowsOf(store, entity, where, orderBy))
    const turned = idsOf(await inPages(store, entity, where, orderBy))
    if (all.join(' ') !== ids.join(' ')) wrong.push(`${name}: expected ${ids.join(' ')}, found ${all.join(' ')}`)
    if (turned.join(' ') !== ids.join(' '))
      wrong.push(`${name}, in pages: expected ${ids.join(' ')}, found ${turned.join(' ')}`)
  }
  if (wrong.length > 0) fail(wrong.join('\n'))
}

/** More than any table has: a store whose pages never end must not hang the check. */
const MOST = 200

/** Every record in pages of two. */
async function inPages(
  store: Store,
  entity: string,
  where: BoundCriteria,
  orderBy: OrderTable['cases'][number]['orderBy'],
): Promise<readonly Row[]> {
  const rows: Row[] = []
  let page = await store.find(entity, { where, orderBy, limit: 2 })
  rows.push(...page.rows)
  while (page.more && page.end !== null && rows.length <= MOST) {
    page = await store.find(entity, { where, orderBy, limit: 2, after: page.end })
    rows.push(...page.rows)
  }
  return rows
}

/** Every table of cases: what matches, its count, and that `not` matches exactly the others. */
export const criteriaChecks: readonly CheckBody[] = [
  ...criteriaTables.map((table) => check(table.name, (ground) => answerTable(ground, table))),
  ...orderTables.map((table) => check(table.name, (ground) => answerOrders(ground, table))),
]
