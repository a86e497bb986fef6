import { refuse, type Problem } from '../kernel'
import { problem } from './problem'

/** A time in the past: from a moment until another or, with null, until now and on. */
export interface PastPeriod {
  readonly from: Date
  readonly to: Date | null
}

/** Refused with `region.future_date`, `region.dates_reversed`. */
export function demandPast({ from, to }: PastPeriod, now: Date): void {
  const problems: Problem[] = []
  if (from > now) problems.push(problem('region.future_date', { path: '/from', data: { date: from } }))
  if (to !== null && to > now) problems.push(problem('region.future_date', { path: '/to', data: { date: to } }))
  if (to !== null && to <= from) problems.push(problem('region.dates_reversed', { path: '/to', data: { from } }))
  if (problems.length > 0) refuse(problems)
}
