/** Random moments, places and people to bind criteria to. */
import fc from 'fast-check'
import type { Model } from '../../../src/model'
import type { Binding, GroupSelection } from '../../../src/query'
import { rowOf } from './records'

const REGIONS: Readonly<Record<string, readonly string[]>> = { north: ['a1', 'é', 'B '], empty: [] }

/** Mid-day and the nights when clocks change, in Paris and where they change at midnight or by half an hour. */
const NOWS = [
  '2026-03-28T23:30:00.000Z',
  '2026-03-29T00:59:59.999Z',
  '2026-03-29T10:00:00.000Z',
  '2026-10-24T22:00:00.000Z',
  '2026-10-25T00:30:00.000Z',
  '2026-10-25T01:30:00.000Z',
  '2024-02-29T12:00:00.000Z',
] as const

const ZONES = ['Europe/Paris', 'Europe/Paris', 'America/Havana', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'] as const

/** A binding whose actor, a user of the model, has a value in every field. */
export function bindingsFor(model: Model): fc.Arbitrary<Binding> {
  const users = model.entities.get(model.roles.user?.entity ?? '')
  if (users === undefined) throw new Error('The model has no users')
  return fc
    .record({
      now: fc.constantFrom(...NOWS).map((iso) => new Date(iso)),
      timeZone: fc.constantFrom(...ZONES),
      weekStartsOn: fc.constantFrom<0 | 1 | 6>(0, 1, 6),
      fiscalYearStartsOn: fc.constantFrom(1, 4, 12),
      fields: rowOf(users, 'a1', true),
      groups: fc.constantFrom<readonly string[]>([], ['a1', 'a2'], ['é', 'b']),
    })
    .map(({ fields, groups, ...calendar }) => ({
      ...calendar,
      actor: { id: 'a1', fields, groups },
      groupsOf: ({ regions = [], groups: single = [] }: GroupSelection) => [
        ...new Set([...regions.flatMap((region) => REGIONS[region] ?? []), ...single]),
      ],
    }))
}

/** The fields of users that {@link bindingsFor} gives a value. */
export const factsOf = (model: Model): readonly string[] => [
  ...(model.entities.get(model.roles.user?.entity ?? '')?.fields.keys() ?? []),
]
