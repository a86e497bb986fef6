import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** Of this process alone: the same tests may run twice over one tree. */
const FOLDER = `.tmp/readme-${process.pid}`
/** Blocks fenced as `ts run` are programs; a `text output` block right after one is what it prints. */
const BLOCK = /^```ts run\n([\s\S]*?)^```\n(?:\n```text output\n([\s\S]*?)^```$)?/gm

const programs = ['README.md', 'README.fr.md', 'docs/guide.md', 'docs/adapters.md'].flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(BLOCK)].map(([, code = '', output], position) => ({
    page,
    code,
    output,
    file: `${FOLDER}/${page.replaceAll(/[./]/g, '-')}-${position + 1}.ts`,
    title: `${page}, program ${position + 1}`,
  })),
)

beforeAll(() => {
  mkdirSync(FOLDER, { recursive: true })
  for (const { file, code } of programs) writeFileSync(file, code)
})

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

describe('the programs of the README', () => {
  test.each(['README.md', 'README.fr.md', 'docs/guide.md', 'docs/adapters.md'])('%s has one', (page) => {
    expect(programs.filter((program) => program.page === page)).not.toEqual([])
  })

  test('compile', () => {
    const { config } = ts.readConfigFile('tsconfig.json', (file) => ts.sys.readFile(file))
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, process.cwd())
    const program = ts.createProgram(
      programs.map(({ file }) => file),
      options,
    )
    const own = programs.flatMap(({ file }) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)))
    expect(own.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([])
  })

  test.each(programs)('$title runs, and prints what the page says', ({ file, output }) => {
    const printed = execFileSync(process.execPath, ['--import', 'tsx', file], { encoding: 'utf8' })
    expect(printed).not.toBe('')
    if (output !== undefined) expect(printed.trim()).toBe(output.trim())
  })
})
