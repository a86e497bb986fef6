import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { build, type Plugin } from 'esbuild'
import { median } from './contest'
import { duration, type Line, note } from './table'

const MOST_MILLISECONDS = 60
const MOST_BYTES = 60_000
const entry = 'dist/index.js'

/**
 * What the built package adds to a program that uses zod: to its start, and to the page that a browser loads. Opening the kernel
 * (`createClientele`) loads more, and is shown beside it.
 */
export async function importCost(starts: number): Promise<readonly Line[]> {
  const missing = stale()
  if (missing !== null) return [note('importing clientele', missing)]
  return [...startLines('import', starts), ...startLines('require', starts), ...(await sizeLines())]
}

function stale(): string | null {
  if (!existsSync(entry)) return 'not built: npm run build'
  const built = statSync(entry).mtimeMs
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  const newer = sources.some((file) => statSync(`src/${file}`).mtimeMs > built)
  return newer ? 'dist is older than src: npm run build' : null
}

/** In nanoseconds: from the start of the process to its end, and what the processor spent on it. */
interface Start {
  readonly wall: number
  readonly processor: number
}

function startLines(how: 'import' | 'require', starts: number): readonly Line[] {
  const load = (name: string): string => (how === 'import' ? `await import('${name}')` : `require('${name}')`)
  const programs = [
    ['zod alone', load('zod')],
    ['zod and clientele', `${load('zod')}; ${load('clientele')}`],
    ['zod and clientele, opened', `${load('zod')}; ${load('clientele')}; ${load('clientele/session')}`],
  ] as const
  const all = programs.map((): Start[] => [])
  for (let start = 0; start <= starts; start++) {
    for (const [place, [, code]] of programs.entries()) {
      const took = startOf(how, code)
      // The first of each fills the cache of the disk.
      if (start > 0) all[place]?.push(took)
    }
  }
  const [alone = []] = all
  return programs.map(([contestant], place) => {
    const these = all[place] ?? []
    const took = duration(median(these.map(({ wall }) => wall)))
    if (place === 0) {
      const row = `start of a program, ${how} of the built package`
      return { row, contestant, took, compared: 'what the row is compared with', target: '' }
    }
    const more = median(these.map(({ processor }, start) => processor - (alone[start]?.processor ?? Number.NaN)))
    const compared = `${duration(more)} more of the processor's time`
    return {
      row: '',
      contestant,
      took,
      compared,
      target: place === 1 ? judged(more / 1e6, MOST_MILLISECONDS, 'ms') : '',
    }
  })
}

/** By its own name, as programs import the package. The processor's time is what other programs on the machine disturb least. */
function startOf(how: 'import' | 'require', code: string): Start {
  const type = how === 'import' ? 'module' : 'commonjs'
  const told = 'const { user, system } = process.cpuUsage(); process.stdout.write(String((user + system) * 1000))'
  const began = process.hrtime.bigint()
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [`--input-type=${type}`, '--eval', `${code}; ${told}`],
    { encoding: 'utf8' },
  )
  const wall = Number(process.hrtime.bigint() - began)
  if (status !== 0) throw new Error(`The package does not load: ${stderr}`)
  return { wall, processor: Number(stdout) }
}

async function sizeLines(): Promise<readonly Line[]> {
  const imported = await gzipped([loadedWhenAskedFor])
  const opened = await gzipped([])
  return [
    {
      row: 'size of clientele, minified and gzipped, zod aside',
      contestant: 'imported',
      took: kilobytes(imported),
      compared: 'the budget',
      target: judged(imported / 1000, MOST_BYTES / 1000, 'kB'),
    },
    { row: '', contestant: 'and opened', took: kilobytes(opened), compared: '', target: '' },
  ]
}

/** What a program loads when it asks for it does not weigh on the import. */
const loadedWhenAskedFor: Plugin = {
  name: 'loaded-when-asked-for',
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ path, kind }) => (kind === 'dynamic-import' ? { path, external: true } : undefined))
  },
}

async function gzipped(plugins: Plugin[]): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    external: ['zod'],
    plugins,
  })
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`

const judged = (figure: number, most: number, unit: string): string =>
  `< ${most} ${unit}: ${figure < most ? 'reached' : 'missed'}`
