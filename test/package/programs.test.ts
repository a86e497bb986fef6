import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { entries, specifier } from '../../scripts/entries.mjs'

const plain = inject('plain')
const withKysely = inject('withKysely')
const node24 = join(plain, 'node_modules/node/bin/node')

const versions = [
  ['Node 20 or what runs this', process.execPath],
  ['Node 24', node24],
] as const

/** What a program prints. One that exits with anything but 0 throws. */
function run(node: string, folder: string, program: readonly string[]): string {
  return execFileSync(node, program, { cwd: folder, encoding: 'utf8' }).trim()
}

test('the Node brought by its npm package is Node 24', () => {
  expect(run(node24, plain, ['--version'])).toMatch(/^v24\./)
})

describe.each(versions)('the installed tarball under %s', (_, node) => {
  test('serves a CommonJS program', () => {
    expect(run(node, plain, ['commonjs.cjs'])).toBe('1 of 2 accounts')
  })

  test('serves an ESM program', () => {
    expect(run(node, plain, ['esm.mjs'])).toBe('1 of 2 accounts')
  })

  test('opens every entry but the one of Kysely without Kysely, with the same names for import and require', () => {
    const names = entries.filter(({ name }) => name !== 'kysely').map(specifier)
    expect(JSON.parse(run(node, plain, ['names.cjs', ...names]))).toEqual(
      names.map((name) => ({ name, same: true, some: true })),
    )
  })

  test('opens the entry of Kysely beside the lowest Kysely it allows', () => {
    const name = 'clientele/kysely'
    expect(JSON.parse(run(node, withKysely, ['names.cjs', name]))).toEqual([{ name, same: true, some: true }])
  })
})
