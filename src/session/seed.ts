import { seedCommunication } from '../communication'
import { firstEdition, seedLists } from '../lists'
import { entityOf } from '../model'
import { seedEpoch } from '../permissions'
import { allOf, compares, isEqual } from '../query'
import type { Decision, DecisionContext, Outcome } from '../storage'
import { perform, type Engine } from './engine'

/** Raised when a module starts to offer more records from the start. */
const SEEDS = 1

function* plant(context: DecisionContext): Decision<Outcome<void>> {
  const [met] = yield { entity: 'installation', where: isEqual(entityOf(context.model, 'installation'), 'id', 'main') }
  if (met !== undefined && Number(met['seeds']) >= SEEDS) return { writes: [], value: undefined }
  const lists = yield* seedLists(context)
  const communication = yield* seedCommunication(context)
  return {
    writes: [
      ...lists.writes,
      firstEdition,
      ...communication.writes,
      ...seedEpoch(context),
      {
        type: 'insert',
        entity: 'installation',
        rows: [{ id: 'main', seeds: SEEDS, startedAt: context.now }],
        onConflict: 'update',
      },
    ],
    value: undefined,
  }
}

/** The records that exist from the start, once for each tenant: what a user removed later stays removed. */
export async function seed(engine: Engine): Promise<void> {
  const installation = entityOf(engine.model, 'installation')
  const upToDate = allOf(isEqual(installation, 'id', 'main'), compares(installation, 'seeds', 'gte', SEEDS))
  if ((await engine.store.count(installation.name, upToDate)) > 0) return
  await perform(engine, { actor: null, reason: 'start' }, plant, { locks: ['seed'] })
}
