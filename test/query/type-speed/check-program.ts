import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../..')

export interface CheckedProgram {
  readonly errors: readonly string[]
  /** How many types the compiler made up from generic ones: its work, the same on every machine. */
  readonly instantiations: number
  /** The processor's time for the check alone, parsing set aside. */
  readonly milliseconds: number
}

/** Type-checks one source as if it were a file beside this one. */
export function checkProgram(source: string): CheckedProgram {
  const file = resolve(ROOT, 'test/query/type-speed/program.ts')
  const { config } = ts.readConfigFile(resolve(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path))
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT)
  const host = ts.createCompilerHost(options)
  const read = host.getSourceFile.bind(host)
  host.getSourceFile = (path, version) =>
    path === file ? ts.createSourceFile(path, source, version) : read(path, version)
  const exists = host.fileExists.bind(host)
  host.fileExists = (path) => path === file || exists(path)
  const program = ts.createProgram([file], options, host)
  program.getTypeChecker()
  const start = process.cpuUsage()
  const diagnostics = program.getSemanticDiagnostics(program.getSourceFile(file))
  return {
    errors: diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    instantiations: program.getInstantiationCount(),
    milliseconds: process.cpuUsage(start).user / 1000,
  }
}
