import { measure } from 'mitata'

/** One way to do the work. What it answers must not depend on the way: see `agree`. */
export interface Contestant {
  readonly name: string
  readonly run: () => unknown
}

/** One row of the table: ways to do the same work, the first of which the others are compared with. */
export interface Contest {
  readonly title: string
  readonly reference: Contestant
  readonly others: readonly Contestant[]
  /** What Clientele is to reach, by the name of the contestant it is compared with: its own time as a multiple of theirs. */
  readonly targets: Readonly<Record<string, number>>
  /** What Clientele may take at most, in nanoseconds, whatever the others take. */
  readonly most?: number
  /** What 95 of 100 runs of Clientele's are to stay under, in milliseconds. */
  readonly slowest?: number
}

/** How long to measure: each contestant has a turn in every round, of at least so many samples and milliseconds. */
export interface Effort {
  readonly rounds: number
  readonly samples: number
  readonly milliseconds: number
}

export interface Standing {
  readonly name: string
  /** The median over all rounds of the median of a round, in nanoseconds. */
  readonly time: number
  /** By name of the others: the median over all rounds of the ratio within a round, so that a slow minute slows both sides. */
  readonly ratios: ReadonlyMap<string, number>
}

/** How many turns long the first turn is. */
const WARM_UP = 10

/** The name Clientele bears in every contest. */
export const OURS = 'clientele'

/**
 * Lets the contestants take turns, in another order each round: on a machine that others use, what disturbs one disturbs all.
 *
 * @throws an Error where two contestants do not answer the same.
 */
export async function hold({ title, reference, others }: Contest, effort: Effort): Promise<readonly Standing[]> {
  const contestants = [reference, ...others]
  await agree(title, contestants)
  const turns = new Map(contestants.map(({ name }) => [name, [] as number[]]))
  // The first round does not count: it goes on until the engine has compiled what runs often, as in a program that runs for long.
  for (let round = 0; round <= effort.rounds; round++) {
    for (let place = 0; place < contestants.length; place++) {
      const contestant = contestants[(place + round) % contestants.length]
      if (contestant === undefined) continue
      const { p50 } = await measure(contestant.run, {
        gc: false,
        min_samples: effort.samples,
        min_cpu_time: effort.milliseconds * (round === 0 ? WARM_UP : 1) * 1e6,
      })
      if (round > 0) turns.get(contestant.name)?.push(p50)
    }
  }
  return standings(turns)
}

export function standings(turns: ReadonlyMap<string, readonly number[]>): readonly Standing[] {
  return [...turns].map(([name, times]) => {
    const ratios = [...turns].map(([other, theirs]) => {
      const byRound = times.map((time, round) => time / (theirs[round] ?? Number.NaN))
      return [other, median(byRound)] as const
    })
    return { name, time: median(times), ratios: new Map(ratios) }
  })
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
}

/** What 95 of 100 runs of Clientele's stay under, in nanoseconds. */
export async function slowestOf({ others }: Contest, runs: number): Promise<number> {
  const ours = others.find(({ name }) => name === OURS)
  if (ours === undefined) throw new Error(`${OURS} has no part in it`)
  const times: number[] = []
  for (let run = 0; run < runs; run++) {
    const start = performance.now()
    await ours.run()
    times.push((performance.now() - start) * 1e6)
  }
  return times.toSorted((a, b) => a - b)[Math.ceil(runs * 0.95) - 1] ?? Number.NaN
}

async function agree(title: string, contestants: readonly Contestant[]): Promise<void> {
  let expected: string | undefined
  for (const { name, run } of contestants) {
    const answer = JSON.stringify(await run()) ?? ''
    expected ??= answer
    if (answer !== expected)
      throw new Error(`${title}: ${name} answers ${answer.slice(0, 200)} where ${expected.slice(0, 200)} was expected`)
  }
}
