/** The tenant of a store as `StoreAdapter.open` hands it over: all there is where a host has no tenants. */
export const DEFAULT_TENANT = 'default'
