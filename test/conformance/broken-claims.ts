import type { Row } from '../../src/kernel'
import { EVERYTHING } from '../../src/query'
import type { BrokenStore } from './broken-store'

/** Ways in which claims go wrong, and what a store says of itself. */
export const brokenClaims: readonly BrokenStore[] = [
  [
    'claims',
    'hands over what it does not mark',
    (store) => ({
      claim: async (entity, request, lease) => {
        const error = new Error('taken back')
        let rows: readonly Row[] = []
        await store
          .transaction(async (inner) => {
            rows = await inner.claim(entity, request, lease)
            throw error
          })
          .catch(() => undefined)
        return rows
      },
    }),
  ],
  [
    'claims',
    'claims without end',
    (store) => ({ claim: (entity, request, lease) => store.claim(entity, { ...request, limit: 1_000 }, lease) }),
  ],
  [
    'claims',
    'claims one too many',
    (store) => ({
      claim: (entity, request, lease) => store.claim(entity, { ...request, limit: request.limit + 1 }, lease),
    }),
  ],
  [
    'claims',
    'claims what does not match',
    (store) => ({ claim: (entity, request, lease) => store.claim(entity, { ...request, where: EVERYTHING }, lease) }),
  ],
  [
    'claims',
    'hands over the rows as they were',
    (store) => ({
      claim: async (entity, request, lease) =>
        (await store.claim(entity, request, lease)).map((row) => ({ ...row, [lease.token]: null })),
    }),
  ],
  [
    'claims',
    'counts no attempts',
    (store) => ({
      claim: (entity, request, { count: _, ...lease }) => store.claim(entity, request, lease),
    }),
  ],
  [
    'claims',
    'keeps leases for ever',
    (store) => ({
      claim: (entity, request, lease) => store.claim(entity, request, { ...lease, milliseconds: 1e12 }),
    }),
  ],
  [
    'claims',
    'ends leases at once',
    (store) => ({
      claim: (entity, request, lease) => store.claim(entity, request, { ...lease, milliseconds: 0 }),
    }),
  ],
  [
    'claims',
    'hands work over latest first',
    (store) => ({
      claim: async (entity, request, lease) => (await store.claim(entity, request, lease)).toReversed(),
    }),
  ],
  [
    'claims',
    'lets anybody settle',
    (store) => ({
      updateEach: (entity, updates) =>
        store.updateEach(
          entity,
          updates.map(({ id, set }) => ({ id, set })),
        ),
    }),
  ],
  ['claims', 'knows of no tenant that has work', () => ({ tenantsDue: async () => [] })],
  [
    'claims',
    'names every tenant that has work',
    (store) => ({ tenantsDue: (entity, at) => store.tenantsDue(entity, at, 1_000) }),
  ],
  ['host-transactions', 'says nothing where it cannot join', (store) => ({ within: () => store })],
  [
    'host-transactions',
    'declares what it cannot do',
    (store) => ({ features: { ...store.features, hostTransactions: true } }),
  ],
]
