/** The same actions, also those that stand together under a name of their own, each after the guard has run: how every public call starts from the rights as they are now. */
export function guarded<A extends object>(actions: A, guard: () => Promise<void>): A {
  return new Proxy(actions, {
    get(target, name, receiver) {
      const action: unknown = Reflect.get(target, name, receiver)
      if (typeof action === 'object' && action !== null) return guarded(action, guard)
      if (typeof action !== 'function') return action
      return async (...inputs: unknown[]): Promise<unknown> => {
        await guard()
        return await Reflect.apply(action, undefined, inputs)
      }
    },
  })
}
