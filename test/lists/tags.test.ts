import { describe, expect, test } from 'vitest'
import type { Change, Row } from 'clientele/kernel'
import { crmEntities, defineModel, entityOf } from 'clientele/model'
import { and, EVERYTHING, isEqual, not, query } from 'clientele/query'
import { decideOver } from 'clientele/storage'
import {
  holds,
  listQuery,
  listReactions,
  parseTagging,
  recodedQuery,
  replaceCode,
  tagBatch,
  taggable,
  tagTerms,
} from 'clientele/lists'
import { refusalOf } from '../kernel/refusal-of'
import { contextAt, model } from './deciding'
import { PlainTables } from './plain-tables'

const crm = defineModel(crmEntities)
const context = contextAt('2026-03-02T09:00:00Z')
const accounts = taggable(model, 'account')
const account = entityOf(model, 'account')

const tables = () =>
  new PlainTables(model, {
    account: [
      { id: 'a1', ownerId: 'ana', tags: ['vip', 'north'] },
      { id: 'a2', ownerId: 'ana', tags: [] },
      { id: 'a3', ownerId: 'bob', tags: ['vip'] },
    ],
  })

const term = (code: string, parts: object = {}): Row => ({
  id: `t-${code}`,
  code,
  label: { fr: code, en: code },
  position: 0,
  archived: false,
  display: { columns: [], sort: [] },
  version: 1,
  ...parts,
})

describe('tagging a batch', () => {
  const batch = {
    holder: accounts,
    ids: ['a2', 'a1', 'a3'],
    chosen: EVERYTHING,
    manage: isEqual(account, 'ownerId', 'ana'),
  }

  test('R2.4 says what became of each record, in the order asked', () => {
    const { writes, value } = decideOver(tables().answer, tagBatch(batch, { add: ['vip'], remove: ['south'] }))
    expect(value.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['a2', 'changed'],
      ['a1', 'unchanged'],
      ['a3', 'refused'],
    ])
    expect(writes).toEqual([{ type: 'update', entity: 'account', id: 'a2', set: { tags: ['vip'] } }])
  })

  test('R2.4 puts on and takes off in one go, and repeated it writes nothing', () => {
    const over = tables()
    const wanted = { add: ['gold', 'gold', 'north'], remove: ['vip'] }
    const first = decideOver(over.answer, tagBatch(batch, wanted))
    over.apply(first.writes)
    expect(over.rows('account').map((row) => row['tags'])).toEqual([['north', 'gold'], ['gold', 'north'], ['vip']])
    expect(decideOver(over.answer, tagBatch(batch, wanted)).writes).toEqual([])
  })

  test('R2.4 a record that is among those chosen no longer is left alone', () => {
    const chosen = isEqual(account, 'id', 'a2')
    const { value } = decideOver(tables().answer, tagBatch({ ...batch, chosen }, { add: ['x'], remove: [] }))
    expect(value).toEqual([{ id: 'a2', outcome: 'changed' }])
  })
})

describe('what may be asked', () => {
  test.each([
    ['no record', { entity: 'account', add: ['vip'] }, 'lists.tagging_which'],
    ['records twice', { entity: 'account', ids: ['a1'], where: {}, add: ['vip'] }, 'lists.tagging_which'],
    ['ids of nothing', { ids: ['a1'], add: ['vip'] }, 'lists.tagging_which'],
    ['a query about another entity', { entity: 'account', query: 'q', add: ['vip'] }, 'lists.tagging_which'],
    ['no tag', { entity: 'account', ids: ['a1'] }, 'lists.tagging_nothing'],
    ['a tag both ways', { query: 'q', add: ['vip'], remove: ['vip'] }, 'lists.tagging_both'],
    ['a tag that is no word', { query: 'q', add: [''] }, 'input.invalid'],
    ['something else', { query: 'q', add: ['vip'], force: true }, 'input.invalid'],
  ])('R2.4 %s is refused', (_title, input, code) => {
    expect(refusalOf(() => parseTagging(input)).code).toBe(code)
  })

  test('R2.4 records without tags are refused', () => {
    expect(refusalOf(() => taggable(model, 'invoice')).code).toBe('lists.no_tags')
    expect(refusalOf(() => taggable(model, 'planet')).code).toBe('model.entity_unknown')
  })

  test('R2.4 one vocabulary serves every entity that has tags', () => {
    expect(tagTerms.holders(model).map((holder) => [holder.entity.name, holder.field])).toEqual([
      ['account', 'tags'],
      ['contact', 'tags'],
    ])
  })
})

describe('tags put on freely', () => {
  const [adoptedTags] = listReactions.filter(({ name }) => name === 'lists.adopted_tags')

  const react = (over: PlainTables, ...changes: readonly Change[]) => {
    const reaction = adoptedTags?.react({ changes, happenings: [] }, context)
    return reaction === undefined ? null : decideOver(over.answer, reaction)
  }
  const put = (before: readonly string[] | null, after: readonly string[], entity = 'account'): Change => ({
    entity,
    id: 'x',
    type: before === null ? 'created' : 'updated',
    before: before === null ? null : { id: 'x', tags: before },
    after: { id: 'x', tags: after },
  })

  test('R2.4 a code that nobody named becomes a tag behind the others, once', () => {
    const over = new PlainTables(model, { tag: [term('vip', { position: 4 })] })
    const writes = react(over, put(null, ['new', 'vip']), put([], ['new', 'other'], 'contact')) ?? []
    over.apply(writes)
    expect(over.rows('tag').map((row) => [row['code'], row['label'], row['position']])).toEqual([
      ['vip', { fr: 'vip', en: 'vip' }, 4],
      ['new', { fr: 'new', en: 'new' }, 5],
      ['other', { fr: 'other', en: 'other' }, 6],
    ])
    expect(react(over, put(null, ['new', 'vip']))).toEqual([])
  })

  test('R2.4 an archived tag is kept, and no longer taken', () => {
    const over = new PlainTables(model, { tag: [term('old', { archived: true })] })
    expect(react(over, put(['old'], ['old', 'old']))).toEqual([])
    expect(refusalOf(() => react(over, put([], ['old']))).code).toBe('lists.tag_archived')
  })
})

describe('one code in the place of another', () => {
  test('R2.4 merges tags batch by batch, each record once, until none is left', () => {
    const over = tables()
    const codes = { from: 'vip', to: 'north' }
    const counts: number[] = []
    for (let moved = 1; moved > 0;) {
      const { writes, value } = decideOver(over.answer, replaceCode(accounts, codes, 1))
      over.apply(writes)
      counts.push(value)
      moved = value
    }
    expect(counts).toEqual([1, 1, 0])
    expect(over.rows('account').map((row) => row['tags'])).toEqual([['north'], [], ['north']])
    expect(over.answer({ entity: 'account', where: holds(accounts, 'vip') })).toEqual([])
  })

  test('R2.4 saved criteria follow, inside relations too, and only where the code is meant', () => {
    const before = query(crm, 'contact', (c) =>
      and(
        c.tags.hasAny(['vip', 'gold', 'x']),
        not(c.account.is((a) => and(a.tags.has('vip'), a.origin.eq('vip'), a.tags.hasAll(['gold', 'vip'])))),
      ),
    )
    const after = query(crm, 'contact', (c) =>
      and(
        c.tags.hasAny(['gold', 'x']),
        not(c.account.is((a) => and(a.tags.has('gold'), a.origin.eq('vip'), a.tags.hasAll(['gold'])))),
      ),
    )
    expect(recodedQuery(model, before, tagTerms.holders(model), { from: 'vip', to: 'gold' })).toEqual(after)
  })
})

describe('lists of accounts', () => {
  test('R2.4 are made of a status and of any, all or none of some tags', () => {
    const made = listQuery(model, { status: 'client', tags: { any: ['vip', 'gold'], all: ['north'], none: ['gone'] } })
    const same = query(crm, 'account', (a) =>
      and(a.status.eq('client'), a.tags.hasAny(['vip', 'gold']), a.tags.hasAll(['north']), a.tags.hasNone(['gone'])),
    )
    expect(made).toEqual(same)
    expect(refusalOf(() => listQuery(model, {})).code).toBe('lists.list_empty')
    expect(refusalOf(() => listQuery(model, { tags: { some: ['vip'] } })).code).toBe('input.invalid')
    expect(refusalOf(() => listQuery(model, { tags: { any: [] } })).path).toBe('/tags/any')
  })
})
