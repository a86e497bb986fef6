/**
 * The public API as the declarations of each entry say it, read with the TypeScript compiler: what every entry exports, each
 * export under the first entry that has it (its home), and the declarations that exports reach without being exported.
 */
import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import ts from 'typescript'
import { entries, specifier } from './entries.mjs'

export interface PublicExport {
  readonly name: string
  /** Whether the name stands for a type: an interface, an alias, a class or an enum. */
  readonly isType: boolean
  /** The specifier of the entry under which the declaration is told. */
  readonly home: string
  readonly declarations: readonly string[]
}

export interface EntryApi {
  readonly entry: string
  readonly exports: readonly PublicExport[]
  /** Declarations a program cannot name but that shape what it can, by name. */
  readonly reached: ReadonlyMap<string, readonly string[]>
}

/** Reads the API from the sources; the entries of `scripts/entries.mjs` whose source exists. */
export function readPublicApi(): readonly EntryApi[] {
  const { program, roots } = declarationProgram()
  const checker = program.getTypeChecker()
  const homes = new Map<ts.Symbol, { readonly home: string; readonly isType: boolean }>()
  const listed = roots.map(({ entry, file }) => {
    const source = program.getSourceFile(file)
    const module = source && checker.getSymbolAtLocation(source)
    if (module === undefined) throw new Error(`${entry} exports nothing`)
    const names = checker
      .getExportsOfModule(module)
      .map((symbol) => ({ name: symbol.name, target: targetOf(symbol, checker) }))
    return { entry, names: names.sort((a, b) => (a.name < b.name ? -1 : 1)) }
  })
  // The whole package repeats its folders: told last, it tells only what no folder does.
  for (const { entry, names } of [...listed].sort(
    (a, b) => Number(a.entry === 'clientele') - Number(b.entry === 'clientele'),
  )) {
    for (const { target } of names) {
      if (!homes.has(target)) homes.set(target, { home: entry, isType: (target.flags & ts.SymbolFlags.Type) !== 0 })
    }
  }
  return listed.map(({ entry, names }) => {
    const exports = names.flatMap(({ name, target }) => {
      const known = homes.get(target)
      return known ? [{ name, ...known, declarations: declarationsOf(target).map(textOf) }] : []
    })
    const own = names.map(({ target }) => target).filter((target) => homes.get(target)?.home === entry)
    return { entry, exports, reached: reachedFrom(own, homes, checker) }
  })
}

/** A program over the declarations that the compiler emits for the entries: what a program that installs the package sees. */
function declarationProgram(): {
  readonly program: ts.Program
  readonly roots: ReadonlyArray<{ readonly entry: string; readonly file: string }>
} {
  const { config } = ts.readConfigFile('tsconfig.json', (file) => ts.sys.readFile(file))
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, process.cwd())
  const present = entries.filter((entry) => existsSync(entry.source))
  const emitted = new Map<string, string>()
  const sources = ts.createProgram(
    present.map((entry) => resolve(entry.source)),
    { ...options, noEmit: false, declaration: true, emitDeclarationOnly: true, allowJs: false },
  )
  sources.emit(undefined, (file, text) => emitted.set(resolve(file), text))
  const host = ts.createCompilerHost(options)
  const readFile = host.readFile.bind(host)
  const fileExists = host.fileExists.bind(host)
  const getSourceFile = host.getSourceFile.bind(host)
  host.readFile = (file) => emitted.get(resolve(file)) ?? readFile(file)
  // The sources are hidden behind their declarations, which stand beside them.
  host.fileExists = (file) =>
    emitted.has(resolve(file)) || (!emitted.has(declarationPath(resolve(file))) && fileExists(file))
  host.getSourceFile = (file, version, onError, fresh) => {
    const text = emitted.get(resolve(file))
    return text === undefined
      ? getSourceFile(file, version, onError, fresh)
      : ts.createSourceFile(file, text, version, true)
  }
  const roots = present.map((entry) => ({ entry: specifier(entry), file: declarationPath(resolve(entry.source)) }))
  const program = ts.createProgram(
    roots.map(({ file }) => file),
    { ...options, allowJs: false },
    host,
  )
  return { program, roots }
}

function declarationPath(source: string): string {
  return source.replace(/(?<!\.d)\.ts$/, '.d.ts')
}

function targetOf(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}

/** The declarations of a symbol that stand in this package, as statements; those of other packages are not ours to report. */
function declarationsOf(symbol: ts.Symbol): readonly ts.Node[] {
  return (symbol.declarations ?? []).filter(isOurs).map(statementOf)
}

function isOurs(node: ts.Node): boolean {
  const path = relative(process.cwd(), node.getSourceFile().fileName)
  return !path.startsWith('..') && !path.includes('node_modules')
}

function statementOf(node: ts.Node): ts.Node {
  return ts.isVariableDeclaration(node) ? node.parent.parent : node
}

/** The text without comments, `export` and `declare`, so that prose may change and the report stay. */
function textOf(node: ts.Node): string {
  const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed })
  return printer
    .printNode(ts.EmitHint.Unspecified, node, node.getSourceFile())
    .replace(/^(?:export |declare |default )+/, '')
    .trim()
}

function reachedFrom(
  exported: readonly ts.Symbol[],
  homes: ReadonlyMap<ts.Symbol, unknown>,
  checker: ts.TypeChecker,
): ReadonlyMap<string, readonly string[]> {
  const seen = new Set<ts.Symbol>(exported)
  const reached = new Map<string, readonly string[]>()
  const visit = (node: ts.Node): void => {
    const symbol = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined
    if (symbol !== undefined) meet(targetOf(symbol, checker))
    ts.forEachChild(node, visit)
  }
  const meet = (symbol: ts.Symbol): void => {
    if (seen.has(symbol) || homes.has(symbol)) return
    const own = (symbol.declarations ?? []).filter((node) => isOurs(node) && isTopLevel(node)).map(statementOf)
    if (own.length === 0) return
    seen.add(symbol)
    reached.set(symbol.name, [...(reached.get(symbol.name) ?? []), ...own.map(textOf)])
    own.forEach(visit)
  }
  for (const symbol of exported) declarationsOf(symbol).forEach(visit)
  return new Map([...reached].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function isTopLevel(node: ts.Node): boolean {
  return ts.isSourceFile(statementOf(node).parent)
}
