import { isRefusal, type Problem, refuse } from '../kernel'

const MOST = 20

/** What is wrong with criteria so far. The twentieth problem ends the search: all are then refused at once. */
export interface Findings {
  add(problem: Problem): void
  /** Runs a step of the kernel that refuses by throwing, and keeps its problems; null then. A problem without a place gets this one. */
  attempt<T>(path: string, step: () => T): T | null
  /** Refuses when anything was found. */
  settle(): void
}

export function findings(): Findings {
  const problems: Problem[] = []
  const add = (problem: Problem): void => {
    problems.push(problem)
    if (problems.length >= MOST) refuse(problems)
  }
  return {
    add,
    attempt(path, step) {
      let refused: readonly Problem[]
      try {
        return step()
      } catch (error) {
        if (!isRefusal(error)) throw error
        refused = error.problems
      }
      for (const one of refused) add(one.path === '' ? { ...one, path } : one)
      return null
    },
    settle() {
      if (problems.length > 0) refuse(problems)
    },
  }
}
