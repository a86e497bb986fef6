import type { Binding, GroupSelection } from '../../../src/query'

/** The teams of each region that the cases speak of. */
const REGIONS: Readonly<Record<string, readonly string[]>> = { north: ['t1', 't2'], south: ['t3'], empty: [] }

/**
 * What the cases are bound to unless they say otherwise: noon in Paris, on the day when summer time begins there; asked by the
 * owner `o1`, who belongs to the teams `t1` and `t2`.
 */
export const caseBinding: Binding = {
  now: new Date('2026-03-29T10:00:00.000Z'),
  timeZone: 'Europe/Paris',
  weekStartsOn: 1,
  fiscalYearStartsOn: 4,
  actor: {
    id: 'o1',
    fields: { id: 'o1', name: 'Élodie', timeZone: 'Europe/Paris', limit: 5000, teamId: 't1' },
    groups: ['t1', 't2'],
  },
  groupsOf: ({ regions = [], groups = [] }: GroupSelection) => [
    ...new Set([...regions.flatMap((region) => REGIONS[region] ?? []), ...groups]),
  ],
}
