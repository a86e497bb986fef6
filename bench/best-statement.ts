import { type Contestant, median } from './contest'

/**
 * The fastest of several ways to write the same statement: what a person finds who tries them all on these very data. All must answer
 * the same.
 */
export async function bestStatement(ways: readonly Contestant[]): Promise<Contestant> {
  let best: { readonly way: Contestant; readonly time: number } | null = null
  let expected: string | undefined
  for (const way of ways) {
    const answer = JSON.stringify(await way.run())
    expected ??= answer
    if (answer !== expected) throw new Error(`${way.name} answers otherwise than ${ways[0]?.name}`)
    const time = await timeOf(way)
    if (best === null || time < best.time) best = { way, time }
  }
  if (best === null) throw new Error('There is nothing to choose from')
  return { name: `best hand-written statement (${best.way.name})`, run: best.way.run }
}

/** Milliseconds: a way that is many times slower is asked once more and no longer. */
const LONGEST = 300

async function timeOf({ run }: Contestant): Promise<number> {
  const times: number[] = []
  const start = performance.now()
  while (times.length < 15 && (times.length < 1 || performance.now() - start < LONGEST)) {
    const before = performance.now()
    await run()
    times.push(performance.now() - before)
  }
  return median(times)
}
