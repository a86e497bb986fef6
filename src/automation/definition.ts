import { refuse, type Localized, type Problem } from '../kernel'
import { entityOf, type Model } from '../model'
import type { Decision, DecisionContext } from '../storage'
import { ACTIONS, ASSIGNEES, RECIPIENTS, type Action, type Recipient, type RecipientWord } from './action'
import { isAddress } from './address'
import { problem } from './problem'
import { rowsById } from './reading'
import type { Subject } from './subject'
import { checkTexts, templateRoots } from './template'
import type { Timing } from './timing'
import { dateSlotOf, isOfSegment, subjectBinding, TRIGGER_LABELS, triggerFacts, type Trigger } from './trigger'

export interface Definition {
  readonly trigger: Trigger
  readonly timing: Timing
  readonly action: Action
}

function* triggerProblems(
  { trigger, timing, action }: Definition,
  { role: subject }: Subject,
  model: Model,
): Generator<Problem> {
  const facts = triggerFacts(trigger.on)
  const label = TRIGGER_LABELS[trigger.on]
  const binding = subjectBinding(model, subject)
  const missing = (role: string, path: string): Problem =>
    problem('automation.role_missing', { path, data: { role, wanted: label } })
  if (binding === null) return yield missing(subject, '/trigger/on')
  const slot = dateSlotOf(trigger.on)
  if (slot !== null && (model.roles.event?.fields[slot] ?? null) === null) yield missing(`event.${slot}`, '/trigger/on')
  if (facts.when === 'statusChanged' && !('status' in binding.fields && binding.fields.status !== null))
    yield missing(`${subject}.status`, '/trigger/on')
  if (facts.when === 'opened' && !('openedAt' in binding.fields && binding.fields.openedAt !== null))
    yield missing(`${subject}.openedAt`, '/trigger/on')
  for (const restriction of ['from', 'to', 'pipeline'] as const) {
    const path = `/trigger/${restriction}`
    if (isOfSegment(trigger) || trigger[restriction] === undefined) continue
    if (!facts.restrictions.includes(restriction))
      yield problem('automation.restriction_not_offered', { path, data: { trigger: label, restriction } })
    else if (restriction === 'pipeline' && !('pipeline' in binding.fields && binding.fields.pipeline !== null))
      yield missing(`${subject}.pipeline`, path)
  }
  if (timing.when === 'before' && slot === null)
    yield problem('automation.before_not_offered', { path: '/timing/when', data: { trigger: label } })
  if (!facts.actions.includes(action.do)) {
    const known = {
      fr: facts.actions.map((type) => ACTIONS[type].fr).join(', '),
      en: facts.actions.map((type) => ACTIONS[type].en).join(', '),
    }
    yield problem('automation.action_not_offered', {
      path: '/action/do',
      data: { trigger: label, action: ACTIONS[action.do], known },
    })
  }
}

/** Whom what a segment tells knows, and whom it does not. */
const OF_SEGMENTS: readonly RecipientWord[] = ['member', 'owner', 'user', 'address']
const OF_RECORDS: readonly RecipientWord[] = ['mainContact', 'lead', 'owner', 'user', 'address']

const offered = (words: readonly RecipientWord[]): Localized => ({
  fr: words.map((word) => RECIPIENTS[word].fr).join(', '),
  en: words.map((word) => RECIPIENTS[word].en).join(', '),
})

/** The record itself is written to where the model knows its address and its consent. */
function* memberProblems({ role, entity }: Subject, model: Model, path: string): Generator<Problem> {
  const fields = role === 'contact' || role === 'account' ? model.roles[role]?.fields : undefined
  const wanted = ACTIONS.email
  if ((fields?.email ?? null) === null)
    yield problem('automation.role_missing', { path, data: { role: `${role}.email`, wanted } })
  if ((fields?.consent ?? null) === null)
    yield problem('automation.consent_missing', {
      path,
      data: { entity: entityOf(model, entity).label, role: `${role}.consent` },
    })
}

function* recipientProblems(
  { trigger, action }: Definition,
  subject: Subject,
  recipients: readonly Recipient[],
  path: string,
  model: Model,
): Generator<Problem> {
  const roots = templateRoots(model, subject.role)
  const known = isOfSegment(trigger) ? OF_SEGMENTS : OF_RECORDS
  const wanted = ACTIONS[action.do]
  const missing = (role: string, index: number): Problem =>
    problem('automation.role_missing', { path: `${path}/${index}`, data: { role, wanted } })
  const byMail = action.do === 'email'
  for (const [index, recipient] of recipients.entries()) {
    if (!known.includes(recipient.who))
      yield problem('automation.recipient_not_offered', {
        path: `${path}/${index}/who`,
        data: {
          trigger: TRIGGER_LABELS[trigger.on],
          recipient: RECIPIENTS[recipient.who],
          known: offered(action.do === 'task' ? known.filter((word) => ASSIGNEES.includes(word)) : known),
        },
      })
    else if (recipient.who === 'member') yield* memberProblems(subject, model, `${path}/${index}`)
    else if (recipient.who === 'address') {
      if (!isAddress(recipient.address))
        yield problem('automation.address_refused', {
          path: `${path}/${index}/address`,
          data: { address: recipient.address },
        })
    } else if (recipient.who === 'mainContact') {
      if (!roots.has('contact')) yield missing('event.contact', index)
      else if ((model.roles.contact?.fields.email ?? null) === null) yield missing('contact.email', index)
    } else if (recipient.who !== 'user' && !roots.has(recipient.who)) yield missing(recipient.who, index)
    else if (model.roles.user === null) yield missing('user', index)
    else if (byMail && model.roles.user.fields.email === null) yield missing('user.email', index)
  }
}

function* actionProblems(definition: Definition, about: Subject, model: Model): Generator<Problem> {
  const { action } = definition
  const { role: subject } = about
  if (action.do === 'changeStatus') {
    const missing = (role: string): Problem =>
      problem('automation.role_missing', { path: '/action/do', data: { role, wanted: ACTIONS.changeStatus } })
    const event = model.roles.event
    if (!templateRoots(model, subject).has('event')) yield missing(`${subject}.event`)
    else if ((event?.fields.status ?? null) === null) yield missing('event.status')
    const field = event === null ? undefined : entityOf(model, event.entity).fields.get(event.fields.status ?? '')
    if (field !== undefined && !field.schema.safeParse(action.status).success)
      yield problem('automation.status_refused', { path: '/action/status', data: { status: action.status } })
    return
  }
  yield* recipientProblems(definition, about, action.to, '/action/to', model)
  if (action.do === 'email') {
    yield* recipientProblems(definition, about, action.bcc, '/action/bcc', model)
    yield* checkTexts(action.subject, subject, model, ['action', 'subject'])
    yield* checkTexts(action.text, subject, model, ['action', 'text'])
    return
  }
  const task = model.roles.task
  const lacking = task === null ? 'task' : (['title', 'assignee'] as const).find((slot) => task.fields[slot] === null)
  if (lacking !== undefined) {
    const role = task === null ? lacking : `task.${lacking}`
    yield problem('automation.role_missing', { path: '/action/do', data: { role, wanted: ACTIONS.task } })
  }
  yield* checkTexts(action.title, subject, model, ['action', 'title'])
}

function* unknownUsers({ action }: Definition, model: Model): Decision<readonly Problem[]> {
  if (action.do === 'changeStatus' || model.roles.user === null) return []
  const lists = [
    { path: '/action/to', recipients: action.to },
    { path: '/action/bcc', recipients: action.do === 'email' ? action.bcc : [] },
  ]
  const named = lists.flatMap(({ path, recipients }) =>
    recipients.flatMap((recipient, index) =>
      recipient.who === 'user' ? [{ user: recipient.user, path: `${path}/${index}/user` }] : [],
    ),
  )
  const users = yield* rowsById(
    model,
    model.roles.user.entity,
    named.map(({ user }) => user),
  )
  return named
    .filter(({ user }) => !users.has(user))
    .map(({ user, path }) => problem('automation.user_unknown', { path, data: { user } }))
}

/** Refuses, all at once, what this model and these triggers do not offer, what templates name that is not there, unknown users. */
export function* checkDefinition(definition: Definition, subject: Subject, { model }: DecisionContext): Decision<void> {
  const problems = [...triggerProblems(definition, subject, model), ...actionProblems(definition, subject, model)]
  problems.push(...(yield* unknownUsers(definition, model)))
  if (problems.length > 0) refuse(problems)
}
