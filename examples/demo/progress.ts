import { SingleBar } from 'cli-progress'

export interface Progress {
  advance(count: number): void
  finish(): void
}

/** A bar where somebody looks, a line at the end where nobody does. */
export function progress(label: string, total: number): Progress {
  if (!process.stderr.isTTY) return { advance: () => undefined, finish: () => undefined }
  const bar = new SingleBar({
    format: `   {bar} {percentage}% {value}/{total} ${label}`,
    clearOnComplete: true,
    hideCursor: true,
    stream: process.stderr,
  })
  bar.start(total, 0)
  return { advance: (count) => bar.increment(count), finish: () => bar.stop() }
}
