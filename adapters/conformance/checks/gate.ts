/** A promise that others wait at until somebody opens it. */
export interface Gate {
  readonly opened: Promise<void>
  open(): void
}

export function gate(): Gate {
  const { promise, resolve } = settleable()
  return { opened: promise, open: () => resolve() }
}

function settleable(): { readonly promise: Promise<void>; resolve(): void } {
  const waiting: (() => void)[] = []
  const promise = new Promise<void>((resolve) => void waiting.push(resolve))
  return { promise, resolve: () => waiting.forEach((settle) => settle()) }
}
