import { entries } from './scripts/entries.mjs'

/** What a program loads when it asks for it, and not on import, does not weigh on the import. */
const asked = {
  name: 'loaded-when-asked-for',
  setup(build) {
    build.onResolve({ filter: /^\./ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    )
  },
}

const ignore = ['zod', 'kysely', 'node:async_hooks']

export default [
  ...entries.map((entry) => ({
    name: `clientele${entry.path.slice(1)}`,
    path: `dist/${entry.name}.js`,
    limit: entry.budget,
    gzip: true,
    ignore,
    modifyEsbuildConfig: (config) => ({ ...config, plugins: [...(config.plugins ?? []), asked] }),
  })),
  { name: 'clientele, opened by createClientele', path: 'dist/index.js', limit: '206 kB', gzip: true, ignore },
]
