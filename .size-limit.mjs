import { entries } from './scripts/entries.mjs'

export default entries.map((entry) => ({
  name: `clientele${entry.path.slice(1)}`,
  path: `dist/${entry.name}.js`,
  limit: entry.budget,
  gzip: true,
  ignore: ['zod', 'kysely', 'node:async_hooks'],
}))
