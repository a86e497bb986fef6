import fc from 'fast-check'
import { isRefusal, testClock, type Row } from '../../src/kernel'
import { entityOf } from '../../src/model'
import { compares, EVERYTHING, isEqual, type BoundCriteria } from '../../src/query'
import { streamPages, type Store } from '../../src/storage'
import { conformanceModel as model } from '../../adapters/conformance'
import type { Answer, Job, Operation, Where } from './naive-store'

export const job = entityOf(model, 'job')
export const clock = testClock('2026-01-01T00:00:00.000Z')
const NOW = clock.now().getTime()

const ids = fc.constantFrom('a', 'b', 'c', 'd', 'É', '😀')
const queues = fc.constantFrom('mail', 'sms', 'MAIL')
const slots = fc.option(fc.constantFrom('s', 't', 'S'), { nil: null })
const attempts = fc.option(fc.integer({ min: 0, max: 3 }), { nil: null })
const times = fc.option(
  fc.integer({ min: -3, max: 3 }).map((offset) => NOW + offset),
  { nil: null },
)
const jobs: fc.Arbitrary<Job> = fc.record({
  id: ids,
  queue: queues,
  slot: slots,
  at: times,
  token: fc.constant(null),
  attempts,
})
const wheres: fc.Arbitrary<Where> = fc.oneof(
  fc.constant(null),
  fc.record({ queue: queues }),
  fc.record({ attemptsBelow: fc.integer({ min: 0, max: 4 }) }),
)

export const { operation } = fc.letrec<{ operation: Operation; simple: Operation }>((tie) => ({
  simple: fc.oneof(
    fc.record({
      type: fc.constant('insert' as const),
      jobs: fc.array(jobs, { maxLength: 4 }),
      onConflict: fc.constantFrom('fail' as const, 'skip' as const, 'update' as const),
      byKey: fc.boolean(),
    }),
    fc.record({
      type: fc.constant('update' as const),
      where: wheres,
      queue: fc.option(queues, { nil: null }),
      add: fc.integer({ min: 0, max: 2 }),
    }),
    fc.record({ type: fc.constant('updateEach' as const), ids: fc.uniqueArray(ids), slot: slots, expected: attempts }),
    fc.record({ type: fc.constant('remove' as const), where: wheres }),
    fc.record({
      type: fc.constant('claim' as const),
      limit: fc.integer({ min: 1, max: 3 }),
      milliseconds: fc.integer({ min: 1, max: 4 }),
      now: fc.integer({ min: -2, max: 6 }).map((offset) => NOW + offset),
    }),
    fc.record({
      type: fc.constant('page' as const),
      where: wheres,
      descending: fc.boolean(),
      limit: fc.integer({ min: 1, max: 3 }),
    }),
  ),
  operation: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    tie('simple'),
    tie('simple'),
    tie('simple'),
    fc.record({
      type: fc.constant('transaction' as const),
      operations: fc.array(tie('operation'), { maxLength: 4 }),
      fails: fc.boolean(),
    }),
  ),
}))

const criteriaOf = (where: Where): BoundCriteria => {
  if (where === null) return EVERYTHING
  return 'queue' in where ? isEqual(job, 'queue', where.queue) : compares(job, 'attempts', 'lt', where.attemptsBelow)
}

const HALF_WAY = new Error('half-way')

async function run(store: Store, operation: Operation): Promise<Answer> {
  switch (operation.type) {
    case 'insert': {
      const { onConflict, byKey } = operation
      const key = byKey ? ['slot', 'queue'] : ['id']
      const rows = operation.jobs.map((row): Row => ({ ...row, at: row.at === null ? null : new Date(row.at) }))
      return store.insert('job', rows, onConflict === 'fail' ? { onConflict } : { onConflict, key })
    }
    case 'update': {
      const { where, queue, add } = operation
      return store.update('job', criteriaOf(where), {
        ...(queue === null ? {} : { set: { queue } }),
        increment: { attempts: add },
      })
    }
    case 'updateEach': {
      const { ids, slot, expected } = operation
      const held = await store.updateEach(
        'job',
        ids.map((id) => ({ id, set: { slot }, expect: { attempts: expected } })),
      )
      return held.toSorted()
    }
    case 'remove':
      return store.remove('job', criteriaOf(operation.where))
    case 'claim': {
      const { limit, milliseconds, now } = operation
      clock.set(new Date(now))
      const lease = { at: 'at', token: 'token', value: 'held', milliseconds, count: 'attempts' }
      return (await store.claim('job', { where: EVERYTHING, limit }, lease)).map(({ id }) => id)
    }
    case 'page': {
      const { where, descending, limit } = operation
      const pages: unknown[] = []
      const orderBy = [{ field: 'attempts', direction: descending ? 'desc' : 'asc' }] as const
      for await (const { rows } of streamPages(store, 'job', { where: criteriaOf(where), orderBy, pageSize: limit }))
        pages.push(rows.map(({ id }) => id))
      return pages
    }
    case 'transaction': {
      const answers: Answer[] = []
      try {
        await store.transaction(async (inner) => {
          for (const one of operation.operations) answers.push(await run(inner, one))
          if (operation.fails) throw HALF_WAY
        })
        return answers
      } catch (error) {
        if (error === HALF_WAY || isRefusal(error, 'storage.conflict')) return 'failed'
        throw error
      }
    }
    default:
      return operation satisfies never
  }
}

/** What an operation answers, a broken key as the naive store says it. */
export const answerOf = (store: Store, operation: Operation): Promise<Answer> =>
  run(store, operation).catch((error: unknown) => {
    if (isRefusal(error, 'storage.conflict')) return 'conflict'
    throw error
  })
