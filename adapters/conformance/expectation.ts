import { isRefusal, sameValue, type Refusal, type Row } from '../../src/kernel'

/** Fails a check with what was expected. */
export function fail(message: string): never {
  throw new Error(message)
}

export function expectThat(holds: boolean, message: string): void {
  if (!holds) fail(message)
}

/** Values of fields, rows and lists of them, compared by what they hold. */
export function expectSame(found: unknown, expected: unknown, what: string): void {
  if (!sameValue(found, expected)) fail(`${what}: expected ${shown(expected)}, found ${shown(found)}`)
}

/** Two lists of ids or other words, in whatever order. */
export function expectSameSet(found: readonly unknown[], expected: readonly unknown[], what: string): void {
  expectSame(sorted(found), sorted(expected), what)
}

const sorted = (values: readonly unknown[]): readonly string[] => values.map(shown).sort()

/** A row holds these values; tags are compared as sets. */
export function expectRow(found: Row | undefined, expected: Row, what: string): void {
  if (found === undefined) fail(`${what}: there is no row`)
  for (const [name, value] of Object.entries(expected)) {
    const isTags = Array.isArray(value) && Array.isArray(found[name]) && value.every((item) => typeof item === 'string')
    if (isTags) expectSameSet([...new Set(list(found[name]))], [...new Set(list(value))], `${what}, ${name}`)
    else expectSame(found[name], value, `${what}, ${name}`)
  }
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** The work is refused with this code; answers the refusal. */
export async function expectRefusal(code: string, work: () => unknown, what: string): Promise<Refusal> {
  const error = await errorOf(work, what)
  return isRefusal(error, code) ? error : fail(`${what}: expected the refusal ${code}, found ${shown(error)}`)
}

/** The work throws: a bug of its caller, not a refusal. */
export async function expectThrow(work: () => unknown, what: string): Promise<void> {
  const error = await errorOf(work, what)
  if (isRefusal(error)) fail(`${what}: expected a plain Error, found the refusal ${error.code}`)
}

async function errorOf(work: () => unknown, what: string): Promise<unknown> {
  try {
    await work()
  } catch (error) {
    return error
  }
  return fail(`${what}: expected an error, found none`)
}

function shown(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`
  return JSON.stringify(value) ?? String(value)
}
