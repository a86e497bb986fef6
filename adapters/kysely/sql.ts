/** What every driver takes as the value of a placeholder. Lists and dates are put in one of these forms first. */
export type Parameter = string | number | bigint | boolean | null

/** A piece of SQL: its text, with a slot for each parameter. Values never stand in the text. */
export interface Sql {
  readonly text: string
  readonly parameters: readonly Parameter[]
}

/** Stands for a parameter until the dialect writes its own placeholder; quoted names never hold it. */
const SLOT = '\u0001'
/** Enough for the questions of a program; beyond it, texts are written anew. */
const MOST_TEXTS = 500
const NONE: readonly Parameter[] = []

/** SQL of the library's own making: keywords, and names that the dialect has quoted. */
export const raw = (text: string): Sql => ({ text, parameters: NONE })

export const param = (value: Parameter): Sql => ({ text: SLOT, parameters: [value] })

export const NOTHING_SQL = raw('')
export const TRUE = raw('TRUE')
export const FALSE = raw('FALSE')

/**
 * Puts pieces of SQL together.
 *
 * @example sql`SELECT ${raw('1')} WHERE ${param('a')} = ${param('b')}`
 */
export function sql(strings: TemplateStringsArray, ...parts: readonly Sql[]): Sql {
  let text = strings[0] ?? ''
  let parameters: Parameter[] | null = null
  let position = 0
  for (const part of parts) {
    text += part.text + (strings[++position] ?? '')
    if (part.parameters.length === 0) continue
    parameters ??= []
    for (const parameter of part.parameters) parameters.push(parameter)
  }
  return { text, parameters: parameters ?? NONE }
}

export function join(parts: readonly Sql[], separator = ', '): Sql {
  if (parts.length === 1 && parts[0] !== undefined) return parts[0]
  const parameters: Parameter[] = []
  let text = ''
  let isFirst = true
  for (const part of parts) {
    text += isFirst ? part.text : separator + part.text
    isFirst = false
    for (const parameter of part.parameters) parameters.push(parameter)
  }
  return { text, parameters }
}

/** All of these hold; TRUE for none. Each part stands in parentheses where it needs them. */
export const allOf = (conditions: readonly Sql[]): Sql => (conditions.length === 0 ? TRUE : join(conditions, ' AND '))

export const anyOf = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0 ? FALSE : conditions.length === 1 ? join(conditions) : sql`(${join(conditions, ' OR ')})`

/**
 * Writes the text that a driver takes, with the placeholders of the database. Texts are kept: a program asks few kinds of questions,
 * many times each.
 */
export function textWriter(placeholder: (position: number) => string): (statement: Sql) => string {
  const written = new Map<string, string>()
  return ({ text }) => {
    const known = written.get(text)
    if (known !== undefined) return known
    const [first = '', ...rest] = text.split(SLOT)
    const made = rest.reduce((before, piece, position) => before + placeholder(position + 1) + piece, first)
    if (written.size >= MOST_TEXTS) written.clear()
    written.set(text, made)
    return made
  }
}
