import { isRefusal, type Problem, refuse } from '../kernel'

const MOST = 20

/** What is wrong with criteria so far; at most 20 problems are kept. */
export interface Findings {
  add(problem: Problem): void
  /** Runs a step of the kernel that refuses by throwing, and keeps its problems; null then. A problem without a place gets this one. */
  attempt<T>(path: string, step: () => T): T | null
  /** Refuses when anything was found. */
  settle(): void
}

export function findings(): Findings {
  const problems: Problem[] = []
  const add = (problem: Problem) => {
    if (problems.length < MOST) problems.push(problem)
  }
  return {
    add,
    attempt(path, step) {
      try {
        return step()
      } catch (error) {
        if (!isRefusal(error)) throw error
        for (const one of error.problems) add(one.path === '' ? { ...one, path } : one)
        return null
      }
    },
    settle() {
      if (problems.length > 0) refuse(problems)
    },
  }
}
