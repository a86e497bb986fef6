import { Zip, ZipDeflate } from 'fflate'
import { refuse } from '../../kernel'
import { problem } from '../problem'

/** A file of a zip: written in pieces, the next one after its end. */
export interface ZipPart {
  write(text: string, last?: boolean): void
}

export interface ZipWriter {
  part(name: string): ZipPart
  end(): void
  /** What has been compressed since it was last asked. Refused with `reports.file_too_large`. */
  taken(): readonly Uint8Array[]
}

/** Offsets in a zip without its extension for large ones are of 32 bits. */
export const MOST_ZIP_BYTES = 2 ** 32 - 1

/** Sheets shrink to a sixth at any level; higher ones take twice the time for a tenth less. */
const LEVEL = 3

/** The same files give the same bytes: the date of a part is that of no clock. Local, as the format has it. */
const DATED = new Date(1980, 0, 1)

/** A zip made as it goes: nothing of it is kept but what was not taken yet. */
export function zipWriter(mostBytes: number): ZipWriter {
  const encoder = new TextEncoder()
  let ready: Uint8Array[] = []
  let size = 0
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error
    ready.push(chunk)
    size += chunk.length
  })
  return {
    part(name) {
      const part = new ZipDeflate(name, { level: LEVEL })
      part.mtime = DATED
      zip.add(part)
      return { write: (text, last = false) => part.push(encoder.encode(text), last) }
    },
    end: () => zip.end(),
    taken() {
      if (size > mostBytes) refuse(problem('reports.file_too_large'))
      const chunks = ready
      ready = []
      return chunks
    },
  }
}
