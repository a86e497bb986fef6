/**
 * Packs what `npm run build` built and installs the tarball into projects of their own, outside this tree: one as a program
 * without a database library has it, one beside the lowest Kysely that the peer range allows.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { z } from 'zod'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of the project without Kysely; it also holds Node 24 and two versions of TypeScript. */
    plain: string
    /** The folder of the project with Kysely. */
    withKysely: string
  }
}

const NODE_24 = '24.9.0'
const TYPESCRIPT = { 'typescript-5.9': 'npm:typescript@5.9.3', 'typescript-6.0': 'npm:typescript@6.0.3' }
const LOWEST_KYSELY = '0.28.0'

export default function setup(project: TestProject): () => void {
  if (!existsSync('dist/index.js')) throw new Error('There is no dist/: run `npm run build` first')
  const folder = mkdtempSync(join(tmpdir(), 'clientele-package-'))
  const tarball = packed(folder)
  const { zod } = z
    .object({ devDependencies: z.object({ zod: z.string() }) })
    .parse(JSON.parse(readFileSync('package.json', 'utf8'))).devDependencies
  project.provide(
    'plain',
    install(join(folder, 'plain'), { clientele: `file:${tarball}`, zod, node: NODE_24, ...TYPESCRIPT }),
  )
  project.provide(
    'withKysely',
    install(join(folder, 'with-kysely'), { clientele: `file:${tarball}`, zod, kysely: LOWEST_KYSELY }),
  )
  return () => rmSync(folder, { recursive: true, force: true })
}

function packed(folder: string): string {
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [tarball] = readdirSync(folder).filter((file) => file.endsWith('.tgz'))
  if (tarball === undefined) throw new Error('npm pack made no tarball')
  return join(folder, tarball)
}

function install(folder: string, dependencies: Record<string, string>): string {
  mkdirSync(folder)
  cpSync('test/package/programs', folder, { recursive: true })
  const manifest = { name: 'program', private: true, dependencies, allowScripts: { node: true } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  execFileSync('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return folder
}
