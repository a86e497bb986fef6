import { dueOf, type Intent } from 'clientele/automation'
import { describe, expect, test } from 'vitest'

const paris = (
  anchorValue: string,
  offsetDays: number,
  wallTime: string | null = '09:00',
  zone = 'Europe/Paris',
): Intent => ({
  anchor: 'start',
  anchorValue,
  offsetDays,
  wallTime,
  zone,
})

describe('the instant of an intent', () => {
  test.each([
    ['7 days before, in winter', paris('2026-03-20T18:00:00Z', -7), '2026-03-13T08:00:00.000Z'],
    ['7 days before, over the spring change', paris('2026-04-02T18:00:00Z', -7), '2026-03-26T08:00:00.000Z'],
    ['on the spring day itself, after the change', paris('2026-03-29T18:00:00Z', 0), '2026-03-29T07:00:00.000Z'],
    ['in the spring gap: later by the jump', paris('2026-04-05T08:00:00Z', -7, '02:30'), '2026-03-29T01:30:00.000Z'],
    ['just ahead of the gap', paris('2026-04-05T08:00:00Z', -7, '01:59'), '2026-03-29T00:59:00.000Z'],
    ['just after the gap', paris('2026-04-05T08:00:00Z', -7, '03:00'), '2026-03-29T01:00:00.000Z'],
    ['in the autumn overlap: the first', paris('2026-11-01T08:00:00Z', -7, '02:30'), '2026-10-25T00:30:00.000Z'],
    ['after the autumn overlap', paris('2026-11-01T08:00:00Z', -7, '03:00'), '2026-10-25T02:00:00.000Z'],
    ['3 days after, over the autumn change', paris('2026-10-23T10:00:00Z', 3), '2026-10-26T08:00:00.000Z'],
    [
      'an anchor late in the evening belongs to its local day',
      paris('2026-06-30T22:30:00Z', -1),
      '2026-06-30T07:00:00.000Z',
    ],
    ['a civil date has no zone of its own', paris('2026-07-01', -1), '2026-06-30T07:00:00.000Z'],
    ['another zone', paris('2026-07-01T02:00:00Z', 0, '09:00', 'America/New_York'), '2026-06-30T13:00:00.000Z'],
    [
      'a zone ahead of the day',
      paris('2026-07-01T12:00:00Z', 0, '09:00', 'Pacific/Auckland'),
      '2026-07-01T21:00:00.000Z',
    ],
    ['over the end of February in a leap year', paris('2028-03-01', -1), '2028-02-29T08:00:00.000Z'],
    ['at once: to the millisecond', paris('2026-03-29T01:15:00.123Z', 0, null), '2026-03-29T01:15:00.123Z'],
  ])('R5.5 %s', (_, intent, due) => {
    expect(dueOf(intent).toISOString()).toBe(due)
  })
})
