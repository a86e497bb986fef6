import {
  isRefusal,
  sequentialIdentifiers,
  testClock,
  type Identifiers,
  type Row,
  type TestClock,
} from 'clientele/kernel'
import { memoryAdapter } from 'clientele/memory'
import { crmEntities, defineModel, extendModel, type Model } from 'clientele/model'
import { permissionEntities } from 'clientele/permissions'
import { EVERYTHING } from 'clientele/query'
import { regionEntities } from 'clientele/regions'
import {
  decide,
  readAll,
  type Decision,
  type DecisionContext,
  type Outcome,
  type Reaction,
  type Store,
} from 'clientele/storage'
import { commit } from '../../src/session/commit'
import { journalEntities } from '../../src/session/journal'

/** Decisions of regions and rights over a store in memory, each in its transaction, with the reactions named. */
export interface Scene {
  readonly model: Model
  readonly store: Store
  readonly clock: TestClock
  context(): DecisionContext
  perform<T>(decision: (context: DecisionContext) => Decision<Outcome<T>>): Promise<T>
  ask<T>(decision: (context: DecisionContext) => Decision<T>): Promise<T>
  rows(entity: string): Promise<readonly Row[]>
}

export const sceneModel = extendModel(defineModel(crmEntities), {
  ...regionEntities,
  ...permissionEntities,
  ...journalEntities,
})

export async function scene(
  groups: readonly string[],
  {
    reactions = [],
    identifiers = sequentialIdentifiers('id-'),
  }: { reactions?: readonly Reaction[]; identifiers?: Identifiers } = {},
): Promise<Scene> {
  const clock = testClock('2026-03-01T09:00:00Z')
  const store = await memoryAdapter({ clock }).open(sceneModel)
  await store.insert(
    'group',
    groups.map((id) => ({ id, name: id })),
  )
  const context = (): DecisionContext => ({
    model: sceneModel,
    now: clock.now(),
    identifiers,
    timeZone: 'Europe/Paris',
    locale: 'en',
    weekStartsOn: 1,
    fiscalYearStartsOn: 1,
    actor: 'tester',
    transaction: null,
  })
  return {
    model: sceneModel,
    store,
    clock,
    context,
    perform: (decision) =>
      store.transaction(async (inside) => {
        const options = { reactions, unjournalled: new Set<string>(), reason: null, transaction: null, rights: null }
        const now = context()
        return (await commit(inside, decision(now), now, options)).value
      }),
    ask: (decision) => decide(store, decision(context())),
    rows: (entity) => readAll(store, { entity, where: EVERYTHING, orderBy: [{ field: 'id', direction: 'asc' }] }),
  }
}

/** The codes and paths of what a call refuses, or the answer where it refuses nothing. */
export async function refusalOf(work: Promise<unknown>): Promise<unknown> {
  try {
    return { answered: await work }
  } catch (error) {
    if (!isRefusal(error)) throw error
    return error.problems.map(({ code, path }) => `${code} ${path}`.trim())
  }
}
