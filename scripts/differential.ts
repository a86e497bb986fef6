/**
 * `npm run differential -- --cases 1000000` asks so many random questions over all: of the predicate and the other readings, of memory,
 * SQLite, PostgreSQL and MariaDB, over tables of the kernel's own, mapped ones, and those of random models. Each run takes another seed
 * and prints it; `--seed` takes that one again. What failed is printed with its seed and the smallest world that shows it.
 */
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

/** The test files that take random questions, and how many times each asks the number it is given. */
const ASKING = {
  'test/query/random-models.test.ts': 2,
  'test/kysely/differential.test.ts': 4,
  'test/kysely/legacy-differential.test.ts': 3,
  'test/kysely/random-models.test.ts': 4,
}

const { values } = parseArgs({ options: { cases: { type: 'string', default: '100000' }, seed: { type: 'string' } } })
const cases = Number(values.cases)
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)
if (!Number.isSafeInteger(cases) || cases < 1 || !Number.isSafeInteger(seed))
  throw new Error('--cases is a whole number from 1, --seed a whole number')

const parts = Object.values(ASKING).reduce((sum, part) => sum + part, 0)
const each = Math.ceil(cases / parts)
console.log(`${each * parts} questions, ${each} of each of ${parts}; the seed is ${seed}`)
const { status } = spawnSync('npx', ['vitest', 'run', ...Object.keys(ASKING)], {
  env: { ...process.env, CLIENTELE_CASES: String(each), CLIENTELE_SEED: String(seed) },
  stdio: 'inherit',
})
console.log(`The seed was ${seed}`)
process.exit(status ?? 1)
