import { isRefusal } from 'clientele'
import { everyCall } from './calls'
import type { Ground } from './thread'

/** The inputs of a call with one of them, or one part of one of them, replaced. */
function* spoiled(inputs: readonly unknown[], strange: unknown): Generator<readonly unknown[]> {
  const at = (index: number, input: unknown) => inputs.map((other, place) => (place === index ? input : other))
  for (const [index, input] of inputs.entries()) {
    yield at(index, strange)
    if (Array.isArray(input)) yield at(index, [strange])
    else if (typeof input === 'object' && input !== null && !(input instanceof Date))
      for (const [name, part] of Object.entries(input)) {
        yield at(index, { ...input, [name]: strange })
        if (Array.isArray(part)) yield at(index, { ...input, [name]: [strange] })
        else if (typeof part === 'object' && part !== null)
          for (const inner of Object.keys(part)) yield at(index, { ...input, [name]: { ...part, [inner]: strange } })
      }
  }
  yield [...inputs, strange]
}

/** What a schema says that nobody gave words to. */
const WORDLESS = /\b(?:Invalid input|Entrée invalide)\b/

/** How a call ended: a refusal that says something is a good end, any other error is not. */
export async function endOf(work: () => unknown): Promise<string> {
  try {
    await work()
    return 'answered'
  } catch (error) {
    if (isRefusal(error))
      return error.problems.find(({ message: { fr, en } }) => WORDLESS.test(`${fr} ${en}`))?.path ?? 'refused'
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  }
}

/**
 * Every call with something strange in every place: those that neither answered nor were refused, and those that were refused and
 * wrote something all the same.
 */
export async function badEnds(ground: Ground, strange: unknown): Promise<readonly string[]> {
  const { system, calls, make } = await everyCall(ground)
  const ends: string[] = []
  let written = await system.count('journalEntry')
  for (const [name, ...inputs] of calls)
    for (const [index, given] of [...spoiled(inputs, strange)].entries()) {
      const end = await endOf(() => make([name, ...given]))
      const before = written
      written = await system.count('journalEntry')
      if (end !== 'answered' && !(end === 'refused' && written === before))
        ends.push(`${name} ${index}: ${end}, ${written - before} written`)
    }
  return ends
}
