import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** A part of a page that is generated: what stands between its markers. Without markers the whole page is. */
export interface GeneratedPart {
  readonly path: string
  readonly content: string
  readonly markers?: { readonly start: string; readonly end: string }
  /** What a page that is not there yet starts as. */
  readonly empty?: string
  /** The npm script that writes it. */
  readonly regenerate: string
}

/** The page as it should read. Text outside the markers is kept as it is. */
export function pageWith({ path, content, markers, empty }: GeneratedPart): string {
  if (markers === undefined) return `${content.trimEnd()}\n`
  const page = existsSync(path) ? readFileSync(path, 'utf8') : (empty ?? '')
  const start = page.indexOf(markers.start)
  const end = page.indexOf(markers.end)
  if (start < 0 || end < start) throw new Error(`${path} lacks the markers ${markers.start} and ${markers.end}`)
  return `${page.slice(0, start + markers.start.length)}\n\n${content.trim()}\n\n${page.slice(end)}`
}

/** Writes the part; run with --check, it writes nothing and fails the process where the page reads otherwise. */
export function keepPage(part: GeneratedPart): void {
  const wanted = pageWith(part)
  const current = existsSync(part.path) ? readFileSync(part.path, 'utf8') : undefined
  if (current === wanted) return
  if (process.argv.includes('--check')) {
    console.error(`${part.path} is out of date: run \`npm run ${part.regenerate}\`, read the difference and commit it.`)
    process.exitCode = 1
    return
  }
  mkdirSync(dirname(part.path), { recursive: true })
  writeFileSync(part.path, wanted)
  console.log(`${part.path} written`)
}
