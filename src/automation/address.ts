const ADDRESS = /^[^\s@<>()[\],;:"\\\p{Cc}]+@[^\s@<>()[\],;:"\\\p{Cc}]+\.[^\s@<>()[\],;:"\\\p{Cc}.]+$/u

/** One plain e-mail address: no display name, no list, nothing that could end a header. */
export const isAddress = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= 320 && ADDRESS.test(value)
