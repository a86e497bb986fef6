import ts from 'typescript'
import { expect, test } from 'vitest'
import { readPublicApi } from '../../scripts/public-api'

/** Every name that a program has without importing it, in a browser or out of it. */
function globalNames(): ReadonlySet<string> {
  const file = 'globals.ts'
  const host = ts.createCompilerHost({})
  const read = host.getSourceFile.bind(host)
  host.getSourceFile = (name, version) =>
    name === file ? ts.createSourceFile(name, 'export {}', version) : read(name, version)
  const program = ts.createProgram(
    [file],
    { lib: ['lib.esnext.d.ts', 'lib.dom.d.ts', 'lib.webworker.d.ts'], types: [] },
    host,
  )
  const source = program.getSourceFile(file)
  if (source === undefined) throw new Error('The compiler lost the file')
  const everything = ts.SymbolFlags.Type | ts.SymbolFlags.Value | ts.SymbolFlags.Namespace
  return new Set(
    program
      .getTypeChecker()
      .getSymbolsInScope(source, everything)
      .map(({ name }) => name),
  )
}

// The compiler reads the whole package: seconds on a quiet machine.
test('no exported type has the name of a global', { timeout: 300_000 }, () => {
  const globals = globalNames()
  for (const known of ['Storage', 'Record', 'Event', 'Range', 'Notification', 'Lock', 'Map'])
    expect(globals).toContain(known)
  const taken = readPublicApi().flatMap(({ entry, exports }) =>
    exports.filter(({ name, isType }) => isType && globals.has(name)).map(({ name }) => `${entry} exports ${name}`),
  )
  expect(taken).toEqual([])
})
