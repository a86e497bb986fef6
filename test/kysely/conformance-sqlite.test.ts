import Database from 'better-sqlite3'
import { test } from 'vitest'
import { conformance } from 'clientele/conformance'
import { sqliteHarness } from './harnesses'

for (const { level, name, run } of conformance(sqliteHarness(new Database(':memory:'))))
  test(`R6.4 SQLite, ${level}: ${name}`, run)
