import { SEGMENT_TRIGGERS } from '../automation'
import { entityOf, type FieldSets, type Model, type RoleName } from '../model'
import type { FieldRules } from '../permissions'
import { allOf, complement, EVERYTHING, isAmong, NOTHING, type BoundCriteria } from '../query'

/** A field of the host's, as the kernel knows it: by the role of its entity and what it is there. */
type Slot = readonly [role: RoleName, slot: string]

/** Where the kernel keeps a field of the host's again: hidden there, it is hidden here. */
const COPIES: readonly { readonly of: Slot; readonly entity: string; readonly fields: readonly string[] }[] = [
  { of: ['contact', 'name'], entity: 'assignment', fields: ['contactName'] },
  { of: ['conversation', 'contact'], entity: 'assignment', fields: ['contactId', 'contactName'] },
  { of: ['event', 'timeZone'], entity: 'automationRun', fields: ['zone'] },
  { of: ['quote', 'event'], entity: 'automationRun', fields: ['eventId'] },
  { of: ['invoice', 'event'], entity: 'automationRun', fields: ['eventId'] },
]

/** What a run did is told in words that a template may have taken from any field of these. */
const TOLD: readonly RoleName[] = ['event', 'quote', 'invoice', 'account', 'contact', 'user']

const isHidden = ({ roles }: Model, hidden: FieldSets, [role, slot]: Slot): boolean => {
  const binding = roles[role]
  const fields: Readonly<Record<string, string | null>> = binding?.fields ?? {}
  return binding !== null && hidden.get(binding.entity)?.has(fields[slot] ?? '') === true
}

/** The rules that hold of the kernel's own records because they hold of what is kept there again. */
export function rulesOfCopies(model: Model, hidden: FieldSets): FieldRules {
  const rules: Record<string, Record<string, 'hidden'>> = {}
  const hide = (entity: string, fields: readonly string[]): void => {
    rules[entity] = { ...rules[entity], ...Object.fromEntries(fields.map((field) => [field, 'hidden' as const])) }
  }
  for (const { of, entity, fields } of COPIES) if (isHidden(model, hidden, of)) hide(entity, fields)
  if (TOLD.some((role) => hidden.has(model.roles[role]?.entity ?? ''))) hide('automationRun', ['result', 'error'])
  return rules
}

/** The runs of these triggers are there, and when, because of a value that is hidden. */
const STATUSES = [
  { of: ['event', 'status'], trigger: 'event.statusChanged' },
  { of: ['quote', 'status'], trigger: 'quote.statusChanged' },
  { of: ['invoice', 'status'], trigger: 'invoice.statusChanged' },
  { of: ['quote', 'openedAt'], trigger: 'quote.opened' },
  { of: ['invoice', 'openedAt'], trigger: 'invoice.opened' },
] as const satisfies readonly { readonly of: Slot; readonly trigger: string }[]

const DATES = [
  { of: ['event', 'start'], anchors: ['start'] },
  { of: ['event', 'end'], anchors: ['end'] },
  { of: ['event', 'timeZone'], anchors: ['start', 'end'] },
] as const satisfies readonly { readonly of: Slot; readonly anchors: readonly string[] }[]

function toldRuns(model: Model, hidden: FieldSets): BoundCriteria {
  const run = entityOf(model, 'automationRun')
  const automation = entityOf(model, 'automation')
  const anchors = DATES.flatMap(({ of, anchors: told }) => (isHidden(model, hidden, of) ? told : []))
  const statuses = STATUSES.flatMap(({ of, trigger }) => (isHidden(model, hidden, of) ? [trigger] : []))
  // The query of a segment may ask about anything: whoever does not see all fields does not learn who is in it.
  const triggers = [...statuses, ...SEGMENT_TRIGGERS]
  const relation = { type: 'one', target: automation.name, field: 'automationId' } as const
  const criteria = isAmong(automation, 'triggerType', triggers)
  return allOf(complement(isAmong(run, 'anchor', anchors)), {
    type: 'related',
    relation,
    target: automation,
    negated: true,
    criteria,
  })
}

/**
 * The records of the kernel's that are not there for whom some fields are hidden, because their being there tells of them: the log of
 * assignments where the assignee is hidden, the runs that wait for a hidden date, follow a hidden status, or follow segments at all. Joined
 * by AND to every scope.
 */
export function recordsTold(model: Model, hidden: FieldSets, entity: string): BoundCriteria {
  if (hidden.size === 0) return EVERYTHING
  if (entity === 'assignment') return isHidden(model, hidden, ['conversation', 'assignee']) ? NOTHING : EVERYTHING
  return entity === 'automationRun' ? toldRuns(model, hidden) : EVERYTHING
}
