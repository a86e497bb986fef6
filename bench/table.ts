import { type Contest, OURS, type Standing } from './contest'

/** One line: a contestant of a row, what it took, and how it stands to the one that the row is measured by. */
export interface Line {
  readonly row: string
  readonly contestant: string
  readonly took: string
  readonly compared: string
  readonly target: string
}

/** A row that could not be measured, and why. */
export const note = (row: string, why: string): Line => ({ row, contestant: why, took: '', compared: '', target: '' })

export function linesOf(contest: Contest, standings: readonly Standing[]): readonly Line[] {
  const { reference } = contest
  const ours = standings.find(({ name }) => name === OURS)
  return standings.map(({ name, time, ratios }) => {
    const isReference = name === reference.name
    const ratio = ratios.get(reference.name) ?? Number.NaN
    return {
      row: isReference ? contest.title : '',
      contestant: name,
      took: duration(time),
      compared: isReference ? 'what the row is compared with' : `${times(ratio)} ${reference.name}`,
      target:
        name === OURS && contest.most !== undefined ? within(time, contest.most) : verdict(name, ours, contest.targets),
    }
  })
}

/** The line of a contest that has something to say of its slowest runs. */
export const slowestLine = (time: number, most: number): Line => ({
  row: '',
  contestant: `${OURS}, 95 of 100 under`,
  took: duration(time),
  compared: '',
  target: `< ${most} ms: ${time < most * 1e6 ? 'reached' : 'missed'}`,
})

/** What our time is to be, said on the line of the contestant it is compared with; the reference's stands on our own line. */
function verdict(name: string, ours: Standing | undefined, targets: Contest['targets']): string {
  const target = targets[name]
  const ratio = ours?.ratios.get(name)
  if (target === undefined || ratio === undefined) return ''
  const reached = ratio <= target ? 'reached' : 'missed'
  return target < 1
    ? `${OURS} ≥ ${trim(1 / target)}× faster: ${reached} (${trim(1 / ratio)}×)`
    : `${OURS} ≤ ${trim(target)}×: ${reached} (${trim(ratio)}×)`
}

const within = (time: number, most: number): string =>
  `< ${duration(most)}: ${time < most ? 'reached' : 'missed'} (${duration(time)})`

export function print(lines: readonly Line[]): void {
  const columns = ['row', 'contestant', 'took', 'compared', 'target'] as const
  const heads: Line = { row: 'what', contestant: 'who', took: 'median', compared: 'compared with', target: 'target' }
  const all = [heads, ...lines]
  const widths = columns.map((column) => Math.max(...all.map((line) => line[column].length)))
  const draw = (line: Line): string =>
    `| ${columns.map((column, place) => (column === 'took' ? line[column].padStart(widths[place] ?? 0) : line[column].padEnd(widths[place] ?? 0))).join(' | ')} |`
  console.log(draw(heads))
  console.log(
    `| ${widths.map((width, place) => (columns[place] === 'took' ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`,
  )
  for (const line of lines) console.log(draw(line))
}

const UNITS = [
  ['s', 1e9],
  ['ms', 1e6],
  ['µs', 1e3],
  ['ns', 1],
] as const

export function duration(nanoseconds: number): string {
  const [unit, size] = UNITS.find(([, least]) => nanoseconds >= least) ?? UNITS[3]
  return `${digits(nanoseconds / size)} ${unit}`
}

const times = (ratio: number): string => `${trim(ratio)}×`
const trim = (number: number): string => String(Number(number.toFixed(number < 10 ? 2 : 0)))
const digits = (number: number): string => number.toFixed(number < 10 ? 2 : number < 100 ? 1 : 0)
