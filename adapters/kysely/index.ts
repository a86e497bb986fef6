export { kyselyAdapter, type KyselyAdapterOptions } from './adapter'
export type { DialectName } from './dialect'
export { migrationStatements, type MigrationOptions } from './migrations'
export type { NameOptions } from './naming'
