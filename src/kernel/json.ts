/** Plain JSON data: what survives `JSON.parse(JSON.stringify(value))` unchanged. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** An object literal or the product of `JSON.parse`: no class instance, from this realm or another. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === null || prototype === Object.prototype) return true
  // The Object.prototype of another realm (a worker, a vm) is the other prototype that has none above it.
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(Object(prototype), 'isPrototypeOf')
}

/**
 * One text for one value: keys sorted (by UTF-16 unit, as RFC 8785 does), no white space, `undefined` members left out.
 * Equal values give equal texts, so the text serves as a key of caches and of uniqueness.
 * What JSON cannot say (NaN, a Date, a function) is a bug of the caller and throws a TypeError.
 *
 * @example canonicalJson({ b: 1, a: [true, null] }) // '{"a":[true,null],"b":1}'
 */
export function canonicalJson(value: Json): string {
  return stringify(value)
}

function stringify(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`canonicalJson: ${value} is not JSON`)
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') {
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map(stringify).join(',')}]`
  if (isPlainObject(value)) {
    const members = Object.keys(value)
      .filter((key) => value[key] !== undefined)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${stringify(value[key])}`)
    return `{${members.join(',')}}`
  }
  throw new TypeError(`canonicalJson: ${Object.prototype.toString.call(value)} is not JSON`)
}

/**
 * The JSON pointer (RFC 6901) of a path: `''` is the whole document.
 *
 * @example jsonPointer(['where', 'and', 0, 'a/b']) // '/where/and/0/a~1b'
 */
export function jsonPointer(path: readonly (string | number)[]): string {
  let pointer = ''
  for (const step of path) {
    pointer += `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`
  }
  return pointer
}
