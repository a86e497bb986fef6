import { testClock } from 'clientele/kernel'
import { memoryAdapter } from 'clientele/memory'
import type { StoreAdapter } from 'clientele/storage'
import { expect, test } from 'vitest'
import { fuse, mortalAdapter } from '../automation/fuse'
import { france, process, type France } from './france'

/** One store, opened by every process. */
function shared(adapter: StoreAdapter): StoreAdapter {
  let opened: ReturnType<StoreAdapter['open']> | undefined
  return { ...adapter, open: (model) => (opened ??= adapter.open(model)) }
}

interface Ground {
  readonly scene: France
  readonly store: StoreAdapter
  readonly ana: France['ana']
}

async function contactsOf({ system }: France, note: string): Promise<readonly string[]> {
  const { rows } = await system.find('contact', { orderBy: ['name'], limit: 1_000 })
  return rows.flatMap(({ name }) => (name.startsWith(`${note} `) ? [name.slice(note.length + 1)] : []))
}

/** Starts a bulk action whose process dies at the nth step; another goes on with it. Answers whether it lived. */
async function dieAt(step: number, { scene, store, ana }: Ground): Promise<boolean> {
  const { clock, system } = scene
  const life = fuse()
  const mortal = await process({ adapter: () => mortalAdapter(store, life), clock, process: `mortal-${step}-` })
  const dying = await mortal.crm.as('ana')
  const before = await system.count('bulkAction')
  const itemsBefore = await system.count('bulkItem')
  life.arm(step)
  const note = `n${step}`
  const selection = { groups: ['amiens', 'arras'] }
  const lived = await dying.bulk
    .start({ selection, action: { do: 'welcome', input: { note, failing: ['arras'] } } })
    .then(
      () => true,
      () => false,
    )
  if (lived === life.isBlown) throw new Error('It is not clear whether the process died')

  for (const { id } of await ana.bulk.unfinished()) await ana.bulk.resume(id)
  const contacts = await contactsOf(scene, note)
  if ((await system.count('bulkAction')) === before) {
    // It died before it was kept: nothing was done, and nothing is.
    expect(contacts).toEqual([])
    expect(await system.count('bulkItem')).toBe(itemsBefore)
    return lived
  }
  expect(contacts).toEqual(['amiens'])
  const [action] = (await system.find('bulkAction', { orderBy: [{ field: 'startedAt', direction: 'desc' }], limit: 1 }))
    .rows
  expect(action).toMatchObject({ total: 2, finishedAt: clock.now() })
  const { items } = await ana.bulk.outcome(action?.id ?? '')
  expect(items.rows.map(({ id, state }) => [id, state])).toEqual([
    ['amiens', 'done'],
    ['arras', 'failed'],
  ])
  return lived
}

test(
  'R1.3 a process that dies at any step leaves each item undone or done once; another goes on',
  { timeout: 240_000 },
  async () => {
    const clock = testClock('2026-03-02T08:00:00Z')
    const store = shared(memoryAdapter({ clock }))
    const scene = await france({ adapter: () => store, clock })
    const other = await process({ adapter: () => store, clock, process: 'other-' })
    const ana = await other.crm.as('ana')
    let step = 0
    let lived = false
    while (!lived) {
      step += 1
      clock.advance({ hours: 1 })
      lived = await dieAt(step, { scene, store, ana })
    }
    expect(step).toBeGreaterThan(100)
  },
)
