import { entries } from './scripts/entries.mjs'

export default {
  name: 'Clientele',
  entryPoints: entries.map((entry) => entry.source),
  tsconfig: 'tsconfig.json',
  out: 'docs/reference',
  readme: 'README.md',
  excludeInternal: true,
  excludePrivate: true,
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
  validation: { invalidLink: true, invalidPath: true, notExported: true, notDocumented: false },
}
