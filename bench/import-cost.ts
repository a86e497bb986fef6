import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { median } from './contest'
import { duration, type Line, note } from './table'

const MOST_MILLISECONDS = 60
const MOST_BYTES = 60_000
const root = fileURLToPath(new URL('..', import.meta.url))
const entry = `${root}dist/index.js`

/** What importing the built package adds to the start of a program that uses zod, and to a page that has zod. */
export async function importCost(starts: number): Promise<readonly Line[]> {
  const missing = stale()
  if (missing !== null) return [note('importing clientele', missing)]
  return [...startLines('import', starts), ...startLines('require', starts), await sizeLine()]
}

function stale(): string | null {
  if (!existsSync(entry)) return 'not built: npm run build'
  const built = statSync(entry).mtimeMs
  const sources = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' })
  const newer = sources.some((file) => statSync(`${root}src/${file}`).mtimeMs > built)
  return newer ? 'dist is older than src: npm run build' : null
}

function startLines(how: 'import' | 'require', starts: number): readonly Line[] {
  const load = (name: string): string => (how === 'import' ? `await import('${name}')` : `require('${name}')`)
  const without = load('zod')
  const with_ = `${without}; ${load('clientele')}`
  const differences: number[] = []
  const alone: number[] = []
  for (let start = 0; start <= starts; start++) {
    const less = startTime(how, without)
    const more = startTime(how, with_)
    // The first pair fills the cache of the disk.
    if (start > 0) differences.push(more - less)
    if (start > 0) alone.push(less)
  }
  const cost = median(differences)
  const title = `start of a program, ${how} of the built package`
  return [
    {
      row: title,
      contestant: 'zod alone',
      took: duration(median(alone)),
      compared: 'what the row is compared with',
      target: '',
    },
    {
      row: '',
      contestant: 'zod and clientele',
      took: duration(median(alone) + cost),
      compared: `${duration(cost)} more`,
      target: judged(cost / 1e6, MOST_MILLISECONDS, 'ms more'),
    },
  ]
}

/** From the start of the process to its end, in nanoseconds; by its own name, as programs import the package. */
function startTime(how: 'import' | 'require', code: string): number {
  const began = process.hrtime.bigint()
  const type = how === 'import' ? 'module' : 'commonjs'
  const { status, stderr } = spawnSync(process.execPath, [`--input-type=${type}`, '--eval', code], { cwd: root })
  const took = Number(process.hrtime.bigint() - began)
  if (status !== 0) throw new Error(`The package does not load: ${String(stderr)}`)
  return took
}

async function sizeLine(): Promise<Line> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    external: ['zod'],
  })
  const bytes = gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
  return {
    row: 'size of clientele, all of it, zod aside',
    contestant: 'minified and gzipped',
    took: `${(bytes / 1000).toFixed(1)} kB`,
    compared: 'the budget',
    target: judged(bytes / 1000, MOST_BYTES / 1000, 'kB'),
  }
}

const judged = (figure: number, most: number, unit: string): string =>
  `< ${most} ${unit}: ${figure < most ? 'reached' : 'missed'}`
