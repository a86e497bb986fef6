/**
 * Every public entry of the package, as sub-path to source file. The build, the aliases of the tests, the size budget,
 * the API report, the documentation and the pack tests all read this list; `test/project/entries.test.ts` holds the
 * `exports` of package.json and the `paths` of tsconfig.json to it.
 *
 * @type {ReadonlyArray<{ name: string, path: string, source: string, browser: boolean, budget: string }>}
 * `name` is also the base name of the built files; `path` is the key in `exports`; `browser` marks what must bundle for
 * a browser; `budget` is the size allowed, minified and gzipped, zod and kysely aside.
 */
export const entries = [
  { name: 'index', path: '.', source: 'src/index.ts', browser: true, budget: '56 kB' },
  { name: 'kernel', path: './kernel', source: 'src/kernel/index.ts', browser: true, budget: '10 kB' },
  { name: 'model', path: './model', source: 'src/model/index.ts', browser: true, budget: '14 kB' },
  { name: 'query', path: './query', source: 'src/query/index.ts', browser: true, budget: '46 kB' },
  { name: 'storage', path: './storage', source: 'src/storage/index.ts', browser: true, budget: '21 kB' },
  { name: 'regions', path: './regions', source: 'src/regions/index.ts', browser: true, budget: '30 kB' },
  { name: 'permissions', path: './permissions', source: 'src/permissions/index.ts', browser: true, budget: '44 kB' },
  { name: 'lists', path: './lists', source: 'src/lists/index.ts', browser: true, budget: '54 kB' },
  { name: 'automation', path: './automation', source: 'src/automation/index.ts', browser: true, budget: '68 kB' },
  { name: 'reports', path: './reports', source: 'src/reports/index.ts', browser: true, budget: '44 kB' },
  {
    name: 'communication',
    path: './communication',
    source: 'src/communication/index.ts',
    browser: true,
    budget: '62 kB',
  },
  { name: 'session', path: './session', source: 'src/session/index.ts', browser: true, budget: '180 kB' },
  { name: 'memory', path: './memory', source: 'adapters/memory/index.ts', browser: false, budget: '22 kB' },
  { name: 'kysely', path: './kysely', source: 'adapters/kysely/index.ts', browser: false, budget: '48 kB' },
  {
    name: 'conformance',
    path: './conformance',
    source: 'adapters/conformance/index.ts',
    browser: false,
    budget: '60 kB',
  },
]

/**
 * The name a program imports an entry by.
 *
 * @param {{ path: string }} entry
 */
export const specifier = (entry) => `clientele${entry.path.slice(1)}`
