import { isRefusal, refuse } from '../kernel'

function placed(error: unknown, path: string): never {
  if (!isRefusal(error)) throw error
  return refuse(error.problems.map((one) => ({ ...one, path: path + one.path })))
}

/** Reads a part of what was given: what is refused says where the part stands in the whole. */
export function underPath<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    return placed(error, path)
  }
}

/** The same of what takes its time. */
export async function underPathLater<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    return placed(error, path)
  }
}
