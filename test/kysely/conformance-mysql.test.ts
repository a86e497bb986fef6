import { afterAll, test } from 'vitest'
import { conformance } from 'clientele/conformance'
import { onMysql } from '../servers'
import { mysqlHarness } from './harnesses'

onMysql(import.meta.url, (database) => {
  const harness = mysqlHarness(database)
  afterAll(() => harness.destroy())
  for (const { level, name, run } of conformance(harness)) test(`R6.4 MariaDB, ${level}: ${name}`, run)
})
