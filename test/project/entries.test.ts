import { existsSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { entries, specifier } from '../../scripts/entries.mjs'

const manifest = z
  .object({ exports: z.record(z.string(), z.unknown()) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')))

describe('the entries of the package', () => {
  test('have their sources', () => {
    expect(entries.filter((entry) => !existsSync(entry.source))).toEqual([])
  })

  test('are the exports of package.json, for import and for require, with types for both', () => {
    const wanted = entries.map(({ path, name }) => [
      path,
      {
        import: { types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` },
        require: { types: `./dist/${name}.d.cts`, default: `./dist/${name}.cjs` },
      },
    ])
    expect(manifest.exports).toEqual({ ...Object.fromEntries(wanted), './package.json': './package.json' })
  })

  test('lead the compiler to their sources', () => {
    const { config } = ts.readConfigFile('tsconfig.json', (file) => ts.sys.readFile(file))
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, process.cwd())
    const astray = entries.filter((entry) => {
      const { resolvedModule } = ts.resolveModuleName(
        specifier(entry),
        `${process.cwd()}/examples/main.ts`,
        options,
        ts.sys,
      )
      return resolvedModule?.resolvedFileName !== `${process.cwd()}/${entry.source}`
    })
    expect(astray).toEqual([])
  })
})
