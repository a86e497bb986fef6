/**
 * Checks the directions of all imports (the rules stand in .dependency-cruiser.cjs) and draws the folders into
 * docs/architecture.md, between its markers. With --check the page must already say so.
 */
import { existsSync } from 'node:fs'
import { cruise, format, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser'
import extractConfig from 'dependency-cruiser/config-utl/extract-depcruise-options'
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config'
import { keepPage } from './page'

const PAGE = 'docs/architecture.md'
const MARKERS = { start: '<!-- folders:start -->', end: '<!-- folders:end -->' }
const EMPTY_PAGE = `# Architecture\n\n## The folders\n\n${MARKERS.start}\n${MARKERS.end}\n`

const roots = ['src', 'adapters', 'examples', 'bench'].filter((folder) => existsSync(folder))
const options: ICruiseOptions = await extractConfig('./.dependency-cruiser.cjs')
const { output } = await cruise(roots, { ...options, validate: true }, undefined, {
  tsConfig: extractTsConfig('tsconfig.json'),
})
if (typeof output === 'string') throw new Error('The cruise gave text where its result was expected')

const report = await format(output, { outputType: 'err' })
console.log(typeof report.output === 'string' ? report.output.trim() : report.output)
keepPage({
  path: PAGE,
  empty: EMPTY_PAGE,
  markers: MARKERS,
  content: picture(edgesOf(output)),
  regenerate: 'architecture',
})
if (report.exitCode !== 0) process.exitCode = 1

/** The folder of a file, where that is one of the picture's boxes. */
function folderOf(file: string): string | undefined {
  if (/^src\/[^/]+\.ts$/.test(file)) return 'src/index.ts'
  return /^(?:src|adapters)\/[^/]+(?=\/)/.exec(file)?.[0]
}

function edgesOf(result: ICruiseResult): Map<string, Set<string>> {
  const edges = new Map<string, Set<string>>()
  for (const module of result.modules) {
    const from = folderOf(module.source)
    if (from === undefined) continue
    const targets = edges.get(from) ?? new Set<string>()
    edges.set(from, targets)
    for (const dependency of module.dependencies) {
      const to = folderOf(dependency.resolved)
      if (to !== undefined && to !== from) targets.add(to)
    }
  }
  return edges
}

/** Only the arrows that no longer path already tells: the order stays readable, reachability is the same. */
function picture(edges: Map<string, Set<string>>): string {
  const reach = (from: string, to: string, seen: Set<string>): boolean =>
    [...(edges.get(from) ?? [])].some((next) => {
      if (next === to) return true
      if (seen.has(next)) return false
      seen.add(next)
      return reach(next, to, seen)
    })
  const boxes = [...edges.keys()].sort()
  const arrows = boxes.flatMap((from) => {
    const targets = [...(edges.get(from) ?? [])].sort()
    return targets
      .filter((to) => !targets.some((other) => other !== to && reach(other, to, new Set())))
      .map((to) => `  ${idOf(from)} --> ${idOf(to)}`)
  })
  const declared = boxes.map((box) => `  ${idOf(box)}["${box}"]`)
  return [
    'An arrow reads "imports"; an arrow that follows from two others is left out.',
    '',
    '```mermaid',
    'graph TD',
    ...declared,
    ...arrows,
    '```',
  ].join('\n')
}

function idOf(folder: string): string {
  return folder.replaceAll(/[^a-z]+/g, '_')
}
