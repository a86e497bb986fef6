import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { filesUnder, lineOf, nodesOf, parsed } from '../../scripts/sources'

const published = filesUnder(['src', 'adapters'])
const shown = [...published, ...filesUnder(['examples', 'bench'])]

function places(files: readonly string[], offends: (node: ts.Node) => boolean): readonly string[] {
  return files.flatMap((file) => [...nodesOf(parsed(file))].filter(offends).map(lineOf))
}

function lines(files: readonly string[], pattern: RegExp): readonly string[] {
  return files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, position) => (pattern.test(line) ? [`${file}:${position + 1}: ${line.trim()}`] : [])),
  )
}

/** A call or `new` of `owner.name`, or a read of it. */
function isMember(node: ts.Node, owner: string, name: string): boolean {
  return ts.isPropertyAccessExpression(node) && node.expression.getText() === owner && node.name.text === name
}

describe('what the sources never hold', () => {
  test('the type any', () => {
    expect(places(shown, (node) => node.kind === ts.SyntaxKind.AnyKeyword)).toEqual([])
  })

  test('a cast through unknown, or a ! that silences the checker', () => {
    const throughUnknown = (node: ts.Node): boolean =>
      ts.isAsExpression(node) &&
      ts.isAsExpression(node.expression) &&
      node.expression.type.kind === ts.SyntaxKind.UnknownKeyword
    expect(places(shown, (node) => throughUnknown(node) || ts.isNonNullExpression(node))).toEqual([])
  })

  test('a comment that silences a tool, or leaves work for later', () => {
    expect(
      lines(shown, /@ts-(?:ignore|nocheck|expect-error)|(?:oxlint|eslint)-disable|\b(?:TODO|FIXME|XXX|HACK)\b/),
    ).toEqual([])
  })

  test('a file past 300 lines', () => {
    const long = shown.map((file) => ({ file, length: readFileSync(file, 'utf8').trimEnd().split('\n').length }))
    expect(long.filter(({ length }) => length > 300)).toEqual([])
  })

  test('a file that is named after no concept, or not in kebab-case', () => {
    const nameless = /^(?:utils?|helpers?|types?|common|interfaces?|misc|shared)$/
    const names = shown.map((file) => ({ file, name: basename(file).replace(/\.d?\.?ts$/, '') }))
    expect(names.filter(({ name }) => nameless.test(name) || !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name))).toEqual([])
  })

  test('the time, chance or the environment read outside the kernel', () => {
    const core = filesUnder(['src']).filter((file) => !file.startsWith('src/kernel/'))
    const now = (node: ts.Node): boolean =>
      ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0
    const impure = (node: ts.Node): boolean =>
      now(node) || isMember(node, 'Date', 'now') || isMember(node, 'Math', 'random') || isMember(node, 'process', 'env')
    expect(places(core, impure)).toEqual([])
  })

  test('a wait in a test for time to pass', () => {
    expect(places(filesUnder(['test']), (node) => ts.isIdentifier(node) && node.text === 'sleep')).toEqual([])
  })
})

test('no committed file names a place on one machine', () => {
  const files = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).split('\n')
  const written = files.filter(
    (file) => /\.(?:ts|mjs|cjs|js|json|md|ya?ml|sql)$|^\.|run$/.test(file) && existsSync(file),
  )
  const machine = new RegExp(`(?<![\\w.])/(?:${['tmp', 'work', 'farm', 'root', 'home'].join('|')})/`)
  expect(lines(written, machine)).toEqual([])
})
