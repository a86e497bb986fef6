import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'

const cases = ['5.9', '6.0'].flatMap((version) =>
  (['types.mts', 'types.cts'] as const).map((program) => ({ version, program })),
)

/** Declarations of the package included: nothing is skipped, and no types of Node are installed beside it. */
const OPTIONS = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--module', 'nodenext', '--target', 'es2022']

function compile(version: string, folder: string, program: string, ...more: readonly string[]): string {
  const tsc = join(inject('plain'), `node_modules/typescript-${version}/bin/tsc`)
  const { stdout, status } = spawnSync(process.execPath, [tsc, ...OPTIONS, ...more, program], {
    cwd: folder,
    encoding: 'utf8',
  })
  return status === 0 ? '' : stdout || `tsc ended with ${status}`
}

test.each(cases)('$program compiles under TypeScript $version', ({ version, program }) => {
  expect(compile(version, inject('plain'), program)).toBe('')
})

test.each(['5.9', '6.0'])('the types of the Kysely entry compile under TypeScript %s', (version) => {
  // Kysely's own types know `await using`.
  const library = ['--lib', 'es2022,dom,esnext.disposable']
  expect(compile(version, inject('withKysely'), 'kysely-types.mts', ...library)).toBe('')
})

test.each(['5.9', '6.0'])('a wrong field is refused by the types under TypeScript %s', (version) => {
  expect(compile(version, inject('plain'), 'wrong-field.mts')).toMatch(
    /^wrong-field\.mts\(\d+,\d+\): error TS2339: .*'nom'/,
  )
})
