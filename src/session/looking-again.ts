import { isRefusal } from '../kernel'

/** Two who want a group that stands nowhere meet at its only place: the one who comes later looks again, and finds it there. */
export async function lookingAgain<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isRefusal(error, 'storage.conflict')) throw error
    return work()
  }
}
