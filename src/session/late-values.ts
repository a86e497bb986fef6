import type { EntityDefinition } from '../model'
import {
  allOf,
  anyOf,
  EVERYTHING,
  fieldOf,
  NOTHING,
  type BoundCriteria,
  type BoundTest,
  type BoundValue,
} from '../query'
import type { Store } from '../storage'

/**
 * A scope is told at once, and some of what it says takes questions to know: on which dynamic lists somebody is. The criteria keep a place
 * for these values, and it is filled where a store is asked. A place that nobody fills finds nothing.
 */
type Find = (store: Store) => Promise<readonly BoundValue[]>

const places = new WeakMap<readonly BoundValue[], Find>()

/** No id of a record. */
const NO_ID = ''

/** `field in values` for values that are found, once, when a store is first asked with these criteria. */
export function isAmongFound(entity: EntityDefinition, field: string, find: Find): BoundTest {
  const place: readonly BoundValue[] = Object.freeze([NO_ID])
  let found: Promise<readonly BoundValue[]> | null = null
  places.set(place, async (store) => {
    found ??= find(store)
    try {
      return await found
    } catch (error) {
      found = null
      throw error
    }
  })
  return { type: 'test', field: fieldOf(entity, field), negated: false, operator: 'in', values: place }
}

function hasPlace(criteria: BoundCriteria): boolean {
  switch (criteria.type) {
    case 'and':
    case 'or':
      return criteria.criteria.some(hasPlace)
    case 'related':
    case 'measure':
      return hasPlace(criteria.criteria)
    case 'test':
      return criteria.operator === 'in' && places.has(criteria.values)
    default:
      return criteria satisfies never
  }
}

async function filled(criteria: BoundCriteria, store: Store): Promise<BoundCriteria> {
  switch (criteria.type) {
    case 'and':
    case 'or': {
      const parts = await Promise.all(criteria.criteria.map((one) => filled(one, store)))
      return criteria.type === 'and' ? allOf(...parts) : anyOf(...parts)
    }
    case 'related':
    case 'measure':
      return { ...criteria, criteria: await filled(criteria.criteria, store) }
    case 'test': {
      const find = criteria.operator === 'in' ? places.get(criteria.values) : undefined
      if (criteria.operator !== 'in' || find === undefined) return criteria
      const values = await find(store)
      if (values.length > 0) return { ...criteria, values }
      return criteria.negated ? EVERYTHING : NOTHING
    }
    default:
      return criteria satisfies never
  }
}

/** A store that fills the places in whatever it is asked. */
export function fillingStore(store: Store): Store {
  const asked = async (where: BoundCriteria): Promise<BoundCriteria> => (hasPlace(where) ? filled(where, store) : where)
  const asking = async <R extends { readonly where: BoundCriteria }>(request: R): Promise<R> =>
    hasPlace(request.where) ? { ...request, where: await asked(request.where) } : request
  return {
    features: store.features,
    tenant: store.tenant,
    find: async (entity, request) => store.find(entity, await asking(request)),
    count: async (entity, where) => store.count(entity, await asked(where)),
    aggregate: async (entity, request) => store.aggregate(entity, await asking(request)),
    insert: (entity, rows, options) => store.insert(entity, rows, options),
    update: async (entity, where, change) => store.update(entity, await asked(where), change),
    updateEach: (entity, updates) => store.updateEach(entity, updates),
    remove: async (entity, where) => store.remove(entity, await asked(where)),
    claim: async (entity, request, lease) => store.claim(entity, await asking(request), lease),
    transaction: (work, options) => store.transaction((inner) => work(fillingStore(inner)), options),
    forTenant: (tenant) => fillingStore(store.forTenant(tenant)),
    tenantsDue: (entity, at, limit) => store.tenantsDue(entity, at, limit),
    within: (connection) => fillingStore(store.within(connection)),
  }
}
