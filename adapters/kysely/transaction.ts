import { AsyncLocalStorage } from 'node:async_hooks'
import { refuse } from '../../src/kernel'
import { storageProblem, type TransactionOptions } from '../../src/storage'
import type { QueryExecutor } from 'kysely'
import type { SqlDialect } from './dialect'
import { refusedAtEnd } from './driver-error'
import { kyselyConnection, type Connection, type Runner } from './runner'
import { raw, type Sql } from './sql'

/** Where operations take effect: in the pool, in a transaction, in a savepoint. */
export interface Scope {
  /** One operation. Refused with `storage.outside_transaction` from within an inner scope, which would wait for itself. */
  enter<T>(operation: (runner: Runner) => Promise<T>): Promise<T>
  /** A transaction or, inside one, a savepoint; named locks are held to the end of the whole. */
  transaction<T>(work: (inner: Scope) => Promise<T>, options: Required<TransactionOptions>): Promise<T>
}

/** A transaction or savepoint, and what is around it. */
interface Level {
  readonly outer: Level | null
  /** A write that fails is not gone back from. */
  readonly endsAtFailure: boolean
  /** A transaction of the host's, who may go back to a savepoint of their own. */
  readonly isHosts: boolean
  over: boolean
  /** The first failure after which the level does not go on: of a write, where it ends with it, or one that the transaction is gone with. */
  failed: { readonly error: unknown } | null
}

const levelIn = (outer: Level | null, endsAtFailure: boolean): Level => ({
  outer,
  endsAtFailure,
  isHosts: false,
  over: false,
  failed: null,
})

/** What the scopes of one adapter share. */
export interface ScopeContext {
  readonly dialect: SqlDialect
  readonly lockTable: Sql
  readonly current: AsyncLocalStorage<Level>
}

export const scopeContext = (dialect: SqlDialect, lockTable: Sql): ScopeContext => ({
  dialect,
  lockTable,
  current: new AsyncLocalStorage(),
})

/** How often a transaction that lost against others is run again. */
const ATTEMPTS = 10

async function retrying<T>(dialect: SqlDialect, work: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt)
    } catch (error) {
      if (attempt >= ATTEMPTS || !dialect.isRetryable(error)) throw error
    }
  }
}

/** Whether code that runs in one level calls on another around it; a level that is over holds nobody up. */
function isAround(level: Level | null, from: Level | undefined): boolean {
  let at: Level | null = from ?? null
  while (at !== null && at.over) at = at.outer
  if (at === null) return false
  if (level === null) return true
  for (let outer = at.outer; outer !== null; outer = outer.outer) if (outer === level) return true
  return false
}

/** The host's own pool: each operation takes a connection of its own. */
export function poolScope(context: ScopeContext, executor: QueryExecutor): Scope {
  const { dialect, current } = context
  const pool = kyselyConnection(executor, dialect)
  const refuseInside = (): void => {
    if (isAround(null, current.getStore())) refuse(storageProblem('storage.outside_transaction'))
  }
  const begin = <T>(work: (connection: Connection) => Promise<T>): Promise<T> =>
    retrying(dialect, (attempt) =>
      executor.provideConnection((provided) =>
        inTransaction(dialect, kyselyConnection(provided, dialect), async (connection) => {
          // Those that lost take turns, or they would lock each other out again.
          if (attempt > 1) await takeLocks(context, connection, [AGAIN])
          return work(connection)
        }),
      ),
    )
  return {
    async enter(operation) {
      refuseInside()
      const runner: Runner = {
        tellsChanges: pool.tellsChanges,
        run: (statement) =>
          pool.execute(statement).catch((error: unknown) => {
            if (!dialect.isRetryable(error)) throw error
            return retrying(dialect, () => pool.execute(statement))
          }),
        alone: (work) => work(runner),
        atomically: (work) => begin((connection) => work(joinedRunner(connection))),
      }
      return operation(runner)
    },
    async transaction(work, { locks, endsAtFailure }) {
      refuseInside()
      return begin(async (connection) => {
        await takeLocks(context, connection, locks)
        return atLevel(context, connection, levelIn(null, endsAtFailure), work)
      })
    },
  }
}

/** Runs in a transaction that is rolled back as a whole. */
const joinedRunner = (connection: Connection): Runner => {
  const runner: Runner = {
    tellsChanges: connection.tellsChanges,
    run: connection.execute,
    alone: (work) => work(runner),
    atomically: (work) => work(runner),
  }
  return runner
}

async function inTransaction<T>(
  dialect: SqlDialect,
  connection: Connection,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  for (const statement of dialect.begin) await connection.execute(statement)
  try {
    const result = await work(connection)
    await connection.execute(raw('COMMIT')).catch((error: unknown) => {
      throw refusedAtEnd(dialect, error)
    })
    return result
  } catch (error) {
    // The first error is the one that tells; a connection that is gone has rolled back already.
    await connection.execute(raw('ROLLBACK')).catch(() => undefined)
    throw error
  }
}

/** No lock of a caller's is called so: those begin with a tenant. */
const AGAIN = ' again'

/** Locks in sorted order, so that two transactions never wait for each other. */
async function takeLocks(
  { dialect, lockTable }: ScopeContext,
  connection: Connection,
  locks: readonly string[],
): Promise<void> {
  for (const name of [...new Set(locks)].sort()) {
    const statement = dialect.lock(name, lockTable)
    if (statement !== null) await connection.execute(statement)
  }
}

async function atLevel<T>(
  context: ScopeContext,
  connection: Connection,
  level: Level,
  work: (inner: Scope) => Promise<T>,
): Promise<T> {
  const scope = connectionScope(context, connection, level)
  const done = async (): Promise<T> => {
    try {
      return await context.current.run(level, () => work(scope))
    } finally {
      level.over = true
      // What nobody waited for ends before the transaction does.
      await scope.idle()
    }
  }
  const result = await done()
  // PostgreSQL would answer COMMIT with a rollback that looks like success.
  if (level.failed !== null) throw refusedAtEnd(context.dialect, level.failed.error)
  return result
}

let savepoints = 0

/** A savepoint: failure goes back to it, and the transaction can go on. `whenGone` is told of a failure that took the transaction with it. */
async function inSavepoint<T>(
  connection: Connection,
  work: () => Promise<T>,
  whenGone: (error: unknown) => void,
): Promise<T> {
  const name = `clientele_${++savepoints}`
  await connection.execute(raw(`SAVEPOINT ${name}`))
  try {
    const result = await work()
    await connection.execute(raw(`RELEASE SAVEPOINT ${name}`))
    return result
  } catch (error) {
    // After a deadlock MySQL has no savepoint to go back to, and would keep by itself whatever is written next.
    await connection.execute(raw(`ROLLBACK TO SAVEPOINT ${name}`)).catch(() => whenGone(error))
    throw error
  }
}

/** The scope of one connection that is in a transaction: operations and savepoints take turns. */
export function connectionScope(
  context: ScopeContext,
  connection: Connection,
  level: Level,
): Scope & { idle(): Promise<void> } {
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work, work)
    last = turn.catch(() => undefined)
    return turn
  }
  const refuseWhenOver = (): void => {
    if (level.over) refuse(storageProblem('storage.transaction_over'))
  }
  const enter = async <T>(work: () => Promise<T>): Promise<T> => {
    refuseWhenOver()
    if (isAround(level, context.current.getStore())) refuse(storageProblem('storage.outside_transaction'))
    return inTurn(() => {
      refuseWhenOver()
      if (level.failed !== null) throw level.failed.error
      return work()
    })
  }
  const fail = (error: unknown): void => {
    if (!level.isHosts) level.failed ??= { error }
  }
  const noting = async <T>(work: () => Promise<T>, isEnd: (error: unknown) => boolean): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      if (isEnd(error)) fail(error)
      throw error
    }
  }
  const { dialect } = context
  const endsAll = (error: unknown): boolean => dialect.failureEndsTransaction || dialect.isRetryable(error)
  const guarded: Runner['atomically'] = (work) => inSavepoint(connection, () => work(joinedRunner(connection)), fail)
  const ending: Runner['alone'] = (work) =>
    noting(
      () => work(runner),
      () => true,
    )
  const unguarded: Runner['alone'] = (work) => work(runner)
  const runner: Runner = {
    tellsChanges: connection.tellsChanges,
    run: (statement) => noting(() => connection.execute(statement), endsAll),
    alone: level.endsAtFailure ? ending : dialect.failureEndsTransaction ? guarded : unguarded,
    atomically: guarded,
  }
  return {
    enter: (operation) => enter(() => operation(runner)),
    transaction: (work, { locks, endsAtFailure }) =>
      enter(() =>
        inSavepoint(
          connection,
          async () => {
            await takeLocks(context, connection, locks)
            return atLevel(context, connection, levelIn(level, endsAtFailure), work)
          },
          fail,
        ),
      ),
    idle: () => last.then(() => undefined),
  }
}

/** The scope of a host's transaction, which ends when the host says so. */
export const hostScope = (context: ScopeContext, connection: Connection): Scope =>
  connectionScope(context, connection, { ...levelIn(null, false), isHosts: true })
