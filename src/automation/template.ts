import { jsonPointer, refuse, type Locale, type Problem, type Row } from '../kernel'
import { entityOf, type EntityDefinition, type FieldDefinition, type Model, type RoleName } from '../model'
import type { TranslatedText } from './action'
import { fieldText } from './field-text'
import { problem } from './problem'
import { subjectBinding, type SubjectRole } from './trigger'

/** The records that a template may speak of: the subject and those around it. */
export type TemplateRoot = 'event' | 'quote' | 'invoice' | 'account' | 'contact' | 'lead' | 'owner' | 'organisation'

export type TemplateRecords = Readonly<Partial<Record<TemplateRoot, Row | null>>>

const ROLE_OF: Readonly<Record<TemplateRoot, RoleName | null>> = {
  event: 'event',
  quote: 'quote',
  invoice: 'invoice',
  account: 'account',
  contact: 'contact',
  lead: 'user',
  owner: 'user',
  // The kernel's own: the organisation of the subject's group.
  organisation: null,
}

/** What a text may say of an organisation: the name under which it speaks. */
function speaker(model: Model): EntityDefinition | null {
  const organisation = model.entities.get('organisation')
  const name = model.entities.has('organisationGroup') ? organisation?.fields.get('name') : undefined
  return organisation === undefined || name === undefined
    ? null
    : { ...organisation, fields: new Map([['name', name]]) }
}

/** What can be said about a subject of this role in this model. */
export function templateRoots(model: Model, role: SubjectRole): ReadonlyMap<TemplateRoot, EntityDefinition> {
  const subject = subjectBinding(model, role)
  const roots = new Map<TemplateRoot, EntityDefinition>()
  if (subject === null) return roots
  const entity = entityOf(model, subject.entity)
  const add = (root: TemplateRoot, isReachable: boolean): void => {
    const name = ROLE_OF[root]
    const binding = name === null ? null : model.roles[name]
    if (isReachable && binding !== null) roots.set(root, entityOf(model, binding.entity))
  }
  const event = model.roles.event
  const hasEvent = role === 'event' || ('event' in subject.fields && subject.fields.event !== null)
  const hasAccount = 'account' in subject.fields && subject.fields.account !== null
  add(role, true)
  add('event', hasEvent)
  add('account', hasAccount || (hasEvent && (event?.fields.account ?? null) !== null))
  add('contact', hasEvent && (event?.fields.contact ?? null) !== null)
  add('lead', hasEvent && (event?.fields.lead ?? null) !== null)
  add('owner', entity.owner !== null)
  const organisation = entity.group === null ? null : speaker(model)
  if (organisation !== null) roots.set('organisation', organisation)
  return roots
}

interface TemplateField {
  readonly root: TemplateRoot
  readonly field: FieldDefinition
}

export type Template = readonly (string | TemplateField)[]

const PLACE = /\{\{([^{}]*)\}\}/g

/** A host's own field name, or the role's word for it: `{{event.start}}` is the start, whatever the host calls it. */
function findField(
  model: Model,
  roots: ReadonlyMap<TemplateRoot, EntityDefinition>,
  path: string,
): TemplateField | null {
  const [rootName = '', fieldName = '', ...rest] = path.split('.')
  const found = [...roots].find(([name]) => name === rootName)
  if (found === undefined || rest.length > 0) return null
  const [root, entity] = found
  const name = ROLE_OF[root]
  const slots: Readonly<Record<string, string | null>> = name === null ? {} : (model.roles[name]?.fields ?? {})
  const slot = Object.hasOwn(slots, fieldName) ? slots[fieldName] : null
  const field = entity.fields.get(fieldName) ?? entity.fields.get(slot ?? '')
  return field === undefined || field.kind === 'json' ? null : { root, field }
}

const knownFields = (roots: ReadonlyMap<TemplateRoot, EntityDefinition>): string =>
  [...roots]
    .flatMap(([root, { fields }]) =>
      [...fields.values()].filter(({ kind }) => kind !== 'json').map(({ name }) => `${root}.${name}`),
    )
    .join(', ')

/** Reads a template; what is wrong with it is added to the problems. */
export function parseTemplate(
  text: string,
  role: SubjectRole,
  model: Model,
  path: string,
  problems: Problem[],
): Template {
  const roots = templateRoots(model, role)
  const parts: (string | TemplateField)[] = []
  let at = 0
  for (const match of text.matchAll(PLACE)) {
    const name = (match[1] ?? '').trim()
    const field = findField(model, roots, name)
    if (field === null)
      problems.push(problem('automation.template_field', { path, data: { field: name, known: knownFields(roots) } }))
    parts.push(text.slice(at, match.index))
    if (field !== null) parts.push(field)
    at = match.index + match[0].length
  }
  parts.push(text.slice(at))
  const stray = parts.find((part) => typeof part === 'string' && /\{\{|\}\}/.test(part))
  if (typeof stray === 'string')
    problems.push(
      problem('automation.template_broken', { path, data: { part: stray.trim(), example: '{{event.name}}' } }),
    )
  return parts
}

/** Everything wrong with a text in both languages. */
export function checkTexts(
  texts: TranslatedText,
  role: SubjectRole,
  model: Model,
  path: readonly string[],
): readonly Problem[] {
  const problems: Problem[] = []
  for (const locale of ['fr', 'en'] as const) {
    const text = texts[locale]
    if (text !== undefined) parseTemplate(text, role, model, jsonPointer([...path, locale]), problems)
  }
  return problems
}

/** Controls would let a value end a header, or hide and turn text around. Line breaks and tabs are a text's own. */
const CONTROLS = /(?![\n\t])[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** Puts values where the template names fields. A value is never read as a template; a missing one leaves nothing. */
export function renderText(
  texts: TranslatedText,
  role: SubjectRole,
  records: TemplateRecords,
  context: { readonly model: Model; readonly locale: Locale; readonly timeZone: string },
): string {
  const problems: Problem[] = []
  const text = texts[context.locale] ?? texts.fr ?? texts.en ?? ''
  const template = parseTemplate(text, role, context.model, '', problems)
  // The model may have lost a field since the automation was saved.
  if (problems.length > 0) refuse(problems)
  return template
    .map((part) => {
      if (typeof part === 'string') return part
      const value = records[part.root]?.[part.field.name]
      return fieldText(part.field, value ?? null, context)
        .replaceAll('\r\n', '\n')
        .replace(CONTROLS, '')
    })
    .join('')
}

/** The same for what must stay on one line: a subject, a title. */
export const renderLine = (...args: Parameters<typeof renderText>): string =>
  renderText(...args)
    .replace(/\s+/g, ' ')
    .trim()
