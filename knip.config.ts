import type { KnipConfig } from 'knip'
import { entries } from './scripts/entries.mjs'

const config: KnipConfig = {
  entry: [
    ...entries.map((entry) => `${entry.source}!`),
    'examples/*/main.ts',
    'scripts/*.{ts,mjs}',
    'test/**/*.test.ts',
    'test/package/programs/*',
  ],
  project: ['{src,adapters}/**/*.ts!', '{test,bench,examples,scripts}/**/*.{ts,mjs,cjs}'],
  // Its data are read by a path put together where they are read.
  ignoreDependencies: ['@etalab/decoupage-administratif'],
  // The report of an entry's declarations reads exported members on its own; internal doors are entries above.
  ignoreExportsUsedInFile: true,
}

export default config
