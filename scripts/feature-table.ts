/** The rows of docs/features.md. */
import { readFileSync } from 'node:fs'

export const FEATURES_PAGE = 'docs/features.md'
export const states = ['done', 'part', 'later'] as const

export interface FeatureRow {
  readonly id: string
  readonly what: string
  /** The calls named in the row, without their arguments: `session.regions.create`. */
  readonly calls: readonly string[]
  /** The test files named in the row. */
  readonly tests: readonly string[]
  readonly state: string
}

export function featureRows(): readonly FeatureRow[] {
  const lines = readFileSync(FEATURES_PAGE, 'utf8').split('\n')
  return lines.flatMap((line) => {
    const [, id, what, call = '', test = '', state] = line.split(/(?<!\\)\|/).map((cell) => cell.trim())
    if (id === undefined || what === undefined || state === undefined || !/^R\d/.test(id)) return []
    return [{ id, what, calls: coded(call).map((code) => code.replaceAll(/\(.*?\)/g, '')), tests: coded(test), state }]
  })
}

/** What stands between backticks. */
function coded(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, code]) => (code === undefined ? [] : [code]))
}
