import { resolve } from 'node:path'
import { Converter } from 'typedoc'
import { entries, specifier } from './scripts/entries.mjs'

const names = new Map(entries.map((entry) => [resolve(entry.source), specifier(entry)]))

/**
 * Calls each module by the name that programs import.
 *
 * @param {import('typedoc').Application} app
 */
const callModulesByEntry = (app) => {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    const file = context.getSymbolFromReflection(reflection)?.getDeclarations()?.[0]?.getSourceFile().fileName
    reflection.name = (reflection.parent?.isProject() && file && names.get(resolve(file))) || reflection.name
  })
}

export default {
  name: 'Clientele',
  entryPoints: entries.map((entry) => entry.source),
  tsconfig: 'tsconfig.json',
  out: 'docs/reference',
  readme: 'README.md',
  plugin: [callModulesByEntry],
  // A clone may have no remote to link to; the declarations stand on the page.
  disableGit: true,
  sourceLinkTemplate: '{path}#L{line}',
  excludeInternal: true,
  excludePrivate: true,
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
  // Types are read from schemas that stay private: what they come to is on the page.
  validation: { invalidLink: true, invalidPath: true, notExported: false, notDocumented: false },
}
