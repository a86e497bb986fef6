import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'

/** The files under some folders whose names end in one of the extensions, sorted; folders that are not there hold none. */
export function filesUnder(folders: readonly string[], extensions: readonly string[] = ['.ts']): readonly string[] {
  return folders
    .flatMap((folder) => (ts.sys.directoryExists(folder) ? listed(folder) : []))
    .filter((file) => extensions.some((extension) => file.endsWith(extension)))
    .sort()
}

function listed(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/'))
}

export function parsed(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
}

/** Every node of a tree, parents first. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node
  const children: ts.Node[] = []
  ts.forEachChild(node, (child) => void children.push(child))
  for (const child of children) yield* nodesOf(child)
}

export function lineOf(node: ts.Node): string {
  const file = node.getSourceFile()
  return `${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`
}
