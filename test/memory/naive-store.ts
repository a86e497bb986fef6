import { compareCodePoints, type Row } from '../../src/kernel'

/** A job as the naive store keeps it; see the conformance model. */
export interface Job {
  readonly id: string
  readonly queue: string
  readonly slot: string | null
  readonly at: number | null
  readonly token: string | null
  readonly attempts: number | null
}

/** One thing done to a store of jobs. Criteria are a queue, an amount of attempts, or everything. */
export type Operation =
  | {
      readonly type: 'insert'
      readonly jobs: readonly Job[]
      readonly onConflict: 'fail' | 'skip' | 'update'
      readonly byKey: boolean
    }
  | { readonly type: 'update'; readonly where: Where; readonly queue: string | null; readonly add: number }
  | {
      readonly type: 'updateEach'
      readonly ids: readonly string[]
      readonly slot: string | null
      readonly expected: number | null
    }
  | { readonly type: 'remove'; readonly where: Where }
  | { readonly type: 'claim'; readonly limit: number; readonly milliseconds: number; readonly now: number }
  | { readonly type: 'page'; readonly where: Where; readonly descending: boolean; readonly limit: number }
  | { readonly type: 'transaction'; readonly operations: readonly Operation[]; readonly fails: boolean }

export type Where = { readonly queue: string } | { readonly attemptsBelow: number } | null

/** What an operation answers; a broken key is `conflict`, and nothing is then written. */
export type Answer = readonly unknown[] | number | 'conflict' | 'failed'

/** The reference: a list of jobs, copied before whatever may fail. */
export function naiveStore() {
  let jobs: readonly Job[] = []

  const matches =
    (where: Where) =>
    (job: Job): boolean => {
      if (where === null) return true
      if ('queue' in where) return job.queue === where.queue
      return job.attempts !== null && job.attempts < where.attemptsBelow
    }
  const clash = (all: readonly Job[]): boolean => {
    const keys = all.flatMap((job) => (job.slot === null ? [] : [`${job.queue}/${job.slot}`]))
    return new Set(keys).size < keys.length || new Set(all.map(({ id }) => id)).size < all.length
  }
  /** Keeps the new jobs unless they break a key. */
  const keep = (next: readonly Job[], answer: Answer): Answer => {
    if (clash(next)) return 'conflict'
    jobs = next
    return answer
  }
  const insert = ({ jobs: given, onConflict, byKey }: Extract<Operation, { type: 'insert' }>): Answer => {
    let next = jobs
    const written: string[] = []
    for (const job of given) {
      const same = (other: Job): boolean =>
        byKey ? job.slot !== null && other.slot === job.slot && other.queue === job.queue : other.id === job.id
      const there = onConflict === 'fail' ? undefined : next.find(same)
      if (there === undefined) next = [...next, job]
      else if (onConflict === 'update') next = next.map((other) => (other === there ? { ...job, id: there.id } : other))
      else continue
      written.push(there?.id ?? job.id)
      if (clash(next)) return 'conflict'
    }
    return keep(next, written)
  }
  const claim = ({ limit, milliseconds, now }: Extract<Operation, { type: 'claim' }>): Answer => {
    const due = jobs
      .filter(({ at }) => at !== null && at <= now)
      .toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0) || compareCodePoints(a.id, b.id))
      .slice(0, limit)
    jobs = jobs.map((job) =>
      due.includes(job) ? { ...job, at: now + milliseconds, token: 'held', attempts: (job.attempts ?? 0) + 1 } : job,
    )
    return due.map(({ id }) => id)
  }
  const page = ({ where, descending, limit }: Extract<Operation, { type: 'page' }>): Answer => {
    const sign = descending ? -1 : 1
    const rank = (job: Job): number => (job.attempts === null ? Number.POSITIVE_INFINITY : sign * job.attempts)
    const order = (a: Job, b: Job): number => {
      if (a.attempts === b.attempts) return sign * compareCodePoints(a.id, b.id)
      return rank(a) < rank(b) ? -1 : 1
    }
    const ids = jobs
      .filter(matches(where))
      .toSorted(order)
      .map(({ id }) => id)
    return Array.from({ length: Math.ceil(ids.length / limit) }, (_, index) =>
      ids.slice(index * limit, (index + 1) * limit),
    )
  }
  const run = (operation: Operation): Answer => {
    switch (operation.type) {
      case 'insert':
        return insert(operation)
      case 'update': {
        const { where, queue, add } = operation
        const changed = jobs.filter(matches(where))
        const next = jobs.map((job) =>
          changed.includes(job) ? { ...job, queue: queue ?? job.queue, attempts: (job.attempts ?? 0) + add } : job,
        )
        return keep(next, changed.length)
      }
      case 'updateEach': {
        const { ids, slot, expected } = operation
        const held = jobs.filter((job) => ids.includes(job.id) && job.attempts === expected)
        return keep(
          jobs.map((job) => (held.includes(job) ? { ...job, slot } : job)),
          held.map(({ id }) => id).toSorted(),
        )
      }
      case 'remove': {
        const left = jobs.filter((job) => !matches(operation.where)(job))
        return keep(left, jobs.length - left.length)
      }
      case 'claim':
        return claim(operation)
      case 'page':
        return page(operation)
      case 'transaction': {
        const before = jobs
        const answers = operation.operations.map(run)
        // A conflict that nobody catches fails the transaction, as does the work itself.
        const isUndone = operation.fails || answers.includes('conflict')
        if (isUndone) jobs = before
        return isUndone ? 'failed' : answers
      }
      default:
        return operation satisfies never
    }
  }
  return {
    run,
    rows: (): readonly Row[] =>
      jobs
        .toSorted((a, b) => compareCodePoints(a.id, b.id))
        .map((job) => ({ ...job, at: job.at === null ? null : new Date(job.at) })),
  }
}
