import { isRefusal, type Refusal } from 'clientele/kernel'

/** The refusal that work ends in; anything else, success included, fails the test. */
export function refusalOf(work: () => unknown): Refusal {
  let result: unknown
  try {
    result = work()
  } catch (error) {
    if (isRefusal(error)) return error
    throw error
  }
  throw new Error(`Expected a refusal, got ${JSON.stringify(result)}`)
}
