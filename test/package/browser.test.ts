import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { expect, inject, test } from 'vitest'
import { entries, specifier } from '../../scripts/entries.mjs'

test('kernel, model and query make a browser bundle that runs without Node', async () => {
  const folder = inject('plain')
  const { outputFiles, metafile } = await build({
    entryPoints: [join(folder, 'browser.mjs')],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'result',
    minify: true,
    write: false,
    metafile: true,
  })
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports)
  expect(imports.filter(({ path, external }) => external === true || path.startsWith('node:'))).toEqual([])
  const [bundle] = outputFiles
  expect(bundle?.text).not.toMatch(/\b(?:require\(|process\.|Buffer\b)/)

  // A context of its own has the language and nothing of Node; a browser adds these two.
  const context = createContext({ crypto: globalThis.crypto, TextEncoder: globalThis.TextEncoder })
  expect(runInContext('typeof process + typeof require + typeof Buffer', context)).toBe('undefinedundefinedundefined')
  runInContext(bundle?.text ?? '', context)
  expect(runInContext('result.answer', context)).toBe('1 of 2 accounts')
})

test.each(entries.filter(({ browser }) => browser).map(specifier))('%s bundles for a browser', async (name) => {
  const { metafile } = await build({
    stdin: { contents: `export * from '${name}'`, resolveDir: inject('plain') },
    bundle: true,
    platform: 'browser',
    format: 'esm',
    outdir: 'bundle',
    splitting: true,
    write: false,
    metafile: true,
  })
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports)
  expect(imports.filter(({ path, external }) => external === true || path.startsWith('node:'))).toEqual([])
})
