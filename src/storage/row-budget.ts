import { refuse } from '../kernel'
import { problem } from './problem'

/** How many rows one call may still read. */
export interface RowBudget {
  /** At most so many, and no more than are left. Refused with `storage.row_budget` where none is. */
  grant(wanted: number): number
  spend(rows: number): void
}

export function rowBudget(budget: number): RowBudget {
  let left = budget
  return {
    grant(wanted) {
      if (left <= 0) refuse(problem('storage.row_budget', { data: { budget } }))
      return Math.min(wanted, left)
    },
    spend: (rows) => void (left -= rows),
  }
}
