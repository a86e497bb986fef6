/**
 * The order of the house: a folder of src imports only folders before it, by their index.ts. The list stands here once;
 * the rules below and the picture in docs/architecture.md follow from it.
 */
const folders = [
  'kernel',
  'model',
  'query',
  'storage',
  'regions',
  'permissions',
  'lists',
  'automation',
  'reports',
  'communication',
  'session',
]

const order = folders.slice(0, -1).map((folder, position) => ({
  name: `${folder}-stays-below`,
  comment: `src/${folder} imports only the folders before it in the order of the house.`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: `^src/(${folders.slice(position + 1).join('|')})/` },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...order,
    {
      name: 'known-folders',
      comment: 'Every folder of src has its place in the order (see the list above).',
      severity: 'error',
      from: {},
      to: { path: '^src/[^/]+/', pathNot: `^src/(${folders.join('|')})/` },
    },
    {
      name: 'index-above-all',
      comment: 'src/index.ts stands on the folders; nothing in them stands on it.',
      severity: 'error',
      from: { path: '^src/[^/]+/' },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    {
      name: 'by-the-door',
      comment: 'Another folder of src is entered by its index.ts.',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/[^/]+/', pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$'] },
    },
    {
      name: 'by-the-door-from-outside',
      comment: 'Adapters, examples and benches use src as a program would: by a public entry.',
      severity: 'error',
      from: { path: '^(adapters|examples|bench)/' },
      to: { path: '^src/', pathNot: ['^src/(index|create-clientele)\\.ts$', '^src/[^/]+/index\\.ts$'] },
    },
    {
      name: 'entry-by-the-door',
      comment:
        'So does the main entry; but by the door of the rights a bundler takes them all along, and the ready profiles are plain data.',
      severity: 'error',
      from: { path: '^src/index\\.ts$' },
      to: {
        path: '^src/',
        pathNot: ['^src/create-clientele\\.ts$', '^src/[^/]+/index\\.ts$', '^src/permissions/built-in-profiles\\.ts$'],
      },
    },
    {
      name: 'adapter-by-the-door',
      comment: 'Another adapter is entered by its index.ts.',
      severity: 'error',
      from: { path: '^adapters/([^/]+)/' },
      to: { path: '^adapters/', pathNot: ['^adapters/$1/', '^adapters/[^/]+/index\\.ts$'] },
    },
    {
      name: 'adapter-by-the-door-from-outside',
      comment: 'Examples and benches use an adapter as a program would.',
      severity: 'error',
      from: { path: '^(examples|bench)/' },
      to: { path: '^adapters/', pathNot: '^adapters/[^/]+/index\\.ts$' },
    },
    {
      name: 'src-knows-no-adapter',
      comment: 'The kernel knows its port, not who implements it.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(adapters|examples|bench|test|scripts)/' },
    },
    {
      name: 'package-stands-alone',
      comment: 'What is published imports nothing of the examples, benches, tests or scripts.',
      severity: 'error',
      from: { path: '^adapters/' },
      to: { path: '^(examples|bench|test|scripts)/' },
    },
    {
      name: 'src-runs-anywhere',
      comment: 'src runs in a browser as it is: no module of Node.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'adapters-use-async-context-only',
      comment: 'An adapter needs of Node only the context of a transaction.',
      severity: 'error',
      from: { path: '^adapters/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?async_hooks$' },
    },
    {
      name: 'dates-in-the-calendar',
      comment: 'All date arithmetic stands in src/kernel/calendar.',
      severity: 'error',
      from: { path: '^(src|adapters)/', pathNot: '^src/kernel/calendar' },
      to: { path: 'node_modules/(date-fns|@date-fns)/' },
    },
    {
      name: 'kysely-in-its-adapter',
      comment: 'Kysely is an optional peer, of one adapter.',
      severity: 'error',
      from: { path: '^(src|adapters)/', pathNot: '^adapters/kysely/' },
      to: { path: 'node_modules/kysely/' },
    },
    {
      name: 'published-dependencies',
      comment: 'What is published imports only what a program that installs it gets, or what the build puts into it.',
      severity: 'error',
      from: { path: '^(src|adapters)/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        pathNot: 'node_modules/(zod|kysely|date-fns|@date-fns/utc)/',
      },
    },
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one concept, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'Every import leads somewhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}
