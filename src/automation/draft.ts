import { z } from 'zod'
import { isPlainObject, refuse, type Problem } from '../kernel'
import { parseInput } from '../model'
import { ACTION_TYPES, actionSchema, isActionType, type RecipientWord } from './action'
import { problem } from './problem'
import { timingSchema } from './timing'
import { isTriggerType, TRIGGER_TYPES, triggerSchema, type SegmentTrigger } from './trigger'

/** What an automation is told to do, as it comes from outside; see {@link AutomationDraft}. */
const definitionSchema = z.strictObject({
  name: z.string().trim().min(1).max(191),
  trigger: triggerSchema,
  timing: timingSchema.default({ when: 'immediately' }),
  action: actionSchema,
  condition: z.unknown().optional(),
  repeats: z.boolean().default(false),
})

const draftSchema = definitionSchema.extend({ active: z.boolean().default(true) })

type DraftInput = z.input<typeof draftSchema>
type EmailInput = Extract<DraftInput['action'], { readonly do: 'email' }>
type TaskInput = Extract<DraftInput['action'], { readonly do: 'task' }>
type Who<To extends readonly unknown[], W> = readonly Extract<To[number], { readonly who: W }>[]

/** An e-mail and a task for those whom a trigger knows. */
type Email<W> = Omit<EmailInput, 'to' | 'bcc'> & {
  readonly to: Who<EmailInput['to'], W>
  readonly bcc?: Who<EmailInput['to'], W> | undefined
}
type Task<W> = Omit<TaskInput, 'to'> & { readonly to: Who<TaskInput['to'], W> }

/**
 * A new automation. `timing` is at once unless said; `condition` is criteria on the trigger's subject, looked at when it runs;
 * `repeats` does a date's run again when the date moves after it was done. What a segment tells allows e-mails and tasks, at once or
 * days later.
 */
export type AutomationDraft = Omit<DraftInput, 'trigger' | 'timing' | 'action'> &
  (
    | {
        readonly trigger: Exclude<DraftInput['trigger'], SegmentTrigger>
        readonly timing?: DraftInput['timing']
        readonly action:
          | Email<Exclude<RecipientWord, 'member'>>
          | Task<RecipientWord>
          | Extract<DraftInput['action'], { readonly do: 'changeStatus' }>
      }
    | {
        readonly trigger: SegmentTrigger
        readonly timing?: (DraftInput['timing'] & { readonly when: 'immediately' | 'after' }) | undefined
        readonly action: Email<Exclude<RecipientWord, 'mainContact' | 'lead'>> | Task<'owner' | 'user'>
      }
  )

const wordAt = (input: unknown, outer: string, inner: string): string | null => {
  const holder = isPlainObject(input) ? input[outer] : undefined
  const word = isPlainObject(holder) ? holder[inner] : undefined
  return typeof word === 'string' ? word : null
}

/** Words that are not ours are refused by name, ahead of the shape of what goes with them. */
function checkWords(input: unknown): void {
  const problems: Problem[] = []
  const trigger = wordAt(input, 'trigger', 'on')
  if (trigger !== null && !isTriggerType(trigger))
    problems.push(
      problem('automation.trigger_unknown', {
        path: '/trigger/on',
        data: { trigger, known: TRIGGER_TYPES.join(', ') },
      }),
    )
  const action = wordAt(input, 'action', 'do')
  if (action !== null && !isActionType(action))
    problems.push(
      problem('automation.action_unknown', { path: '/action/do', data: { action, known: ACTION_TYPES.join(', ') } }),
    )
  if (problems.length > 0) refuse(problems)
}

export function parseAutomationDraft(input: unknown): z.output<typeof draftSchema> {
  checkWords(input)
  return parseInput(draftSchema, input)
}

const patchSchema = definitionSchema.partial()

/** What of an automation is to change; what is left out stays. */
export type AutomationPatch = z.input<typeof patchSchema>

export function parseAutomationPatch(input: unknown): z.output<typeof patchSchema> {
  checkWords(input)
  const parsed = parseInput(patchSchema, input)
  const given = isPlainObject(input) ? input : {}
  // A default stands for what a new automation leaves out, not for what an edit does.
  return Object.fromEntries(Object.entries(parsed).filter(([name]) => given[name] !== undefined))
}
