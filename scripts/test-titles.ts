/** The titles that the tests carry, read from their sources: those of tables of cases too, as far as their text is fixed. */
import ts from 'typescript'
import { filesUnder, nodesOf, parsed } from './sources'

/** By test file, its titles. */
export function testTitles(): ReadonlyMap<string, readonly string[]> {
  const files = filesUnder(['test'], ['.test.ts'])
  return new Map(files.map((file) => [file, [...nodesOf(parsed(file))].flatMap(titleOf)]))
}

/** The rows of the requirements that a title says it shows. */
export function rowsIn(title: string): readonly string[] {
  return title.match(/\bR\d+\.\d+\b/g) ?? []
}

function titleOf(node: ts.Node): readonly string[] {
  if (!ts.isCallExpression(node) || !/^(?:test|it|describe)\b/.test(node.expression.getText())) return []
  const [title] = node.arguments
  if (title === undefined) return []
  if (ts.isStringLiteralLike(title)) return [title.text]
  return ts.isTemplateExpression(title) ? [title.head.text] : []
}
