import { DEFAULT_TENANT } from 'clientele/storage'
import { accounts } from './accounts'
import { type Contest, OURS } from './contest'
import type { BenchDatabase } from './database'

const HAND_WRITTEN = 'hand-written array update'

/** A batch of rows, each with values of its own, spread over the table. */
export function updateEachContest(database: BenchDatabase, size: number, batch: number): Contest {
  const { store, table } = database
  const every = Math.floor(size / batch)
  const ids = [...accounts(size)].filter((_, place) => place % every === 0).map(({ id }) => id)
  const chosen = ids.slice(0, batch)
  let turn = 0
  const values = () => {
    turn++
    return chosen.map((id, place) => ({ id, status: turn % 2 === 0 ? 'client' : 'lead', revenue: place + turn }))
  }
  const statement = `UPDATE ${table} AS t SET status = v.status, revenue = v.revenue
    FROM unnest($1::text[], $2::text[], $3::bigint[]) AS v (id, status, revenue)
    WHERE t._tenant = $4 AND t.id = v.id RETURNING t.id`
  return {
    title: `updating ${batch.toLocaleString('en')} of ${size.toLocaleString('en')} records, each with its own values, ${database.name} ${database.version}`,
    reference: {
      name: HAND_WRITTEN,
      run: async () => {
        const rows = values()
        const written = await database.run(statement, [
          rows.map(({ id }) => id),
          rows.map(({ status }) => status),
          rows.map(({ revenue }) => revenue),
          DEFAULT_TENANT,
        ])
        return written.length
      },
    },
    others: [
      {
        name: OURS,
        run: async () => {
          const updates = values().map(({ id, ...set }) => ({ id, set }))
          return (await store.updateEach('account', updates)).length
        },
      },
    ],
    targets: { [HAND_WRITTEN]: 1.3 },
  }
}
