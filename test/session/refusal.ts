import { isRefusal } from 'clientele'

/** The codes and paths of what a call refuses, or that it refuses nothing. What is no refusal is thrown on. */
export async function refusal(work: () => unknown): Promise<string> {
  try {
    await work()
  } catch (error) {
    if (isRefusal(error)) return error.problems.map(({ code, path }) => `${code} ${path}`.trim()).join(', ')
    throw error
  }
  return 'no refusal'
}
