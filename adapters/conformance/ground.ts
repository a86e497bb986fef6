import type { Row, TestClock } from '../../src/kernel'
import { entityOf, type EntityDefinition, type Model } from '../../src/model'
import type { Store } from '../../src/storage'
import type { ConformanceLevel, OpenedStore } from './harness'

/** What a check stands on: stores of tenants that no other check uses, and the clock. */
export interface Ground {
  readonly model: Model
  readonly clock: TestClock
  readonly store: Store
  readonly opened: OpenedStore
  /** A store of another tenant of this check. */
  tenant(name: string): Store
  /** Another store of the same data and tenant, opened anew. */
  again(): Promise<OpenedStore>
  entity(name: string): EntityDefinition
}

/** A check before it has a store to run on. */
export interface CheckBody {
  readonly name: string
  readonly body: (ground: Ground) => Promise<void>
}

export const check = (name: string, body: (ground: Ground) => Promise<void>): CheckBody => ({ name, body })

const START = '2026-03-29T10:00:00.000Z'
let runs = 0

/** Opens what a check needs, runs it, and closes whatever it opened. */
export async function runOnGround(
  level: ConformanceLevel,
  { body }: CheckBody,
  model: Model,
  clock: TestClock,
  open: () => Promise<OpenedStore>,
): Promise<void> {
  const all: OpenedStore[] = []
  const tenant = `${level}-${++runs}`
  const openOne = async (): Promise<OpenedStore> => {
    const opened = await open()
    all.push(opened)
    return { ...opened, store: opened.store.forTenant(tenant) }
  }
  clock.set(START)
  try {
    const opened = await openOne()
    const { store } = opened
    await body({
      model,
      clock,
      store,
      opened,
      tenant: (name) => store.forTenant(`${tenant}-${name}`),
      again: openOne,
      entity: (name) => entityOf(model, name),
    })
  } finally {
    for (const opened of all) await opened.close()
  }
}

/** The ids of rows, as they come. */
export const idsOf = (rows: readonly Row[]): readonly unknown[] => rows.map(({ id }) => id)
