import { readFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'

/** What the figures were made on: they mean little without it. */
export function machine(): string {
  const [first] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  const load = loadavg()
    .map((average) => average.toFixed(1))
    .join(' ')
  return `Node ${process.versions.node} (V8 ${process.versions.v8}), ${process.platform} ${process.arch}, ${cpus().length} × ${first?.model ?? 'processor'}, ${memory} GB, load ${load}`
}

export function versions(...packages: readonly string[]): string {
  return packages.map((name) => `${name} ${installed(name)}`).join(', ')
}

function installed(name: string): string {
  const described: unknown = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'))
  const known = typeof described === 'object' && described !== null && 'version' in described
  return known ? String(described.version) : 'not installed'
}
