import { afterAll, test } from 'vitest'
import { conformance } from 'clientele/conformance'
import { onPostgres } from '../servers'
import { postgresHarness } from './harnesses'

onPostgres(import.meta.url, (database) => {
  const harness = postgresHarness(database)
  afterAll(() => harness.destroy())
  for (const { level, name, run } of conformance(harness)) test(`R6.4 PostgreSQL, ${level}: ${name}`, run)
})
