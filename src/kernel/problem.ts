import { interpolate, safeText } from './interpolation'
import type { Locale, Localized } from './localized'

/**
 * One thing that was refused: a stable code, where (a JSON pointer, `''` for the whole), the data that explains it, and a
 * message that tells the reader what to do.
 */
export interface Problem {
  readonly code: string
  readonly path: string
  readonly data: Readonly<Record<string, unknown>>
  readonly message: Localized
}

/**
 * An expected failure. It carries one problem or several; `code`, `path` and `data` are those of the first.
 * Recognise it with {@link isRefusal}, never by class: two copies of the package may be loaded.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: string
  readonly path: string
  readonly data: Readonly<Record<string, unknown>>
  readonly problems: readonly Problem[]

  /** `cause`: the error that a refusal stands for, kept for logs; nothing of it is in the messages. */
  constructor(problems: Problem | readonly Problem[], options?: { readonly cause?: unknown }) {
    const all = isList(problems) ? problems : [problems]
    const [first] = all
    if (first === undefined) throw new Error('A refusal needs at least one problem')
    super(textOf(all, 'en'), options)
    this.code = first.code
    this.path = first.path
    this.data = first.data
    this.problems = all
  }

  /** The messages of all problems, one a line, each with its path. */
  messageIn(locale: Locale): string {
    return textOf(this.problems, locale)
  }
}

export function refuse(problems: Problem | readonly Problem[]): never {
  throw new Refusal(problems)
}

/** Whether an error is a refusal, by its shape; with a code, whether one of its problems carries it. */
export function isRefusal(error: unknown, code?: string): error is Refusal {
  if (typeof error !== 'object' || error === null) return false
  if (!('problems' in error && Array.isArray(error.problems) && error.problems.length > 0)) return false
  if (!('code' in error && typeof error.code === 'string')) return false
  if (!('messageIn' in error && typeof error.messageIn === 'function')) return false
  const problems: readonly unknown[] = error.problems
  return problems.every(isProblem) && (code === undefined || problems.some((problem) => problem.code === code))
}

function isProblem(value: unknown): value is Problem {
  return (
    typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string' && 'path' in value
  )
}

function isList(problems: Problem | readonly Problem[]): problems is readonly Problem[] {
  return Array.isArray(problems)
}

const WHERE: Localized = { fr: '(à {path})', en: '(at {path})' }

function textOf(problems: readonly Problem[], locale: Locale): string {
  return problems
    .map(({ message, path }) => {
      const where = path === '' ? '' : ` ${WHERE[locale].replace('{path}', () => safeText(path, locale))}`
      return `${message[locale]}${where}`
    })
    .join('\n')
}

/** The names between braces of a template. */
type Placeholders<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never

type Data<Names extends string> = { readonly [Name in Names]: unknown } & Readonly<Record<string, unknown>>

type Details<Names extends string> = [Names] extends [never]
  ? [details?: { readonly path?: string | undefined; readonly data?: Readonly<Record<string, unknown>> | undefined }]
  : [details: { readonly path?: string | undefined; readonly data: Data<Names> }]

/** The problems a module knows: call it with a code and what fills the placeholders of its messages. */
export interface Problems<Templates extends Readonly<Record<string, Localized>>> {
  <Code extends keyof Templates & string>(
    code: Code,
    ...details: Details<Placeholders<Templates[Code]['fr'] | Templates[Code]['en']>>
  ): Problem
  readonly codes: readonly (keyof Templates & string)[]
  readonly templates: Templates
}

/**
 * Declares the problems of a module, each with its messages. Values put in messages are shortened to 80 characters and
 * stripped of control characters; a value that is itself `{ fr, en }` is put in the message's own language.
 *
 * @example
 * const problem = defineProblems({
 *   'region.cycle': {
 *     en: 'The region {region} would contain itself: remove it from {inside} first.',
 *     fr: 'La région {region} se contiendrait elle-même : retirez-la d’abord de {inside}.',
 *   },
 * })
 * refuse(problem('region.cycle', { path: '/regions/0', data: { region: 'Nord', inside: 'Hauts-de-France' } }))
 */
export function defineProblems<const Templates extends Readonly<Record<string, Localized>>>(
  templates: Templates,
): Problems<Templates> {
  const create = (
    code: keyof Templates & string,
    details: { path?: string | undefined; data?: Problem['data'] | undefined } = {},
  ) => {
    const template = templates[code]
    if (template === undefined) throw new Error(`No problem is declared under the code ${code}`)
    const data = details.data ?? {}
    return {
      code,
      path: details.path ?? '',
      data,
      message: { fr: interpolate(template.fr, data, 'fr'), en: interpolate(template.en, data, 'en') },
    }
  }
  const codes = Object.keys(templates)
  return Object.assign(create, { codes, templates })
}
